"""Compares a record with what a reader wrote down of the document (see fixtures/README.md)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from enum import Enum
from typing import Any, get_args

from decision_models import Clause, DecisionRecord, Field, Section

Truth = dict[str, Any]
FRONT = {"header", "signature"}
# Every place of a record for one value with its evidence: a truth says of each what it is, or that it is null.
FIELDS = tuple(
    name
    for name, kind in DecisionRecord.model_fields.items()
    if any(isinstance(one, type) and issubclass(one, Field) for one in get_args(kind.annotation))
)


def differences(record: DecisionRecord, truth: Truth) -> list[str]:
    """Return everything in which ``record`` differs from ``truth``, each as a line that names it."""
    return [
        *_pages(record, truth),
        *_fields(record, truth),
        *_makers(record, truth),
        *_sections(record, truth),
        *_mentions(record, truth, "amounts", _amount),
        *_mentions(record, truth, "dates", lambda m: m["value"]),
        *_mentions(record, truth, "roles", lambda m: fold(m["title"])),
        *_mentions(record, truth, "people", lambda m: fold(m["name"])),
        *_details(record, truth, "amounts", _amount, ("bound", "per", "over")),
        *_details(record, truth, "dates", lambda m: m["value"], ("inferred",)),
        *_details(record, truth, "roles", lambda m: fold(m["title"]), ("holder",)),
    ]


def count_of(truth: Truth) -> int:
    """Return how many facts ``truth`` states."""
    lists = ("decision_makers", "sections", "amounts", "dates", "roles", "people")
    return len(truth["fields"]) + sum(len(truth[name]) for name in lists)


def fold(text: object) -> str:
    """Return ``text`` without what does not tell one reading from another: case, spacing, the shape of dashes."""
    return re.sub(r"[\s\-–—’']+", " ", str(text)).strip(" .:").casefold()


def _pages(record: DecisionRecord, truth: Truth) -> Iterator[str]:
    for name in ("first_page", "last_page"):
        if getattr(record.source, name) != truth[name]:
            yield f"{name}: {getattr(record.source, name)}, not {truth[name]}"


def _fields(record: DecisionRecord, truth: Truth) -> Iterator[str]:
    for name, wanted in truth["fields"].items():
        field = getattr(record, name)
        found = field.value if field is not None else None
        shown = found.value if isinstance(found, Enum) else found
        # What the document does not say must be null.
        if (found is None) != (wanted is None) or fold(shown) != fold(wanted):
            yield f"{name}: {shown!r}, not {wanted!r}"


def _makers(record: DecisionRecord, truth: Truth) -> Iterator[str]:
    found = [
        (fold(maker.name.value) if maker.name else None, {fold(role.value) for role in maker.roles})
        for maker in record.decision_makers
    ]
    wanted = [
        (fold(maker["name"]) if maker["name"] else None, {fold(role) for role in maker["roles"]})
        for maker in truth["decision_makers"]
    ]
    if found != wanted:
        yield f"decision_makers: {found}, not {wanted}"


def _sections(record: DecisionRecord, truth: Truth) -> Iterator[str]:
    found = [section for section in record.sections if section.kind not in FRONT]
    wanted = truth["sections"]
    kinds, right = [section.kind.value for section in found], [section["kind"] for section in wanted]
    if kinds != right:
        yield f"sections: {kinds}, not {right}"
        return
    for section, one in zip(found, wanted, strict=True):
        yield from (f"section {one['kind']}: {fault}" for fault in _section(section, one))


def _section(section: Section, truth: Truth) -> Iterator[str]:
    if fold(section.heading or "") != fold(truth["heading"] or ""):
        yield f"heading {section.heading!r}, not {truth['heading']!r}"
    if section.state != truth["state"]:
        yield f"state {section.state}, not {truth['state']}"
    if "clauses" in truth and _labels(section.clauses) != truth["clauses"]:
        yield f"clauses {_labels(section.clauses)}, not {truth['clauses']}"
    if fold(truth.get("says", "")) not in fold(section.text):
        yield f"does not say {truth['says']!r}"


def _labels(clauses: Iterable[Clause]) -> list[Any]:
    return [[c.label, *_labels(c.clauses)] if c.clauses else c.label for c in clauses]


def _amount(mention: Truth) -> tuple[Decimal | None, str | None]:
    value = mention["value"]
    return (Decimal(value) if value is not None else None, mention["currency"])


Key = Callable[[Truth], object]


def _mentions(record: DecisionRecord, truth: Truth, name: str, key: Key) -> Iterator[str]:
    found = Counter((_place(record, mention), key(mention)) for mention in _raw(record, name))
    wanted = Counter((mention["section"], key(mention)) for mention in truth[name])
    yield from (f"{name}: {value} in {place} is missing" for place, value in (wanted - found).elements())
    yield from (f"{name}: {value} in {place} is not there" for place, value in (found - wanted).elements())


def _details(record: DecisionRecord, truth: Truth, name: str, key: Key, details: tuple[str, ...]) -> Iterator[str]:
    """Compare what is said of mentions beside their value, where the truth says it."""
    left = _raw(record, name)
    for wanted in truth[name]:
        same = next((m for m in left if key(m) == key(wanted) and _place(record, m) == wanted["section"]), None)
        if same is None:
            continue
        left.remove(same)
        for detail in details:
            if detail in wanted and fold(same[detail]) != fold(wanted[detail]):
                yield f"{name}: {detail} of {key(wanted)} is {same[detail]}, not {wanted[detail]}"


def _raw(record: DecisionRecord, name: str) -> list[Truth]:
    return [mention.model_dump(mode="json") for mention in getattr(record, name)]


def _place(record: DecisionRecord, mention: Truth) -> str:
    kind = record.sections[mention["section"]].kind.value
    return "header" if kind in FRONT else kind
