"""Heads of columns of sums, whose lone sign of currency a scan turned into a letter."""

import pytest

from extractor.reading.column_heads import settle_heads
from tests.decisions import Rows
from tests.printing import cell, page


def heads(
    *texts: str, sums: tuple[str, ...] = ("412.36", "1,031.85"), said: str = "a grant of £640 and £75"
) -> list[str]:
    """Return the heads of a table, each over a column of ``sums``, below a line that has ``said`` something."""
    rows = [cell(0, 0, n, text) for n, text in enumerate(texts)]
    rows += [cell(0, m, n, one) for m, one in enumerate(sums, start=1) for n in range(len(texts))]
    lines = settle_heads(page([said, *rows]).lines)
    return [line.text for line in lines if line.cell and line.cell.row == 0]


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        (["f", "Total £"], ["£", "Total £"]),
        (["Net £", "VATE"], ["Net £", "VAT £"]),
        (["Net E"], ["Net £"]),
        (["Net £", "RATE"], ["Net £", "RATE"]),
        (["VATE"], ["VATE"]),
    ],
    ids=["alone", "joined to a word", "last", "a word", "joined, with no other"],
)
def test_a_letter_over_sums_is_their_sign(read: list[str], wanted: list[str]) -> None:
    assert heads(*read) == wanted


def test_a_letter_over_counts_is_a_letter() -> None:
    assert heads("E", "F", sums=("12", "2019")) == ["E", "F"]


def test_no_sign_is_told_where_the_page_has_no_other_sums() -> None:
    assert heads("f", said="no sum") == ["f"]


def test_a_sign_told_by_others_is_doubted() -> None:
    rows: Rows = ["£640 and £75", cell(0, 0, 0, "f"), cell(0, 1, 0, "1,200"), cell(0, 2, 0, "3.50")]
    lines = settle_heads(page(rows).lines)
    assert [(w.text, w.confidence) for w in lines[1].words] == [("£", 0.85)]
