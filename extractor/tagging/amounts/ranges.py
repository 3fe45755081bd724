"""Finds the sums that are the two ends of one range, and the bare ends that carry no sign ("£300-350", "45-50p").

What enters is sums in reading order; what leaves is the same with the bare ends added and magnitudes shared, and which
neighbours belong together. It must not know what the range is of.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from extractor.tagging.amounts.bounds import words_before
from extractor.tagging.amounts.forms import RESPECTIVELY
from extractor.tagging.amounts.numbers import power_of_ten, read_number
from extractor.tagging.amounts.patterns import form
from extractor.tagging.amounts.sums import Sum, scaled

Bond = Literal["range", "change", "series"]

_BARE_END = form("ranges", "bare_end")
_BARE_BEGIN = form("ranges", "bare_begin")
_DASHED = form("ranges", "dashed")
_TO = form("ranges", "to")
_AND = form("ranges", "and")
_BETWEEN = form("ranges", "between")
_FROM = form("ranges", "from")
_CHANGE = form("ranges", "change")
_NO_RANGE = form("ranges", "no_range")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two neighbouring sums: the ends of a range, what was and what will be, or two of which one thing is said."""

    left: int
    bond: Bond


def with_bare_ends(found: Sequence[Sum], text: str) -> list[Sum]:
    """Return the sums with those ends of ranges that carry no currency sign."""
    complete: list[Sum] = []
    for index, one in enumerate(found):
        ceiling = found[index + 1].start if index + 1 < len(found) else len(text)
        if text[one.start].isdigit():
            complete += _begin_before(one, text, complete[-1].end if complete else 0)
        complete.append(one)
        complete += _end_after(one, text, ceiling)
    return complete


def pairs(found: Sequence[Sum], text: str) -> list[Pair]:
    """Return which neighbours belong together, in reading order; no sum is in two pairs."""
    bound: list[Pair] = []
    taken = -1
    for left in range(len(found) - 1):
        bond = _bond(found[left], found[left + 1], text) if left > taken else None
        if bond is not None:
            bound.append(Pair(left, bond))
            taken = left + 1
    return bound


def share_magnitude(left: Sum, right: Sum) -> Sum:
    """Return the left end with the right end's magnitude, where it has none of its own: "£5 to £10 million"."""
    if (
        left.power
        or right.power <= 0
        or left.bare is None
        or right.bare is None
        or not 0 < left.bare < min(right.bare, Decimal(1000))
    ):
        return left
    return replace(left, value=scaled(left.bare, right.power), power=right.power, sure=min(left.sure, 0.9))


def _bond(left: Sum, right: Sum, text: str) -> Bond | None:
    gap = text[left.end : right.start]
    if left.currency != right.currency or len(gap) > 80:
        return None
    before = words_before(text, left.start)
    if _TO.fullmatch(gap):
        return _bond_by_to(left, right, before)
    if _DASHED.fullmatch(gap):
        return "range" if _rises(left, right) else None
    if _AND.fullmatch(gap):
        between = _BETWEEN.search(before) and not _NO_RANGE.search(before[: -len("between")])
        return "range" if between and _rises(left, right) else "series" if RESPECTIVELY.match(text, right.end) else None
    return None


def _bond_by_to(left: Sum, right: Sum, before: str) -> Bond | None:
    changes = _CHANGE.search(before) is not None
    if changes and before.endswith("by "):
        return None  # "up by £3m to £8m": a change, and what it leads to
    changed = changes and _FROM.search(before) is not None
    return "change" if changed or not _rises(left, right) else "range"


def _rises(left: Sum, right: Sum) -> bool:
    left = share_magnitude(left, right)
    return left.value is not None and right.value is not None and left.value < right.value


def _end_after(one: Sum, text: str, ceiling: int) -> list[Sum]:
    match = _BARE_END.match(text, one.end)
    if match is None or match.end() > ceiling or one.bare is None or one.power == -2:
        return []
    group = "number" if match["number"] else "far_number"
    magnitude = (match["magnitude"] or match["far_magnitude"] or "").strip()
    number = read_number(match[group], scaled=bool(magnitude))
    power = power_of_ten(magnitude) or one.power
    if number.value is None or scaled(number.value, power) <= scaled(one.bare, one.power or power):
        return []
    start = match.start(group)
    return [Sum(start, match.end(), scaled(number.value, power), one.currency, number.value, power, min(one.sure, 0.9))]


def _begin_before(one: Sum, text: str, floor: int) -> list[Sum]:
    match = _BARE_BEGIN.search(text, max(floor, one.start - 24), one.start)
    if match is None or one.value is None:
        return []
    joint = text[match.end("number") : one.start].strip().casefold().split()[-1]
    if joint in {"and", "or"} and not _BETWEEN.search(text[max(0, match.start() - 40) : match.start()]):
        return []
    power = power_of_ten(match["magnitude"]) or one.power
    number = read_number(match["number"], scaled=True)
    if number.value is None or scaled(number.value, power) >= one.value:
        return []
    end = match.end("magnitude" if match["magnitude"] else "number")
    return [Sum(match.start(), end, scaled(number.value, power), one.currency, number.value, power, 0.9)]
