"""Where documents on their way through a pool of workers are kept account of.

A name enters, and an outcome leaves when the last of the document's steps has been done, wherever. A step that kills its
worker is tried once more; then the document is set aside.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from extractor.batch.addresses import copy_of, is_address
from extractor.batch.outcome import Failed, Outcome
from extractor.batch.page_ranges import Large, Part
from extractor.batch.work import Begin, finish, read_part
from extractor.errors import DocumentTimeoutError, EnvironmentFaultError, ExtractorError, WorkerDiedError
from extractor.settings import Settings

_MOST_DEATHS = 2


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be done in a worker."""

    work: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(slots=True, eq=False)
class Case:
    """A document on its way. ``number`` is its place among the documents taken."""

    number: int
    name: str
    steps: int = 0
    begun: bool = False
    deaths: int = 0
    seconds: float = 0.0
    parts: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Scheduler:
    """Hands steps to ``pool`` and gathers what comes back. ``large`` is the most pages that one worker reads alone."""

    pool: ProcessPool
    settings: Settings
    folder: str
    begin: Begin
    large: int | None
    _waiting: dict["Future[Any]", tuple[Case, Step]] = field(default_factory=dict, init=False)

    @property
    def is_busy(self) -> bool:
        return bool(self._waiting)

    def take(self, number: int, name: str) -> None:
        """Begin with a document."""
        self._hand(Case(number, name), Step(self.begin, (name, self.settings, self.folder, self.large)))

    def settle(self, timeout_s: float) -> Iterator[tuple[int, Outcome]]:
        """Wait for some step to be done and give the documents that are done with it, with their numbers.

        Raises EnvironmentFaultError when no worker can be started at all.
        """
        done, _ = wait(self._waiting, timeout=timeout_s, return_when=FIRST_COMPLETED)
        for future in done:
            if future not in self._waiting:
                continue  # a part of a document that has failed in another part
            case, step = self._waiting.pop(future)
            case.steps -= 1
            outcome = self._next(case, step, future)
            if outcome is not None:
                self._forget(case)
                yield case.number, outcome

    def drop_unbegun(self) -> None:
        """Give up the documents that no worker has begun with."""
        for future, (case, _) in list(self._waiting.items()):
            if not case.begun and not future.running() and not future.done():
                self._waiting.pop(future)
                future.cancel()

    def _hand(self, case: Case, step: Step) -> None:
        limit = max(1.0, self.settings.document_timeout_s - case.seconds)
        case.steps += 1
        self._waiting[self.pool.schedule(step.work, args=step.arguments, timeout=limit)] = case, step

    def _next(self, case: Case, step: Step, future: "Future[Any]") -> Outcome | None:
        """Return the outcome of a document when a step of its is done, or hand out what comes next and return None."""
        try:
            result: Outcome | Large | Part = future.result()
        except TimeoutError:
            return self._timed_out(case)
        except ProcessExpired as error:
            return self._died(case, step, error)
        except BrokenProcessPool as error:
            raise EnvironmentFaultError(detail=f"worker processes cannot be started: {error}") from error
        if isinstance(result, Large):
            self._divide(case, result)
            return None
        return self._gather(case, result) if isinstance(result, Part) else result

    def _divide(self, case: Case, large: Large) -> None:
        case.begun = True
        case.seconds += large.seconds
        # Half of what one worker reads alone: the last parts end at about the same time, and opening the file for each
        # costs next to nothing.
        size = max(1, (self.large or 1) // 2)
        for first in range(1, large.page_count + 1, size):
            pages = first, min(first + size - 1, large.page_count)
            self._hand(case, Step(read_part, (case.name, pages, self.settings, self.folder)))

    def _gather(self, case: Case, part: Part) -> Outcome | None:
        case.parts.append(part)
        case.seconds += part.seconds
        if case.seconds > self.settings.document_timeout_s:
            return self._timed_out(case)
        if not case.steps:
            self._hand(case, Step(finish, (case.name, tuple(case.parts), self.settings, self.folder)))
        return None

    def _timed_out(self, case: Case) -> Failed:
        limit = self.settings.document_timeout_s
        error: ExtractorError = DocumentTimeoutError(case.name, detail=f"the limit is {limit:g} seconds")
        return Failed(case.name, error, limit)

    def _died(self, case: Case, step: Step, error: ProcessExpired) -> Failed | None:
        case.deaths += 1
        if case.deaths < _MOST_DEATHS:
            self._hand(case, step)
            return None
        said = f"twice, with exit code {error.exitcode}, and is set aside"
        return Failed(case.name, WorkerDiedError(case.name, detail=said), case.seconds)

    def _forget(self, case: Case) -> None:
        """Call off what else was to be done for a document, and clear away what it left."""
        for future, (other, _) in list(self._waiting.items()):
            if other is case:
                self._waiting.pop(future)
                future.cancel()
        if case.begun or is_address(case.name):
            copy = copy_of(case.name, Path(self.folder))
            for left in [copy, *copy.parent.glob(f"{copy.name}-*.pages")]:
                left.unlink(missing_ok=True)
