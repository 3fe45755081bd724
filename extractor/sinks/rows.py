"""A record laid out as rows of tables: a record enters, the rows of each table leave, in the order of its columns.

:mod:`extractor.sinks.whole` is the way back. A value is a text, a number, a truth or None; dates and decimals are texts, which
every sink takes, and which stay exact. This runs for every record, so it is written to be fast: a tuple a row, and all
regions of a record turned into JSON at once.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain

from pydantic import TypeAdapter

from decision_models import Clause, DecisionRecord, Field, Region
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.totals import largest_sum, sums_of, total
from extractor.sinks.urgency import urgency

Value = str | int | float | bool | None
Row = tuple[Value, ...]
Rows = dict[str, list[Row]]
Place = tuple[int | None, str]

# The fields of a record that are one value with its evidence, in the order of the columns of the table of decisions.
FIELDS = (
    "authority",
    "decision_number",
    "subject",
    "lead_officer",
    "publication",
    "key_decision",
    "key_decision_reason",
    "decision_date",
    "publication_date",
    "effective_date",
    "call_in_deadline",
    "signed",
    "outcome",
    "status",
)
# PostgreSQL takes 131,072 digits before the point and 16,383 after; a sum of more than this many is none.
_MOST_DIGITS = 1000
_TO_JSON = TypeAdapter(list[tuple[Region, ...]]).serializer.to_json


def decision_row(record: DecisionRecord) -> Row:
    """Return the row of the table of decisions."""
    source, made, sums = record.source, record.produced_by, sums_of(record)
    return (
        record.record_id,
        record.schema_version,
        source.path,
        source.sha256,
        source.bytes,
        source.page_count,
        source.first_page,
        source.last_page,
        record.form,
        *[_value(getattr(record, name)) for name in FIELDS],
        _sum(total(sums))[0],
        _sum(largest_sum(sums))[0],
        record.quality.confidence,
        urgency(record),
        made.version,
        made.ocr_engine,
        made.ocr_version,
        made.language_data_sha256,
        made.settings_sha256,
    )


def child_rows(record: DecisionRecord, owner: Value) -> Rows:
    """Return the rows of every table that hangs on a decision, ``owner`` first in each."""
    fields = [(name, field) for name in FIELDS if (field := getattr(record, name)) is not None]
    # The order here is the order in which the rows below take their places.
    located = (
        (field for _, field in fields),
        (maker.name for maker in record.decision_makers if maker.name is not None),
        (role for maker in record.decision_makers for role in maker.roles),
        *(record.sections, record.amounts, record.dates, record.roles, record.people, record.references),
        record.quality.furniture,
    )
    places = _places([thing.regions for thing in chain(*located)])
    return {
        "fields": [(owner, name, f.text, f.confidence, *next(places)) for name, f in fields],
        **_maker_rows(record, owner, places),
        "sections": [
            (owner, n, s.kind.value, s.heading, s.state.value, s.text, s.confidence, *next(places))
            for n, s in enumerate(record.sections)
        ],
        "clauses": list(_clauses(record, owner)),
        **_mention_rows(record, owner, places),
        "pages": list(_pages(record, owner)),
        "furniture": [(owner, n, f.text, *next(places)) for n, f in enumerate(record.quality.furniture)],
        "warnings": [(owner, n, w.code, w.message, w.page) for n, w in enumerate(record.warnings)],
        "corrections": [
            (owner, n, c.path, c.action.value, c.read, c.who, c.when.isoformat(), c.reason)
            for n, c in enumerate(record.corrections)
        ],
    }


def file_row(file: FileRow) -> Row:
    """Return the row of the table of files."""
    return file.path.replace("\0", "\ufffd"), file.sha256, file.state, file.first_seen, file.last_seen


def failure_row(failure: Failure) -> Row:
    """Return the row of the table of failures."""
    # What a library says of a broken file can hold any character; PostgreSQL takes all but this one.
    texts = (failure.path, failure.error, failure.summary, failure.detail)
    path, error, summary, detail = (text and text.replace("\0", "\ufffd") for text in texts)
    return path, error, summary, detail, failure.page, failure.remedy, failure.exit_status


def in_order(clauses: Sequence[Clause]) -> list[tuple[int, int | None, Clause]]:
    """Return every point with its depth and its parent's place in the list; a point stands before its own points."""
    if not any(clause.clauses for clause in clauses):
        return [(0, None, clause) for clause in clauses]
    found: list[tuple[int, int | None, Clause]] = []
    waiting: list[tuple[int, int | None, Clause]] = [(0, None, clause) for clause in reversed(clauses)]
    while waiting:
        depth, _, clause = entry = waiting.pop()
        found.append(entry)
        if clause.clauses:
            waiting += [(depth + 1, len(found) - 1, below) for below in reversed(clause.clauses)]
    return found


def _value(field: Field[object] | None) -> Value:
    value = None if field is None else field.value
    return value if value is None or isinstance(value, bool) else str(value)


def _places(regions: list[tuple[Region, ...]]) -> Iterator[Place]:
    """Give the first page and the JSON of each, made in one go: there are no brackets but those around the lists."""
    texts = _TO_JSON(regions).decode()[2:-2].split("],[")
    for some, text in zip(regions, texts, strict=False):
        # Nearly all have one region.
        page = some[0].page if len(some) == 1 else min([region.page for region in some], default=None)
        yield page, f"[{text}]"


def _maker_rows(record: DecisionRecord, owner: Value, places: Iterator[Place]) -> Rows:
    makers = record.decision_makers
    return {
        "decision_makers": [
            (owner, n, None, None, None, None, None)
            if maker.name is None
            else (owner, n, maker.name.value, maker.name.text, maker.name.confidence, *next(places))
            for n, maker in enumerate(makers)
        ],
        "decision_maker_roles": [
            (owner, number, n, role.value, role.text, role.confidence, *next(places))
            for number, maker in enumerate(makers)
            for n, role in enumerate(maker.roles)
        ],
    }


def _clauses(record: DecisionRecord, owner: Value) -> Iterable[Row]:
    for number, section in enumerate(record.sections):
        for position, (depth, parent, clause) in enumerate(in_order(section.clauses)):
            start, end = clause.start, clause.end
            yield owner, number, position, depth, parent, clause.label, start, end, section.text[start:end]


def _mention_rows(record: DecisionRecord, owner: Value, places: Iterator[Place]) -> Rows:
    return {
        "amounts": [
            (owner, n, m.section, m.start, m.end, m.text, *_sum(m.value), m.currency, m.bound.value, m.per, m.over,
             m.struck, m.confidence, *next(places))
            for n, m in enumerate(record.amounts)
        ],
        "dates": [
            (owner, n, m.section, m.start, m.end, m.text, m.value, m.inferred, _iso(m.earliest), _iso(m.latest),
             m.struck, m.confidence, *next(places))
            for n, m in enumerate(record.dates)
        ],
        "roles": [
            (owner, n, m.section, m.start, m.end, m.text, m.title, m.holder, m.post_id, m.struck, m.confidence, *next(places))
            for n, m in enumerate(record.roles)
        ],
        "people": [
            (owner, n, m.section, m.start, m.end, m.text, m.name, m.full_name, m.struck, m.confidence, *next(places))
            for n, m in enumerate(record.people)
        ],
        "cross_references": [
            (owner, n, m.section, m.start, m.end, m.text, m.value, m.kind.value, m.struck, m.confidence, *next(places))
            for n, m in enumerate(record.references)
        ],
    }  # fmt: skip


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _sum(value: Decimal | None) -> tuple[str | None, str | None]:
    """Return what a column of numbers can hold, and the exact text."""
    exact = None if value is None else str(value)
    return (None if value is None or abs(value.adjusted()) > _MOST_DIGITS else exact), exact


def _pages(record: DecisionRecord, owner: Value) -> Iterable[Row]:
    for n, page in enumerate(record.quality.pages):
        shares = (page.mean_confidence, page.low_confidence_share, page.expected_cer)
        yield owner, n, page.number, page.source.value, page.dpi, page.rotation, page.skew, page.words, *shares
