"""Sums of money: rows of ``tables/amounts.txt``, tables, repairs, exactness, hostile input."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.document import Amount, CellSpan
from extractor.tagging.amounts import find_amounts
from extractor.tagging.context import TaggingContext
from extractor.tagging.dates import find_dates

TABLE = Path(__file__).parent / "tables" / "amounts.txt"
SHORT = {"exact": "", "minimum": "min", "maximum": "max", "approximate": "app"}
POUNDS = TaggingContext(currency="GBP", scanned=False)


def rows(path: Path) -> list[tuple[str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(text, told) for text, _, told in (line.rpartition("|") for line in lines)]


ROWS = rows(TABLE)


def written(amount: Amount) -> str:
    currency = "" if amount.currency == "GBP" else amount.currency
    parts = (str(amount.value), SHORT[amount.bound], amount.per, amount.over, currency)
    return " ".join(part for part in parts if part)


def read(text: str, context: TaggingContext = POUNDS) -> tuple[Amount, ...]:
    return find_amounts(text, context, find_dates(text, context)[0])[0]


def test_the_table_is_not_empty() -> None:
    assert len(ROWS) >= 300
    assert len(set(ROWS)) == len(ROWS)


@pytest.mark.parametrize(("text", "told"), ROWS, ids=[text for text, _ in ROWS])
def test_sums_read_as_told(text: str, told: str) -> None:
    assert "; ".join(written(amount) for amount in read(text)) == told


def test_a_limit_may_stand_at_the_end_of_the_line_above() -> None:
    assert [written(amount) for amount in read("grants not above\n£100,000 each")] == ["100000 max"]


@pytest.mark.parametrize("gap", [" ", "\n", "\t", ". "])
def test_sums_below_pounds_shillings_and_pence_are_whole(gap: str) -> None:
    heads, rows = (
        gap.replace(".", "").join(("£", "s.", "d.")),
        [gap.join(row) for row in (("3,412", "10", "0"), ("98", "17", "6"))],
    )
    text = f"{heads}\nOram and Sons\n{rows[0]}\nHousing (Act of 1925)\n{rows[1]}\n"
    assert [written(amount) for amount in read(text)] == ["3412.5", "98.875"]


# -- tables -----------------------------------------------------------------------------------------------------------


def laid_out(caption: str, grid: list[list[str]]) -> tuple[str, TaggingContext]:
    text, cells = f"{caption}\n" if caption else "", []
    for row, line in enumerate(grid):
        for column, cell in enumerate(line):
            text += "\t" if column else ""
            cells.append(CellSpan(len(text), len(text) + len(cell), 0, row, column))
            text += cell
        text += "\n"
    return text, TaggingContext(currency="GBP", cells=tuple(cells), scanned=False)


TABLES = [
    ("caption", "Table 4: Spending (£000)", [["", "2020/21"], ["Roads", "1,850"]], "1850000"),
    ("caption-quote", "All figures are in £'000.", [["", "2020/21"], ["Roads", "1,850"]], "1850000"),
    ("first-cell", "", [["£m", "2020", "2021"], ["Roads", "1.5", "0.25"]], "1500000; 250000"),
    ("column", "", [["Item", "Cost £k", "Homes"], ["Roads", "150", "12"]], "150000"),
    ("second-heading-row", "", [["", "Budget", "Actual"], ["", "£k", "£k"], ["Roads", "150", "175"]], "150000; 175000"),
    ("unit-beside-year", "", [["", "2020/21 £'000", "2021/22 £'000"], ["Roads", "150", "175"]], "150000; 175000"),
    ("row-units", "", [["Capital (£m)", "1.5"], ["Revenue (£000)", "150"]], "1500000; 150000"),
    ("plain-pounds", "", [["", "£"], ["Roads", "12,345.67"], ["Less grant", "(123.00)"]], "12345.67; -123.00"),
    ("bracket", "(£000)", [["", "2020/21"], ["Less grant", "(35)"], ["Less fees", "-40"]], "-35000; -40000"),
    ("pound-bracket", "", [["", "2020/21"], ["Savings", "(£35,000)"]], "-35000"),
    ("nil-dash", "(£000)", [["", "2020/21"], ["Roads", "–"], ["Paths", "n/a"], ["Verges", "0"]], "0"),
    ("note-mark", "(£000)", [["", "2020/21"], ["Roads", "1,850*"]], "1850000"),
    ("staff-row", "(£000)", [["", "2020/21"], ["Staff (FTE)", "35"], ["Staff costs", "350"]], "350000"),
    ("percent-column", "(£000)", [["", "Cost", "%"], ["Roads", "35", "12"]], "35000"),
    ("no-unit", "Table 2: Scores", [["", "Quality"], ["Bidder A", "55"]], ""),
    ("rate-in-row", "", [["Activity", "Price"], ["Fitter (per hour)", "£29.60"]], "29.60 PT1H"),
    ("rate-in-column", "", [["Post", "Hourly rate", "Annual cost"], ["A", "£9.50", "£18,000"]], "9.50 PT1H; 18000 P1Y"),
    ("pence", "", [["Stay", "Now"], ["Up to 1 hour", "90p"]], "0.90"),
    ("millions-negative", "", [["£m", "Change"], ["Roads", "\u22120.6"]], "-600000"),
    (
        "old-money-in-three",
        "",
        [["Offer", "£", "s.", "d."], ["Tarr", "212", "7", "6"], ["Pugh", "9", "0", "0"]],
        "212.375; 9",
    ),
    ("plain-counts", "", [["Ward", "Voters"], ["North", "5,012"]], ""),
]


@pytest.mark.parametrize(("caption", "grid", "told"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES])
def test_cells_have_their_full_value(caption: str, grid: list[list[str]], told: str) -> None:
    text, context = laid_out(caption, grid)
    assert "; ".join(written(amount) for amount in read(text, context)) == told


def test_a_full_sum_under_thousands_is_doubted() -> None:
    text, context = laid_out("(£000)", [["", "2020/21"], ["Roads", "£38,200"]])
    amounts, notices = find_amounts(text, context)
    assert amounts[0].value == 38200
    assert amounts[0].certainty < 0.9
    assert notices[0].code == "repaired_amount"


# -- repairs ----------------------------------------------------------------------------------------------------------

REPAIRS = [
    ("£l.5m", "1500000"),
    ("£1 .5m", "1500000"),
    ("£1. 5m", "1500000"),
    ("£1,5OO", "1500"),
    ("£2O,000", "20000"),
    ("£S00,000", "500000"),
    ("£1, 234,567", "1234567"),
    ("£80, 000", "80000"),
    ("£1 234 567", "1234567"),
    ("£1.234.567", "1234567"),
    ("£1.5rn", "1500000"),
    ("£1.5 rnillion", "1500000"),
    ("£1.5 mi11ion", "1500000"),
    ("E500,000", "500000"),
    ("f500,000", "500000"),
    ("F500,000", "500000"),
    ("E1.5m", "1500000"),
    ("e1.217m", "1217000"),
    ("£198.400", "198400"),
    ("£3 10,000", "310000"),
    ("£1 18,000", "118000"),
    ("£1 2,345,678.90", "12345678.90"),
    ("f48.00", "48.00"),
    ("&500,000", "500000"),
    ("€500,000", "500000"),
]


@pytest.mark.parametrize(("raw", "value"), REPAIRS, ids=[raw for raw, _ in REPAIRS])
def test_scans_are_repaired_and_doubted(raw: str, value: str) -> None:
    text = f"The work will cost {raw} in all."
    amounts, notices = find_amounts(text, TaggingContext(currency="GBP"))
    assert [(text[a.start : a.end], a.value, a.currency) for a in amounts] == [(raw, Decimal(value), "GBP")]
    assert amounts[0].certainty < 0.9
    assert [notice.code for notice in notices] == ["repaired_amount"]
    assert raw in notices[0].message


@pytest.mark.parametrize("raw", ["£1,50", "£1,5000", "£12,3456", "£1,2,3", "£1.5.7"])
def test_what_makes_no_sense_has_no_value(raw: str) -> None:
    amounts, notices = find_amounts(f"It costs {raw} now.", POUNDS)
    assert [amount.value for amount in amounts] == [None]
    assert [notice.code for notice in notices] == ["unreadable_amount"]


def test_a_misread_pound_needs_a_document_in_pounds() -> None:
    assert find_amounts("plot E500,000", TaggingContext(currency=None))[0] == ()


def test_a_misread_pound_is_mended_within_an_accountants_bracket() -> None:
    amounts, _ = find_amounts("It was a variance of (€61,500) in all.", TaggingContext(currency="GBP"))
    assert [(amount.value, amount.currency) for amount in amounts] == [(Decimal(-61500), "GBP")]


def test_digits_parted_from_a_sum_are_part_of_it_before_a_rate() -> None:
    amounts, _ = find_amounts("the tender of Lakeside Catering (£5, 100 p.a., no more)", TaggingContext(currency="GBP"))
    assert [(a.value, a.per) for a in amounts] == [(Decimal(5100), "P1Y")]


def test_euros_stay_euros_where_the_text_says_so() -> None:
    text = "€1.5 million (circa £1.28m) was sought from a European partnership."
    assert [a.currency for a in find_amounts(text, TaggingContext(currency="GBP"))[0]] == ["EUR", "GBP"]


def test_euros_stay_euros_where_nothing_was_scanned() -> None:
    assert [a.currency for a in find_amounts("a fee of €500", POUNDS)[0]] == ["EUR"]


# -- exactness --------------------------------------------------------------------------------------------------------

PENNIES = st.integers(0, 10**13).map(lambda pence: Decimal(pence) / 100)
SCALES = {"k": 3, " thousand": 3, "m": 6, " million": 6, "mn": 6, "bn": 9, " billion": 9}


@given(PENNIES, st.sampled_from(["£{:,.2f}", "£ {:,.2f}", "£{:.2f}", "GBP {:,.2f}", "{:,.2f} pounds", "GBP{:.2f}"]))
def test_every_way_of_writing_a_sum_reads_back(value: Decimal, way: str) -> None:
    assert [amount.value for amount in read(f"It cost {way.format(value)}, they said.")] == [value]


@given(st.integers(0, 999_999), st.integers(0, 3), st.sampled_from(sorted(SCALES)))
def test_every_magnitude_reads_back(digits: int, places: int, suffix: str) -> None:
    number = Decimal(digits).scaleb(-places)
    assert [a.value for a in read(f"It cost £{number:f}{suffix} in all.")] == [number.scaleb(SCALES[suffix])]


@given(st.integers(1, 479))
def test_pence_read_back(pence: int) -> None:
    assert [amount.value for amount in read(f"It cost {pence}p each.")] == [Decimal(pence) / 100]


@given(PENNIES, PENNIES)
def test_ranges_read_back(one: Decimal, other: Decimal) -> None:
    assume(one != other)
    low, high = sorted((one, other))
    found = read(f"It cost between £{low:,.2f} and £{high:,.2f} a year.")
    assert [(a.value, a.per) for a in found] == [(low, "P1Y"), (high, "P1Y")]
    assert [a.bound.value for a in found] == ["minimum", "maximum"]


@given(st.text(max_size=200))
def test_offsets_lie_in_any_text(text: str) -> None:
    amounts, _ = find_amounts(text)
    assert all(0 <= amount.start < amount.end <= len(text) for amount in amounts)
    assert all(left.end <= right.start for left, right in pairwise(amounts))


@given(st.text(alphabet="£€1,. OlkmEf-–()/topands\n\t", max_size=60))
def test_no_value_from_nothing(text: str) -> None:
    for amount in find_amounts(text, POUNDS)[0]:
        assert any(c.isdigit() for c in text[amount.start : amount.end]) or "pounds" in text


HOSTILE = [
    "1",
    "£",
    " ",
    "£1,",
    "1.",
    "£1 and ",
    "£1 ",
    "1p ",
    "£(",
    "hundred ",
    "annual ",
    "over three years ",
    "£1 .",
    "O",
    "1 234 ",
]


@pytest.mark.parametrize("unit", HOSTILE, ids=[repr(unit) for unit in HOSTILE])
def test_hostile_text_is_got_through(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    amounts, _ = find_amounts(text, POUNDS)
    assert all(amount.end <= len(text) for amount in amounts)
