"""What a word's look says against its reading: shapes that print does not have, letters that make no known word.

Lines of words as an engine read them enter, the same with confidences that heed this leave. Which word it ought to have
been is not asked here.
"""

import math
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from extractor.document import Line, Word
from extractor.reading.ocr.lexicon import bare, is_known

# An engine's certainty is not believed beyond these: what lies outside was too rare to be measured.
_LEAST, _MOST = 0.02, 0.9995
_ODD = re.compile(
    r"^[-–](?:[A-Za-z]|\d+[-–]$)|[a-z][A-Z]|[A-Z]{2,}[a-z](?!s?$)|[A-Za-z]\d[A-Za-z]|\d[a-z]\d|[a-z]\d|\d\.\d{3}(?!\d)|\d[lIO]|[€²³]"
)
_FRAGMENT = re.compile(r"[.,;:)\]][\w£]|[.,;:)\]]$|[^\w£☐☒☑|–—•●&/-]+$")
_CUT_OFF = re.compile(r"[.,;:]\w*")
_MARKS = frozenset("☐☒☑")
_SHORTEST = 3


def doubted(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return ``lines`` with each word as sure as its certainty, its shape and the next word's shape let it be."""
    return tuple(replace(line, words=_weighed(line.words)) for line in lines)


def _weighed(words: Sequence[Word]) -> tuple[Word, ...]:
    following = [*(word.text for word in words[1:]), ""]
    return tuple(
        word if word.text in _MARKS else replace(word, confidence=chance(word.text, word.confidence, after))
        for word, after in zip(words, following, strict=True)
    )


def chance(text: str, certainty: float, after: str = "") -> float:
    """Return the chance that a word read with a certainty is right. ``after`` is the next word of its line."""
    weights = _weights()
    certainty = min(max(certainty, _LEAST), _MOST)
    total = weights["base"] + weights["slope"] * math.log(certainty / (1.0 - certainty))
    total += sum(weights[name] for name in traits(text, after))
    return 1.0 / (1.0 + math.exp(-total))


def traits(text: str, after: str) -> tuple[str, ...]:
    """Name what speaks against a word. ``after`` is the next word of its line.

    >>> traits("autunn", ""), traits("£1", ".875m"), traits("NoW", "")
    (('unknown',), ('before_fragment',), ('odd_shape',))
    """
    plain = bare(text)
    strange = len(plain) >= _SHORTEST and plain.isalpha() and not is_known(plain)
    lone = len(text) == 1 and text.islower() and text != "a"
    said = {
        "unknown": strange and plain.islower(),
        "unknown_name": strange and not plain.islower(),
        "odd_shape": _ODD.search(text) is not None,
        "fragment": lone or _FRAGMENT.match(text) is not None,
        "before_fragment": _CUT_OFF.match(after) is not None,
    }
    return tuple(name for name, true in said.items() if true)


@cache
def _weights() -> dict[str, float]:
    text = files("extractor.reading.data").joinpath("doubt.toml").read_text(encoding="utf-8")
    return {name: float(weight) for name, weight in tomllib.loads(text).items()}
