"""Which comes first in a document's dates in figures, day or month: by its country and its own unambiguous dates.

What enters is texts and a country; what leaves is an answer, or None where nothing tells.
"""

import re
from collections import Counter
from collections.abc import Iterable

from extractor.tagging.countries import Country
from extractor.tagging.dates.patterns import LONG_MONTH, MONTH

_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(?:\d{4}|\d\d)(?![\d/-])")

# "July 4, 1976", "July 4" or "4 July 1976"
_NAMED = re.compile(
    rf"(?P<first>{MONTH}\b\.?[ ]\d{{1,2}},[ ](?:1[6-9]|20)\d\d|{LONG_MONTH}[ ]\d{{1,2}}(?![\d/:%]|[.,]\d|\w))"
    rf"|\d(?:st|nd|rd|th)?[ ]{MONTH}\b",
    re.IGNORECASE,
)


def month_first(texts: Iterable[str], country: Country | None) -> bool | None:
    """Return whether the dates in figures have the month first, None where it may be either.

    >>> month_first(["seen on 12/26/85 and 03/05/86"], None)
    True
    """
    if country is not None and country.day_first == "always":
        return False
    found = [(int(match[1]), int(match[3])) for text in texts for match in _NUMBERS.finditer(text)]
    months_first = sum(first <= 12 < second <= 31 for first, second in found)
    days_first = sum(second <= 12 < first <= 31 for first, second in found)
    if months_first != days_first:
        return months_first > days_first
    if country is None:
        return False
    return True if country.day_first == "never" else None


def name_first(texts: Iterable[str], country: Country | None) -> bool:
    """Return whether a document writes "July 4" rather than "4 July": as its whole dates do, else as its country does.

    >>> name_first(["on July 4, 1976"], None)
    True
    """
    names = Counter(match["first"] is not None for text in texts for match in _NAMED.finditer(text))
    american = country is not None and country.day_first != "always"
    return names[True] > names[False] or (american and not names[False])
