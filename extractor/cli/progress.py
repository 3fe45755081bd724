"""Shows how a batch goes, on standard error: a bar on a terminal, a plain line a document elsewhere."""

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from extractor.batch.outcome import Failed, Outcome
from extractor.cli.printable import printable


def note(text: str) -> None:
    """Say something on standard error."""
    sys.stderr.write(f"{printable(text)}\n")
    sys.stderr.flush()


def watched(outcomes: Iterator[Outcome], total: int, *, aside: bool) -> Iterator[Outcome]:
    """Pass ``outcomes`` on and show their progress. With ``aside`` the bar gives way while an outcome is looked at."""
    return _with_bar(outcomes, total, aside=aside) if sys.stderr.isatty() else _with_lines(outcomes, total)


def _with_bar(outcomes: Iterator[Outcome], total: int, *, aside: bool) -> Iterator[Outcome]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    failed = 0
    # The data on standard output must not be caught and shown by the bar.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("reading", total=total)
        for outcome in outcomes:
            failed += isinstance(outcome, Failed)
            bar.update(task, advance=1, description=f"reading, {failed} failed" if failed else "reading")
            if aside:
                bar.stop()
            yield outcome
            if aside:
                bar.start()


def _with_lines(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    for number, outcome in enumerate(outcomes, start=1):
        note(f"[{number}/{total}] {_line(outcome)}")
        yield outcome


def _line(outcome: Outcome) -> str:
    if isinstance(outcome, Failed):
        return f"{outcome.path}: failed: {outcome.error.summary}"
    decisions = _count(len(outcome.records), "decision")
    pages = _count(outcome.records[0].source.page_count if outcome.records else 0, "page")
    return f"{outcome.path}: {decisions}, {pages}, {outcome.seconds:.1f} s"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
