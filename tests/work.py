"""Measures work in calls: seconds depend on the machine and on what else it does."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


def calls(function: Callable[..., object], *args: object) -> int:
    """Return how many calls, of Python and of C, ``function`` makes."""
    count = 0

    def note(_frame: FrameType, event: str, _given: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function(*args)
    finally:
        sys.setprofile(before)
    return count


def grows_no_faster_than_text(function: Callable[[str], object], piece: str, characters: int = 20_000) -> bool:
    """Say whether twice as many of ``piece`` take ``function`` no more than about twice as many calls."""
    text = piece * (characters // len(piece))
    function(piece * 2)  # what is worked out once and kept is no part of either
    return calls(function, text * 2) < 2.5 * calls(function, text) + 1_000


@contextmanager
def patience(cpu_s: float = 120) -> Iterator[None]:
    """End what would not end: a watchdog of CPU time, far above what anything here takes on the slowest machine."""

    def bark(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {cpu_s:.0f} s of CPU time")

    before = signal.signal(signal.SIGPROF, bark)
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
