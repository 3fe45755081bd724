"""Words and vocabulary for the title and name grammars: text enters, words with offsets leave, data files stand behind.

It must not know what a title or a name is.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from rapidfuzz.distance import OSA

from extractor.errors import EnvironmentFaultError

# A newline and a tab are words of their own: they part paragraphs and cells.
_WORD = re.compile(r"\w+(?:[’'‘-]\w+)*|[\n\t]|[^\w\s]")
# "s151 Officer" is a title, for all that its first letter is small.
_SECTION_OFFICER = re.compile(r"s(?:151|73|114|95|127)")
_RUN_TOGETHER = re.compile(r"(?<=[a-z.])(?=[A-Z])")
_APOSTROPHES = str.maketrans("’‘", "''")
# What OCR makes of what: one substitution a word is undone, where it makes a word of the vocabulary.
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


@dataclass(frozen=True, slots=True)
class Heads:
    """Head nouns of titles, by what may stand before and after them."""

    every: frozenset[str]
    open: frozenset[str]
    closed: frozenset[str]
    after: dict[str, frozenset[str]]
    bare: frozenset[str]
    bare_with_article: frozenset[str]
    never_bare: frozenset[str]
    departmental: frozenset[str]
    with_to: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The data of roles.toml, as sets."""

    heads: Heads
    rank: frozenset[str]
    before_closed: dict[str, frozenset[str]]
    generic: frozenset[str]
    specific: frozenset[str]
    subjects: frozenset[str]
    bodies: frozenset[str]
    governed: frozenset[str]
    documents: frozenset[str]
    stops: frozenset[str]
    inner_stops: frozenset[str]
    carriers: frozenset[str]
    asides: frozenset[str]
    statuses: frozenset[str]
    lower: frozenset[str]
    lower_heads: frozenset[str]
    confusions: dict[str, str]


def load_table(name: str) -> dict[str, dict[str, str]]:
    """Return the tables of strings of a TOML data file. Raises EnvironmentFaultError naming file and key."""
    try:
        table = tomllib.loads(_data(name))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise EnvironmentFaultError(name, detail=str(error)) from error
    for key, value in table.items():
        if not isinstance(value, dict) or not all(isinstance(inner, str) for inner in value.values()):
            raise EnvironmentFaultError(name, detail=f"{key}: want a table of strings")
    return table


def entry(table: dict[str, dict[str, str]], name: str, key: str, parting: str | None = None) -> frozenset[str]:
    """Return the words of a dotted ``key`` of a table, parted by ``parting`` (blanks where None)."""
    section, _, inner = key.partition(".")
    try:
        text = table[section][inner]
    except KeyError as error:
        raise EnvironmentFaultError(name, detail=f"{key}: is missing") from error
    found = frozenset(" ".join(part.split()).casefold() for part in text.split(parting) if part.strip())
    if not found:
        raise EnvironmentFaultError(name, detail=f"{key}: is empty")
    return found


def load_words(name: str) -> frozenset[str]:
    """Return the words of a plain list in this package's data, accents and case undone."""
    lines = (line.partition("#")[0] for line in _data(name).splitlines())
    return frozenset(plain(word) for line in lines for word in line.split())


def _data(name: str) -> str:
    return (files("extractor.tagging") / "data" / name).read_text(encoding="utf-8")


def plain(text: str) -> str:
    """Return ``text`` without case and accents.

    >>> plain("Siân")
    'sian'
    """
    if text.isascii():
        return text.casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold()


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of titles. Raises EnvironmentFaultError where roles.toml is wrong."""
    name = "roles.toml"
    table = load_table(name)
    heads = _heads(table, name)
    rank = entry(table, name, "modifiers.rank")
    closed = {key: entry(table, name, f"modifiers.{key}") for key in ("head", "chair", "leader", "mayor")}
    subjects = entry(table, name, "subjects.words")
    return Vocabulary(
        heads=heads,
        rank=rank,
        before_closed=closed,
        generic=entry(table, name, "generic.before"),
        specific=entry(table, name, "generic.titles", ";"),
        subjects=subjects,
        bodies=entry(table, name, "bodies.words"),
        governed=entry(table, name, "bodies.governed"),
        documents=entry(table, name, "documents.words"),
        stops=entry(table, name, "stops.words"),
        inner_stops=entry(table, name, "stops.inner"),
        carriers=entry(table, name, "joiners.carriers"),
        asides=entry(table, name, "asides.words"),
        statuses=entry(table, name, "asides.status"),
        lower=entry(table, name, "lower.titles", ";"),
        lower_heads=entry(table, name, "lower.heads"),
        confusions=_misreadings(heads.every | rank, subjects),
    )


def _heads(table: dict[str, dict[str, str]], name: str) -> Heads:
    opened, closed = entry(table, name, "heads.open"), entry(table, name, "heads.closed")
    if not table.get("after"):
        raise EnvironmentFaultError(name, detail="after: is missing or empty")
    after = {key: entry(table, name, f"after.{key}") for key in table["after"]}
    return Heads(
        every=opened | closed | frozenset(after),
        open=opened,
        closed=closed,
        after=after,
        bare=entry(table, name, "bare.always"),
        bare_with_article=entry(table, name, "bare.article"),
        never_bare=entry(table, name, "bare.never"),
        departmental=entry(table, name, "heads.departmental"),
        with_to=entry(table, name, "joiners.to"),
    )


def _misreadings(words: Iterable[str], others: frozenset[str]) -> dict[str, str]:
    known = frozenset(words) | others
    found = {}
    for word in sorted(words):
        for right, wrong in _CONFUSIONS:
            for at in range(len(word)):
                if word.startswith(right, at):
                    found[word[:at] + wrong + word[at + len(right) :]] = word
    return {wrong: right for wrong, right in found.items() if wrong not in known}


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
    capital = text[0].isupper() or _SECTION_OFFICER.fullmatch(text) is not None
    known = vocabulary()
    fold = known.confusions.get(fold, fold)
    if (
        capital
        and len(fold) > 5
        and fold not in known.subjects
        and fold not in known.heads.every
        and fold not in known.rank
    ):
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
def _mendable() -> tuple[str, ...]:
    known = vocabulary()
    words = {word for word in known.heads.every | known.rank if len(word) > 6 and word.isalpha()}
    return tuple(sorted(words - {"trainer", "planner"} | {"councillor", "councillors", "professor"}))


@cache
def _splitting() -> frozenset[str]:
    known = vocabulary()
    return known.heads.every | known.rank | {"mr", "mrs", "ms", "miss", "dr", "cllr", "councillor", "sir", "professor"}
