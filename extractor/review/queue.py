"""The records in the order in which they ask for a person: filters enter, a page of rows leaves, and how many there are.

The order is the column ``urgency`` of the decisions, which the sink reckons (``extractor/sinks/urgency.py``). Pages are found
by where the one before ended and not by counting, so that the thousandth comes as fast as the first, and nothing slips when a run
adds records.
"""

import base64
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, extract, func, or_, select, text

from decision_models import DecisionRecord
from extractor.audit.sampling.sheet import read_sheet
from extractor.errors import CorrectionError, UsageError
from extractor.review.rows import ReviewState, records_table
from extractor.review.store import ReviewStore
from extractor.sinks.sql.schema import OWNER, metadata
from extractor.sinks.tables import DECISIONS, SECTIONS

Wanted = Literal["unseen", "begun", "done", "open"]
"""``open`` is whatever is not done."""
_SHOWN = ("decision_number", "subject", "authority", "decision_date")


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the archive is asked for; None is all. ``search`` is words of the text, of a heading, or of the file's name."""

    authority: str | None = None
    year: int | None = None
    form: str | None = None
    state: Wanted | None = None
    warning: str | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A record in the queue. Where something was said of it, its values are as corrected."""

    record_id: str
    decision_number: str | None
    subject: str | None
    authority: str | None
    decision_date: str | None
    form: str
    path: str
    first_page: int
    confidence: float
    warnings: int
    urgency: float
    state: ReviewState
    state_by: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the queue. ``after`` is what the next page is asked for with; None where this is the last."""

    rows: tuple[Row, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records there are of what was asked for, by how far their review is."""

    total: int
    unseen: int
    begun: int
    done: int


def page_of(store: ReviewStore, filters: Filters, *, after: str | None = None, limit: int = 50) -> Page:
    """Return the first ``limit`` records of the queue, or those after ``after``. Raises UsageError for a place that is none."""
    with store.reading() as connection:
        wanted = [*_conditions(connection, filters), *_beyond(after)]
        found = connection.execute(_rows().where(*wanted).order_by(*_order()).limit(limit + 1)).mappings().all()
    rows = [_row(row) for row in found[:limit]]
    last = found[limit - 1] if len(found) > limit else None
    next_page = None if last is None else _place(last["urgency"], last["id"])
    return Page(tuple(_as_corrected(store, row) for row in rows), next_page)


def next_open(store: ReviewStore, filters: Filters, record_id: str) -> str | None:
    """Return the record that comes after this one in the queue and is not done; from its beginning where there is none."""
    decisions = _decisions()
    with store.reading() as connection:
        here = connection.execute(
            select(decisions.c.urgency, decisions.c.id).where(decisions.c.record_id == record_id)
        ).first()
        wanted = _conditions(connection, replace(filters, state="open"))
        query = (
            select(decisions.c.record_id)
            .where(*wanted, decisions.c.record_id != record_id)
            .order_by(*_order())
            .limit(1)
        )
        after = None if here is None else connection.execute(query.where(*_later(here.urgency, here.id))).scalar()
        found = after or connection.execute(query).scalar()
    return None if found is None else str(found)


def counts(store: ReviewStore, filters: Filters) -> Counts:
    """Return how many records there are of what ``filters`` ask for, whatever their state."""
    homes, decisions = records_table(), _decisions()
    with store.reading() as connection:
        wanted = _conditions(connection, replace(filters, state=None))
        total = int(connection.execute(select(func.count()).select_from(decisions).where(*wanted)).scalar() or 0)
        states = (
            select(homes.c.state, func.count())
            .join(decisions, decisions.c.record_id == homes.c.found_as)
            .where(*wanted)
            .group_by(homes.c.state)
        )
        by = {state: int(number) for state, number in connection.execute(states)}
    begun, done = by.get("begun", 0), by.get("done", 0)
    return Counts(total, total - begun - done, begun, done)


def choices(store: ReviewStore, name: Literal["authority", "form", "year", "warning"]) -> tuple[tuple[str, int], ...]:
    """Return what a filter can be, the commonest first, with how many records each has."""
    decisions, warnings = _decisions(), metadata().tables["warnings"]
    column: ColumnElement[Any]
    if name == "warning":
        query = select(warnings.c.code, func.count(warnings.c[OWNER].distinct())).group_by(warnings.c.code)
    else:
        column = extract("year", decisions.c.decision_date) if name == "year" else decisions.c[name]
        query = select(column, func.count()).where(column.is_not(None)).group_by(column)
    with store.reading() as connection:
        found = [(str(value), int(number)) for value, number in connection.execute(query)]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))


# -- a sampling plan as a queue -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """A record of a sample, and the places in it that are to be checked, as the sheet names them."""

    row: Row
    units: tuple[str, ...]


def sampled(store: ReviewStore, sheet: Path) -> tuple[Drawn, ...]:
    """Return the records of a sampling sheet in its order. Raises as reading the sheet does, UsageError for another archive's."""
    units: dict[str, list[str]] = {}
    for answer in read_sheet(sheet):
        record_id, _, unit = answer.id.partition("/")
        units.setdefault(record_id, []).append(unit)
    found = _named(store, list(units))
    if not found:
        raise UsageError(str(sheet), detail="none of its records is in this target")
    return tuple(Drawn(_as_corrected(store, found[name]), tuple(units[name])) for name in units if name in found)


def _named(store: ReviewStore, names: Sequence[str]) -> dict[str, Row]:
    decisions, found = _decisions(), dict[str, Row]()
    with store.reading() as connection:
        for start in range(0, len(names), 500):
            some = connection.execute(_rows().where(decisions.c.record_id.in_(names[start : start + 500]))).mappings()
            found |= {row["record_id"]: _row(row) for row in some}
    return found


# -- the statements ---------------------------------------------------------------------------------------------------------


def _decisions() -> Table:
    return metadata().tables[DECISIONS]


def _order() -> tuple[ColumnElement[Any], ...]:
    return _decisions().c.urgency.desc(), _decisions().c.id.desc()


def _rows() -> Any:  # noqa: ANN401 - a statement of SQLAlchemy's
    decisions, homes, warnings = _decisions(), records_table(), metadata().tables["warnings"]
    told = select(func.count()).where(warnings.c[OWNER] == decisions.c.id).scalar_subquery()
    own = [
        decisions.c[name]
        for name in ("id", "record_id", *_SHOWN, "form", "source_path", "first_page", "confidence", "urgency")
    ]
    join = decisions.outerjoin(homes, homes.c.found_as == decisions.c.record_id)
    return select(*own, told.label("warnings"), homes.c.state, homes.c.who).select_from(join)


def _conditions(connection: Connection, filters: Filters) -> list[ColumnElement[bool]]:
    decisions, warnings = _decisions(), metadata().tables["warnings"]
    wanted = [
        decisions.c[name] == value for name in ("authority", "form") if (value := getattr(filters, name)) is not None
    ]
    if filters.year is not None:
        wanted.append(decisions.c.decision_date.between(dt.date(filters.year, 1, 1), dt.date(filters.year, 12, 31)))
    if filters.warning is not None:
        wanted.append(exists().where(warnings.c[OWNER] == decisions.c.id, warnings.c.code == filters.warning))
    if filters.search and filters.search.strip():
        wanted.append(_searched(connection, filters.search))
    return [*wanted, *_in_state(filters.state)]


def _in_state(state: Wanted | None) -> list[ColumnElement[bool]]:
    if state is None:
        return []
    homes = records_table()
    said = exists().where(homes.c.found_as == _decisions().c.record_id).correlate(_decisions())
    match state:
        case "unseen":
            return [~said.where(homes.c.state != "unseen")]
        case "open":
            return [~said.where(homes.c.state == "done")]
    return [said.where(homes.c.state == state)]


def _searched(connection: Connection, words: str) -> ColumnElement[bool]:
    decisions, sections = _decisions(), metadata().tables[SECTIONS]
    named = decisions.c.source_path.icontains(words.strip(), autoescape=True)
    if connection.dialect.name == "sqlite":
        # Each word in quotes, so that no mark in it is taken for an operator of the search's.
        quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words.replace("\0", " ").split())
        hits = text("SELECT rowid FROM sections_fts WHERE sections_fts MATCH :sought").bindparams(sought=quoted)
        found = sections.c.id.in_(hits)
    else:
        found = text("sections.search @@ websearch_to_tsquery('english', :sought)").bindparams(sought=words)  # type: ignore[assignment]
    return or_(decisions.c.id.in_(select(sections.c[OWNER]).where(found)), named)


def _later(urgency: float, number: int) -> tuple[ColumnElement[bool], ...]:
    decisions = _decisions()
    # The first condition says nothing that the second does not, but the database finds its place in the index by it.
    within = decisions.c.urgency <= urgency
    return within, or_(decisions.c.urgency < urgency, and_(decisions.c.urgency == urgency, decisions.c.id < number))


def _beyond(after: str | None) -> tuple[ColumnElement[bool], ...]:
    if after is None:
        return ()
    try:
        urgency, number = json.loads(base64.urlsafe_b64decode(after.encode()))
        return _later(float(urgency), int(number))
    except (ValueError, TypeError) as error:
        raise UsageError(detail="there is no such page of the queue") from error


def _place(urgency: float, number: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([urgency, number]).encode()).decode()


def _row(row: Any) -> Row:  # noqa: ANN401 - a row
    return Row(
        record_id=row["record_id"],
        decision_number=row["decision_number"],
        subject=row["subject"],
        authority=row["authority"],
        decision_date=row["decision_date"] and row["decision_date"].isoformat(),
        form=row["form"],
        path=row["source_path"],
        first_page=row["first_page"],
        confidence=row["confidence"],
        warnings=row["warnings"],
        urgency=row["urgency"],
        state=ReviewState(row["state"] or "unseen"),
        state_by=row["who"] or "",
    )


def _as_corrected(store: ReviewStore, row: Row) -> Row:
    if row.state is ReviewState.UNSEEN:
        return row
    try:
        record = store.look(row.record_id).record
    except CorrectionError:
        return row
    return row if record is None else replace(row, **_values(record))


def _values(record: DecisionRecord) -> dict[str, Any]:
    fields = {name: getattr(record, name) for name in _SHOWN}
    return {name: None if field is None else str(field.value) for name, field in fields.items()}
