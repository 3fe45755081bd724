"""What a change says: its new value, taken for what it should be, or CorrectionError with what it should have been."""

from typing import Any

from extractor.errors import CorrectionError
from extractor.review.corrections import Action, Change
from extractor.review.places import Place

Node = dict[str, Any]
# What a person said.
SURE = 1.0


def only(change: Change, action: Action, place: Place) -> None:
    """Raise CorrectionError for another action than the one that ``place`` allows."""
    if change.action is not action:
        raise CorrectionError(detail=f"“{change.action}” can't be done to {place}, “{action}” can")


def members(change: Change, known: set[str], needed: set[str]) -> Node:
    """Return the members of the new value, all ``needed`` there and none but the ``known``."""
    if not isinstance(change.new, dict) or not needed <= change.new.keys() <= known:
        raise CorrectionError(detail=f"say {', '.join(sorted(needed))}; there are {', '.join(sorted(known))}")
    return change.new


def whole_number(said: Node, name: str) -> int:
    """Return a member that counts."""
    value = said[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise CorrectionError(detail=f"“{name}” is a number, from 0")
    return value


def text_of(change: Change) -> str:
    """Return the new value, a text."""
    if not isinstance(change.new, str):
        raise CorrectionError(detail="the new value is a text")
    return change.new
