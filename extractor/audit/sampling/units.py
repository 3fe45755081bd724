"""What can be checked: a record enters, its units leave, each with where to look and how doubtful it is."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from decision_models import (
    AmountMention,
    DateMention,
    DecisionRecord,
    Field,
    PersonMention,
    ReferenceMention,
    Region,
    RoleMention,
)
from extractor.audit.main_fields import absent_fields

UnitKind = Literal["value", "record"]
Mention = AmountMention | DateMention | RoleMention | PersonMention | ReferenceMention
# What an empty field is called: y says that it is rightly empty.
MISSING, EMPTY = "missing ", "(empty; y if the document does not say it)"
_MENTIONS = ("amounts", "dates", "roles", "people", "references")


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to check, and the probability, as far as is known, that it is wrong (``doubt``).

    ``judged`` lists what is judged at once, where that is more than the value.
    """

    id: str
    path: str
    page: int | None
    what: str
    value: str
    text: str
    doubt: float
    judged: str = ""


def units_of(record: DecisionRecord, kind: UnitKind) -> Iterator[Unit]:
    """Give the units of a record: every value in it, or the record as one, which is right if all its fields are.

    A main field that is empty is a unit too: it is right where the document does not say it.
    """
    if kind == "value":
        yield from _fields(record)
        yield from _mentions(record)
        yield from _omissions(record)
        return
    yield _whole(record)


def _whole(record: DecisionRecord) -> Unit:
    right = 1.0
    for unit in _fields(record):
        right *= 1 - unit.doubt
    number = record.decision_number.value if record.decision_number else ""
    subject = record.subject.value if record.subject else ""
    first = record.source.first_page
    judged = [f"{unit.what}: {unit.value}" for unit in _fields(record)]
    judged += [f"{unit.what.removeprefix(MISSING)}: {EMPTY}" for unit in _omissions(record)]
    whole = "; ".join(judged)
    return Unit(record.record_id, record.source.path, first, "record", number, subject, 1 - right, whole)


def _omissions(record: DecisionRecord) -> Iterator[Unit]:
    for name in absent_fields(record):
        yield Unit(
            id=f"{record.record_id}/missing/{name}",
            path=record.source.path,
            page=record.source.first_page,
            what=f"{MISSING}{name.replace('_', ' ')}",
            value=EMPTY,
            text="",
            # Where a page was read badly more is missed on it; nothing nearer is known of what is not there.
            doubt=1 - record.quality.confidence,
        )


def _fields(record: DecisionRecord) -> Iterator[Unit]:
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, Field):
            yield _field(record, name, value)
    for number, maker in enumerate(record.decision_makers):
        named = [("decision_maker", maker.name), *(("decision_maker_role", role) for role in maker.roles)]
        for place, (name, field) in enumerate(named):
            if field is not None:
                yield _field(record, f"{name}/{number}/{place}", field)


def _field(record: DecisionRecord, name: str, field: Field[Any]) -> Unit:
    return Unit(
        id=f"{record.record_id}/{name}",
        path=record.source.path,
        page=_page(field.regions),
        what=name.split("/", 1)[0].replace("_", " "),
        value=_shown(field.value),
        text=field.text,
        doubt=1 - field.confidence,
    )


def _mentions(record: DecisionRecord) -> Iterator[Unit]:
    for name in _MENTIONS:
        for number, mention in enumerate(getattr(record, name)):
            yield Unit(
                id=f"{record.record_id}/{name}/{number}",
                path=record.source.path,
                page=_page(mention.regions),
                what=f"{name}, {record.sections[mention.section].kind.value} section",
                value=_said(mention),
                text=mention.text,
                doubt=1 - mention.confidence,
            )


def _said(mention: Mention) -> str:
    if isinstance(mention, RoleMention):
        return mention.title
    if isinstance(mention, PersonMention):
        return mention.name
    if isinstance(mention, AmountMention):
        return "" if mention.value is None else f"{mention.value} {mention.currency or ''}".strip()
    return mention.value or ""


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _page(regions: tuple[Region, ...]) -> int | None:
    return regions[0].page if regions else None
