"""Finds dates that a scan has spoilt: "1 2th July 2016", "l2 Ju1y 2016", "12/O7/2016", "12 July 20 16".

What enters is text; what leaves is :class:`Printed` dates, less sure, with what was repaired. Only what cannot be read
as it stands is touched. It must not know the document around the text.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from extractor.tagging.dates.forms import Printed, printed_dates
from extractor.tagging.dates.patterns import GAP, MONTHS, SUFFIX, WEEKDAY
from extractor.tagging.lookalikes import as_digits, skeleton

_DIGIT = r"[\dOoIl|SB]"
_WORD = r"[A-Za-z0-9|!]"
_DAY_MONTH_YEAR = re.compile(
    rf"(?<![\w£$€/])(?<!\d[.,])(?P<weekday>{WEEKDAY},?{GAP})?"
    rf"(?P<day>[\dOoIl|]{{1,2}}|\d{GAP}\d(?=st|nd|rd|th))(?P<suffix>{GAP}?(?:{SUFFIX}|['’\"]h|['’\"]))?"
    rf"(?:{GAP}of)?{GAP}{{0,2}}(?P<month>[A-Za-z]{_WORD}{{2,9}})[.,]{{0,2}}"
    rf"(?:{GAP}{{0,2}}(?P<year>{_DIGIT}{{4}}|\d\d{GAP}\d\d))?(?!\w|[.,:/]\d)"
)
_MONTH_YEAR = re.compile(
    rf"(?<![\w£$€/])(?P<month>[A-Z]{_WORD}{{3,9}})[.,]?{GAP}{{1,2}}(?P<year>{_DIGIT}{{4}}|20{GAP}\d\d)(?!\w|[.,:/]\d)"
)
_NUMBERS = re.compile(
    rf"(?<![\w£$€/.-])(?P<day>[\dOoIl|]{{1,2}}){GAP}?(?P<joint>[/.\-]){GAP}?(?P<month>[\dOoIl|]{{1,2}}){GAP}?(?P=joint)"
    rf"{GAP}?(?P<year>{_DIGIT}{{4}})(?!\w|[/.\-]\w)"
)
_YEAR_PAIR = re.compile(
    rf"(?<![\w£€$/.-])(?P<first>(?:19|20|2O|I9|l9){_DIGIT}{{2}})/(?P<second>{_DIGIT}{{2}})(?![\w/]|[.,]\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SKELETONS = {skeleton(name): name for name in MONTHS if len(name) > 2}
_REPAIRED = 0.7


def spoilt_dates(text: str) -> Iterator[Printed]:
    """Yield the dates in ``text`` that read as dates only after a repair, pattern by pattern."""
    for match in _DAY_MONTH_YEAR.finditer(text):
        yield from _read(match, _clean_day_month_year(match))
    for match in _MONTH_YEAR.finditer(text):
        month, year = _month(match["month"], least=6), _year(match["year"])
        yield from _read(match, f"{month} {year}" if month and year else None)
    for match in _NUMBERS.finditer(text):
        parts = [as_digits(match[part]) for part in ("day", "month", "year")]
        yield from _read(match, "/".join(parts) if all(part.isdigit() for part in parts) else None)
    for match in _YEAR_PAIR.finditer(text):
        first, second = _year(match["first"]), as_digits(match["second"])
        yield from _read(match, f"{first}/{second}" if first and second.isdigit() else None)


def _clean_day_month_year(match: re.Match[str]) -> str | None:
    day, month = as_digits(match["day"].replace(" ", "")), _month(match["month"], least=5)
    sound = day.isdigit() and (any(c.isdigit() for c in match["day"]) or match["suffix"])
    if not sound or month is None or not _is_spoilt(match, month):
        return None
    if match["year"] is None:
        # Without a year only the commonest of misreadings is believed: "lst April".
        return (
            f"{match['weekday'] or ''}{day} {month}" if match["suffix"] and month == match["month"].casefold() else None
        )
    year = _year(match["year"])
    return f"{match['weekday'] or ''}{day} {month} {year}" if year else None


def _is_spoilt(match: re.Match[str], month: str) -> bool:
    """Say whether anything but the punctuation differs from a date as it should be printed."""
    suffix = (match["suffix"] or "").strip()
    year = match["year"] or "2000"
    return not (
        match["day"].isdigit()
        and month == match["month"].casefold()
        and year.isdigit()
        and (not suffix or suffix.isalpha())
    )


def _read(match: re.Match[str], repaired: str | None) -> Iterator[Printed]:
    if repaired is None or repaired.casefold() == match[0].casefold():
        return
    found = [date for date in printed_dates(repaired.title()) if date.end == len(repaired)]
    if len(found) == 1 and found[0].start == 0:
        date = found[0]
        yield replace(date, start=match.start(), end=match.end(), sure=_REPAIRED, why=f"read as {repaired.title()!r}")


def _year(raw: str) -> str | None:
    digits = as_digits(re.sub(GAP, "", raw))
    return digits if _YEAR.fullmatch(digits) and sum(c.isdigit() for c in raw) >= 2 else None


@lru_cache(maxsize=4096)
def _month(raw: str, *, least: int) -> str | None:
    """Return the month that a word is, looks like, or is one letter off from if it has ``least`` letters."""
    name = raw.casefold()
    if name in MONTHS:
        return name
    if (like := _SKELETONS.get(skeleton(name))) is not None:
        return like
    if len(name) < least or not name[0].isalpha():
        return None
    near = [month for month in MONTHS if len(month) >= least and OSA.distance(name, month, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else None
