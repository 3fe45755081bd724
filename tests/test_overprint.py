"""Print under a black stamp is doubted, and said to be there."""

from itertools import pairwise

import pytest

from extractor.reading.overprint import doubt_overlaid
from tests.drawing import Sheet

LINES = (
    "The lamps on the towpath were lit again in May",
    "after the wires had been laid anew from the lock",
    "to the weir. Nobody had asked for more of them,",
    "and the old ones went to the yard of the mill.",
)


def printed() -> Sheet:
    sheet = Sheet()
    for number, line in enumerate(LINES):
        sheet.write(40, 60 + 18 * number, line)
    return sheet


def stamp(sheet: Sheet) -> None:
    """Draw a frame that lies askew over the first three lines."""
    corners = [(70, 50), (230, 80), (224, 106), (64, 76), (70, 50)]
    for (x0, y0), (x1, y1) in pairwise(corners):
        sheet.rule(x0, y0, x1, y1, 3.0)


@pytest.mark.parametrize("wear", ["crisp", "photocopy", "faint"])
def test_words_under_a_stamp_are_doubted_and_said(wear: str) -> None:
    sheet = printed()
    stamp(sheet)
    words, notices = doubt_overlaid(sheet.grey(wear), sheet.words, [], sheet.scale, 3)
    doubted = [word.text for word in words if word.confidence < 0.6]
    assert [(notice.code, notice.page) for notice in notices] == [("print_overlaid", 3)]
    assert {"lamps", "towpath", "wires"} & set(doubted)
    assert not {"yard", "mill.", "ones"} & set(doubted)


@pytest.mark.parametrize("wear", ["crisp", "photocopy", "faint"])
def test_clean_print_is_believed(wear: str) -> None:
    sheet = printed()
    words, notices = doubt_overlaid(sheet.grey(wear), sheet.words, [], sheet.scale, 1)
    assert (words, notices) == (tuple(sheet.words), ())


def test_a_pen_across_one_line_is_no_stamp() -> None:
    sheet = printed()
    for x in range(60, 140, 20):
        sheet.rule(x, 136, x + 10, 112, 1.0)
        sheet.rule(x + 10, 112, x + 20, 136, 1.0)
    words, notices = doubt_overlaid(sheet.grey(), sheet.words, [], sheet.scale, 1)
    assert notices == ()
    assert {word.confidence for word in words} == {0.95}
