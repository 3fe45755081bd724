"""Which country a document comes from, and what follows from that for its money, its dates and its financial year.

What enters is texts; what leaves is a :class:`Country`, None where nothing tells. It must not know how anything is found.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from extractor.tagging.lexicon import either, load

_ZIP = re.compile(r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b")
_CANADIAN_POST = re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d\b")
_BRITISH_POST = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b")
_POSTCODES = (("US", _ZIP), ("CA", _CANADIAN_POST), ("GB", _BRITISH_POST))


@dataclass(frozen=True, slots=True)
class Country:
    """A country of English-speaking public bodies: ISO 3166 code, ISO 4217 currency, how dates in figures are written."""

    code: str
    currency: str
    day_first: str
    year_begins: int


@cache
def countries() -> dict[str, Country]:
    """Return the countries by code. Raises ValueError naming file and key where countries.toml is wrong."""
    return {code: _country(code, told) for code, told in load("countries").items()}


def _country(code: str, told: object) -> Country:
    match told:
        case {"currency": str(currency), "day_first": str(order), "year_begins": int(month)} if order in _ORDERS:
            return Country(code, currency, order, month)
    raise ValueError(f"countries.toml: '{code}' wants currency, day_first ({', '.join(_ORDERS)}) and year_begins")


_ORDERS = ("always", "mixed", "never")


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    return {code: re.compile(rf"(?<!\w){either(_phrases(code))}(?!\w)") for code in countries()}


def _phrases(code: str) -> list[str]:
    match load("countries")[code]:
        case {"cues": list(cues)} if cues and all(isinstance(cue, str) for cue in cues):
            return [str(cue) for cue in cues]
    raise ValueError(f"countries.toml: '{code}.cues' must be a list of phrases")


def weigh_countries(texts: Iterable[str]) -> Counter[Country]:
    """Return how much the places, bodies, law and signs that the texts name speak for each country."""
    counts: Counter[str] = Counter()
    for text in texts:
        for code, pattern in _cues().items():
            # What a country's law is called tells more than what a place is.
            counts[code] += sum(2 if " Act" in cue else 1 for cue in set(pattern.findall(text)))
            counts[code] += ("£" in text) * (code == "GB")
        for code, postcode in _POSTCODES:
            counts[code] += 2 * bool(postcode.search(text))
    return Counter({countries()[code]: count for code, count in counts.items() if count})


def country_of(texts: Iterable[str]) -> Country | None:
    """Return the country that the texts speak for most, None where they speak for none or for two alike.

    >>> country_of(["Township of Balsam, Ontario N0K 4T2"]).code
    'CA'
    """
    ranked = weigh_countries(texts).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
