"""Loads the word lists beside the tagging modules and turns them into patterns.

What enters is the name of a TOML file in ``extractor/tagging/data``; what leaves is its content, checked. It must not
know what the words are for.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from extractor.errors import EnvironmentFaultError

Table = dict[str, object]


@cache
def load(name: str) -> Table:
    """Return the content of ``data/{name}.toml``. Raises EnvironmentFaultError, naming the file, when it is not TOML."""
    try:
        return tomllib.loads(_data(f"{name}.toml"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise EnvironmentFaultError(f"{name}.toml", detail=str(error)) from error


def words(name: str, key: str) -> tuple[str, ...]:
    """Return a list of phrases; ``key`` may be dotted. Raises ValueError, naming file and key, when it is no such list."""
    found: object = load(name)
    for part in key.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    if not isinstance(found, list) or not found or not all(isinstance(w, str) and w.strip() for w in found):
        raise ValueError(f"{name}.toml: '{key}' must be a list of phrases")
    return tuple(found)


def mapping(name: str, key: str) -> dict[str, tuple[str, ...]]:
    """Return a table of lists of phrases. Raises ValueError, naming file and key, when there is none."""
    found = load(name).get(key)
    if not isinstance(found, dict) or not found:
        raise ValueError(f"{name}.toml: '{key}' must be a table")
    for inner, value in found.items():
        if not isinstance(value, list) or not value or not all(isinstance(w, str) and w.strip() for w in value):
            raise ValueError(f"{name}.toml: '{key}.{inner}' must be a list of phrases")
    return {inner: tuple(value) for inner, value in found.items()}


def inverse(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Return each phrase, case folded, with the key it stands under. Raises ValueError when one stands under two."""
    found: dict[str, str] = {}
    for key, phrases in table.items():
        for phrase in phrases:
            if found.setdefault(phrase.casefold(), key) != key:
                raise ValueError(f"{phrase!r} stands under both {found[phrase.casefold()]!r} and {key!r}")
    return found


def either(phrases: Iterable[str]) -> str:
    r"""Return a pattern for any of the phrases, the longest first; a space in a phrase stands for one to three blanks.

    >>> either(["up to", "max."])
    '(?:up[ \\u00a0]{1,3}to|max\\.)'
    """
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(re.escape(p).replace(r"\ ", r"[ \u00a0]{1,3}") for p in ordered) + ")"


def filled(name: str, key: str, known: dict[str, str]) -> dict[str, str]:
    """Return what is known and a table of patterns, each ``{name}`` in them replaced by what is known or stands above.

    Raises ValueError, naming file and key, when a pattern speaks of what nothing tells.
    """
    table, found = load(name).get(key), dict(known)
    for inner, pattern in table.items() if isinstance(table, dict) else ():
        try:
            found[inner] = _PLACE.sub(lambda place: found[place[1]], pattern)
        except KeyError as error:
            raise ValueError(f"{name}.toml: nothing above '{key}.{inner}' tells {error}") from error
    return found


def pattern(name: str, key: str, inner: str) -> re.Pattern[str]:
    """Return a pattern of a table that needs nothing known. Raises as :func:`filled`."""
    return re.compile(filled(name, key, {})[inner], re.VERBOSE)


_PLACE = re.compile(r"\{([a-z_]+)\}")


@cache
def entry(name: str, key: str, parting: str | None = None) -> frozenset[str]:
    """Return the words of a dotted ``key``, parted by ``parting`` (blanks where None). Raises EnvironmentFaultError naming it."""
    section, _, inner = key.partition(".")
    table = load(name).get(section)
    text = table.get(inner) if isinstance(table, dict) else None
    found = frozenset(folded(part) for part in text.split(parting)) - {""} if isinstance(text, str) else None
    if not found:
        raise EnvironmentFaultError(f"{name}.toml", detail=f"{key}: want words")
    return found


def load_words(name: str) -> frozenset[str]:
    """Return the words of a plain list in this package's data, accents and case undone."""
    lines = (line.partition("#")[0] for line in _data(name).splitlines())
    return frozenset(plain(word) for line in lines for word in line.split())


def _data(name: str) -> str:
    return (files("extractor.tagging") / "data" / name).read_text(encoding="utf-8")


def folded(phrase: str) -> str:
    """Return a phrase in small letters, a blank between its words."""
    return " ".join(phrase.casefold().split())


def plain(text: str) -> str:
    """Return ``text`` without case and accents.

    >>> plain("Siân")
    'sian'
    """
    if text.isascii():
        return text.casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold()
