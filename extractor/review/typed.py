"""What a person types, or takes from the page, becomes a value of its place's type: JSON as a correction holds it.

A date is read as one reads it ("12 July 2016"), a sum with its currency and power ("£1.5m"); what is none is told, never guessed.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from pydantic import JsonValue

from decision_models import AmountBound, Outcome, Publication, ReferenceKind, SectionKind, SectionState, Status
from extractor.errors import CorrectionError
from extractor.review.places import Place, place_of

_DURATION = re.compile(r"P(\d+[YMWD])*(T(\d+[HM])+)?")
_TERM = re.compile(r"(?:(\d+) )?(year|month|week|day|annum)s?")
_UNITS = {"year": "Y", "annum": "Y", "month": "M", "week": "W", "day": "D"}
_POINT = r"(?:\d{2}[\dX]{2}(?:-[\dX]{2}){0,2}[~?%]?)"
_EDTF = re.compile(rf"{_POINT}(?:/(?:{_POINT}|\.\.)?)?|(?:\.\.)?/{_POINT}|\d{{3}}X")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
# A member of one of our closed sets, such as part_exempt.
_NAME = re.compile(r"[a-z]+(?:_[a-z]+)+")
_YES, _NO = ("yes", "true"), ("no", "false")
Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to fill in. ``choices`` are what may be chosen; without any it is typed. ``takes`` words of the page."""

    name: str
    label: str
    choices: tuple[str, ...] = ()
    takes: bool = True
    hint: str = ""


def _choices(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(kind)


_DAYS = ("decision_date", "publication_date", "effective_date", "call_in_deadline")
_FIELD_CHOICES: dict[str, tuple[str, ...]] = {
    "publication": _choices(Publication),
    "outcome": _choices(Outcome),
    "status": _choices(Status),
    "key_decision": ("yes", "no"),
    "signed": ("yes", "no"),
}
_TERMS = "such as P1Y, or 3 years"
_PARTS: dict[str, tuple[Input, ...]] = {
    "decision_makers": (
        Input("name", "Name", hint="empty for a body"),
        Input("roles", "Posts or body", hint="parted by ;"),
    ),
    "amounts": (
        Input("value", "Sum", hint="such as 12500 or £1.5m"),
        Input("currency", "Currency", takes=False, hint="such as GBP"),
        Input("bound", "It is", _choices(AmountBound)),
        Input("per", "For each", takes=False, hint=_TERMS),
        Input("over", "Over", takes=False, hint=_TERMS),
    ),
    "dates": (Input("value", "Date", hint="a day, month, year or period; EDTF too"),),
    "roles": (Input("title", "Post"), Input("holder", "Held by")),
    "people": (Input("name", "Name"), Input("full_name", "In full")),
    "references": (Input("value", "Reference"), Input("kind", "To a", _choices(ReferenceKind))),
    "sections": (
        Input("kind", "Kind", _choices(SectionKind)),
        Input("heading", "Heading as printed"),
        Input("state", "It is", _choices(SectionState)),
    ),
}


def inputs_of(path: str) -> tuple[Input, ...]:
    """Return what is to be filled in for a place."""
    place = place_of(path)
    if place.name in _PARTS:
        return _PARTS[place.name]
    if place.name in _FIELD_CHOICES:
        return (Input("value", label_of(place), _FIELD_CHOICES[place.name], takes=False),)
    return (Input("value", label_of(place), hint="such as 12 July 2016" if place.name in _DAYS else ""),)


def label_of(place: Place) -> str:
    """Return the name of a place as a person reads it.

    >>> label_of(place_of("decision_date")), label_of(place_of("decision_makers/1"))
    ('Decision date', 'Decision maker 2')
    """
    plain = place.name.replace("_", " ").capitalize()
    if place.index is None:
        return plain
    single = {"People": "Person", "Sections": "Section"}.get(plain, plain.removesuffix("s"))
    return f"{single} {place.index + 1}"


def typed(path: str, given: Given) -> JsonValue:
    """Return what was filled in for a place as its value. Raises CorrectionError, which says what is amiss."""
    place = place_of(path)
    if place.name in _PARTS:
        return {name: _part(place.name, name, given[name].strip()) for name in _names(place) if name in given}
    return _field(place.name, " ".join(given.get("value", "").split()))


def shown(value: JsonValue) -> str:
    """Return a value as a person reads and types it.

    >>> shown("2016-07-12"), shown(True), shown("part_exempt"), shown(None)
    ('12 July 2016', 'yes', 'part exempt', '')
    """
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return _shown_text(value)
        case list():
            return "; ".join(shown(one) for one in value)
        case dict():
            return " – ".join(said for one in value.values() if (said := shown(one)))
    return "" if value is None else str(value)


def _shown_text(text: str) -> str:
    if _ISO_DAY.fullmatch(text):
        day = dt.date.fromisoformat(text)
        return f"{day.day} {day:%B} {day.year}"
    return text.replace("_", " ") if _NAME.fullmatch(text) else text


def _names(place: Place) -> tuple[str, ...]:
    return tuple(one.name for one in _PARTS[place.name])


# -- fields -----------------------------------------------------------------------------------------------------------


def _field(name: str, text: str) -> JsonValue:
    if not text:
        raise CorrectionError(detail="there is nothing; remove the value, or say that it is illegible")
    if name in _DAYS:
        return _day(text)
    if name in _FIELD_CHOICES:
        chosen = text.replace(" ", "_").casefold()
        if chosen not in {*_FIELD_CHOICES[name], *_YES, *_NO}:
            raise CorrectionError(detail=f"it is one of {', '.join(_FIELD_CHOICES[name])}")
        return chosen in _YES if name in {"key_decision", "signed"} else chosen
    return text


def _day(text: str) -> str:
    said = _date(text)
    if not _ISO_DAY.fullmatch(said):
        raise CorrectionError(detail=f"“{text}” is no single day: {said}")
    return said


def _date(text: str) -> str:
    from extractor.tagging.dates import find_dates

    if _ISO_DAY.fullmatch(text):
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise CorrectionError(detail=f"there is no day {text}") from error
    if _EDTF.fullmatch(text):
        return text
    found, _ = find_dates(text)
    if len(found) != 1:
        raise CorrectionError(detail=f"“{text}” is no date; a day is written 12 July 2016 or 2016-07-12")
    if found[0].value is None:
        raise CorrectionError(detail=f"there is no such date as “{text}”")
    return found[0].value


# -- parts of things --------------------------------------------------------------------------------------------------


def _part(kind: str, name: str, text: str) -> JsonValue:
    reader = _READERS.get((kind, name))
    if reader is not None:
        return reader(text)
    if name in {"bound", "kind", "state"}:
        return _chosen(kind, name, text)
    if not text and kind != "decision_makers" and name in {"title", "name", "value", "full_name"}:
        raise CorrectionError(detail="there is nothing; remove it instead")
    return " ".join(text.split()) or None


def _posts(text: str) -> JsonValue:
    return [" ".join(post.split()) for post in text.split(";") if post.strip()]


def _currency(text: str) -> str | None:
    if text and not _CURRENCY.fullmatch(text.upper()):
        raise CorrectionError(detail=f"“{text}” is no currency; it is three letters, such as GBP")
    return text.upper() or None


def _chosen(kind: str, name: str, text: str) -> str:
    (choices,) = (one.choices for one in _PARTS[kind] if one.name == name)
    if text not in choices:
        raise CorrectionError(detail=f"it is one of {', '.join(choices)}")
    return text


def _sum(text: str) -> str | None:
    """Return a sum as a decimal; what is no plain number is read as sums in a document are."""
    from extractor.tagging.amounts import find_amounts

    if not text:
        return None
    try:
        plain = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        found, _ = find_amounts(text)
        if len(found) != 1 or found[0].value is None:
            raise CorrectionError(detail=f"“{text}” is no sum of money") from None
        plain = found[0].value
    if not plain.is_finite():
        raise CorrectionError(detail=f"“{text}” is no sum of money")
    return f"{plain:f}"


def _duration(text: str) -> str | None:
    """Return a term in ISO 8601.

    >>> _duration("3 years"), _duration("P1Y"), _duration("")
    ('P3Y', 'P1Y', None)
    """
    if not text:
        return None
    if _DURATION.fullmatch(text):
        return text
    found = _TERM.fullmatch(text.casefold())
    if found is None:
        raise CorrectionError(detail=f"“{text}” is no term; write it {_TERMS}")
    return f"P{found[1] or 1}{_UNITS[found[2]]}"


_READERS: dict[tuple[str, str], Callable[[str], JsonValue]] = {
    ("decision_makers", "roles"): _posts,
    ("amounts", "value"): _sum,
    ("amounts", "currency"): _currency,
    ("amounts", "per"): _duration,
    ("amounts", "over"): _duration,
    ("dates", "value"): lambda text: _date(" ".join(text.split())) if text else None,
}
