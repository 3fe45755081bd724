"""Finds the years that were not printed: the nearest reading that fits.

A weekday decides where one is printed ("Tuesday 12 July"). Else the year is the one that puts the day nearest to the
date last printed in the same paragraph or table, else nearest to the document's own date. What enters is dates in
reading order; what leaves is the same with the years filled in where anything tells them, and how sure that is.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.document import CellSpan
from extractor.tagging.dates.forms import Printed, full_year
from extractor.tagging.dates.patterns import form
from extractor.tagging.dates.points import Period, Point, earliest, exists, latest, with_year

# How much nearer than the second nearest year the nearest must be to count as plain.
_PLAIN = 0.6
# A day near the document's own date is meant rather than one near a date printed before it, if it is nearer by this
# factor: what was done last before a decision is told after what led up to it.
_OWN_DATE = 3.0
_FUTURE = form("course", "future")
_REACH = 60
_TOLD = form("course", "told")
_DID = form("course", "did")
_TO_DO = form("course", "to_do")
_CLAUSE = form("course", "clause")
_RECURS = form("course", "recurs")
# How much further than it is a day ahead of the document counts to be, where the words tell what has been.
_AHEAD = 5.0
_DATED_FORMS = frozenset(
    {"day_month_year", "month_day_year", "month_year", "numbers", "iso", "interval", "blanks", "iso_basic"}
)


def with_century(printed: Printed, near: int | None) -> Printed:
    """Return the date with its two-digit year written out, in the century that puts it nearest to ``near``."""
    if not printed.century_open:
        return printed
    first, last = printed.period.first, printed.period.last
    if first.year is None or last.year is None:
        return printed
    year = full_year(first.year, near)
    moved = Period(with_year(first, year), with_year(last, year + last.year - first.year))
    return replace(printed, period=moved)


def with_years(
    dates: Sequence[Printed], text: str, reference: dt.date | None, cells: tuple[CellSpan, ...]
) -> list[tuple[Printed, bool]]:
    """Return each date, its year filled in where one can be told, and whether that was done."""
    filled: list[tuple[Printed, bool]] = []
    anchor: tuple[object, dt.date] | None = None
    block = _Blocks(text, cells)
    for date in dates:
        place = block.at(date.start)
        if date.period.last.year is not None:
            filled.append((date, date.lent_year))
        else:
            near = anchor[1] if anchor and anchor[0] == place else None
            filled.append(_filled(date, text, near, reference))
        day = earliest(filled[-1][0].period.last) if exists(filled[-1][0].period.last) else None
        if day is not None and date.form in _DATED_FORMS:
            anchor = (place, day)
    return filled


class _Blocks:
    """Says which paragraph or table an offset lies in, for offsets that only grow."""

    def __init__(self, text: str, cells: tuple[CellSpan, ...]) -> None:
        self._text = text
        self._cells = cells
        self._cell = 0
        self._line_end = -1
        self._line = -1

    def at(self, offset: int) -> object:
        while self._cell < len(self._cells) and self._cells[self._cell].end <= offset:
            self._cell += 1
        if self._cell < len(self._cells) and self._cells[self._cell].start <= offset:
            return ("table", self._cells[self._cell].table)
        while self._line_end < offset:
            end = self._text.find("\n", max(offset, self._line_end + 1))
            self._line, self._line_end = offset, len(self._text) if end < 0 else end
        return self._line


def _filled(date: Printed, text: str, near: dt.date | None, reference: dt.date | None) -> tuple[Printed, bool]:
    centre = near or reference
    if centre is None:
        return date, False
    if date.months_off is not None:
        return _relative(date, reference or centre), True
    if _RECURS.search(text, max(0, date.start - _REACH), min(len(text), date.end + _REACH)) and date.form == "interval":
        return date, False
    future = _FUTURE.search(text, max(0, date.start - _REACH), date.start) is not None
    past = not future and near is None and _told_of(text, date)
    ranked = sorted(
        (
            _nearness(day, near, reference, future=future and near is None)
            + past * _AHEAD * max(0, (day - centre).days),
            year,
        )
        for year, day in _readings(date, centre)
    )
    if not ranked:
        return date, False
    plain = len(ranked) == 1 or ranked[0][0] <= _PLAIN * ranked[1][0]
    sure = min(date.sure, 0.95 if date.weekday is not None else 0.9 if plain else 0.7)
    return replace(date, period=_in_year(date.period, ranked[0][1]), sure=sure), True


def _relative(date: Printed, reference: dt.date) -> Printed:
    """Return "the 3rd inst." in the document's own month, "ult." in the one before, "prox." in the one after."""
    months = reference.year * 12 + reference.month - 1 + (date.months_off or 0)
    first, last = (Point(months // 12, months % 12 + 1, point.day) for point in (date.period.first, date.period.last))
    return replace(date, period=Period(first, last))


def _told_of(text: str, date: Printed) -> bool:
    """Say whether the words before a day show that it has been: "letter of 3 May", "were informed on 3 May"."""
    left = text[max(0, date.start - _REACH) : date.start]
    clause = _CLAUSE.split(left)[-1]
    return _TOLD.search(left) is not None or (_DID.search(clause) is not None and _TO_DO.search(clause) is None)


def _nearness(day: dt.date, near: dt.date | None, reference: dt.date | None, *, future: bool) -> float:
    """Return how far a day lies from the date printed last, or from the document's own date where that is far nearer."""
    costs = [_cost(day, near, future=future)] if near else []
    if reference:
        costs.append(_cost(day, reference, future=future) * (_OWN_DATE if near else 1.0))
    return min(costs)


def _readings(date: Printed, centre: dt.date) -> Iterable[tuple[int, dt.date]]:
    """Yield the years near ``centre`` in which the day exists and is the weekday that was printed."""
    for year in range(centre.year - 4, centre.year + 5):
        last = with_year(date.period.last, year)
        day = earliest(last) if exists(last) else None
        if day is not None and (date.weekday is None or _weekday(date, year) == date.weekday):
            yield year, day


def _weekday(date: Printed, year: int) -> int | None:
    first = earliest(_in_year(date.period, year).first)
    return first.weekday() if first is not None else None


def _cost(day: dt.date, centre: dt.date, *, future: bool) -> float:
    days = (day - centre).days
    # A deadline is likelier to come than to have been; anything else is likelier to have been.
    return days * (0.4 if future else 1.0) if days >= 0 else -days * (2.0 if future else 1.0)


def _in_year(period: Period, year: int) -> Period:
    """Return the period ending in ``year``; one over the turn of the year begins in the year before."""
    first, last = period.first, period.last
    over = (first.month or 0, first.day or 0) > (last.month or 0, last.day or 0)
    return Period(with_year(first, year - over), with_year(last, year))


def span(period: Period) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of a period that has its years and exists."""
    if not (period.has_years and _sound(period.first) and _sound(period.last)):
        return None, None
    return earliest(period.first), latest(period.last)


def _sound(point: Point) -> bool:
    return point.year is not None and 1 <= point.year <= 9999 and exists(point)
