"""Dark bars with light print over tables, crisp and worn."""

import pytest

from extractor.reading.bars import bar_rules
from extractor.reading.ink import Picture
from extractor.reading.rules import find_rules
from extractor.reading.tables import find_tables
from tests.drawing import Sheet

WEARS = ("crisp", "photocopy", "faint")
XS = (40, 120, 260, 380)


def headed(heads: tuple[str, ...], left: float = 40, *, columns: bool = True, right: bool = True) -> Sheet:
    """Return a table whose ``heads`` stand in light print on a dark bar that begins at ``left``; its right side may be lost."""
    sheet = Sheet()
    if columns:
        sheet.grid(XS if right else XS[:-1], (90, 130, 200))
        for y in (90, 130, 200):
            sheet.rule(40, y, 380, y)
        sheet.write(46, 96, "Tug 7")
        sheet.write(126, 96, "To hire the tug.")
    bar = [v * sheet.scale for v in (left, 68, 380, 90)]
    sheet.pen.rectangle(bar, fill=40)
    for x, head in zip((max(left, x) for x in XS), heads, strict=False):
        sheet.write(x + 6, 72, head, ink=255)
    return sheet


def shapes(sheet: Sheet, wear: str) -> list[tuple[int, int]]:
    """Return rows and columns of the tables found."""
    picture = Picture(sheet.grey(wear), sheet.scale)
    drawn = find_rules(picture)
    tables = find_tables((*drawn, *bar_rules(picture, drawn)), sheet.width_pt, sheet.height_pt, sheet.words)
    return [(1 + max(c.row for c in t.cells), 1 + max(c.column for c in t.cells)) for t in tables]


@pytest.mark.parametrize("wear", WEARS)
def test_heads_on_a_bar_are_the_first_row_of_their_table(wear: str) -> None:
    assert shapes(headed(("Item", "Decision", "Officer")), wear) == [(3, 3)]


def test_a_bar_tells_how_wide_its_table_is_where_a_copy_lost_a_side() -> None:
    assert shapes(headed(("Item", "Decision", "Officer"), right=False), "crisp") == [(3, 3)]


def test_a_title_on_a_bar_is_one_cell() -> None:
    sheet = headed(("Decisions of the Harbour Board in the spring of the year",))
    picture = Picture(sheet.grey("crisp"), sheet.scale)
    drawn = find_rules(picture)
    (table,) = find_tables((*drawn, *bar_rules(picture, drawn)), sheet.width_pt, sheet.height_pt, sheet.words)
    assert [(c.row, c.column, c.column_span) for c in table.cells if c.row == 0] == [(0, 0, 3)]


@pytest.mark.parametrize(
    "sheet",
    [headed(("Harbour Board",), columns=False), headed(("", "Harbour Board"), left=120)],
    ids=["no table", "a table of another width"],
)
def test_a_bar_over_no_table_of_its_width_is_no_table(sheet: Sheet) -> None:
    picture = Picture(sheet.grey("crisp"), sheet.scale)
    assert bar_rules(picture, find_rules(picture)) == ()
