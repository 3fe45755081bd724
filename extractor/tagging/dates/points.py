"""Points and periods of the calendar, as precisely as they were written, and how EDTF (ISO 8601-2) writes them.

What enters is numbers; what leaves is EDTF text and calendar dates. It must not know how a date is printed.
"""

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass, replace

# The months of an EDTF season in the British year; winter runs into the year after.
_SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}


@dataclass(frozen=True, slots=True)
class Point:
    """A day, a month, a season (EDTF code 21 to 24) or a year. ``year`` is None where it was not printed."""

    year: int | None
    month: int | None = None
    day: int | None = None
    season: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of ``first`` to the end of ``last``; the two are equal for a single point."""

    first: Point
    last: Point

    @property
    def single(self) -> bool:
        """Whether it is one point."""
        return self.first == self.last

    @property
    def has_years(self) -> bool:
        """Whether the years of both ends are known."""
        return self.first.year is not None and self.last.year is not None


def exists(point: Point) -> bool:
    """Say whether the calendar has this point in some year (of the given year, where one is given)."""
    if point.month is None:
        return True
    if not 1 <= point.month <= 12:
        return False
    # 2000 stands in for an unknown year: it has a 29 February.
    return point.day is None or 1 <= point.day <= monthrange(point.year or 2000, point.month)[1]


def earliest(point: Point) -> dt.date | None:
    """Return the first day of a point that has a year."""
    if point.year is None:
        return None
    if point.season is not None:
        return dt.date(point.year, _SEASON_MONTHS[point.season][0], 1)
    return dt.date(point.year, point.month or 1, point.day or 1)


def latest(point: Point) -> dt.date | None:
    """Return the last day of a point that has a year."""
    if point.year is None:
        return None
    if point.season is not None:
        begin, end = _SEASON_MONTHS[point.season]
        return _month_end(point.year + (end < begin), end)
    if point.month is None:
        return dt.date(point.year, 12, 31)
    return _month_end(point.year, point.month) if point.day is None else dt.date(point.year, point.month, point.day)


def edtf(period: Period) -> str:
    """Write a period in EDTF; an unknown year is ``XXXX``.

    >>> edtf(Period(Point(2016, 4), Point(2017, 3)))
    '2016-04/2017-03'
    """
    if period.single:
        return _write(period.first)
    return f"{_write(period.first)}/{_write(period.last)}"


def with_year(point: Point, year: int) -> Point:
    """Return the point in the given year."""
    return replace(point, year=year)


def _write(point: Point) -> str:
    year = "XXXX" if point.year is None else f"{point.year:04}"
    if point.month is None and point.day is not None:
        return f"{year}-XX-{point.day:02}"
    middle = point.season if point.season is not None else point.month
    return year + "".join(f"-{part:02}" for part in (middle, point.day) if part is not None)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, monthrange(year, month)[1])
