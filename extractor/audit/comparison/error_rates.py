"""How far one text is from another, in what a reader takes for characters and in words.

Characters are extended grapheme clusters, words the segments between word boundaries that hold a letter or a digit, both
after Unicode Standard Annex 29. The rates agree with dinglehopper's on the same texts.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import regex
from rapidfuzz.distance import Levenshtein

_GRAPHEME = regex.compile(r"\X")
_WORD_BOUNDARY = regex.compile(r"(?V1w)\b")
# Punctuation, marks, separators, symbols and controls alone make no word.
_NO_WORD = frozenset("MPZS")
# A run of errors longer than this is another text rather than misread characters.
_LONGEST_CONFUSION = 3
_CONTEXT = 24


@dataclass(frozen=True, slots=True)
class Edits:
    """The least number of units to insert, delete and replace, and the length of the truth in these units."""

    errors: int
    length: int

    @property
    def rate(self) -> float:
        """Errors a unit of truth: 0 where both are empty, infinite where only the truth is."""
        if not self.errors:
            return 0.0
        return self.errors / self.length if self.length else float("inf")


def graphemes(text: str) -> list[str]:
    """Return the characters of ``text`` as a reader takes them: letters with their marks.

    >>> graphemes("né") == ["n", "é"], len(graphemes("e" + chr(0x301)))
    (True, 1)
    """
    return list(_GRAPHEME.findall(text))


def words(text: str) -> list[str]:
    """Return the words of ``text``, without punctuation that stands between them.

    >>> words("It cost £1,250.50 (less fees), didn't it?")
    ['It', 'cost', '1,250.50', 'less', 'fees', "didn't", 'it']
    """
    return [part for part in _WORD_BOUNDARY.split(text) if not all(_is_no_word(c) for c in part)]


def _is_no_word(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in _NO_WORD or category in {"Cc", "Cf"}


def character_edits(truth: str, found: str) -> Edits:
    """Count character errors. Both texts are normalised already.

    >>> character_edits("Foo", "Fxo").rate == 1 / 3
    True
    """
    wanted = graphemes(truth)
    return Edits(Levenshtein.distance(wanted, graphemes(found)), len(wanted))


def word_edits(truth: str, found: str) -> Edits:
    """Count word errors. Both texts are normalised already."""
    wanted = words(truth)
    return Edits(Levenshtein.distance(wanted, words(found)), len(wanted))


@dataclass(frozen=True, slots=True)
class Slip:
    """A stretch of characters that was read otherwise, with a little of the truth around it."""

    truth: str
    found: str
    before: str
    after: str
    longest: int


def slips(truth: str, found: str) -> list[Slip]:
    """Return where ``found`` differs from ``truth``, in order. Both texts are normalised already."""
    wanted, got = graphemes(truth), graphemes(found)
    return [
        Slip(
            truth="".join(wanted[start:end]),
            found="".join(got[there:stop]),
            before="".join(wanted[max(0, start - _CONTEXT) : start]),
            after="".join(wanted[end : end + _CONTEXT]),
            longest=max(end - start, stop - there),
        )
        for start, end, there, stop in _differing(wanted, got)
    ]


def confusions(found: Iterable[Slip]) -> Counter[tuple[str, str]]:
    """Count what was read for what: ("rn", "m"), ("é", "e"), ("x", "") for a lost x, ("", ".") for a full stop too many."""
    return Counter((slip.truth, slip.found) for slip in found if slip.longest <= _LONGEST_CONFUSION)


def _differing(wanted: list[str], got: list[str]) -> list[tuple[int, int, int, int]]:
    """Return the stretches that differ, neighbouring edits as one."""
    spans: list[tuple[int, int, int, int]] = []
    for operation in Levenshtein.opcodes(wanted, got):
        if operation.tag == "equal":
            continue
        start, end = operation.src_start, operation.src_end
        there, stop = operation.dest_start, operation.dest_end
        if spans and (spans[-1][1], spans[-1][3]) == (start, there):
            start, there = spans[-1][0], spans[-1][2]
            spans.pop()
        spans.append((start, end, there, stop))
    return spans
