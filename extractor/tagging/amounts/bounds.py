"""Says how the words around a sum limit it: to a maximum, to a minimum, or only roughly.

What enters is a text and where a sum stands in it; what leaves is an AmountBound, or None where the words say nothing.
It looks at most 160 characters back, and not over the end of a sentence.
"""

import re

from decision_models import AmountBound
from extractor.tagging.amounts.patterns import form
from extractor.tagging.lexicon import folded, inverse, mapping

_BACK = 160
_CUE_REACH = 60
_PLAIN = inverse(mapping("amounts", "before"))
_FLIPS = inverse(mapping("amounts", "flips"))
_AFTER = inverse(mapping("amounts", "after"))
_OPPOSITE = {"maximum": "minimum", "minimum": "maximum"}

_CUE = form("bounds", "cue")
_BY_LIMIT = form("bounds", "by_limit")
_EXTREME = form("bounds", "extreme")
_LIMITED = form("bounds", "limited")
_DETERMINED = form("bounds", "determined")
_LIMIT_AFTER = form("bounds", "limit_after")
_AFTER_CUE = form("bounds", "after_cue")
_PLUS = form("bounds", "plus")
_NEGATION = form("bounds", "negation")
_MODAL = form("bounds", "modal")
_CLAUSE = form("bounds", "clause")
_SENTENCE_END = form("bounds", "sentence_end")
_NEAR = 60


def bound_before(left: str, text: str, end: int) -> AmountBound | None:
    """Return how the words ``left`` of a sum that ends at ``end`` limit it. ``left`` is of :func:`words_before`."""
    match = _CUE.search(left, max(0, len(left) - _CUE_REACH))
    if match is not None:
        return _of_cue(left, match, text, end)
    if _LIMITED.search(left):
        return AmountBound.MAXIMUM
    match = _BY_LIMIT.search(left) or _EXTREME.search(left)
    return _flipped(left, match) if match is not None else None


def bound_after(text: str, end: int) -> AmountBound | None:
    """Return how the words at ``end``, after a sum and its rate, limit it."""
    match = _AFTER_CUE.match(text, end)
    if match is not None:
        return AmountBound(_AFTER[folded(match[0].strip(" ,(-\u00a0"))])
    return AmountBound.MINIMUM if _PLUS.match(text, end) else None


def words_before(text: str, start: int) -> str:
    """Return what stands before ``start`` in its sentence, in small letters, at most 160 characters of it."""
    # A line's end right before a sum parts it from nothing: "not above\n£100,000".
    left = text[max(0, start - _BACK) : start]
    left = left[:-1] + " " if left.endswith("\n") else left
    ends = [match.end() for match in _SENTENCE_END.finditer(left)]
    return (left[ends[-1] :] if ends else left).lower()


def _of_cue(left: str, match: re.Match[str], text: str, end: int) -> AmountBound | None:
    flips = folded(match["cue"]) in _FLIPS
    # "above the £1m threshold" limits; "under the £1m scheme" does not.
    if flips and _DETERMINED.search(match["fill"] + " ") and not _LIMIT_AFTER.match(text, end):
        return None
    return _flipped(left, match)


def _flipped(left: str, match: re.Match[str]) -> AmountBound:
    cue = folded(match["cue"])
    bound = _FLIPS.get(cue) or _PLAIN[cue]
    if cue in _FLIPS and _is_negated(left[: match.start()]):
        bound = _OPPOSITE[bound]
    return AmountBound(bound)


def _is_negated(left: str) -> bool:
    """Say whether a negation governs what follows ``left``: "not", or "no" with a verb between."""
    clause = _CLAUSE.split(left[-_NEAR:])[-1]
    negations = list(_NEGATION.finditer(clause))
    if not negations:
        return False
    last = negations[-1]
    between = clause[last.end() :]
    return (
        folded(last[0]) not in {"no", "none", "neither", "without"}
        or not between.strip()
        or bool(_MODAL.search(between))
    )
