"""Reads the printed forms of a date: what day, month, year or period each of them stands for.

What enters is text; what leaves is :class:`Printed` dates in reading order, a year missing where none was printed. It
must not know the document around the text; whether a thing that looks like a date is one, is asked elsewhere.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from extractor.tagging.dates.patterns import MONTHS, ORDINALS, QUARTER_DAYS, SEASONS, date_matches
from extractor.tagging.dates.points import Period, Point, exists
from extractor.tagging.lexicon import folded
from extractor.tagging.numbers import in_words

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}
# The words that may follow a two-digit year after a month in full: "12 July 16 to", but not "12 July 16 people".
_AFTER_SHORT_YEAR = re.compile(r"(?![ \u00a0][a-z])|[ \u00a0](?:to|and|at|by|until|for|in|with|from)\b")
_DAY = re.compile(r"\d{1,2}")
_ROMAN_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_FIRST_ROMAN, _LAST_ROMAN = 1500, 2100
# Rents fell due on quarter days until the sixties; later "Christmas 2019" is a time of the year.
_LAST_OF_QUARTER_DAYS = 1960
_FEASTS = frozenset({"christmas", "midsummer", "xmas"})
# Two-digit years up to this stand for 20xx where nothing nearer is known, as in POSIX strptime.
_PIVOT = 68


@dataclass(frozen=True, slots=True)
class Printed:
    """A date as printed, in one of the forms of ``patterns``.

    ``weekday`` counts from Monday, 0. ``century_open`` says that the year was printed as two digits. ``lent_year`` says
    that the end of a period has its year from the beginning. ``months_off`` counts
    from the document's own month ("ult." -1). ``sure`` is how surely the print alone means this,
    ``why`` what had to be repaired.
    """

    start: int
    end: int
    form: str
    period: Period
    weekday: int | None = None
    century_open: bool = False
    lent_year: bool = False
    sure: float = 1.0
    why: str | None = None
    months_off: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What comes first: ``month_first`` in figures (None where it may be either), ``name_first`` where the month is a word."""

    month_first: bool | None = False
    name_first: bool = False


def printed_dates(text: str, order: Order | None = None) -> Iterator[Printed]:
    """Yield everything in ``text`` that reads as a date, left to right, without overlap."""
    order = order or Order()
    for match in date_matches(text):
        form = str(match.lastgroup)
        if form == "month_day_year":
            yield from _read_month_days(match, order)
            continue
        found = _READERS[form](match)
        if found is not None and form == "numbers":
            found = _in_order(found, order)
            found = found if exists(found.period.first) or not found.century_open else None
        if found is not None:
            yield found if found.form else replace(found, form=form)


def _in_order(printed: Printed, order: Order) -> Printed:
    """Return a date in figures with day and month as the document has them."""
    point = printed.period.first
    if order.month_first is False or point.day is None or point.month is None or point.day > 12:
        return printed
    swapped = replace(point, day=point.month, month=point.day)
    if point.month > 12 or order.month_first:
        return replace(printed, period=Period(swapped, swapped))
    return printed if point.day == point.month else replace(printed, sure=0.5)


def full_year(two_digits: int, near: int | None) -> int:
    """Return the year that two digits stand for: the one nearest to ``near``, or the one from 1969 to 2068."""
    if near is None:
        return two_digits + (2000 if two_digits <= _PIVOT else 1900)
    century = near - near % 100
    return min((century + step + two_digits for step in (-100, 0, 100)), key=lambda year: abs(year - near))


def _single(match: re.Match[str], point: Point, **told: object) -> Printed:
    return Printed(match.start(), match.end(), "", Period(point, point), **told)  # type: ignore[arg-type]


def _read_day_month_year(match: re.Match[str]) -> Printed | None:
    start, end, weekday = match.start(), match.end(), _weekday(match, "weekday")
    if match["weekday"] and weekday is None:
        start = match.start("lead") if match["lead"] else match.start("day" if match["day"] else "day_word")
    year, open_century = _year(match)
    if match["short_year"] and year is None:
        end = match.end("month")
    if year is None and not _names_a_month(match, "month", ordinal=bool(match["ordinal"])):
        return None
    month = MONTHS[folded(match["month"])]
    day = int(match["day"]) if match["day"] else ORDINALS[folded(match["day_word"])]
    last = Point(year, month, day)
    first = Point(year, month, int(match["lead"])) if match["lead"] else last
    end -= match.string[end - 1] == "." and end == match.end("month") + 1 and not match["year"]
    return Printed(start, end, "", Period(first, last), weekday, open_century)


def _year(match: re.Match[str]) -> tuple[int | None, bool]:
    """Return the year of a day-month-year form, and whether it lacks its century."""
    if match["year"]:
        return int(match["year"]), False
    if match["apostrophe_year"]:
        return int(match["apostrophe_year"]), True
    if match["year_words"]:
        return _year_in_words(match["year_words"]), False
    if match["short_year"] and (
        match["short_joint"] in "-/." or len(match["month"]) == 3 or _AFTER_SHORT_YEAR.match(match.string, match.end())
    ):
        return int(match["short_year"]), True
    return None, False


def _year_in_words(words: str) -> int | None:
    """Return the year of "nineteen hundred and eight", "two thousand and fourteen", "nineteen eighty-four"."""
    told = [word for word in re.split(r"[\s-]+", words.casefold()) if word != "and"]
    if "hundred" not in told and "thousand" not in told:
        century, rest = in_words(told[:1]), in_words(told[1:])
        return int(century * 100 + rest) if century and rest else None
    return int(in_words(told) or 0) or None


def _read_month_days(match: re.Match[str], order: Order) -> Iterator[Printed]:
    """Yield the days of "October 6, 8, 11 and 22, 2025", or the one of "July 4th"."""
    form = "month_day_year"
    weekday = _weekday(match, "mdy_weekday")
    if not (match["mdy_ordinal"] or match["mdy_word"] or match["mdy_year"] or weekday is not None or order.name_first):
        found = _abbreviated_month_year(match)
        if found is not None:
            yield replace(found, form=form)
        return
    if not match["mdy_month"][0].isupper():
        return
    told = match["mdy_year"] or match["mdy_apostrophe"]
    day = int(match["mdy_day"]) if match["mdy_day"] else ORDINALS[folded(match["mdy_word"])]
    first = Point(int(told) if told else None, MONTHS[folded(match["mdy_month"])], day)
    open_century = match["mdy_apostrophe"] is not None
    more = list(_DAY.finditer(match.string, *match.span("mdy_more"))) if match["mdy_more"] else []
    if not more:
        yield Printed(match.start(), match.end(), form, Period(first, first), weekday, open_century)
        return
    joints = match["mdy_more"]
    if len(more) == 1 and not re.match(r"[, ]+(?:and|&|\d)", joints):
        last = replace(first, day=int(more[0][0]))
        yield Printed(match.start(), match.end(), "interval", Period(first, last))
        return
    end = match.end("mdy_ordinal" if match["mdy_ordinal"] else "mdy_day")
    yield Printed(match.start(), end, form, Period(first, first), weekday)
    for each in more:
        point = replace(first, day=int(each[0]))
        yield Printed(each.start(), match.end() if each is more[-1] else each.end(), form, Period(point, point))


def _abbreviated_month_year(match: re.Match[str]) -> Printed | None:
    """Read "Sep 21" as a month of a year: no Briton writes a bare day after the month."""
    name, number = match["mdy_month"], match["mdy_day"]
    if len(name) > 4 or len(number) != 2 or not name[0].isupper() or name.casefold() in {"june", "july"}:
        return None
    return _single(match, Point(int(number), MONTHS[folded(name)]), century_open=True, sure=0.7)


def _read_month_year(match: re.Match[str]) -> Printed | None:
    if match["my_lead"] and not match["my_words"]:
        return _read_months(match)
    if match["my_year"]:
        return _single(match, Point(int(match["my_year"]), MONTHS[folded(match["my_month"])]))
    if not match["my_month"][0].isupper():
        return None
    if match["my_words"]:
        year = _year_in_words(match["my_words"])
        return _single(match, Point(year, MONTHS[folded(match["my_month"])])) if year else None
    short = match["my_apostrophe"] or match["my_short"]
    return _single(match, Point(int(short), MONTHS[folded(match["my_month"])]), century_open=True)


def _read_months(match: re.Match[str]) -> Printed | None:
    """Read "June/July 2019", "Dec–Feb 2017"."""
    if not (match["my_lead"][0].isupper() and match["my_month"][0].isupper()):
        return None
    year = int(match["my_year"] or match["my_apostrophe"] or match["my_short"])
    first, last = MONTHS[folded(match["my_lead"])], MONTHS[folded(match["my_month"])]
    period = Period(Point(year - (first > last), first), Point(year, last))
    return Printed(match.start(), match.end(), "", period, century_open=not match["my_year"])


def _read_blanks(match: re.Match[str]) -> Printed | None:
    year = int(match["bl_year"]) if match["bl_year"] else _year_in_words(match["bl_words"])
    return _single(match, Point(year, MONTHS[folded(match["bl_month"])], int(match["bl_day"])))


def _read_relative(match: re.Match[str]) -> Printed | None:
    months_off = {"i": 0, "u": -1, "p": 1}[match["r_month"][0].casefold()]
    return _single(match, Point(None, None, int(match["r_day"])), months_off=months_off, sure=0.9)


def _read_quarter_day(match: re.Match[str]) -> Printed | None:
    name = folded(match["qd_name"])
    month, day = map(int, QUARTER_DAYS[name].split("-"))
    whole = "day" in name or match["qd_when"]
    year = int(match["qd_year"]) if match["qd_year"] else None
    # A feast of our own time is a season; rents fell due on it in the old one.
    if not whole and (
        year is None or (year >= _LAST_OF_QUARTER_DAYS and name in _FEASTS) or match["qd_name"][0].islower()
    ):
        return None
    return _single(match, Point(year, month, day), sure=0.95 if year else 0.8)


def _read_iso_basic(match: re.Match[str]) -> Printed | None:
    return _single(match, Point(int(match["b_year"]), int(match["b_month"]), int(match["b_day"])), sure=0.9)


def _read_year_in_words(match: re.Match[str]) -> Printed | None:
    year = _year_in_words(match["yw_words"])
    return _single(match, Point(year), sure=0.9) if year else None


def _read_decade(match: re.Match[str]) -> Printed | None:
    year = int(match["de_year"])
    return Printed(match.start(), match.end(), "", Period(Point(year), Point(year + 9)))


def _read_roman(match: re.Match[str]) -> Printed | None:
    values = [_ROMAN[letter] for letter in match["numeral"].upper()]
    year = sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))
    whole = match["numeral"].isupper() and len(values) > 3 and _FIRST_ROMAN <= year <= _LAST_ROMAN
    return _single(match, Point(year), sure=0.9) if whole else None


def _read_half(match: re.Match[str]) -> Printed | None:
    number = int(match["h_number"]) if match["h_number"] else _QUARTERS[match["h_word"].casefold()]
    year, following = int(match["h_year"]), match["h_next"]
    if following is None:
        period = Period(Point(year, 6 * number - 5), Point(year, 6 * number))
        return Printed(match.start(), match.end(), "", period, sure=0.9)
    if not _follows(year, following):
        return None
    period = Period(Point(year, 6 * number - 2), Point(year + number - 1, 9 if number == 1 else 3))
    return Printed(match.start(), match.end(), "financial_part", period)


def _read_fiscal(match: re.Match[str]) -> Printed | None:
    """Read "FY24": the financial year that ends in 2024."""
    short = len(match["fi_year"]) == 2
    year = int(match["fi_year"])
    period = Period(Point(year - 1, 4), Point(year, 3))
    return Printed(match.start(), match.end(), "", period, century_open=short, sure=0.7)


def _read_iso(match: re.Match[str]) -> Printed | None:
    return _single(match, Point(int(match["i_year"]), int(match["i_month"]), int(match["i_day"])))


def _read_numbers(match: re.Match[str]) -> Printed | None:
    day, month, year = int(match["n_day"]), int(match["n_month"]), int(match["n_year"])
    whole = len(match["n_year"]) == 4
    spaced = " " in match["n_joint"]
    if (spaced and not whole) or (whole and not 1600 <= year < 2100):
        return None
    # A misprint of a date still has the look of one; 99.45.12 is some other number.
    impossible = max(day, month) > 31 or min(day, month) > 12 or not day or not month
    if impossible and (not whole or day > 39 or month > 19):
        return None
    return _single(match, Point(year, month, day), weekday=_weekday(match, "n_weekday"), century_open=not whole)


def _read_roman_month(match: re.Match[str]) -> Printed | None:
    """Read "16-ii-1936": the month in Roman figures, as registers have it."""
    month, year = _ROMAN_MONTHS.index(match["rm_month"].casefold()) + 1, int(match["rm_year"])
    return _single(match, Point(year, month, int(match["rm_day"])), century_open=year < 100, sure=0.9)


def _read_quarter(match: re.Match[str]) -> Printed | None:
    number = int(match["q_number"]) if match["q_number"] else _QUARTERS[match["q_word"].casefold()]
    year = full_year(int(match["q_year"]), None) if len(match["q_year"]) == 2 else int(match["q_year"])
    return _quarter(match, year, match["q_next"], number, alone=0.7)


def _read_late_quarter(match: re.Match[str]) -> Printed | None:
    return _quarter(match, int(match["lq_year"]), match["lq_next"], int(match["lq_number"]), alone=0.8)


def _quarter(match: re.Match[str], year: int, following: str | None, number: int, *, alone: float) -> Printed | None:
    """Return a quarter of a financial year of two numbers, or, less surely, of a year ``alone``."""
    if following is None:
        first, form, sure = Point(year, 3 * number - 2), "", alone
    elif _follows(year, following):
        first, form, sure = Point(year + number // 4, (3 * number) % 12 + 1), "financial_part", 1.0
    else:
        return None
    period = Period(first, replace(first, month=(first.month or 0) + 2))
    return Printed(match.start(), match.end(), form, period, sure=sure)


def _read_year_pair(match: re.Match[str]) -> Printed | None:
    short = match["s_year"] is not None
    year = int(match["s_year"] or match["f_year"])
    following = match["s_next"] or match["f_next"]
    if _follows(year, following):
        sure = 0.9 if len(following) == 4 and match["f_joint"].strip() != "/" else 1.0
        period = Period(Point(year, 4), Point(year + 1, 3))
        return Printed(match.start(), match.end(), "", period, century_open=short, sure=sure)
    if short or match["f_joint"].strip() == "/":
        return None
    last = int(following) if len(following) == 4 else year - year % 100 + int(following)
    return Printed(match.start(), match.end(), "", Period(Point(year), Point(last)), sure=0.9) if last > year else None


def _read_number_month(match: re.Match[str]) -> Printed | None:
    return _single(match, Point(int(match["mn_year"]), int(match["mn_month"])), sure=0.7)


def _read_season(match: re.Match[str]) -> Printed | None:
    code, year, following = SEASONS[folded(match["season_name"])], int(match["season_year"]), match["season_next"]
    if following is None or (_follows(year, following) and code == SEASONS["winter"]):
        return _single(match, Point(year, season=code))
    # "Spring 2021/22": of the two years, a season before the summer's end belongs to the second.
    return (
        _single(match, Point(year + (code < SEASONS["autumn"]), season=code), sure=0.8)
        if _follows(year, following)
        else None
    )


def _read_year_alone(match: re.Match[str]) -> Printed | None:
    return _single(match, Point(int(match["y_year"])))


def _read_month_alone(match: re.Match[str]) -> Printed | None:
    return _single(match, Point(None, MONTHS[folded(match["m_month"])])) if match["m_month"][0].isupper() else None


def _follows(year: int, following: str) -> bool:
    """Say whether the second year of a pair comes straight after the first."""
    return str(year + 1).endswith(following)


def _weekday(match: re.Match[str], group: str) -> int | None:
    """Return the weekday, but for "sat" and "sun" in small letters, which are words like others."""
    name = match[group]
    return _WEEKDAYS.index(name[:3].casefold()) if name and name[0].isupper() else None


def _names_a_month(match: re.Match[str], group: str, *, ordinal: bool) -> bool:
    """Say whether the month may be taken for one: "may" and "march" in small letters are verbs."""
    return match[group][0].isupper() or ordinal or folded(match[group]) not in {"may", "march", "mar", "dec", "sep"}


_READERS: dict[str, Callable[[re.Match[str]], Printed | None]] = {
    "day_month_year": _read_day_month_year,
    "month_year": _read_month_year,
    "blanks": _read_blanks,
    "relative": _read_relative,
    "quarter_day": _read_quarter_day,
    "iso_basic": _read_iso_basic,
    "decade": _read_decade,
    "roman": _read_roman,
    "half": _read_half,
    "fiscal": _read_fiscal,
    "iso": _read_iso,
    "numbers": _read_numbers,
    "roman_month": _read_roman_month,
    "quarter": _read_quarter,
    "late_quarter": _read_late_quarter,
    "year_pair": _read_year_pair,
    "number_month": _read_number_month,
    "season": _read_season,
    "year_alone": _read_year_alone,
    "year_in_words": _read_year_in_words,
    "month_alone": _read_month_alone,
}
