"""Dates: rows of ``tables/dates.txt``, inferred years, repairs, impossible days, ways of writing, hostile input."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import CellSpan, Date
from extractor.tagging.context import TaggingContext
from extractor.tagging.dates import find_dates

TABLE = Path(__file__).parent / "tables" / "dates.txt"
READ_ON = dt.date(2019, 3, 1)
DATED = TaggingContext(reference_date=READ_ON)


def rows(path: Path) -> list[tuple[str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(text, told) for text, _, told in (line.rpartition("|") for line in lines)]


ROWS = rows(TABLE)


def read(text: str, context: TaggingContext = DATED) -> tuple[Date, ...]:
    return find_dates(text, context)[0]


def test_the_table_is_not_empty() -> None:
    assert len(ROWS) >= 250
    assert len(set(ROWS)) == len(ROWS)


@pytest.mark.parametrize(("text", "told"), ROWS, ids=[text for text, _ in ROWS])
def test_dates_read_as_told(text: str, told: str) -> None:
    assert " ".join(str(date.value) for date in read(text)) == told


@pytest.mark.parametrize(("text", "told"), ROWS, ids=[text for text, _ in ROWS])
def test_values_are_edtf(text: str, told: str) -> None:
    for date in read(text):
        assert date.value is None or parse_edtf(date.value) is not None


SPANS = [
    ("12 July 2016", dt.date(2016, 7, 12), dt.date(2016, 7, 12)),
    ("February 2016", dt.date(2016, 2, 1), dt.date(2016, 2, 29)),
    ("in 2016", dt.date(2016, 1, 1), dt.date(2016, 12, 31)),
    ("2016/17", dt.date(2016, 4, 1), dt.date(2017, 3, 31)),
    ("academic year 2016/17", dt.date(2016, 9, 1), dt.date(2017, 8, 31)),
    ("Q4 2016/17", dt.date(2017, 1, 1), dt.date(2017, 3, 31)),
    ("Autumn 2022", dt.date(2022, 9, 1), dt.date(2022, 11, 30)),
    ("Winter 2022", dt.date(2022, 12, 1), dt.date(2023, 2, 28)),
    ("2018/19 to 2020/21", dt.date(2018, 4, 1), dt.date(2021, 3, 31)),
    ("1 April 2017 to 31 March 2020", dt.date(2017, 4, 1), dt.date(2020, 3, 31)),
    ("31/02/2016", None, None),
]


@pytest.mark.parametrize(("text", "earliest", "latest"), SPANS, ids=[row[0] for row in SPANS])
def test_dates_span_their_days(text: str, earliest: dt.date | None, latest: dt.date | None) -> None:
    assert [(date.earliest, date.latest) for date in read(text)] == [(earliest, latest)]


# -- years that were not printed --------------------------------------------------------------------------------------

INFERRED = [
    ("the document's date", "The panel met on 12 July.", dt.date(2016, 7, 1), "2016-07-12"),
    ("last year's end", "The panel met on 12 December.", dt.date(2016, 1, 9), "2015-12-12"),
    ("a deadline ahead", "Replies are due by 12 December.", dt.date(2016, 3, 9), "2016-12-12"),
    ("a deadline over the year's end", "Replies are due by 12 January.", dt.date(2016, 11, 9), "2017-01-12"),
    ("the date before it", "Begun on 3 November 2014, it closed on 12 December.", dt.date(2016, 3, 9), "2014-12-12"),
    (
        "the date before, next year",
        "Begun on 3 November 2014, it closed on 5 January.",
        dt.date(2016, 3, 9),
        "2015-01-05",
    ),
    ("another paragraph", "Begun on 3 November 2014.\nIt closed on 12 February.", dt.date(2016, 3, 9), "2016-02-12"),
    ("the weekday", "The panel met on Monday 12 May.", dt.date(2016, 5, 1), "2014-05-12"),
    ("a leap day", "The panel met on 29 February.", dt.date(2018, 1, 1), "2016-02-29"),
    (
        "a period over the year's end",
        "Closed from 20 December to 3 January.",
        dt.date(2016, 1, 9),
        "2015-12-20/2016-01-03",
    ),
    ("a month", "It reopened in November.", dt.date(2016, 1, 9), "2015-11"),
]


@pytest.mark.parametrize(("text", "today", "told"), [row[1:] for row in INFERRED], ids=[row[0] for row in INFERRED])
def test_the_nearest_year_that_fits(text: str, today: dt.date, told: str) -> None:
    last = read(text, TaggingContext(reference_date=today))[-1]
    assert (last.value, last.inferred) == (told, "year")
    assert last.certainty < 1


def test_no_year_is_invented() -> None:
    assert [(d.value, d.inferred, d.earliest) for d in read("on 12 July", TaggingContext())] == [
        ("XXXX-07-12", None, None)
    ]


def test_a_table_lends_its_years() -> None:
    text = "Sent\t27 February 2015\nReturned\t7 April\n"
    cells = (CellSpan(0, 4, 0, 0, 0), CellSpan(5, 21, 0, 0, 1), CellSpan(22, 30, 0, 1, 0), CellSpan(31, 38, 0, 1, 1))
    found = read(text, TaggingContext(reference_date=dt.date(2019, 1, 1), cells=cells))
    assert [date.value for date in found] == ["2015-02-27", "2015-04-07"]


def test_a_year_heads_a_column() -> None:
    cells = (CellSpan(0, 4, 0, 0, 0), CellSpan(5, 9, 0, 0, 1), CellSpan(10, 15, 0, 1, 0), CellSpan(16, 20, 0, 1, 1))
    found = read("Item\t2019\nRoads\t2019\n", TaggingContext(cells=cells))
    assert [(date.start, date.value) for date in found] == [(5, "2019")]


# -- what is wrong with a date ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["31/02/2016", "31 June 2018", "29/02/2019", "32/01/2019", "12/13/2019", "30 February"]
)
def test_an_impossible_date_has_no_value(text: str) -> None:
    dates, notices = find_dates(f"It closed on {text}.", DATED)
    assert [date.value for date in dates] == [None]
    assert [notice.code for notice in notices] == ["impossible_date"]
    assert text in notices[0].message


def test_weekday_and_date_that_disagree_are_told() -> None:
    dates, notices = find_dates("It closed on Monday 12 July 2016.", DATED)
    assert [date.value for date in dates] == ["2016-07-12"]
    assert [(notice.code, notice.message) for notice in notices] == [
        ("weekday_mismatch", "'Monday 12 July 2016' was a Tuesday.")
    ]


REPAIRS = [
    "1 2th July 2016",
    "l2 July 2016",
    "12 Ju1y 2016",
    "12 July 2O16",
    "12 July 20 16",
    "12/O7/2016",
    "12/07/ 2016",
]


@pytest.mark.parametrize("raw", [*REPAIRS, "I2th July 2016", "12 Juiy 2016", "12'h July 2016", "l2/07/2016"])
def test_scans_are_repaired_and_doubted(raw: str) -> None:
    text = f"It closed on {raw} at last."
    dates, notices = find_dates(text, DATED)
    assert [(text[d.start : d.end], d.value) for d in dates] == [(raw, "2016-07-12")]
    assert dates[0].certainty < 0.9
    assert [notice.code for notice in notices] == ["repaired_date"]


def test_clean_dates_raise_no_notice() -> None:
    text = "On Saturday 15th May, on 3 May 2019, 12th. July 2016, 1 Sept. 2018 and Tues 12 Jul 2016."
    assert find_dates(text, DATED)[1] == ()


# -- every way of writing a day ---------------------------------------------------------------------------------------

DAYS = st.dates(dt.date(1970, 1, 1), dt.date(2068, 12, 31))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def ordinal(number: int) -> str:
    return f"{number}{'th' if 10 < number < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


WAYS = {
    "d/m/yyyy": lambda d: f"{d.day}/{d.month}/{d.year}",
    "dd/mm/yyyy": lambda d: f"{d:%d/%m/%Y}",
    "dd.mm.yyyy": lambda d: f"{d:%d.%m.%Y}",
    "dd-mm-yyyy": lambda d: f"{d:%d-%m-%Y}",
    "iso": lambda d: f"{d:%Y-%m-%d}",
    "d Month yyyy": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "dth Month yyyy": lambda d: f"{ordinal(d.day)} {MONTHS[d.month - 1]} {d.year}",
    "dth Month, yyyy": lambda d: f"{ordinal(d.day)} {MONTHS[d.month - 1]}, {d.year}",
    "D MONTH": lambda d: f"{d.day} {MONTHS[d.month - 1].upper()} {d.year}",
    "d Mon yyyy": lambda d: f"{d.day} {MONTHS[d.month - 1][:3]} {d.year}",
    "d-Mon-yyyy": lambda d: f"{d.day}-{MONTHS[d.month - 1][:3]}-{d.year}",
    "weekday": lambda d: f"{WEEKDAYS[d.weekday()]} {d.day} {MONTHS[d.month - 1]} {d.year}",
    "weekday, comma": lambda d: f"{WEEKDAYS[d.weekday()]}, {ordinal(d.day)} {MONTHS[d.month - 1]} {d.year}",
    "the dth day of": lambda d: f"the {ordinal(d.day)} day of {MONTHS[d.month - 1]} {d.year}",
    "Month dth, yyyy": lambda d: f"{MONTHS[d.month - 1]} {ordinal(d.day)}, {d.year}",
}


@pytest.mark.parametrize("way", WAYS)
@given(day=DAYS)
def test_every_way_of_writing_a_day_reads_back(way: str, day: dt.date) -> None:
    dates, notices = find_dates(f"It closed on {WAYS[way](day)} at noon.", DATED)
    assert [(d.value, d.earliest, d.latest, d.inferred) for d in dates] == [(day.isoformat(), day, day, None)]
    assert notices == ()


@given(st.dates(dt.date(2000, 1, 1), dt.date(2035, 12, 31)), st.sampled_from(["%d/%m/%y", "%d.%m.%y", "%d-%m-%y"]))
def test_two_digit_years_read_back(day: dt.date, way: str) -> None:
    near = TaggingContext(reference_date=day + dt.timedelta(days=400))
    assert [date.value for date in read(f"signed on {day.strftime(way)}.", near)] == [day.isoformat()]


@given(DAYS, DAYS, st.sampled_from([" to ", " – ", " until ", "-"]))
def test_periods_read_back(one: dt.date, other: dt.date, joint: str) -> None:
    first, last = sorted((one, other))
    written = joint.join(f"{d.day} {MONTHS[d.month - 1]} {d.year}" for d in (first, last))
    told = [f"{first}/{last}"] if first < last else [str(first)] * 2
    assert [date.value for date in read(f"It ran from {written}.")] == told


@given(st.integers(1950, 2049), st.sampled_from(["{}/{:02}", "{}-{:02}", "{}–{:02}", "FY{}/{:02}"]))
def test_financial_years_read_back(year: int, way: str) -> None:
    written = way.format(year, (year + 1) % 100)
    assert [date.value for date in read(f"the budget for {written} was set")] == [f"{year}-04/{year + 1}-03"]


@given(st.text(max_size=200))
def test_offsets_lie_in_any_text(text: str) -> None:
    dates = read(text)
    assert all(0 <= date.start < date.end <= len(text) for date in dates)
    assert all(left.end <= right.start for left, right in pairwise(dates))


@given(st.text(alphabet="0123456789/-.– JulyMarchtoand\n", max_size=60))
def test_any_value_is_edtf(text: str) -> None:
    for date in read(text):
        assert date.value is None or parse_edtf(date.value) is not None
        assert date.earliest is None or date.latest is None or date.earliest <= date.latest


HOSTILE = [
    "1",
    " ",
    "1/",
    "1.",
    "1 ",
    "1 and ",
    "May ",
    "2016 ",
    "2016-",
    "2016/17 ",
    "1 May, ",
    "1, ",
    "Monday ",
    "first ",
    "12 July ",
    "l ",
    "\n",
]


@pytest.mark.parametrize("unit", HOSTILE, ids=[repr(unit) for unit in HOSTILE])
def test_hostile_text_is_got_through(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    assert all(date.end <= len(text) for date in read(text))
