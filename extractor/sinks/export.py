"""From one target into another: what any sink wrote enters, what another would have written leaves."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from decision_models import DecisionRecord
from extractor.errors import ExtractorError, FileMissingError, UsageError
from extractor.sinks.sink import Sink, open_sink
from extractor.sinks.source import read_failures, read_files, read_records
from extractor.sinks.target import kind_of, shown

# A transaction of a database costs as much as two records do; with so many in it, it costs next to nothing.
_AT_ONCE = 1000
_PORT = 5432


def export(
    source: str, target: str, *, overwrite: bool = False, records: Iterator[DecisionRecord] | None = None
) -> int:
    """Write the records at ``source`` to ``target``, and the failures where it has a table of them.

    ``records`` are written in place of those at ``source``: the same, as somebody corrected them.

    Returns how many records there were. Raises what reading and :func:`extractor.sinks.sink.open_sink` raise; of a file or
    folder that was half written then nothing is left.
    """
    _check(source, target)
    given, count = read_records(source) if records is None else records, 0
    sink = open_sink(target, overwrite=overwrite)
    try:
        sink.write_files(read_files(source))
        while some := tuple(islice(given, _AT_ONCE)):
            sink.write(*some)
            count += len(some)
        for failure in read_failures(source):
            sink.write_failure(failure)
        sink.commit()
        sink.close()
    except BaseException:
        _undo(sink)
        raise
    return count


def _undo(sink: Sink) -> None:
    """Let go of what will not be made whole; a database keeps what stands in it."""
    with suppress(ExtractorError):
        sink.close()
    if sink.unfinished is not None:
        shutil.rmtree(sink.unfinished, ignore_errors=True)
        with suppress(OSError):
            sink.unfinished.unlink()


def _check(source: str, target: str) -> None:
    """Look before the target is made, or emptied, for nothing."""
    if kind_of(source) != "postgresql" and not Path(source).exists():
        raise FileMissingError(source)
    if kind_of(source) == kind_of(target) and _place(source) == _place(target):
        raise UsageError(shown(target), detail="the target is the source")


def _place(target: str) -> object:
    """Return what tells two targets of one kind apart, however they are written."""
    if kind_of(target) != "postgresql":
        return Path(target).resolve()
    address = urlsplit(target)
    return address.hostname, address.port or _PORT, address.path, parse_qs(address.query).get("host")
