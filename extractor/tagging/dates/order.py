"""Which comes first in a document's dates in figures, day or month: by its country and its own unambiguous dates.

What enters is texts and a country; what leaves is an answer, or None where nothing tells.
"""

import re
from collections.abc import Iterable

from extractor.tagging.countries import Country

_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(?:\d{4}|\d\d)(?![\d/-])")


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
