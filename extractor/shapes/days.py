"""Days as documents print them, with their year: told by their shape, not read."""

import re
from collections.abc import Iterator

from extractor.shapes.numbers import has_digit

_MONTH = (
    r"(?:jan(?:uary|y)?|feb(?:ruary|y)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember|r)?|"
    r"oct(?:ober|r)?|nov(?:ember|r)?|dec(?:ember|r)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,? (?:the )?)?"
_ORDINAL = r"\d{1,2}(?: ?(?:st|nd|rd|th))?"
_YEAR = r"(?:1[6-9]|20)\d\d"
DAY = (
    rf"{_WEEKDAY}(?:the )?(?:"
    rf"{_ORDINAL}(?: day)?(?: of)?,? {_MONTH},? {_YEAR}"
    rf"|{_MONTH} {_ORDINAL},? {_YEAR}"
    rf"|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:{_YEAR}|\d\d)"
    rf"|\d{{1,2}}[ -]{_MONTH}[ -](?:{_YEAR}|\d\d)"
    rf"|{_YEAR}-\d\d-\d\d)"
)
_DAY = re.compile(rf"(?<![\w/.-]){DAY}(?![\w/-])", re.IGNORECASE)
_ONLY_DAY = re.compile(rf"(?:(?:held )?on )?{DAY}\.?", re.IGNORECASE)


def days_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the days of a text stand, as half-open offsets.

    >>> [("held on Tuesday 8th October 2019"[a:b]) for a, b in days_in("held on Tuesday 8th October 2019")]
    ['Tuesday 8th October 2019']
    >>> list(days_in("minute 12.3 of 2019"))
    []
    """
    return (match.span() for match in _DAY.finditer(text)) if has_digit(text) else iter(())


def has_day(text: str) -> bool:
    """Tell whether a text names a day with its year."""
    return has_digit(text) and _DAY.search(text) is not None


def is_day(text: str) -> bool:
    """Tell whether a text is a day and nothing else but "on" or "held on" before it."""
    return has_digit(text) and _ONLY_DAY.fullmatch(text.strip()) is not None
