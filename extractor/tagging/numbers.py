"""Reads numbers in words. What enters is words; what leaves is a Decimal. It must not know what is counted."""

from collections.abc import Iterable
from decimal import Decimal

from extractor.tagging.lexicon import load

_PARTS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "quarters": Decimal("0.25")}


def in_words(words: Iterable[str]) -> Decimal | None:
    """Return the value of a number in words; None where the words make none.

    >>> in_words("two hundred and fifty thousand".split())
    Decimal('250000')
    >>> in_words("two quarter million".split())
    Decimal('2250000.00')
    """
    small, large = _number_words()
    total = part = last = Decimal(0)
    seen = False
    for word in words:
        if word in small:
            part, seen = part + small[word], True
        elif word == "hundred":
            part, last, seen = max(part, Decimal(1)) * 100, Decimal(0), True
        elif word in large:
            last = Decimal(large[word])
            total, part, seen = total + (part or Decimal(1)) * last, Decimal(0), True
        elif word in _PARTS:
            # "a million and a half": the half of what was said last; "three quarters of a million": that many quarters
            counted = part if word == "quarters" else Decimal(1)
            part = _PARTS[word] * (last or 1) * counted + (part - counted if word == "quarters" else part)
            seen = True
    return total + part if seen else None


def _number_words() -> tuple[dict[str, int], dict[str, int]]:
    small, large = load("numbers")["small"], load("numbers")["large"]
    if not isinstance(small, dict) or not isinstance(large, dict):
        raise TypeError("numbers.toml: 'small' and 'large' must be tables of numbers")
    return small, {name: 10**power for name, power in large.items()}


NUMBER_WORDS = (*_number_words()[0], *_number_words()[1], "hundred", *_PARTS)
