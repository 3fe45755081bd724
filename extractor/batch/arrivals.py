"""Documents that arrive in a folder while a batch is at work."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from extractor.batch.inputs import documents_in
from extractor.batch.ledger import Ledger
from extractor.reading.source_file import path_of

# How often the folder is looked at. A file that looks the same twice has arrived whole.
_POLL_S = 1.0

_Look = dict[str, tuple[int, int]]


def arrivals(
    ledger: Ledger, folder: Path, stop: threading.Event, at_rest: Callable[[], None], without: tuple[Path, ...] = ()
) -> Iterator[str | None]:
    """Give what ``ledger`` has to be done, then what arrives in ``folder``, until ``stop`` is set; None while nothing does.

    What lies in ``without`` is not looked at. Calls ``at_rest`` whenever everything that has arrived is done.
    """
    yield from ledger.due()
    known = before = _look(folder, without)
    is_at_rest = False
    while not stop.wait(_POLL_S):
        now = _look(folder, without)
        arrived = [name for name, stamp in now.items() if known.get(name) != stamp and before.get(name) == stamp]
        before = now
        if arrived:
            known = known | {name: now[name] for name in arrived}
            ledger.enrol(arrived, goes_on=True)
            is_at_rest = False
            yield from ledger.due()
        elif not is_at_rest and not ledger.is_reading:
            at_rest()
            ledger.begin()
            is_at_rest = True
        yield None


def _look(folder: Path, without: tuple[Path, ...]) -> _Look:
    found: _Look = {}
    for name in documents_in(folder, without):
        try:
            stat = path_of(name).stat()
        except OSError:  # gone again meanwhile
            continue
        found[name] = stat.st_size, stat.st_mtime_ns
    return found
