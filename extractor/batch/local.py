"""The runner for one machine: a pool of worker processes, one document a task, or some pages of a large one.

A document that passes its time or kills its worker costs itself alone; the pool puts a new worker in place of the dead.
Workers are started afresh, never forked: a fork of a process with threads (a progress display is one) can hang.
"""

import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from extractor.batch.limits import prepare_worker
from extractor.batch.outcome import Outcome
from extractor.batch.pool import HearingPool
from extractor.batch.scheduler import Scheduler
from extractor.batch.scratch import scratch_folder
from extractor.batch.work import Begin, begin
from extractor.errors import EnvironmentFaultError, UsageError
from extractor.settings import Settings

# Documents on their way for each worker. In order: enough that none waits while an early long document holds up the
# rest; else just enough that a worker that is done finds the next one waiting.
_IN_ORDER, _AS_DONE = 8, 2
# How long outcomes are waited for before names are asked for again.
_PATIENCE_S = 0.5
# With more pages than this a document is read by all workers, half as many pages at a time.
_LARGE = 16
_END = object()
# How a worker tells that it was started by a script that would start workers again in every worker.
_SCRATCH, _UNGUARDED = "_EXTRACTOR_SCRATCH", "unguarded"
_GUARD = "put this under if __name__ == '__main__': in your script; workers read it too, and must not start workers"


def _mind_the_guard() -> None:
    """End this process if it is a worker that is still reading the script it was started by."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        with suppress(KeyError, OSError):
            Path(os.environ[_SCRATCH], _UNGUARDED).touch()
        raise SystemExit(1)


@dataclass(frozen=True, slots=True)
class LocalRunner:
    """Extracts documents in ``settings.jobs`` worker processes of this machine.

    With ``in_order`` outcomes come in the order of the names, else as they are done. Once ``stop`` is set, no further
    document is begun, and the outcomes of those under way end the stream.
    """

    settings: Settings
    begin: Begin = begin
    """What a worker does with a document. It is sent to the workers, so it must be a function of a module."""
    in_order: bool = True
    large: int = _LARGE
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, names: Iterable[str | None]) -> Iterator[Outcome]:
        """Give one outcome for each name.

        Raises EnvironmentFaultError when no worker can be started at all, UsageError where that is for want of the guard
        around the calling script's own statements.
        """
        _mind_the_guard()
        with self._scheduler() as scheduler:
            source, shelf = iter(names), dict[int, Outcome]()
            taken = given = 0
            is_open = True
            while is_open or scheduler.is_busy or shelf:
                if self.stop.is_set():
                    is_open = False
                    scheduler.drop_unbegun()
                while is_open and taken - given < self._room:
                    name = next(source, _END)
                    if name is None:
                        break
                    is_open = isinstance(name, str)
                    if isinstance(name, str):
                        scheduler.take(taken, name)
                        taken += 1
                shelf.update(scheduler.settle(_PATIENCE_S))
                for number in self._ready(shelf, given, is_last=not scheduler.is_busy):
                    given += 1
                    yield shelf.pop(number)

    @property
    def _jobs(self) -> int:
        return self.settings.jobs or os.cpu_count() or 1

    @property
    def _room(self) -> int:
        return self._jobs * (_IN_ORDER if self.in_order else _AS_DONE)

    def _ready(self, shelf: dict[int, Outcome], turn: int, *, is_last: bool) -> list[int]:
        """Return which outcomes may be given now: when the last is there, all, whatever is missing between them."""
        if not self.in_order or is_last:
            return sorted(shelf)
        ready = []
        while turn in shelf:
            ready.append(turn)
            turn += 1
        return ready

    @contextmanager
    def _scheduler(self) -> Iterator[Scheduler]:
        pool = HearingPool(
            max_workers=self._jobs,
            initializer=prepare_worker,
            initargs=(self.settings.worker_memory_mb, os.getpid()),
            context=multiprocessing.get_context("spawn"),
        )
        with scratch_folder() as folder:
            os.environ[_SCRATCH] = str(folder)
            try:
                yield Scheduler(pool, self.settings, str(folder), self.begin, self.large if self._jobs > 1 else None)
                pool.close()  # type: ignore[no-untyped-call]
            except EnvironmentFaultError as error:
                if (folder / _UNGUARDED).exists():
                    raise UsageError(detail=_GUARD) from error
                raise
            finally:
                os.environ.pop(_SCRATCH, None)
                # After a full run there is nothing to stop; after an interrupt this ends the workers at once.
                pool.stop()  # type: ignore[no-untyped-call]
                pool.join()
