"""Says how the words around a sum limit it: to a maximum, to a minimum, or only roughly.

What enters is a text and where a sum stands in it; what leaves is an AmountBound, or None where the words say nothing.
It looks at most 160 characters back, and not over the end of a sentence.
"""

import re

from decision_models import AmountBound
from extractor.tagging.amounts.numbers import GAP
from extractor.tagging.lexicon import either, folded, inverse, mapping, words

_BACK = 160
_CUE_REACH = 60
_PLAIN = inverse(mapping("amounts", "before"))
_FLIPS = inverse(mapping("amounts", "flips"))
_AFTER = inverse(mapping("amounts", "after"))
_OPPOSITE = {"maximum": "minimum", "minimum": "maximum"}

_FILL = rf"(?:{GAP}{{0,2}}\b{either(words('amounts', 'fillers'))}(?!\w)){{0,4}}"
_CUE = re.compile(rf"(?<![\w./])(?P<cue>{either((*_PLAIN, *_FLIPS))})(?P<fill>{_FILL}){GAP}{{0,2}}[(\-+]?$")
_LIMIT = either(words("amounts", "limits"))
# "under the usual threshold of"
_CUE_BY_LIMIT = re.compile(
    rf"(?<!\w)(?P<cue>{either(_FLIPS)}){GAP}(?:the|a|an|our|its|their|any)(?:{GAP}[\w’'-]{{1,20}}){{0,4}}{GAP}{_LIMIT}"
    rf"(?:{GAP}(?:value|level|figure|amount|limit))?(?:{GAP}for(?:{GAP}[a-z-]{{1,20}}){{1,3}})?"
    rf"(?:{GAP}(?:of|at|is|being|set{GAP}at|\(?currently)|,)?{GAP}{{1,2}}\(?$"
)
# As in "a maximum contract value of" and before a colon.
_EXTREME = re.compile(
    rf"(?<!\w)(?P<cue>maximum|minimum|ceiling)(?:{GAP}[a-z-]{{2,20}}){{0,3}}?(?:{GAP}(?:of|is|at|being|to|was|will{GAP}be)|:){GAP}{{1,2}}"
    rf"(?:{either(words('amounts', 'fillers'))}{GAP})?$"
)
# "limit the total spend to"
_LIMITED = re.compile(
    rf"(?<!\w)(?P<cue>limit(?:s|ed|ing)?|cap(?:s|ped|ping)?|restrict(?:s|ed|ing)?)(?:{GAP}[a-z’'-]{{1,20}}){{1,4}}{GAP}(?:to|at){GAP}{{1,2}}\(?$"
)
_DETERMINED = re.compile(rf"(?<!\w){either(words('amounts', 'determiners'))}{GAP}{{1,2}}$")
_LIMIT_AFTER = re.compile(rf"(?:{GAP}[\w’'-]{{1,20}}){{0,3}}{GAP}{_LIMIT}\b", re.IGNORECASE)
_AFTER_CUE = re.compile(rf"(?:,?{GAP}{{1,2}}\(?|-){either(_AFTER)}(?!\w|\.?[ \u00a0]?\d)", re.IGNORECASE)
_PLUS = re.compile(r"\+(?!\d|[ \u00a0]?[£€$\d])")
_NEGATION = re.compile(rf"(?<!\w){either(words('amounts', 'negations'))}(?!\w)")
_MODAL = re.compile(rf"(?<!\w){either(words('amounts', 'modals'))}(?!\w)")
_CLAUSE = re.compile(r"[;:\n\t]|[.!?][ \u00a0]|,[ \u00a0](?:and|but|or|which|who)\b")
_NEAR = 60
_SENTENCE_END = re.compile(
    r"[;\n\t]|[.!?][ \u00a0]+(?<!\bc[.][ ])(?<!\bca[.][ ])(?<!pprox[.][ ])(?<!\bm(?:ax|in)[.][ ])(?=[A-Z(£])"
)


def bound_before(left: str, text: str, end: int) -> AmountBound | None:
    """Return how the words ``left`` of a sum that ends at ``end`` limit it. ``left`` is of :func:`words_before`."""
    match = _CUE.search(left, max(0, len(left) - _CUE_REACH))
    if match is not None:
        return _of_cue(left, match, text, end)
    if _LIMITED.search(left):
        return AmountBound.MAXIMUM
    match = _CUE_BY_LIMIT.search(left) or _EXTREME.search(left)
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
    if len(between.split()) > 8:
        return False
    return (
        folded(last[0]) not in {"no", "none", "neither", "without"}
        or not between.strip()
        or bool(_MODAL.search(between))
    )
