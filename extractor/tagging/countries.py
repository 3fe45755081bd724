"""Which country a document comes from, and what follows from that for its money, its dates and its financial year.

What enters is texts; what leaves is a :class:`Country`, None where nothing tells. It must not know how anything is found.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.tagging.lexicon import either, load, words

_ZIP = re.compile(r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b")
_CANADIAN_POST = re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d\b")
_BRITISH_POST = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b")
_AUSTRALIAN_POST = re.compile(r"\b(?:ACT|NSW|NT|QLD|Qld|SA|TAS|Tas|VIC|Vic|WA) \d{4}\b")
_PROVINCE = re.compile(r"[a-z], (?:AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT)\b")
_POSTCODES = (("US", _ZIP), ("CA", _CANADIAN_POST), ("CA", _PROVINCE), ("GB", _BRITISH_POST), ("AU", _AUSTRALIAN_POST))
# "July 4, 1976" and "4 July 1976"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_NAME_FIRST = re.compile(rf"\b{_MONTH} \d{{1,2}}, \d{{4}}\b")
_DAY_FIRST = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}\b|\b(?:1[3-9]|2\d|3[01])/\d{{1,2}}/\d{{4}}\b")
# "12/26/2018", which only Americans write throughout
_MONTH_IN_FIGURES = re.compile(r"\b\d{1,2}/(?:1[3-9]|2\d|3[01])/\d{4}\b")


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
    return {code: re.compile(rf"(?<!\w){either(words('countries', f'{code}.cues'))}(?!\w)") for code in countries()}


def weigh_countries(texts: Iterable[str]) -> Counter[Country]:
    """Return how much the places, bodies, law and signs that the texts name speak for each country."""
    counts: Counter[str] = Counter()
    texts = list(texts)
    for text in texts:
        for code, pattern in _cues().items():
            # What a country's law is called tells more than what a place is.
            counts[code] += sum(2 if " Act" in cue else 1 for cue in set(pattern.findall(text)))
            counts[code] += ("£" in text) * (code == "GB")
        for code, postcode in _POSTCODES:
            counts[code] += 2 * bool(postcode.search(text))
    if any("$" in text for text in texts) and not any("£" in text for text in texts):
        counts.update(_manners(texts))
    return Counter({countries()[code]: count for code, count in counts.items() if count})


def _manners(texts: Sequence[str]) -> Counter[str]:
    """Return how much spelling and dates speak for each country that counts in dollars: "labour" on "July 4" is Canada's."""
    counts: Counter[str] = Counter()
    for name, spellers in (("american", ("US",)), ("british", ("CA", "AU", "NZ"))):
        if any(_spelling(name).search(text) for text in texts):
            counts.update(spellers)
    named = [any(pattern.search(text) for text in texts) for pattern in (_NAME_FIRST, _DAY_FIRST)]
    if named[0] != named[1]:
        counts.update(("US", "CA") if named[0] else ("AU", "NZ"))
    if any(_MONTH_IN_FIGURES.search(text) for text in texts):
        counts["US"] += 2
    return counts


@cache
def _spelling(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{either(words('spelling', name))}", re.IGNORECASE)


def country_of(texts: Iterable[str]) -> Country | None:
    """Return the country that the texts speak for most, None where they speak for none or for two alike.

    >>> country_of(["Township of Balsam, Ontario N0K 4T2"]).code
    'CA'
    """
    ranked = weigh_countries(texts).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
