"""Tells which values of a record are right, by a bench's gold: one JSON file a document with its fields and mentions.

A field is right when gold has the same value (text as good as the same); a mention when gold has one of the same kind and
value that no other mention has taken. Values for which gold has no place (references, signatures) are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rapidfuzz.distance import Levenshtein

_FIELDS = (
    "authority", "decision_number", "subject", "publication", "key_decision", "decision_date", "publication_date",
    "effective_date", "call_in_deadline", "lead_officer",
)  # fmt: skip
_FREE_TEXT = frozenset({"subject", "authority", "lead_officer"})
_KINDS = {"amounts": "amount", "dates": "date", "roles": "role", "people": "person"}
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": "", "ﬁ": "fi", "ﬂ": "fl"}
)


@dataclass(frozen=True)
class Judged:
    """A value with what was said of it and whether it is right. ``what`` is the field's name or the mention's kind."""

    what: str
    is_field: bool
    confidence: float
    right: bool
    shown: str


def judged(record: dict[str, Any], gold: dict[str, Any]) -> Iterator[Judged]:
    """Judge every value of a record (as JSON) that gold can speak of."""
    for name in _FIELDS:
        if record.get(name) is not None:
            found, wanted = record[name], gold["fields"].get(name)
            right = wanted is not None and _same_field(name, wanted, found["value"])
            yield Judged(name, True, found["confidence"], right, str(found["value"]))
    yield from _makers(record, gold["fields"].get("decision_makers", []))
    for name, kind in _KINDS.items():
        left = [mention for mention in gold["mentions"] if mention["type"] == kind]
        for found in record[name]:
            match = next((wanted for wanted in left if _same_mention(kind, wanted, found)), None)
            if match is not None:
                left.remove(match)
            yield Judged(kind, False, found["confidence"], match is not None, found["text"])


def _makers(record: dict[str, Any], wanted: list[dict[str, Any]]) -> Iterator[Judged]:
    names = [maker["name"] for maker in wanted if maker.get("name")]
    roles = [role for maker in wanted for role in maker.get("roles", [])]
    for maker in record["decision_makers"]:
        every = [(maker["name"], names), *((role, roles) for role in maker["roles"])]
        for found, known in every:
            if found is not None:
                right = any(_likeness(found["value"], one) >= 0.95 for one in known)
                yield Judged("decision_makers", True, found["confidence"], right, found["value"])


def _same_field(name: str, wanted: Any, found: Any) -> bool:  # noqa: ANN401 - JSON
    if isinstance(wanted, bool):
        return bool(found == wanted)
    return _likeness(wanted, found) >= (0.97 if name in _FREE_TEXT else 1.0)


def _same_mention(kind: str, wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    if kind == "amount":
        same_currency = wanted.get("currency", "GBP") == found["currency"]
        return same_currency and found["value"] is not None and Decimal(str(wanted["value"])) == Decimal(found["value"])
    if kind == "date":
        return bool(wanted["value"] == str(found["value"]).rstrip("?~%"))
    return _likeness(wanted["value"], found["title" if kind == "role" else "name"]) >= 0.95


def _likeness(one: object, other: object) -> float:
    return Levenshtein.normalized_similarity(_folded(one), _folded(other))


def _folded(text: object) -> str:
    return re.sub(r"\s+", " ", str(text).translate(_QUOTES)).strip().casefold().rstrip(".:,; ")
