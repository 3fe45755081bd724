"""Words: text enters, words with offsets leave, misread and run together ones mended where the vocabulary tells how.

It must not know what a title or a name is.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from extractor.tagging.lexicon import plain
from extractor.tagging.word_classes import words_of

# What OCR makes of what: one substitution a word is undone, where it makes a word of titles.
_CONFUSIONS = (
    ("m", "rn"),
    ("d", "cl"),
    ("w", "vv"),
    ("i", "l"),
    ("l", "i"),
    ("o", "0"),
    ("l", "1"),
    ("i", "1"),
    ("i", "j"),
)

# A newline and a tab are words of their own: they part paragraphs and cells.
_WORD = re.compile(r"\w+(?:[’'‘-]\w+)*|[\n\t]|[^\w\s]")
# "s151 Officer" is a title, for all that its first letter is small.
_SECTION_OFFICER = re.compile(r"s(?:151|73|114|95|127)")
_RUN_TOGETHER = re.compile(r"(?<=[a-z.])(?=[A-Z])")
_APOSTROPHES = str.maketrans("’‘", "''")


class Word(NamedTuple):
    """A word and its place. ``fold`` is its lower case with straight apostrophes and without a possessive's s."""

    text: str
    fold: str
    start: int
    end: int
    capital: bool

    @property
    def possessive(self) -> bool:
        """Whether an apostrophe and an s end the word."""
        return self.text[-2:] in {"'s", "’s", "‘s", "'S", "’S"}


# What stands beyond either end of a text.
EDGE = Word("\n", "\n", 0, 0, False)


@lru_cache(maxsize=8)
def read_words(text: str) -> tuple[Word, ...]:
    """Return the words of ``text`` in order; punctuation marks, newlines and tabs are words of their own."""
    words: list[Word] = []
    for match in _WORD.finditer(text):
        words += _word(match.group(), match.start())
    return tuple(words)


def _word(text: str, start: int) -> Iterable[Word]:
    """Yield the word, or its parts where OCR ran a title's words together ("CabinetMember", "MrCarter")."""
    if not (text.islower() or text.istitle() or text.isupper()) and len(text) > 4:
        parts = _RUN_TOGETHER.split(text)
        if len(parts) > 1 and plain(parts[0]) in _splitting():
            for part in parts:
                yield _made(part, start)
                start += len(part)
            return
    yield _made(text, start)


def _made(text: str, start: int) -> Word:
    fold = unmended(text)
    mended = _misreadings().get(fold)
    capital = (
        text[0].isupper() or _SECTION_OFFICER.fullmatch(text) is not None or (mended is not None and text[0].isdigit())
    )
    fold = mended or fold
    if capital and len(fold) > 5 and fold not in _sound():
        fold = _mended(fold)
    return Word(text, fold, start, start + len(text), capital)


def unmended(text: str) -> str:
    """Return a word's lower case with straight apostrophes and without a possessive's s, misread as it may be."""
    fold = text.casefold()
    return fold if fold.isalpha() else fold.translate(_APOSTROPHES).removesuffix("'s")


@lru_cache(maxsize=16384)
def _mended(fold: str) -> str:
    """Return the head noun or rank that ``fold`` is one inner letter away from ("dirctor", "counillors"), or ``fold``.

    First and last letter must hold, so that no other form of a word ("manages", "offices") is taken for it.
    """
    for word in _mendable():
        if word[0] == fold[0] and word[-1] == fold[-1] and OSA.distance(word, fold, score_cutoff=1) == 1:
            return word
    return fold


@cache
def _titular() -> frozenset[str]:
    """Return the nouns and ranks of titles."""
    return frozenset().union(*(words_of(name) for name in ("head", "office", "closed_head", "late_head", "rank")))


@cache
def _sound() -> frozenset[str]:
    return _titular() | words_of("subject") | words_of("place") | words_of("surname")


@cache
def _mendable() -> tuple[str, ...]:
    words = {word for word in _titular() if len(word) > 6 and word.isalpha()}
    return tuple(sorted(words - {"trainer", "planner"} | {"councillor", "councillors", "professor"}))


@cache
def _splitting() -> frozenset[str]:
    return _titular() | {"mr", "mrs", "ms", "miss", "dr", "cllr", "councillor", "sir", "professor"}


@cache
def _misreadings() -> dict[str, str]:
    """Return what scans make of the words of titles, each with the word; what is a word itself is none."""
    known = _titular() | words_of("subject")
    found = {}
    for word in sorted(_titular()):
        for printed, read in _CONFUSIONS:
            at = word.find(printed)
            while at >= 0:
                wrong = word[:at] + read + word[at + len(printed) :]
                if wrong not in known:
                    found[wrong] = word
                at = word.find(printed, at + 1)
    return found
