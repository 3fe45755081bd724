"""The public body a decision is of, found where forms print it: in the title, a running head, or the text."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
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
    | {"waste", "disposal", "joint", "mayoral", "integrated", "care", "board", "health"}
)
# Words of a web page's menu, which a name of capitalised words can run over: "Planning Your council".
_NAVIGATION = re.compile(r"\b(?:your|our|home|search|tax|menu|contact|login)\b", re.IGNORECASE)
_WELSH = ("Cyngor ", "CYNGOR ", "Awdurdod ", "AWDURDOD ")
_SMALL = {"of", "and", "the", "for", "upon", "on", "in", "with", "de", "le", "cum", "under", "by"}


@dataclass(frozen=True, slots=True)
class BodyWords:
    """What a public body's name begins (``before``) or ends with (``after``), and what deciding bodies are called."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    nouns: tuple[str, ...] = ()


@lru_cache(maxsize=64)
def _patterns(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(rf"\b(?i:{'|'.join(_loose(b) for b in before)})\s+{_NAME}"),
        re.compile(rf"{_NAME}\s+(?i:{'|'.join(_loose(a) for a in after)})\b(?!{_OF_A_COUNCIL})"),
    )


def _loose(words: str) -> str:
    return r"[,\s]+".join(re.escape(w) if w != "and" else r"(?:and|&)" for w in words.split())


def find_authority(texts: Sequence[str], words: BodyWords) -> tuple[int, int, int] | None:
    """Return (index, start, end) of the first text that names a public body, or None.

    ``texts`` stand in order of trust: the form's title first.
    """
    patterns = _patterns(words.before, words.after)
    welsh: tuple[int, int, int] | None = None
    for index, text in enumerate(texts):
        hits = [m.span() for pattern in patterns for m in pattern.finditer(text) if _is_name(m.group())]
        if hits:
            start, end = min(hits, key=lambda span: (span[0], span[0] - span[1]))
            start += len(text[start:end]) - len(re.sub(r"^(?:the|The|THE)\s+", "", text[start:end]))
            if not text[start:end].startswith(_WELSH):
                return index, start, end
            # A body that prints its name in both tongues is filed under the English one.
            welsh = welsh or (index, start, end)
    return welsh


def _is_name(text: str) -> bool:
    """Tell whether a text is a body's own name, and not only its kind ("Metropolitan Borough Council")."""
    return (
        not _NOT_A_BODY.match(text)
        and not _NAVIGATION.search(text)
        and any(word.casefold() not in _TYPES for word in text.split())
    )


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
