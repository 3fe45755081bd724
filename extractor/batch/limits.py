"""What keeps a worker process within bounds: its memory, the time of a page, the life of its parent.

Limits that this system does not know are left out: the time limit of the document, which the pool holds, always stands.
"""

import logging
import os
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

from extractor.errors import EngineFailedError

_MEGA = 1 << 20
# The engines stop themselves after the page's time, and keep what else was read of it: the alarm is for all the rest.
_GRACE = 1.5
_PARENT_CHECK_S = 1.0


def prepare_worker(memory_mb: int, parent: int) -> None:
    """Hold this process to ``memory_mb`` of address space (0: no limit), one thread an engine, and its parent's life."""
    _hush()
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if memory_mb:
        _limit_memory(memory_mb * _MEGA)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _hush() -> None:
    """Keep what libraries say of a document off standard error, which may be read by a program."""
    if os.environ.get("EXTRACTOR_DEBUG"):
        return
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    with suppress(OSError):
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 2)
        os.close(silence)


def _limit_memory(size: int) -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (size if hard < 0 else min(size, hard), hard))


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: killed, it has no chance to say so, and nobody waits for us."""
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_S)
    os._exit(1)


@contextmanager
def page_time(limit_s: float) -> Iterator[None]:
    """Raise EngineFailedError in the block when it takes much longer than ``limit_s``, once and again.

    Works in a main thread on systems with interval timers; code that never comes back to Python is left to the
    document's limit.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise EngineFailedError(detail=f"The page took longer than {limit_s:g} s.")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, limit_s * _GRACE, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
