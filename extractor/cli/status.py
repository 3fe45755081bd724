"""Shows how a batch stands: at its end, and from its ledger while it runs or afterwards."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from extractor.batch.addresses import is_address
from extractor.batch.ledger import Ledger
from extractor.batch.ledger_base import Base
from extractor.batch.ledger_file import is_being_written, ledger_path
from extractor.batch.progress import Progress, looking_at, progress_of
from extractor.sinks.target import is_durable


def show_end(progress: Progress, *, skipped: int, read: int, speed: float) -> None:
    """Print what a run has done, on standard error."""
    table = _table(progress)
    table.add_row("read in this run", f"{read:,}")
    table.add_row("done before", f"{skipped:,}")
    if read:
        table.add_row("pages a second", f"{speed:.1f}")
    Console(stderr=True, highlight=False).print(table)


def show_progress(target: str, *, as_json: bool) -> None:
    """Print how the documents of ``target`` stand. Raises FileMissingError where no run has kept a ledger."""
    progress, running = _progress(target)
    if as_json:
        sys.stdout.write(json.dumps({"running": running, **asdict(progress)}) + "\n")
        return
    table = _table(progress)
    table.add_row("left", f"{progress.left:,}")
    table.add_row("worker hours", f"{progress.seconds / 3600:.2f}")
    table.add_row("latest", progress.latest or "–")
    table.add_row("a run is", "under way" if running else "not under way")
    Console(highlight=False).print(table)


def list_files(target: str) -> None:
    """Print every file that the runs into ``target`` have met, under all its names: one JSON object a line."""
    with _looking(target) as (base, _):
        for file in Ledger(base, "", keeps_records=False).files():
            sys.stdout.write(json.dumps(asdict(file), ensure_ascii=False) + "\n")


def _progress(target: str) -> tuple[Progress, bool]:
    with _looking(target) as (base, running):
        return progress_of(base, 0), running


@contextmanager
def _looking(target: str) -> Iterator[tuple[Base, bool]]:
    if is_address(target):
        from extractor.sinks.sql.ledger_base import looking_in

        with looking_in(target) as found:
            yield found
        return
    path = Path(target) if is_durable(target) else ledger_path(target)
    running = path.is_file() and is_being_written(path)
    with looking_at(path) as base:
        yield base, running


def _table(progress: Progress) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column(justify="right")
    table.add_row("documents", f"{progress.documents:,}")
    table.add_row("done", f"{progress.done:,}")
    if progress.same:
        table.add_row("  of these with another's content", f"{progress.same:,}")
    for error, count in progress.failed.items():
        table.add_row(f"failed: {error}", f"{count:,}")
    if progress.set_aside:
        table.add_row("  of these set aside", f"{progress.set_aside:,}")
    if progress.gone:
        table.add_row("gone since", f"{progress.gone:,}")
    table.add_row("decisions", f"{progress.decisions:,}")
    table.add_row("pages", f"{progress.pages:,}")
    if progress.confidence is not None:
        table.add_row("mean confidence", f"{progress.confidence:.0%}")
    return table
