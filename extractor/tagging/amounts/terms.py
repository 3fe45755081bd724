"""Says what a sum is for in time: per year, per week, over five years.

What enters is a text and where a sum stands in it; what leaves is ISO 8601 durations. It looks at most 160 characters
back, 120 ahead, and not over the end of a sentence.
"""

import re
from decimal import Decimal

from extractor.tagging.amounts.patterns import form
from extractor.tagging.lexicon import folded, inverse, mapping
from extractor.tagging.numbers import in_words

_REACH = 120
_RATES = {rate.casefold(): key.upper() for rate, key in inverse(mapping("amounts", "rates")).items()}
_ADJECTIVES = inverse(mapping("amounts", "rate_adjectives"))
_UNITS = inverse(mapping("amounts", "periods"))

_NOT_RATE = form("terms", "not_rate")
_RATE_AFTER = form("terms", "rate_after")
_RATE_BEFORE = form("terms", "rate_before")
_DIRECT_BEFORE = form("terms", "direct_before")
_RATE_IN_HEADING = form("terms", "rate_in_heading")
_RATE_WORD = form("terms", "rate_word")
_IN_EACH_OF = form("terms", "in_each_of")
_OVER_AFTER = form("terms", "over_after")
_FOR_AFTER = form("terms", "for_after")
_OF_AFTER = form("terms", "of_after")
_OVER_BEFORE = form("terms", "over_before")
_FOR_BEFORE = form("terms", "for_before")
_CONTRACT_BEFORE = form("terms", "contract_before")
_PERIOD_WORD = re.compile(r"year|month|week|yr|mth|wk", re.IGNORECASE)


def rate_after(text: str, end: int) -> tuple[str | None, int]:
    """Return the period of the rate that stands right after a sum, and where its words end."""
    if (each := _IN_EACH_OF.match(text, end)) is not None:
        return f"P1{_UNITS[folded(each['period'])]}", each.end()
    match = _RATE_AFTER.match(text, end)
    # "a year ago", "a year later": no rate; "each year after that" is one.
    if match is None or (match["rate"][0] in "aA" and _NOT_RATE.match(text, match.end("rate"))):
        return None, end
    return _RATES[folded(match["rate"])], match.end()


def rate_before(left: str) -> str | None:
    """Return the period of "an annual cost of"; ``left`` is the sentence before a sum, in small letters."""
    if not _RATE_WORD.search(left):
        return None
    match = _RATE_BEFORE.search(left)
    if match is not None:
        return _ADJECTIVES[folded(match["rate"])]
    direct = _DIRECT_BEFORE.search(left)
    return _RATES["per " + direct["unit"]] if direct else None


def rate_in_heading(heading: str) -> str | None:
    """Return the period that the heading of a column or row gives its sums.

    >>> rate_in_heading("Technician (per hour)")
    'PT1H'
    """
    match = _RATE_IN_HEADING.search(heading)
    if match is None:
        return None
    return _RATES[folded(match["rate"])] if match["rate"] else _ADJECTIVES[folded(match["adjective"])]


def term_after(text: str, end: int, ceiling: int) -> tuple[str | None, int]:
    """Return the term that is named after a sum, and where its words end; ``ceiling`` is where the next sum begins."""
    reach = min(ceiling, end + _REACH)
    if not _PERIOD_WORD.search(text, end, reach):
        return None, end
    match = (
        _OVER_AFTER.match(text, end, reach) or _FOR_AFTER.match(text, end, reach) or _OF_AFTER.match(text, end, reach)
    )
    return (_duration(match), match.end()) if match else (None, end)


def term_before(left: str) -> str | None:
    """Return the term that is named before a sum; ``left`` is the sentence before it, in small letters."""
    if not _PERIOD_WORD.search(left):
        return None
    match = _OVER_BEFORE.search(left) or _FOR_BEFORE.search(left) or _CONTRACT_BEFORE.search(left)
    return _duration(match) if match else None


def _duration(match: re.Match[str]) -> str | None:
    count = match["count"].casefold()
    number = Decimal(count) if count[0].isdigit() else in_words(re.split(r"[\s-]+", count))
    if number is None:
        return None
    number += Decimal("0.5") if match["half"] else 0
    unit = _UNITS[folded(match["period"])]
    if number != int(number):
        if unit != "Y":
            return None
        number, unit = number * 12, "M"
    return f"P{int(number)}{unit}" if number > 0 else None
