"""Loads the word lists beside the tagging modules and turns them into patterns.

What enters is the name of a TOML file in ``extractor/tagging/data``; what leaves is its content, checked. It must not
know what the words are for.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

Table = dict[str, object]


@cache
def load(name: str) -> Table:
    """Return the content of ``data/{name}.toml``. Raises ValueError, naming the file, when it is not TOML."""
    file = resources.files("extractor.tagging") / "data" / f"{name}.toml"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name}.toml: {error}") from error


def words(name: str, key: str) -> tuple[str, ...]:
    """Return a list of phrases. Raises ValueError, naming file and key, when it is no such list."""
    found = load(name).get(key)
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
