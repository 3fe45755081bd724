"""Says which currency a document counts in. What enters is texts; what leaves is an ISO 4217 code."""

import re
from collections import Counter
from collections.abc import Iterable

from extractor.tagging.lexicon import either, inverse, mapping

_SIGNS = inverse(mapping("amounts", "currencies")) | inverse(mapping("amounts", "currency_words"))
_SIGN = re.compile(rf"(?<![A-Za-z]){either(_SIGNS)}(?![A-Za-z])", re.IGNORECASE)


def main_currency(texts: Iterable[str]) -> str | None:
    """Return the currency that the texts speak of most, None where they speak of none."""
    counts = Counter(_SIGNS[sign.casefold()] for text in texts for sign in _SIGN.findall(text))
    return counts.most_common(1)[0][0] if counts else None
