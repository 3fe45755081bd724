"""Says which currency a document counts in. What enters is texts; what leaves is an ISO 4217 code."""

import re
from collections import Counter
from collections.abc import Iterable

from extractor.tagging.countries import Country, weigh_countries
from extractor.tagging.lexicon import either, inverse, mapping

_SIGNS = inverse(mapping("amounts", "currencies")) | inverse(mapping("amounts", "currency_words"))
_SIGN = re.compile(rf"(?<![A-Za-z]){either(_SIGNS)}(?![A-Za-z])", re.IGNORECASE)
_FUNDS = {code: re.compile("|".join(told), re.IGNORECASE) for code, told in mapping("amounts", "funds").items()}
# How sure the dollar's country is by how much more speaks for it than for the next: nothing, one sign, or more.
_LEADS = (0.6, 0.75, 0.9)
_DOLLARS = frozenset(_FUNDS)


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
    if not likely:
        return "USD", 0.6
    (first, weight), second = likely[0], likely[1:2]
    lead = weight - (second[0][1] if second else 0)
    return first.currency, _LEADS[min(lead, 2)]
