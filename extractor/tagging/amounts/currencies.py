"""Says which currency a document counts in. What enters is texts; what leaves is an ISO 4217 code."""

import re
from collections import Counter
from collections.abc import Iterable

from extractor.tagging.countries import Country, weigh_countries
from extractor.tagging.lexicon import either, inverse, mapping

_SIGNS = inverse(mapping("amounts", "currencies")) | inverse(mapping("amounts", "currency_words"))
_SIGN = re.compile(rf"(?<![A-Za-z]){either(_SIGNS)}(?![A-Za-z])", re.IGNORECASE)
_FUNDS = {
    "CAD": re.compile(r"\b(?:Canadian (?:funds|dollars?|currency)|C(?:A|DN)?\$|CAD)", re.IGNORECASE),
    "AUD": re.compile(r"\b(?:Australian (?:funds|dollars?|currency)|AU?\$|AUD)", re.IGNORECASE),
    "NZD": re.compile(r"\b(?:New Zealand (?:funds|dollars?|currency)|NZ\$|NZD)", re.IGNORECASE),
    "USD": re.compile(r"\b(?:(?:US|American|United States) (?:funds|dollars?|currency)|US\$|USD)", re.IGNORECASE),
}
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD"})


def main_currency(texts: Iterable[str]) -> str | None:
    """Return the currency that the texts speak of most, None where they speak of none; a bare dollar is an American one."""
    counts = Counter(_SIGNS[sign.casefold()] for text in texts for sign in _SIGN.findall(text))
    most = counts.most_common(1)[0][0] if counts else None
    return "USD" if most == "DOLLAR" else most


def dollar_of(texts: Iterable[str], country: Country | None) -> tuple[str, float]:
    """Return whose dollar a bare "$" is in a document, and how surely: as its texts say, else its country's, else a guess."""
    whole = list(texts)
    said = Counter({code: sum(len(pattern.findall(text)) for text in whole) for code, pattern in _FUNDS.items()})
    (most, times), (_, others) = said.most_common(2)
    # "US$" beside bare dollars tells them apart as often as it explains them.
    if times and not others and (most != "USD" or country is None or country.currency == "USD"):
        return most, 0.95
    likely = [(one, weight) for one, weight in weigh_countries(whole).most_common() if one.currency in _DOLLARS]
    if country is not None and country.currency in _DOLLARS:
        others = sum(weight for one, weight in likely if one != country)
        return country.currency, 0.9 if not others else 0.75
    return (likely[0][0].currency, 0.7) if likely else ("USD", 0.6)
