"""What words make a person's name: given names, honorifics, particles, and words that no name holds. Data, as sets."""

from functools import cache, lru_cache

from extractor.tagging.lexicon import load_words, plain


@cache
def given_names() -> frozenset[str]:
    """Return the given names, accents and case undone."""
    return load_words("names.txt") | ambiguous_names()


@cache
def ambiguous_names() -> frozenset[str]:
    """Return the given names that are as often a place or a plain word."""
    return load_words("names_ambiguous.txt")


def is_given_name(fold: str) -> bool:
    """Say whether a lower-case word is a given name (either part of it, where hyphened)."""
    return _is_given(fold)


@lru_cache(maxsize=8192)
def _is_given(fold: str) -> bool:
    word = plain(fold)
    return word in given_names() or ("-" in word and word.partition("-")[0] in given_names())


def is_plain_given_name(fold: str) -> bool:
    """Say whether a lower-case word is a given name and seldom anything else."""
    return _is_given(fold) and plain(fold) not in ambiguous_names()
