"""A decision as one row that a person reads: its record enters, and what is known of its file; a row of values leaves.

The columns stand in ``overview.toml``, with what each is in SQL; what each is of a record stands here.
"""

import datetime as dt
import functools
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import resources

from pydantic import BaseModel, ConfigDict

from decision_models import DecisionRecord, Field
from extractor.sinks.failure import FileRow
from extractor.sinks.tables import Kind
from extractor.sinks.totals import largest_sum, sums_of, total

VIEW = "overview"
Value = str | int | float | bool | dt.date | Decimal | None
_JOINED = "; "


class OverviewColumn(BaseModel):
    """A column: one of the record's fields, or what ``sql`` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    kind: Kind
    description: str
    field: str | None = None
    sql: str | None = None

    @property
    def is_there(self) -> bool:
        """Whether records have it."""
        return self.field is None or self.field in DecisionRecord.model_fields


@dataclass(frozen=True, slots=True)
class Files:
    """What is known of the files: which are gone, and the other names of each content."""

    gone: frozenset[str] = frozenset()
    aliases: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[FileRow]) -> "Files":
        """Return what ``rows`` say."""
        gone, aliases = set(), defaultdict(list)
        for row in rows:
            if row.state == "gone":
                gone.add(row.path)
            elif row.state == "alias" and row.sha256:
                aliases[row.sha256].append(row.path)
        return cls(frozenset(gone), {sha256: sorted(paths) for sha256, paths in aliases.items()})


@functools.cache
def overview_columns() -> tuple[OverviewColumn, ...]:
    """Return the columns, in order."""
    text = (resources.files("extractor.sinks") / "overview.toml").read_text(encoding="utf-8")
    every = (OverviewColumn.model_validate(column) for column in tomllib.loads(text)["columns"])
    return tuple(column for column in every if column.is_there)


def overview_row(record: DecisionRecord, files: Files | None = None) -> tuple[Value, ...]:
    """Return the row of ``record``, in the order of the columns."""
    known = files or Files()
    return tuple(
        _of_field(getattr(record, column.field)) if column.field else _OTHERS[column.name](record, known)
        for column in overview_columns()
    )


def _of_field(found: Field[object] | None) -> Value:
    value = None if found is None else found.value
    return value if value is None or isinstance(value, bool | dt.date) else str(value)


def _makers(record: DecisionRecord, _files: Files) -> str | None:
    named = (m.name or (m.roles[0] if m.roles else None) for m in record.decision_makers)
    return _joined(who.value for who in named if who is not None)


def _posts(record: DecisionRecord, _files: Files) -> str | None:
    return _joined(role.value for maker in record.decision_makers if maker.name for role in maker.roles)


def _joined(texts: Iterable[str]) -> str | None:
    return _JOINED.join(texts) or None


def _currency(record: DecisionRecord, _files: Files) -> str | None:
    return _joined(sorted({m.currency for m in record.amounts if m.currency is not None and not m.struck}))


_OTHERS: dict[str, Callable[[DecisionRecord, Files], Value]] = {
    "maker": _makers,
    "post": _posts,
    "total": lambda record, _: total(sums_of(record)),
    "largest_sum": lambda record, _: largest_sum(sums_of(record)),
    "currency": _currency,
    "confidence": lambda record, _: record.quality.confidence,
    "warnings": lambda record, _: len(record.warnings),
    "path": lambda record, _: record.source.path,
    "page": lambda record, _: record.source.first_page,
    "other_paths": lambda record, files: _joined(files.aliases.get(record.source.sha256, ())),
    "gone": lambda record, files: record.source.path in files.gone,
    "form": lambda record, _: record.form,
    "record_id": lambda record, _: record.record_id,
}
