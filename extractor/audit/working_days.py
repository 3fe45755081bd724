"""Working days in England and Wales: weekdays that are no bank holiday."""

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


@cache
def _bank_holidays() -> "HolidayBase":
    # Loading the calendars of all countries takes half a second: it waits until a deadline has to be counted.
    from holidays import country_holidays  # noqa: PLC0415

    return country_holidays("GB", subdiv="ENG")


def day_off(day: dt.date) -> str | None:
    """Return why nobody works on ``day`` ("a Sunday", "Good Friday"), or None for a working day."""
    if day.weekday() >= 5:
        return f"a {day:%A}"
    return _bank_holidays().get(day)


def working_days_between(first: dt.date, last: dt.date) -> int:
    """Count the working days after ``first``, up to and including ``last``; negative where ``last`` comes before.

    >>> working_days_between(dt.date(2024, 3, 27), dt.date(2024, 4, 5))  # over Easter
    5
    """
    if last < first:
        return -working_days_between(last, first)
    days = (first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(day_off(day) is None for day in days)
