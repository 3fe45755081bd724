"""Reads numbers in words. What enters is words; what leaves is a Decimal. It must not know what is counted."""

from collections.abc import Iterable
from decimal import Decimal

from extractor.tagging.lexicon import load


def in_words(words: Iterable[str]) -> Decimal | None:
    """Return the value of a number in words; None where the words make none.

    >>> in_words("two hundred and fifty thousand".split())
    Decimal('250000')
    """
    small, large = _number_words()
    total = part = Decimal(0)
    seen = False
    for word in words:
        if word in small:
            part, seen = part + small[word], True
        elif word == "hundred":
            part, seen = max(part, Decimal(1)) * 100, True
        elif word in large:
            total, part, seen = total + (part or Decimal(1)) * large[word], Decimal(0), True
        elif word == "half":
            part, seen = part + Decimal("0.5"), True
    return total + part if seen else None


def _number_words() -> tuple[dict[str, int], dict[str, int]]:
    small, large = load("numbers")["small"], load("numbers")["large"]
    if not isinstance(small, dict) or not isinstance(large, dict):
        raise TypeError("numbers.toml: 'small' and 'large' must be tables of numbers")
    return small, {name: 10**power for name, power in large.items()}


NUMBER_WORDS = (*_number_words()[0], *_number_words()[1], "hundred", "half")
