"""Shows what was found in records: an overview a rule, then each record that a person should look at."""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import TypeAdapter
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from decision_models import DecisionRecord
from extractor.audit.completeness_regime import judged_by
from extractor.audit.finding import Finding, FindingKind, FindingState
from extractor.audit.findings import findings
from extractor.cli.printable import printable

_STATES: dict[FindingKind, tuple[FindingState, ...]] = {
    FindingKind.COMPLETENESS: (
        FindingState.PRESENT,
        FindingState.NIL,
        FindingState.BLANK,
        FindingState.MISSING,
        FindingState.ILLEGIBLE,
    ),
    FindingKind.CONSISTENCY: (FindingState.CONSISTENT, FindingState.INCONSISTENT),
}
_ADAPTER = TypeAdapter(tuple[Finding, ...])


def print_lines(records: Iterable[DecisionRecord]) -> None:
    """Print one JSON object a record: which it is, how many faults, and every finding."""
    for record in records:
        found = findings(record)
        line = {
            "record_id": record.record_id,
            "path": record.source.path,
            "first_page": record.source.first_page,
            "decision_number": record.decision_number.value if record.decision_number else None,
            "judged_by": judged_by(record),
            "faults": sum(f.is_fault for f in found),
            "findings": _ADAPTER.dump_python(found, mode="json"),
        }
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


@dataclass(slots=True)
class _Overview:
    """What was found so far, over all records."""

    records: int = 0
    faulty: int = 0
    shown: int = 0
    unbound: Counter[str] = field(default_factory=Counter)
    listed: list[tuple[str, tuple[Finding, ...]]] = field(default_factory=list)
    counts: Counter[tuple[FindingKind, str, FindingState]] = field(default_factory=Counter)
    faults: Counter[tuple[FindingKind, str]] = field(default_factory=Counter)

    def add(self, record: DecisionRecord, *, every: bool, limit: int) -> None:
        found = findings(record)
        shown = tuple(f for f in found if every or f.is_fault)
        self.records += 1
        self.faulty += any(f.is_fault for f in found)
        if not any(f.kind is FindingKind.COMPLETENESS for f in found):
            self.unbound[judged_by(record)] += 1
        self.counts.update((f.kind, f.title, f.state) for f in found)
        self.faults.update((f.kind, f.title) for f in found if f.is_fault)
        self.shown += bool(shown)
        if shown and (not limit or len(self.listed) < limit):
            self.listed.append((f"{_name(record)}\n{judged_by(record)}", shown))


def print_tables(records: Iterable[DecisionRecord], *, every: bool, limit: int, console: Console | None = None) -> None:
    """Print how often each rule is kept, and what to look at in each record (at most ``limit``; 0 is no limit)."""
    overview = _Overview()
    for record in records:
        overview.add(record, every=every, limit=limit)
    console = console or Console(highlight=False)
    for kind in FindingKind:
        if any(one == kind for one, *_ in overview.counts):
            console.print(_table(kind, overview), "")
    for name, found in overview.listed:
        console.print(_listing(name, found), "")
    console.print(_account(overview))


def _table(kind: FindingKind, overview: _Overview) -> Table:
    table = Table(title=kind.value.capitalize(), title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    for heading in (*_STATES[kind], "to look at"):
        table.add_column(str(heading), justify="right")
    titles = dict.fromkeys(title for one, title, _ in overview.counts if one == kind)
    for title in titles:
        counts = (overview.counts[kind, title, state] for state in _STATES[kind])
        faults = overview.faults[kind, title]
        table.add_row(title, *(str(n or "·") for n in counts), Text(str(faults or "·"), "bold" if faults else "dim"))
    return table


def _listing(name: str, found: tuple[Finding, ...]) -> Group:
    rows = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1))
    for width in (1, 12, None):
        rows.add_column(width=width, overflow="fold")
    for one in found:
        mark = Text("!", "bold red") if one.is_fault else Text("✓", "green")
        rows.add_row(mark, one.state.value, _said(one))
    title, _, judged = name.partition("\n")
    return Group(Text(printable(title), "bold"), Text(f"Completeness: {printable(judged)}", "dim"), rows)


def _said(finding: Finding) -> Text:
    text = Text.assemble((f"{finding.title}. ", "bold"), printable(finding.message))
    return text.append(f"\n{finding.citation}", "dim")


def _account(overview: _Overview) -> Text:
    said = f"Records with something to look at: {overview.faulty} of {overview.records}."
    for why, records in overview.unbound.most_common():
        said += f"\nOf {records}, {why}"
    unlisted = overview.shown - len(overview.listed)
    if unlisted:
        said += f"\nNot listed: {unlisted}; --limit 0 lists all."
    return Text(said)


def _name(record: DecisionRecord) -> str:
    number = f" · {record.decision_number.value}" if record.decision_number else ""
    first = record.source.first_page
    return f"{record.source.path}{f', from page {first}' if first > 1 else ''}{number}"
