"""The committees, boards and councils that a text names, by their shape: "the Planning (East) Sub-Committee of ...".

A name ends with what such a body is called, and begins where its words in capitals begin.
"""

import re
from collections.abc import Iterator

from extractor.shapes.bodies import BodyWords

_WORD = re.compile(r"\([A-Z][\w ]{0,25}\)|[\w’'‑-]+|&|[^\w\s]")
# What stands behind a body's name and is part of it: a letter, a number, its place in brackets.
_BEHIND = re.compile(r"[A-HJ-Z]|\d{1,2}|\([A-Z][\w ]{0,25}\)")
_WITHIN = frozenset({"and", "of", "the", "for", "in", "&", "with"})
_OF = frozenset({"of", "the", "and"})
# So many words make what a body is called: "executive board".
_MOST_NOUN = 3


def deciding_bodies(text: str, words: BodyWords) -> Iterator[tuple[int, int]]:
    """Yield where each paragraph of a text names a body that may have met and decided.

    >>> words = BodyWords((), (), ("committee", "sub committee", "council"), ("chamber",), ("minutes", "meeting"))
    >>> said = "Minutes of the Meeting of the Highways, Works and Lighting Committee, Council Chamber; Sub-Committee B"
    >>> [said[start:end] for start, end in deciding_bodies(said, words)]
    ['Highways, Works and Lighting Committee', 'Sub-Committee B']
    """
    at = 0
    for line in text.split("\n"):
        yield from ((at + start, at + end) for start, end in _Line(line, words).bodies())
        at += len(line) + 1


class _Line:
    """A paragraph cut into words, with which of them end what a body is called."""

    def __init__(self, text: str, words: BodyWords) -> None:
        self.places = list(_WORD.finditer(text))
        self.words = [place.group() for place in self.places]
        self.folded = [re.sub("[-‑]", " ", word.casefold()) for word in self.words]
        self.known = words

    def bodies(self) -> Iterator[tuple[int, int]]:
        done = -1
        for n in range(len(self.words)):
            if n <= done or not self._is_noun(n) or self._is_noun(n + 1) or self._is_house(n + 1):
                continue
            first, last = self._first(n, done), self._last(n)
            yield self.places[first].start(), self.places[last].end()
            done = last

    def _is_noun(self, n: int) -> bool:
        if n >= len(self.words):
            return False
        called = (" ".join(self.folded[max(0, n - size) : n + 1]) for size in range(_MOST_NOUN))
        return self.words[n][:1].isupper() and any(noun in self.known.nouns for noun in called)

    def _is_house(self, n: int) -> bool:
        """Tell whether a word makes of the body before it a room, a person or a paper of its own: "Council Chamber"."""
        return n < len(self.words) and (self.folded[n] in self.known.belongings or self.folded[n].startswith("’"))

    def _first(self, noun: int, done: int) -> int:
        first = noun
        while first - 1 > done and self._goes_on_before(first, noun):
            first -= 1
        while first < noun and not self._begins(first):
            first += 1
        return first

    def _goes_on_before(self, first: int, noun: int) -> bool:
        word = self.words[first - 1]
        if word == ",":
            # "Highways, Works and Lighting Committee" is one; before another comma stands a place.
            return not {"and", "&"}.isdisjoint(self.folded[first:noun])
        if self._is_noun(first - 1):
            return first == noun
        if word in _WITHIN:
            return first > 1 and (self.words[first - 2][:1].isupper() or self.words[first - 2] == ",")
        return self._is_capital(word) and self.folded[first - 1] not in self.known.papers

    def _begins(self, n: int) -> bool:
        return self._is_capital(self.words[n]) and self.folded[n] not in {*_WITHIN, *self.known.papers}

    def _last(self, noun: int) -> int:
        behind = self.words[noun + 1 : noun + 2]
        if behind and _BEHIND.fullmatch(behind[0]):
            return noun + 1
        return self._last_of(noun) if behind in (["of"], ["OF"]) else noun

    def _last_of(self, noun: int) -> int:
        """Return the last word of what a body is of: "Council of the Township of Orme"."""
        last = noun
        for n in range(noun + 1, len(self.words)):
            if self.folded[n] not in _OF:
                if not self._is_capital(self.words[n]):
                    break
                last = n
        return last

    @staticmethod
    def _is_capital(word: str) -> bool:
        return word[:1].isupper() or word[:1] in "(&"


def first_deciding_body(text: str, words: BodyWords) -> tuple[int, int] | None:
    """Return where a text first names a body that may have met, or None."""
    return next(deciding_bodies(text, words), None)
