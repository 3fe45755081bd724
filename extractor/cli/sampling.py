"""Draws a sample into a sheet, and shows what a checked one tells."""

import json
import secrets
import sys
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.audit.comparison.layout import percent
from extractor.audit.sampling.allocation import Allocation
from extractor.audit.sampling.estimate import Estimate, Line, estimate
from extractor.audit.sampling.plan import Plan, Request, make_plan
from extractor.audit.sampling.sheet import plan_path, read_sheet, write_sheet
from extractor.audit.sampling.strata import Dimension
from extractor.audit.sampling.units import UnitKind
from extractor.cli.printable import printable
from extractor.errors import NotASampleError, UsageError
from extractor.sinks.source import read_records


def request_of(
    margin: float, confidence: float, seed: int | None, *, by: str, unit: UnitKind, allocation: Allocation
) -> Request:
    """Return what was asked for. Raises UsageError for a dimension that is not known, or named twice."""
    named = [name.strip() for name in by.split(",") if name.strip()]
    known: tuple[Dimension, ...] = get_args(Dimension)
    chosen = tuple(dimension for name in named for dimension in known if dimension == name)
    if len(chosen) != len(named) or len(set(chosen)) != len(chosen):
        raise UsageError(detail=f"--by takes each of {', '.join(known)} once at most, parted by commas; not {by!r}")
    drawn = secrets.randbelow(2**32) if seed is None else seed
    return Request(margin, confidence, drawn, unit=unit, by=chosen, allocation=allocation)


def make_sheet(target: str, sheet: Path, request: Request, *, overwrite: bool) -> None:
    """Draw a sample from the records at ``target``, write its sheet and say on standard output how large it is."""
    if sheet.suffix.lower() != ".csv":
        raise UsageError(str(sheet), detail="the sheet must end in .csv")
    plan = make_plan(lambda: read_records(target), request)
    write_sheet(plan, sheet, overwrite=overwrite)
    print_plan(plan, sheet, Console(highlight=False))


def print_plan(plan: Plan, sheet: Path, console: Console) -> None:
    """Print the strata with the sizes of their samples."""
    table = Table(title="Sample", title_justify="left", box=None, pad_edge=False)
    table.add_column("stratum", overflow="fold")
    for heading in (f"{plan.request.unit}s", "errors expected", "to check"):
        table.add_column(heading, justify="right")
    for s in plan.strata:
        table.add_row(Text(printable(s.name)), f"{s.units:,}", f"{percent(s.anticipated)} %", f"{s.sample:,}")
    units, sample = sum(s.units for s in plan.strata), sum(s.sample for s in plan.strata)
    table.add_row("overall", f"{units:,}", "", f"{sample:,}", style="bold")
    request = plan.request
    console.print(table, "")
    said = f"Margin {request.margin * 100:g} % at {request.confidence * 100:g} % confidence, if errors are as expected;"
    console.print(Text(printable(f"{said} {request.allocation} allocation, seed {request.seed}.")))
    console.print(Text(printable(f"Fill in the first column of {sheet}. Keep {plan_path(sheet)} with it.")))


# -- estimate -----------------------------------------------------------------------------------------------------------


def show_estimate(sheet: Path, confidence: float, *, as_json: bool) -> None:
    """Print what the sheet tells of the archive."""
    try:
        found = estimate(read_sheet(sheet), confidence)
    except NotASampleError as error:
        error.path = error.path or str(sheet)
        raise
    if as_json:
        sys.stdout.write(json.dumps(asdict(found), indent=2, ensure_ascii=False) + "\n")
    else:
        print_estimate(found, Console(highlight=False))


def print_estimate(found: Estimate, console: Console) -> None:
    """Print the rates with their intervals, and about how many errors that makes."""
    interval = f"[{found.confidence * 100:g} % interval]"
    table = Table(title="Estimated errors, %", title_justify="left", box=None, pad_edge=False)
    table.add_column("stratum", overflow="fold")
    for heading in ("units", "checked", "wrong"):
        table.add_column(heading, justify="right")
    table.add_column(f"rate {interval}".replace("[", r"\["))
    for line in found.strata:
        table.add_row(*_cells(line))
    table.add_row(*_cells(found.overall), style="bold")
    for part, said in ((found.values, "of these, values that are wrong"), (found.omissions, "of these, missed")):
        if part is not None:
            table.add_row(said, *_cells(part)[1:])
    console.print(table, "")
    if found.kinds:
        kinds = Table(
            "kind", "checked", "wrong", "rate", title="By kind, %", title_justify="left", box=None, pad_edge=False
        )
        for line in found.kinds:
            name, _, checked, wrong, rate = _cells(line)
            kinds.add_row(name, checked, wrong, rate)
        console.print(kinds, "")
    for said in _account(found):
        console.print(Text(said))


def _cells(line: Line) -> tuple[Text, str, str, str, Text]:
    rate = line.rate
    shown = f"{percent(rate.value)} [{percent(rate.low)}–{percent(rate.high)}]"
    units = "" if line.units is None else f"{line.units:,}"
    return Text(printable(line.name)), units, f"{line.checked:,}", f"{line.wrong:,}", Text(shown)


def _account(found: Estimate) -> list[str]:
    whole, rate = found.overall, found.overall.rate
    units = whole.units or 0
    few, many = f"{rate.low * units:,.0f}", f"{rate.high * units:,.0f}"
    lines = [f"Of {units:,} units about {rate.value * units:,.0f} are wrong, between {few} and {many}."]
    if found.open:
        lines.append(f"Rows still open: {found.open:,}; they are taken to be no different from the others.")
    return lines
