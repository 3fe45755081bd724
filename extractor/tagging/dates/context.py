"""Tells dates from the numbers, names and words that only look like them.

What enters is a printed date and the text around it; what leaves is how sure it is that this is a date, 0 where it is
none. It looks at most forty characters to either side.
"""

import re
from dataclasses import replace

from extractor.document import CellSpan
from extractor.tagging.dates.forms import Printed
from extractor.tagging.dates.patterns import form
from extractor.tagging.dates.points import Period, Point

_REACH = 40

_LABEL = form("around", "label")
_CUE = form("around", "cue")
_YEAR_CUE = form("around", "year_cue")
_MONTH_CUE = form("around", "month_cue")
_INSTRUMENT_OF = form("around", "instrument_of")
_INSTRUMENT_AFTER = form("around", "instrument_after")
_COUNTED = form("around", "counted")
_PAIR_CUE = form("around", "pair_cue")
_PAIR_NOUN = form("around", "pair_noun")
_NOT_YEARS = form("around", "not_years")
_YEAR_NOUN = form("around", "year_noun")
_SERIES_LETTERS = form("around", "series_letters")
_AGED = form("around", "aged")
_STREET = form("around", "street")
_NAME_AFTER = form("around", "name_after")
_SERIES = form("around", "series")
# The month that a year begins in where it is no financial one, and the words that say so.
_COURSES = tuple(
    (begins, form("around", f"before_{kind}"), form("around", f"after_{kind}"))
    for begins, kind in ((9, "academic"), (5, "municipal"))
)
# The month in which a financial year begins as the forms read it, and the forms that may be of one.
_BRITISH = 4
# No decision is of a later year.
_SURELY_PAST = 2034
_FINANCIAL = frozenset({"year_pair", "fiscal", "financial_part"})


def sureness(
    printed: Printed, text: str, before: Printed | None, reference_year: int | None, cells: tuple[CellSpan, ...]
) -> float:
    """Return how sure it is that ``printed`` is a date in its place; ``before`` is the date accepted before it."""
    left = text[max(0, printed.start - _REACH) : printed.start]
    right = text[printed.end : printed.end + _REACH]
    series = before is not None and _SERIES.fullmatch(text[before.end : printed.start]) is not None
    match printed.form:
        case "numbers":
            sure = _sure_of_numbers(printed, text, left, right, reference_year)
        case "year_pair":
            sure = _sure_of_pair(printed, text, left, right, reference_year, series=series)
        case "year_alone" | "year_in_words":
            sure = _sure_of_year(printed, left, right, cells, series=series)
        case "iso_basic":
            sure = 0.0 if _LABEL.search(left) else printed.sure
        case "number_month":
            sure = printed.sure if _MONTH_CUE.search(left) and not _LABEL.search(left) else 0.0
        case "month_alone":
            sure = _sure_of_month(left, right, series=series and before is not None and before.form.startswith("month"))
        case "day_month_year" if printed.period.last.year is None:
            sure = _sure_of_day(printed, text, left, right)
        case _:
            sure = printed.sure
    return sure


def _sure_of_month(left: str, right: str, *, series: bool) -> float:
    named = _MONTH_CUE.search(left) is not None and not _NAME_AFTER.match(right)
    return 0.8 if named or series else 0.0


def _sure_of_numbers(printed: Printed, text: str, left: str, right: str, reference_year: int | None) -> float:
    """Judge 03.04.19: sections, minutes and versions are numbered alike, and years of two digits fit anything."""
    shape = text[printed.start : printed.end]
    if not printed.century_open or _has_line(left, right):
        return 0.99 if not printed.century_open else 0.95
    if _LABEL.search(left) and not _CUE.search(left):
        return 0.0
    year = printed.period.last.year or 0
    far = reference_year is not None and abs(year - reference_year) > 15
    if "." not in shape:
        # Where nothing tells the document's own time, 9/9/40 may be of either century.
        return 0.6 if far or (reference_year is None and year > _SURELY_PAST) else 0.97
    if _CUE.search(left):
        return 0.95
    at_line_start = not left or left[-1] in "\n\t"
    numbered = at_line_start and re.match(r"[ \u00a0\t][A-Za-z]", right)
    if far or (numbered and (len(shape) < 8 or not _near(year, reference_year, 3))):
        return 0.0
    return 0.9 if len(shape) == 8 or at_line_start or len(shape) == 7 else 0.6


def _has_line(left: str, right: str) -> bool:
    """Say whether nothing else stands on the line, below a label: "Date of decision / 14/07/09"."""
    return left.endswith("\n") and right[:1] in {"", "\n", "\t"}


def _sure_of_pair(
    printed: Printed, text: str, left: str, right: str, reference_year: int | None, *, series: bool
) -> float:
    shape = text[printed.start : printed.end]
    if shape[:1] in "Ff" or series:
        return printed.sure
    if _LABEL.search(left) or _NOT_YEARS.match(right) or _AGED.search(left):
        return 0.0
    if not printed.century_open:
        long = (printed.period.last.year or 0) - (printed.period.first.year or 0) > 1
        return 0.0 if long and _SERIES_LETTERS.search(left) else printed.sure
    near = _near(printed.period.first.year or 0, reference_year, 10)
    hinted = _PAIR_NOUN.match(right) or ("/" in shape and _PAIR_CUE.search(left))
    return 0.85 if hinted and near is not False else 0.6 if near and _PAIR_CUE.search(left) else 0.0


def _sure_of_year(printed: Printed, left: str, right: str, cells: tuple[CellSpan, ...], *, series: bool) -> float:
    if _INSTRUMENT_OF.search(left) or _INSTRUMENT_AFTER.match(right) or _COUNTED.match(right):
        return 0.0
    if _heads_a_table(printed, cells):
        return 0.95
    cued = _YEAR_CUE.search(left) is not None or _YEAR_NOUN.match(right) is not None
    return 0.95 if cued or series else 0.85 if _stands_in_brackets(left, right) else 0.0


def _stands_in_brackets(left: str, right: str) -> bool:
    return left.endswith(" (") and right.startswith(")") and _INSTRUMENT_OF.search(left[:-1] + "of ") is None


def _heads_a_table(printed: Printed, cells: tuple[CellSpan, ...]) -> bool:
    return any(
        cell.start == printed.start and cell.end == printed.end and (cell.row == 0 or cell.column == 0)
        for cell in cells
    )


def _sure_of_day(printed: Printed, text: str, left: str, right: str) -> float:
    shape = text[printed.start : printed.end]
    bare = shape[:1].isdigit() and not re.search(r"\d(?:st|nd|rd|th)\b", shape)
    if bare and (_LABEL.search(left) or _STREET.match(right)):
        return 0.0
    return printed.sure


def in_course(printed: Printed, text: str, year_begins: int = _BRITISH) -> Printed:
    """Return a pair such as 2016/17 as the kind of year it is said to be: the country's financial one if nothing is said."""
    if printed.form not in _FINANCIAL or printed.period.last.month is None or printed.period.first.month is None:
        return printed
    if printed.form == "year_pair":
        left, right = text[max(0, printed.start - _REACH) : printed.start], text[printed.end : printed.end + _REACH]
        for begins, before, after in _COURSES:
            if before.search(left) or after.match(right):
                return replace(printed, period=_moved(printed.period, begins))
    calendar = year_begins == 1 and printed.form != "fiscal"  # what is over two calendar years is no calendar year
    return printed if calendar else replace(printed, period=_moved(printed.period, year_begins))


def _moved(period: Period, begins: int) -> Period:
    """Return a part of a year that begins in April as that of one that begins in another month."""
    return Period(*(_later(point, (begins - _BRITISH) % 12) for point in (period.first, period.last)))


def _later(point: Point, months: int) -> Point:
    if point.year is None or point.month is None:
        return point
    count = point.year * 12 + point.month - 1 + months
    return replace(point, year=count // 12, month=count % 12 + 1)


def _near(year: int, reference_year: int | None, reach: int) -> bool | None:
    """Say whether the year is near the document's; None where the document has none."""
    return None if reference_year is None else abs(year - reference_year) <= reach
