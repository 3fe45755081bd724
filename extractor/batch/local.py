"""The runner for one machine: a pool of worker processes, one document a task.

A document that passes its time or kills its worker costs itself alone; the pool puts a new worker in place of the dead.
Workers are started afresh, never forked: a fork of a process with threads (a progress display is one) can hang.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from extractor.batch.outcome import Failed, Outcome
from extractor.errors import DocumentTimeoutError, EnvironmentFaultError, WorkerDiedError
from extractor.settings import Settings

# Tasks handed out ahead for each worker: enough that none waits while an early long document holds up the order,
# few enough that a folder of a hundred thousand paths is not held in memory.
_AHEAD = 8


Work = Callable[[Path, Settings], Outcome]


def outcome_in_worker(path: Path, settings: Settings) -> Outcome:
    """Extract the file at ``path`` in a worker process."""
    # The pipeline is loaded in the worker only: the process that shows progress stays small and starts at once.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    from extractor.batch.extraction import outcome_of

    return outcome_of(path, settings)


@dataclass(frozen=True, slots=True)
class LocalRunner:
    """Extracts documents in ``settings.jobs`` worker processes of this machine."""

    settings: Settings
    work: Work = outcome_in_worker
    """What a worker does with a document. It is sent to the workers, so it must be a function of a module."""

    def run(self, paths: Iterable[Path]) -> Iterator[Outcome]:
        """Give one outcome for each path, in the order of ``paths``.

        Raises EnvironmentFaultError when no worker can be started at all.
        """
        jobs = self.settings.jobs or os.cpu_count() or 1
        pool = ProcessPool(max_workers=jobs, context=multiprocessing.get_context("spawn"))
        try:
            yield from self._in_order(pool, iter(paths), ahead=jobs * _AHEAD)
            pool.close()  # type: ignore[no-untyped-call]
        finally:
            # After a full run there is nothing to stop; after an interrupt this ends the workers at once.
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _in_order(self, pool: ProcessPool, paths: Iterator[Path], *, ahead: int) -> Iterator[Outcome]:
        waiting = deque((path, self._schedule(pool, path)) for path in islice(paths, ahead))
        while waiting:
            path, future = waiting.popleft()
            yield _settled(path, future, self.settings)
            waiting.extend((path, self._schedule(pool, path)) for path in islice(paths, 1))

    def _schedule(self, pool: ProcessPool, path: Path) -> "Future[Outcome]":
        return pool.schedule(self.work, args=(path, self.settings), timeout=self.settings.document_timeout_s)


def _settled(path: Path, future: "Future[Outcome]", settings: Settings) -> Outcome:
    try:
        return future.result()
    except TimeoutError:
        limit = settings.document_timeout_s
        return Failed(path, DocumentTimeoutError(str(path), detail=f"the limit is {limit:g} seconds"), limit)
    except ProcessExpired as error:
        return Failed(path, WorkerDiedError(str(path), detail=f"exit code {error.exitcode}"))
    except BrokenProcessPool as error:
        raise EnvironmentFaultError(detail=f"worker processes cannot be started: {error}") from error
