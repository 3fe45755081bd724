"""Shows a comparison with the truth: tables on a terminal, JSON into a pipe, a page to a file."""

import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from decision_models import DecisionRecord
from extractor.audit.comparison.as_html import write_html
from extractor.audit.comparison.as_json import comparison_json
from extractor.audit.comparison.compare import Comparison, Options, compare
from extractor.audit.comparison.layout import ScoreTable, score_tables, shown, with_interval
from extractor.audit.comparison.partial import Partial, read_partial
from extractor.audit.comparison.sides import Pages, Records, Side, holds_pages, read_pages, read_side
from extractor.cli.printable import printable
from extractor.cli.progress import note
from extractor.errors import UsageError
from extractor.review.reviewable import records_as
from extractor.sinks.target import kind_of

_MOST_CONFUSIONS = 15


def show_comparison(truth: str, found: str, options: Options, *, as_json: bool, html: Path | None) -> None:
    """Compare what stands at ``found`` with ``truth`` and hand out the result."""
    comparison = compare(_truth(truth), _found(found), options)
    if html is not None:
        write_html(comparison, html)
        note(f"The comparison is in {html}.")
    if as_json:
        sys.stdout.write(comparison_json(comparison) + "\n")
    else:
        print_comparison(comparison, Console(highlight=False))


def _truth(name: str) -> Side | Partial:
    """Read a target of a run as corrected, a CSV of some fields, or else a folder or file of corrected records or pages."""
    if name.endswith(".csv") and Path(name).is_file():
        return read_partial(Path(name))
    return Records(tuple(records_as(name, "corrected"))) if _is_target(name) else read_side(Path(name))


def _is_target(name: str) -> bool:
    try:
        kind = kind_of(name)
    except UsageError:
        return False
    if kind == "csv":
        # Any other folder holds truths, however it is written.
        return (Path(name) / "datapackage.json").is_file()
    return kind not in {"json", "table", "xlsx"}


def _found(name: str) -> Pages | Iterator[DecisionRecord]:
    path = Path(name)
    return read_pages(path) if path.exists() and holds_pages(path) else records_as(name, "read")


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print the scores, the commonest confusions, and what was left out."""
    for table in score_tables(comparison):
        console.print(_table(table), "")
    if comparison.confusions:
        console.print(_confusions(comparison), "")
    for line in _account(comparison):
        console.print(Text(printable(line), "dim"))


def _table(scores: ScoreTable) -> Table:
    table = Table(title=f"{scores.title}, %", title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    for column in scores.columns:
        table.add_column(column)
    table.add_column("of", justify="right")
    for row in scores.rows:
        style = "bold" if row.name == "all" else ""
        cells = (with_interval(score) for score in row.scores)
        table.add_row(row.name.replace("_", " "), *cells, f"{row.of:,.0f}", style=style)
    return table


def _confusions(comparison: Comparison) -> Table:
    table = Table(title="Read for another", title_justify="left", box=None, pad_edge=False)
    for heading in ("truth", "found", "times", "in 10,000 characters"):
        table.add_column(heading, justify="right" if heading == "times" else "left")
    for one in comparison.confusions[:_MOST_CONFUSIONS]:
        ends = f" [{one.low:.2f}–{one.high:.2f}]" if one.low is not None and one.high is not None else ""
        pair = (Text(printable(shown(side))) for side in (one.truth, one.found))
        table.add_row(*pair, str(one.count), f"{one.per_10_000:.2f}{ends}")
    return table


def _account(comparison: Comparison) -> list[str]:
    options, truths = comparison.options, comparison.unpaired_truths
    drawn = f"bootstrap over documents, {options.resamples} resamples, seed {options.seed}"
    lines = [
        f"{len(comparison.documents)} documents; {options.confidence * 100:g} % intervals by {drawn}.",
        f"Taken for the same: {comparison.normalisation_stated}.",
    ]
    if truths:
        listed = ", ".join(truths[:5]) + (" …" if len(truths) > 5 else "")
        lines.append(f"Truth without a counterpart: {len(truths)} ({listed}).")
    if comparison.unpaired_found:
        lines.append(f"Without truth, left out: {comparison.unpaired_found}.")
    return lines
