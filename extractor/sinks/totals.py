"""What the sums of a decision come to: its sums enter, exact decimals leave. A price of one of many is no sum that is spent."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from decision_models import DecisionRecord, SectionKind
from extractor.shapes.unit_prices import is_unit_price

_RANGE = ("minimum", "maximum")


class NamedSum(NamedTuple):
    """A sum that stands, with the section that names it. ``end`` is where it ends in the section's text."""

    value: Decimal
    currency: str | None
    bound: str
    per: str | None
    section: int
    kind: str
    text: str
    end: int


def sums_of(record: DecisionRecord) -> list[NamedSum]:
    """Return the sums of a record that have a value and are not struck through, in reading order."""
    return [
        NamedSum(m.value, m.currency, m.bound.value, m.per, m.section, section.kind.value, section.text, m.end)
        for m in record.amounts
        if m.value is not None and not m.struck and (section := record.sections[m.section])
    ]


def total(sums: Sequence[NamedSum]) -> Decimal | None:
    """Return the sum of the different sums that the decision itself names; None for several currencies, or no sum.

    What is paid by the year is no part of it, nor is what a single one of many costs; of a range its upper end is.
    """
    named = [one for one in sums if one.kind == SectionKind.DECISION.value and one.per is None]
    lower = {one for one, other in pairwise(named) if (one.bound, other.bound, one.section) == (*_RANGE, other.section)}
    spent = {(one.value, one.currency) for one in named if one not in lower and not is_unit_price(one.text, one.end)}
    return sum((value for value, _ in spent), Decimal()) if len({currency for _, currency in spent}) == 1 else None


def largest_sum(sums: Sequence[NamedSum]) -> Decimal | None:
    """Return the largest sum named anywhere."""
    return max((one.value for one in sums), default=None)
