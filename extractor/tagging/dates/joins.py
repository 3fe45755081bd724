"""Joins what is one period and parts what is a list of days.

"1 April 2017 to 31 March 2020" is one period; "between 14 February and 18 March 2022" is; "6, 7 and 12 May" is three
days. What enters is printed dates in reading order; what leaves is the same with the joints made. Years pass from the
one end of a joint to the other.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.tagging.dates.forms import Printed
from extractor.tagging.dates.patterns import form
from extractor.tagging.dates.points import Period, Point, with_year

_REACH = 40
_LONGEST_LIST = 12
_RANGE = form("joints", "range")
_UNTIL = form("joints", "until")
_ON = form("joints", "on")
_AND = form("joints", "and")
_BETWEEN = form("joints", "between")
_DAY_BEFORE = form("joints", "day_before")
_LABELLED = form("joints", "labelled")
_DAY_FORMS = frozenset({"day_month_year", "month_day_year", "numbers", "iso"})
_MONTH_FORMS = frozenset({"month_year", "month_alone"})


def join(dates: Sequence[Printed], text: str) -> list[Printed]:
    """Return the dates with periods made one and lists of days parted, in reading order."""
    floors = [0, *(date.end for date in dates)]
    whole = [part for date, floor in zip(dates, floors, strict=False) for part in _with_days_before(date, text, floor)]
    joined: list[Printed] = []
    for date in whole:
        one = _joined(joined[-1], date, text) if joined else None
        if one is not None:
            joined[-1] = one
        else:
            joined.append(date)
    return _share_years(joined, text)


def opens_period(left: Printed, right: Printed, text: str) -> bool:
    """Say whether ``left`` is the beginning of a period that ``right`` ends: what makes a date of "April" or "2016"."""
    return _joined(left, right, text) is not None


def _joined(left: Printed, right: Printed, text: str) -> Printed | None:
    if not (left.period.single or left.form == "year_pair"):
        return None
    gap = text[left.end : right.start]
    between = _BETWEEN.search(text[max(0, left.start - _REACH) : left.start]) is not None
    if _UNTIL.match(gap) and _ON.search(text[max(0, left.start - 8) : left.start]):
        return None  # "closed on 3 May until 5 June": what was done, and for how long
    if not (_RANGE.fullmatch(gap) or (between and _AND.fullmatch(gap))):
        return None
    period = _span(left.period.first, right.period.last)
    if period is None:
        return None
    return Printed(
        left.start,
        right.end,
        "interval",
        period,
        sure=min(left.sure, right.sure),
        lent_year=right.period.last.year is None and period.last.year is not None,
    )


def _span(first: Point, last: Point) -> Period | None:
    """Return the period, the one end's year lent to the other; None when it would end before it began."""
    if first.year is None and last.year is not None:
        first = with_year(first, last.year - (_in_year(first) > _in_year(last)))
    elif last.year is None and first.year is not None:
        last = with_year(last, first.year + (_in_year(last) < _in_year(first)))
    if (
        first.year is not None
        and last.year is not None
        and (first.year, *_in_year(first)) >= (last.year, *_in_year(last))
    ):
        return None
    return Period(first, last)


def _in_year(point: Point) -> tuple[int, int]:
    return point.month or (point.season or 0) * 3 % 12, point.day or 0


def _with_days_before(date: Printed, text: str, floor: int) -> list[Printed]:
    """Return the date with the bare days between ``floor`` and it: as its beginning, or each as a date of its own."""
    days = [date]
    if date.form not in {"day_month_year", "relative"} or not date.period.single or date.period.last.day is None:
        return days
    while len(days) <= _LONGEST_LIST:
        match = _DAY_BEFORE.search(text, max(floor, days[0].start - _REACH), days[0].start)
        if match is None or not _is_day_before(match, days[0], text, listed=len(days) > 1):
            break
        day = _bare_day(match, days[0])
        if _is_ranged(match, text):
            period = Period(day.period.first, days[0].period.last)
            return [replace(days[0], start=day.start, form="interval", period=period, weekday=None), *days[1:]]
        days.insert(0, day)
    return days


def _bare_day(match: re.Match[str], first: Printed) -> Printed:
    point = replace(first.period.first, day=int(match["day"]))
    end = match.end("suffix") if match["suffix"] else match.end("day")
    return replace(
        first, start=match.start(), end=end, period=Period(point, point), weekday=None, sure=min(first.sure, 0.9)
    )


def _is_ranged(match: re.Match[str], text: str) -> bool:
    joint = match["joint"].strip().casefold().split()[0]
    return joint not in {",", "and", "&", "or"} or (joint in {"and", "&"} and _between(match, text))


def _between(match: re.Match[str], text: str) -> bool:
    return _BETWEEN.search(text[max(0, match.start() - _REACH) : match.start()]) is not None


def _is_day_before(match: re.Match[str], first: Printed, text: str, *, listed: bool) -> bool:
    """Say whether the number before a day is a day too: it is the earlier, and neither a label nor a list's number."""
    day, joint = int(match["day"]), match["joint"].strip()
    before = text[max(0, match.start() - _REACH) : match.start()]
    if not 1 <= day < (first.period.last.day or 0) or (_LABELLED.search(before) and not match["suffix"]):
        return False
    if joint == "," and not listed:
        return False
    spaced_dash = len(joint) == 1 and joint not in ",&" and match["joint"] != joint
    return not (spaced_dash and (not before or before[-1] in "\n\t"))


def _share_years(dates: list[Printed], text: str) -> list[Printed]:
    """Give "April" its year in "in April and June 2019"."""
    shared = list(dates)
    for index in range(len(shared) - 2, -1, -1):
        left, right = shared[index], shared[index + 1]
        year = right.period.first.year
        if (
            left.period.last.year is None
            and left.period.single
            and year is not None
            and right.form in _DAY_FORMS | _MONTH_FORMS
        ):
            gap = text[left.end : right.start]
            if _AND.fullmatch(gap) or gap.strip() in {",", "or", "/"}:
                point = with_year(left.period.last, year)
                if _in_year(point) <= _in_year(right.period.first):
                    shared[index] = replace(left, period=Period(point, point))
    return shared
