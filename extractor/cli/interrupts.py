"""Ctrl-C, and being asked to end: what is under way is finished first; asked again, everything stops at once."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from extractor.cli.progress import tell

_ASKED = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def gentle_stop(*, as_json: bool = False) -> Iterator[threading.Event]:
    """Give an event that is set on the first interrupt; the second raises KeyboardInterrupt."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask(_signal: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        tell(
            "extractor: finishing the documents under way; interrupt again to stop at once.",
            "stopping",
            as_json=as_json,
        )

    before = {number: signal.signal(number, ask) for number in _ASKED}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
