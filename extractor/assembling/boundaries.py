"""Whether a mention seems to be cut off: the print beside it looks like more of the same name, post or sum.

A section's text and the span of a mention enter. Nothing is changed on this account; the mention is believed less.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal, Self

Kind = Literal["name", "post", "sum", "date", "reference"]
Span = tuple[int, int]

# What is left of a mention's confidence. Of 36 mentions that ran on in thirty documents, most of forms that no rule was
# written for, 17 were wrong; of 6,200 others one in a hundred.
RUNS_ON = 0.6
REACH = 30
"""How far beside a mention its neighbours are looked for, in letters."""
_CAPITAL = r"[A-Z][a-z]\w*"
_WORD_AFTER = re.compile(rf"(?: |[’'-] ?|[’']? (?:for|of|and|&|to) (?:the )?)({_CAPITAL}|s151)")
_CUT_AFTER = re.compile(r"[’'-](?!s\b)\S")
_WORD_BEFORE = re.compile(r"([A-Z][\w’']*)[ -]$")
_DIGITS_AFTER = re.compile(r" ?[.,]?\d")
_DATE_AFTER = re.compile(r"[/.-]?\d| ?/")
# Words that begin a sentence before a post or after a name without belonging to it.
_STARTERS = frozenset(
    """
    a after all an and any as at before both by each every for from has he her his i if in is it its my no of on or our
    she since that the their they this to under until we when where which who with you your
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of one text, kept so that those around a place are found without looking at all. ``longest`` is in letters."""

    sorted: tuple[Span, ...]
    longest: int

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Self:
        """Return ``spans`` so kept.

        >>> list(Spans.of([(40, 45), (0, 9), (12, 20)]).around(8, 15))
        [(0, 9), (12, 20)]
        """
        ordered = tuple(sorted(spans))
        return cls(ordered, max((end - start for start, end in ordered), default=0))

    def around(self, start: int, end: int) -> Iterator[Span]:
        """Give the spans that share a letter with the half-open place."""
        first = bisect_left(self.sorted, start - self.longest, key=itemgetter(0))
        for span in self.sorted[first : bisect_left(self.sorted, end, key=itemgetter(0))]:
            if span[1] > start:
                yield span


def runs_on(text: str, span: Span, kind: Kind, others: Iterable[Span]) -> bool:
    """Tell whether ``text`` seems to go on with the mention at ``span``. ``others`` are the spans of other mentions.

    >>> runs_on("£1 .875m was spent", (0, 2), "sum", ())
    True
    >>> runs_on("the Clerk to Elm Parish Council wrote", (4, 16), "post", ())
    True
    >>> runs_on("The Clerk has written", (4, 9), "post", ())
    False
    """
    start, end = span
    after = text[end : end + REACH]
    if kind == "sum":
        return _DIGITS_AFTER.match(after) is not None
    if kind == "date":
        return _DATE_AFTER.match(after) is not None
    if kind == "reference":
        return False
    taken = [other for other in others if other != span]
    return _goes_on(after, end, taken) or (kind == "post" and _began_before(text, start, taken))


def _goes_on(after: str, end: int, taken: list[Span]) -> bool:
    if _CUT_AFTER.match(after):
        return True
    word = _WORD_AFTER.match(after)
    if word is None or _overlaps((end + word.start(1), end + word.end(1)), taken):
        return False
    # "The Clerk has", "Mr Dale The": a word that begins something new; after "for" or "of" it would be part of the name.
    return not (word[0] == f" {word[1]}" and word[1].lower() in _STARTERS)


def _began_before(text: str, start: int, taken: list[Span]) -> bool:
    offset = max(0, start - REACH)
    word = _WORD_BEFORE.search(text[offset:start])
    if word is None or word[1].lower() in _STARTERS:
        return False
    return not _overlaps((offset + word.start(1), offset + word.end(1)), taken)


def _overlaps(span: Span, taken: list[Span]) -> bool:
    return any(start < span[1] and end > span[0] for start, end in taken)
