"""Whether a sum is the price of one of many, and no sum that is spent: "£12 a tonne", "£9 for each buoy", "£500 each"."""

import re
from functools import cache
from importlib import resources

_BLANK = r"[ \u00a0\n]"
_GAP = rf"{_BLANK}{{1,3}}"
_ASIDE = rf"(?:{_BLANK}{{0,3}}\([^()\n]{{1,40}}\))?"
# What may follow "per" and makes no unit: a share, or the paper that the sum stands in.
_NO_UNIT = r"(?!(?:cent|centum|se|the|this|that|our|its|their|an?|attached|schedule|appendix|annex|report)\b)"


@cache
def _unit_price() -> re.Pattern[str]:
    text = (resources.files("extractor.shapes") / "unit_prices.txt").read_text(encoding="utf-8")
    units = "|".join(line for line in text.splitlines() if not line.startswith("#"))
    after = (
        rf"{_BLANK}{{0,3}}/{_BLANK}{{0,3}}{_NO_UNIT}[a-z]",
        rf"(?:{_GAP}|-)per(?:{_GAP}|-){_NO_UNIT}[a-z]",
        rf"{_GAP}(?:(?:for|on|in|to){_GAP})?(?:each|every|apiece)\b",
        rf"(?:{_GAP}|-)an?(?:{_GAP}|-)(?:{units})\b",
    )
    return re.compile(rf"{_ASIDE}(?:{'|'.join(after)})", re.IGNORECASE)


def is_unit_price(text: str, end: int) -> bool:
    """Return whether the words after a sum, which ends at ``end``, make it the price of one of many.

    >>> is_unit_price("sand at £12 a tonne", 11), is_unit_price("£12 a week", 3), is_unit_price("£9 per cent", 2)
    (True, False, False)
    """
    return _unit_price().match(text, end) is not None
