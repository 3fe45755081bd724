"""How likely a line of English print is by its form alone: rare patterns and unknown words are held against it.

The patterns are data. What is learnt here is small beside what a clear print shows, and decides only where print is not.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from extractor.reading.ocr.lexicon import bare, is_known, look_alike, neighbours

# An unknown word of small letters is this many times (natural logarithm) less likely than a known one: on office scans,
# 1 of 90 such words is unknown and right, of the misread ones 4 of 5 are unknown.
_UNKNOWN_COST = 2.5
# Of capitalised words one letter from a known one, most are names.
_SUSPECT_COST = 1.0
_SHORTEST = 3
_SHORTEST_SUSPECT = 6
_ROMAN = frozenset("ivx")
_WORD = re.compile(r"\S+")


def log_prior(text: str) -> float:
    """Return the logarithm of how likely the text is, up to a constant."""
    cost = sum(cost * len(pattern.findall(text)) for pattern, cost in _unlikely())
    words = text.split()
    strange, suspect = sum(map(is_strange, words)), sum(map(is_suspect, words))
    return -cost - _UNKNOWN_COST * strange - _SUSPECT_COST * suspect


def unlikely_places(text: str) -> list[tuple[int, int]]:
    """Return where (start, end) stands what :func:`log_prior` holds against a text."""
    places = [match.span() for pattern, _ in _unlikely() for match in pattern.finditer(text)]
    return [*places, *(m.span() for m in _WORD.finditer(text) if is_strange(m.group()) or is_suspect(m.group()))]


def is_strange(word: str) -> bool:
    """Tell whether a word looks like one of common English and is none. Capitals may be names and pass."""
    text = bare(word)
    if len(text) < _SHORTEST or not text.replace("-", "").replace("'", "").isalpha() or not set(text) - _ROMAN:
        return False
    return text.islower() and not is_known(text)


def is_suspect(word: str) -> bool:
    """Tell whether a capitalised word is unknown and one letter from a known one: a name, or a word misread.

    Short names have many such neighbours; of these, only words whose print looks the same count.
    """
    text = bare(word)
    if len(text) < _SHORTEST or not text.istitle() or not text.isalpha() or is_known(text):
        return False
    near = neighbours(text.lower())
    return bool(near) if len(text) >= _SHORTEST_SUSPECT else any(look_alike(text, known) for known in near)


def confusions(text: str) -> list[tuple[int, int, str]]:
    """Return where the text has what recognisers take for something else: start, end, and what it may be."""
    return [
        (match.start(), match.end(), replacement)
        for pattern, replacement in _confusions()
        for match in pattern.finditer(text)
    ]


@cache
def _unlikely() -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple((re.compile(entry["pattern"]), float(entry["cost"])) for entry in _data()["unlikely"])


@cache
def _confusions() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(entry["pattern"]), str(entry["replacement"])) for entry in _data()["confusion"])


@cache
def _data() -> dict[str, list[dict[str, str]]]:
    text = files("extractor.reading.data").joinpath("priors.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
