"""A record laid out as rows of tables: a record enters, the rows of each table leave, in the order of its columns.

:mod:`extractor.sinks.whole` is the way back. Values are of Python's types; how a table keeps them is for its sink to say.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pydantic import TypeAdapter

from decision_models import AmountMention, Clause, DecisionMaker, DecisionRecord, Field, Region, Section
from decision_models import DateMention as Date
from extractor.sinks.failure import Failure

Row = tuple[object, ...]
Rows = dict[str, list[Row]]

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
)
# PostgreSQL takes 131,072 digits before the point and 16,383 after; a sum of more than this many is none.
_MOST_DIGITS = 1000
_REGIONS = TypeAdapter(tuple[Region, ...])


def decision_row(record: DecisionRecord) -> Row:
    """Return the row of the table of decisions."""
    source, made = record.source, record.produced_by
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
        *(_value(getattr(record, name)) for name in FIELDS),
        record.quality.confidence,
        made.version,
        made.ocr_engine,
        made.ocr_version,
        made.language_data_sha256,
        made.settings_sha256,
    )


def child_rows(record: DecisionRecord) -> Rows:
    """Return the rows of every table that hangs on a decision."""
    return {
        "fields": [(name, *_evidence(field)) for name in FIELDS if (field := getattr(record, name)) is not None],
        "decision_makers": [_maker(n, maker) for n, maker in enumerate(record.decision_makers)],
        "decision_maker_roles": list(_maker_roles(record.decision_makers)),
        "sections": [_section(n, section) for n, section in enumerate(record.sections)],
        "clauses": list(_clauses(record.sections)),
        "amounts": [(n, *_amount(m), m.confidence, *_regions(m.regions)) for n, m in enumerate(record.amounts)],
        "dates": [(n, *_date(m), m.confidence, *_regions(m.regions)) for n, m in enumerate(record.dates)],
        "roles": [
            (n, m.section, m.start, m.end, m.text, m.title, m.holder, m.post_id, m.confidence, *_regions(m.regions))
            for n, m in enumerate(record.roles)
        ],
        "people": [
            (n, m.section, m.start, m.end, m.text, m.name, m.full_name, m.confidence, *_regions(m.regions))
            for n, m in enumerate(record.people)
        ],
        "cross_references": [
            (n, m.section, m.start, m.end, m.text, m.value, m.kind.value, m.confidence, *_regions(m.regions))
            for n, m in enumerate(record.references)
        ],
        "pages": list(_pages(record)),
        "furniture": [(n, f.text, *_regions(f.regions)) for n, f in enumerate(record.quality.furniture)],
        "warnings": [(n, w.code, w.message, w.page) for n, w in enumerate(record.warnings)],
    }


def failure_row(failure: Failure) -> Row:
    """Return the row of the table of failures."""
    # What a library says of a broken file can hold any character; PostgreSQL takes all but this one.
    texts = (failure.path, failure.error, failure.summary, failure.detail)
    path, error, summary, detail = (text and text.replace("\0", "\ufffd") for text in texts)
    return path, error, summary, detail, failure.page, failure.remedy, failure.exit_status


def _value(field: Field[object] | None) -> object:
    if field is None:
        return None
    return str(field.value) if isinstance(field.value, str) else field.value


def _regions(regions: Sequence[Region]) -> tuple[int | None, str]:
    page = min((region.page for region in regions), default=None)
    return page, _REGIONS.dump_json(tuple(regions)).decode()


def _evidence(field: Field[object] | Field[str]) -> Row:
    return field.text, field.confidence, *_regions(field.regions)


def _maker(number: int, maker: DecisionMaker) -> Row:
    if maker.name is None:
        return number, None, None, None, None, None
    return number, maker.name.value, *_evidence(maker.name)


def _maker_roles(makers: Iterable[DecisionMaker]) -> Iterator[Row]:
    for number, maker in enumerate(makers):
        yield from ((number, n, role.value, *_evidence(role)) for n, role in enumerate(maker.roles))


def _section(number: int, section: Section) -> Row:
    kind, state = section.kind.value, section.state.value
    return number, kind, section.heading, state, section.text, section.confidence, *_regions(section.regions)


def _clauses(sections: Iterable[Section]) -> Iterator[Row]:
    for number, section in enumerate(sections):
        for position, (depth, parent, clause) in enumerate(in_order(section.clauses)):
            text = section.text[clause.start : clause.end]
            yield number, position, depth, parent, clause.label, clause.start, clause.end, text


def in_order(clauses: Sequence[Clause]) -> list[tuple[int, int | None, Clause]]:
    """Return every point with its depth and its parent's place in the list; a point stands before its own points."""
    found: list[tuple[int, int | None, Clause]] = []
    waiting: list[tuple[int, int | None, Clause]] = [(0, None, clause) for clause in reversed(clauses)]
    while waiting:
        depth, _, clause = entry = waiting.pop()
        found.append(entry)
        waiting += [(depth + 1, len(found) - 1, below) for below in reversed(clause.clauses)]
    return found


def _amount(amount: AmountMention) -> Row:
    exact = None if amount.value is None else str(amount.value)
    place = (amount.section, amount.start, amount.end, amount.text)
    return *place, _number(amount.value), exact, amount.currency, amount.bound.value, amount.per, amount.over


def _number(value: Decimal | None) -> Decimal | None:
    """Return what a column of numbers can hold; the exact text stands beside it."""
    return None if value is None or abs(value.adjusted()) > _MOST_DIGITS else value


def _date(date: Date) -> Row:
    return date.section, date.start, date.end, date.text, date.value, date.inferred, date.earliest, date.latest


def _pages(record: DecisionRecord) -> Iterator[Row]:
    for number, page in enumerate(record.quality.pages):
        shares = (page.mean_confidence, page.low_confidence_share, page.expected_cer)
        yield number, page.number, page.source.value, page.dpi, page.rotation, page.skew, page.words, *shares
