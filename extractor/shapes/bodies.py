"""The public body a decision is of, found where forms print it: in the title, a running head, or the text."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_NAME = r"[A-Z][\w’'.-]*(?:\s+(?:(?:and|of|the|upon|on|in|with|&|de|le|cum|under|by)\s+){0,2}[A-Z][\w’'.&-]*){0,5}"
# Bodies of a council that end as councils do, and words that begin a sentence, not a name.
_NOT_A_BODY = re.compile(
    r"^(?:the|this|that|a|an|any|each|every|our|your|local|other|full|county|district|borough|parish|city|town|said|relevant)\s+\w+$",
    re.IGNORECASE,
)
# What is a council's and no council: "Council Tax", "Council Offices".
_OF_A_COUNCIL = (
    r"\s+(?i:tax|house|housing|homes?|offices?|chambers?|meetings?|leader|plan|officers?|constitution|members?)\b"
)
_TYPES = frozenset(
    {"the", "metropolitan", "county", "borough", "district", "city", "town", "parish", "community", "unitary", "royal"}
    | {"combined", "authority", "council", "fire", "and", "rescue", "service", "national", "park", "police", "london"}
    | {
        "waste",
        "disposal",
        "joint",
        "mayoral",
        "integrated",
        "care",
        "board",
        "health",
        "primary",
        "trust",
        "nhs",
        "foundation",
    }
    | {
        "office",
        "of",
        "for",
        "crime",
        "commissioner",
        "commissioners",
        "clinical",
        "commissioning",
        "group",
        "licensing",
    }
    | {"cyngor", "sir", "bwrdeistref", "sirol", "comhairle", "contae"}
)
# Words of a web page's menu, which a name of capitalised words can run over: "Planning Your council".
_NAVIGATION = re.compile(r"\b(?:your|our|home|search|tax|menu|contact|login)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|The|THE)\s+")
_CELTIC = ("Cyngor ", "CYNGOR ", "Awdurdod ", "AWDURDOD ", "Comhairle ", "COMHAIRLE ")
# What is printed behind a body's name and is no part of it: its house, street or committee, each with the word before it.
_BEHIND = re.compile(
    r"(?<=\S)\s+(?:[\w’'-]+\s+(?:and|&)\s+)?[\w’'-]+\s+(?i:house|hall|street|road|lane|avenue|square|offices?|buildings?|centre|committee|sub-committee|panel)\b.*$",
    re.DOTALL,
)
# Its own initials: "... for Wessex OPCC"
_INITIALS = re.compile(r"\s+[A-Z]{3,6}$")
# The place ends the name in one tongue and begins it in the other: "Cyngor Sir Aber Aber County Council".
_TWICE = re.compile(r"\b(\w{3,})\s+(?=\1\b)")
_SMALL = {"of", "and", "the", "for", "upon", "on", "in", "with", "de", "le", "cum", "under", "by"}


@dataclass(frozen=True, slots=True)
class BodyWords:
    """What a public body's name begins (``before``) or ends with (``after``), and what deciding bodies are called.

    ``belongings`` are words that make a body's room, member or tax of its name, ``papers`` words before a name and no part
    of it.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    nouns: tuple[str, ...] = ()
    belongings: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


@lru_cache(maxsize=64)
def _patterns(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(rf"\b(?i:{'|'.join(_loose(b) for b in before)})\s+(?:the\s+)?{_NAME}"),
        re.compile(rf"{_NAME}\s+(?i:{'|'.join(_loose(a) for a in after)})\b(?!{_OF_A_COUNCIL})"),
    )


def _loose(words: str) -> str:
    return r"[,\s]+".join(re.escape(w) if w != "and" else r"(?:and|&)" for w in words.split())


def find_authority(texts: Sequence[str], words: BodyWords) -> tuple[int, int, int] | None:
    """Return (index, start, end) of the first text that names a public body, or None.

    ``texts`` stand in order of trust: the form's title first.
    """
    celtic: tuple[int, int, int] | None = None
    for index, text in enumerate(texts):
        for start, end in _names(text, words):
            if not text[start:end].startswith(_CELTIC):
                return index, start, end
            # A body that prints its name in both tongues is filed under the English one.
            celtic = celtic or (index, start, end)
    return celtic


def _names(text: str, words: BodyWords) -> Iterator[tuple[int, int]]:
    """Yield the names of public bodies in a text, of those that begin together the longest."""
    behind = 0
    for stop in [*(m.end() for m in _TWICE.finditer(text)), len(text)]:
        part = text[behind:stop]
        begun, ended = _patterns(words.before, words.after)
        # What ends a name is known where words in the midst of it tell the body; else it runs on over what is printed behind.
        spans = [(m.start(), m.start() + len(_ended(m.group()))) for m in begun.finditer(part)]
        spans += [m.span() for m in ended.finditer(part)]
        for begin, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            start = _behind_papers(part, begin, end, words.papers)
            if _is_name(part[start:end]):
                article = _ARTICLE.match(part, start, end)
                yield behind + (article.end() if article else start), behind + end
        behind = stop


def _behind_papers(text: str, start: int, end: int, papers: Sequence[str]) -> int:
    """Return where a name begins behind words for its meeting or paper: "Minutes of the Regular Meeting of Lidd Council"."""
    behind = start
    for word in re.finditer(r"([\w’'-]+)\s+", text[start:end]):
        if word[1].casefold() in papers:
            behind = start + word.end()
        elif word[1].casefold() not in _SMALL:
            break
        elif behind > start:
            behind = start + word.end()
    return behind


def _ended(name: str) -> str:
    """Return a name without the house, street, committee or initials behind it."""
    name = _BEHIND.sub("", name)
    return name if name.isupper() else _INITIALS.sub("", name)


def body_within(text: str, words: BodyWords) -> str:
    """Return the name of the public body in an entry's text, on one line; the whole text where nothing in it looks like one.

    >>> words = BodyWords(("city of",), ("county council",))
    >>> [body_within(t, words) for t in ("* The City of Orme *", "Cyngor Sir Orme / Orme County Council", "The Fund – Board")]
    ['City of Orme', 'Orme County Council', 'Fund – Board']
    """
    texts = [" ".join(text.split()), *text.split("\n")]
    found = find_authority(texts, words)
    name = texts[found[0]][found[1] : found[2]] if found else re.sub(r"^[\W_]+|[^\w)]+$", "", texts[0])
    return _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name


def is_own_name(text: str) -> bool:
    """Say whether a text has more than words of a body's kind: "Primary Care Trust NHS" is a name of none."""
    return any(word.casefold().strip(",") not in _TYPES for word in text.split())


def _is_name(text: str) -> bool:
    """Tell whether a text is a body's own name, and not only its kind ("Metropolitan Borough Council")."""
    return not _NOT_A_BODY.match(text) and not _NAVIGATION.search(text) and is_own_name(text)


def most_named(texts: Iterable[str], words: BodyWords) -> str | None:
    """Return the public body that running text names most often, or None where it names none twice."""
    patterns = _patterns(words.before, words.after)
    counts = Counter(
        m.group() for text in texts for pattern in patterns for m in pattern.finditer(text) if _is_name(m.group())
    )
    name, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return name if count > 1 else None


def as_name(text: str) -> str:
    """Return a name set in capitals as one writes it.

    >>> as_name("CITY OF KINGSTON-UPON-HULL")
    'City of Kingston-upon-Hull'
    >>> as_name("Borough of Poole")
    'Borough of Poole'
    """
    if not text.isupper():
        return text
    words = re.split(r"([\s-]+)", text.lower())
    return "".join(w if n and w in _SMALL else w[:1].upper() + w[1:] for n, w in enumerate(words))
