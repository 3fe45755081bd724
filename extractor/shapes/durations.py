"""What a duration of ISO 8601 is called: the period of a rate, the term of a sum."""

import re

_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute"}


def duration_in_words(iso: str) -> str:
    """Return a duration in words where it is of one unit, and as it is where it is not.

    >>> duration_in_words("P1Y"), duration_in_words("P3Y"), duration_in_words("P1Y6M")
    ('year', '3 years', 'P1Y6M')
    """
    found = re.fullmatch(r"P(T?)(\d+)([YMWDH])", iso)
    unit = found and _UNITS.get(found[1] + found[3])
    if not found or not unit:
        return iso
    return unit if found[2] == "1" else f"{found[2]} {unit}s"
