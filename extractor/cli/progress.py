"""Shows how a batch goes, on standard error: a bar on a terminal, a line a document elsewhere, JSON for programs."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.cli.printable import printable
from extractor.errors import ExtractorError


@dataclass(slots=True)
class Tally:
    """What has gone by so far."""

    read: int = 0
    pages: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    _confidence: float = 0.0
    _sure: int = 0
    _start: float = field(default_factory=time.monotonic)

    @property
    def documents(self) -> int:
        return self.read + self.failed.total()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._start

    @property
    def pages_a_second(self) -> float:
        return self.pages / max(1e-9, self.seconds)

    @property
    def confidence(self) -> float | None:
        """The mean confidence of the documents that were read."""
        return self._confidence / self._sure if self._sure else None

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        if isinstance(outcome, Failed):
            self.failed[type(outcome.error).__name__] += 1
            return
        self.read += 1
        self.pages += outcome.pages
        if (confidence := outcome.confidence) is not None:
            self._confidence += confidence
            self._sure += 1

    def __str__(self) -> str:
        said = [f"{_count(self.pages, 'page')}, {self.pages_a_second:.1f} a second"]
        if self.failed:
            said.append(f"{self.failed.total()} failed")
        if self.confidence is not None:
            said.append(f"{self.confidence:.0%} sure")
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Display:
    """How progress is shown. ``total`` tells how many documents there are, which can grow.

    With ``aside`` the bar gives way while an outcome is looked at.
    """

    tally: Tally
    total: Callable[[], int]
    aside: bool = False
    as_json: bool = False
    quiet: bool = False


def note(text: str) -> None:
    """Say something on standard error."""
    sys.stderr.write(f"{printable(text)}\n")
    sys.stderr.flush()


def log_event(event: str, **facts: object) -> None:
    """Say something to a program: one JSON object a line, with the time and what ``event`` it is."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    sys.stderr.write(json.dumps({"time": now, "event": event, **facts}, ensure_ascii=False) + "\n")
    sys.stderr.flush()


def tell(text: str, event: str, *, as_json: bool, **facts: object) -> None:
    """Say ``text`` to a person, or ``event`` with its facts to a program."""
    if as_json:
        log_event(event, **facts)
    else:
        note(text)


def watched(outcomes: Iterator[Outcome], display: Display) -> Iterator[Outcome]:
    """Pass ``outcomes`` on and show their progress."""
    if display.as_json:
        return _with_events(outcomes, display)
    if display.quiet:
        return _counted(outcomes, display)
    return _with_bar(outcomes, display) if sys.stderr.isatty() else _with_lines(outcomes, display)


def _counted(outcomes: Iterator[Outcome], display: Display) -> Iterator[Outcome]:
    for outcome in outcomes:
        display.tally.add(outcome)
        yield outcome


def _with_bar(outcomes: Iterator[Outcome], display: Display) -> Iterator[Outcome]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    # The data on standard output must not be caught and shown by the bar.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("reading", total=display.total())
        for outcome in outcomes:
            display.tally.add(outcome)
            bar.update(
                task, completed=display.tally.documents, total=display.total(), description=f"reading: {display.tally}"
            )
            if display.aside:
                bar.stop()
            yield outcome
            if display.aside:
                bar.start()


def _with_lines(outcomes: Iterator[Outcome], display: Display) -> Iterator[Outcome]:
    for outcome in outcomes:
        display.tally.add(outcome)
        note(f"[{display.tally.documents}/{display.total()}] {_line(outcome)}")
        yield outcome


def _with_events(outcomes: Iterator[Outcome], display: Display) -> Iterator[Outcome]:
    for outcome in outcomes:
        display.tally.add(outcome)
        yield outcome
        # A program that hears of a document may look for it in the target at once.
        log_event("document", **_facts(outcome), number=display.tally.documents, of=display.total())


def _facts(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Failed):
        told: dict[str, Any] = failure_row(outcome)
        return {"state": "failed", **told, "seconds": round(outcome.seconds, 3)}
    sure = outcome.confidence
    return {
        "state": "done",
        "path": outcome.path,
        "decisions": len(outcome.records),
        "pages": outcome.pages,
        "confidence": None if sure is None else round(sure, 4),
        "seconds": round(outcome.seconds, 3),
    }


def failure_row(failed: Failed) -> dict[str, str | int | None]:
    """Return what is to be known of a failure: where, what, and what to do."""
    return error_facts(failed.error) | {"path": failed.path}


def error_facts(error: ExtractorError) -> dict[str, str | int | None]:
    """Return what is to be known of an error."""
    return {
        "path": error.path,
        "error": type(error).__name__,
        "summary": error.summary,
        "detail": error.detail,
        "page": error.page,
        "remedy": error.remedy,
        "exit_status": error.exit_status,
    }


def _line(outcome: Outcome) -> str:
    if isinstance(outcome, Extracted):
        decisions, pages = _count(len(outcome.records), "decision"), _count(outcome.pages, "page")
        return f"{outcome.path}: {decisions}, {pages}, {outcome.seconds:.1f} s"
    return f"{outcome.path}: failed: {outcome.error.summary}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
