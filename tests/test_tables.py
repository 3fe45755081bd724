"""Cells from rules: grids, merged cells, boxes, nested and open tables."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Box, CellPlace, Word
from extractor.reading.columns import aligned_tables, rows_between_rules
from extractor.reading.lines import build_lines
from extractor.reading.rules import Rule
from extractor.reading.tables import cell_of, find_tables
from tests.drawing import column, words_at

Strokes = list[tuple[float, float, float, float]]


def rules(strokes: Strokes) -> list[Rule]:
    return [Rule(*stroke) for stroke in strokes]


def grid(xs: list[float], ys: list[float]) -> Strokes:
    return [(xs[0], y, xs[-1], y + 0.5) for y in ys] + [(x, ys[0], x + 0.5, ys[-1]) for x in xs]


def spans(strokes: Strokes) -> list[list[tuple[int, int, int, int]]]:
    return [
        [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]
        for table in find_tables(rules(strokes), 595, 842)
    ]


BOX = grid([50, 540], [100, 160])
MERGED_HEAD = [stroke for stroke in grid([50, 200, 540], [100, 130, 160]) if stroke[0] != 200] + [
    (200, 130, 200.5, 160)
]
TALL_LEFT = [stroke for stroke in grid([50, 200, 540], [100, 130, 160]) if stroke[1] != 130] + [(200, 130, 540, 130.5)]


@pytest.mark.parametrize(
    ("strokes", "expected"),
    [
        pytest.param(BOX, [[(0, 0, 1, 1)]], id="box"),
        pytest.param(BOX + grid([50, 540], [180, 220]), [[(0, 0, 1, 1)], [(0, 0, 1, 1)]], id="two boxes apart"),
        pytest.param(
            grid([50, 200, 540], [100, 130, 160]),
            [[(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]],
            id="two by two",
        ),
        pytest.param(MERGED_HEAD, [[(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]], id="cell over two columns"),
        pytest.param(TALL_LEFT, [[(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]], id="cell over two rows"),
        pytest.param(
            [(50, 100, 540, 100.5), (50, 100, 50.5, 300), (540, 100, 540.5, 300)],
            [[(0, 0, 1, 1)]],
            id="open at the foot",
        ),
        pytest.param(
            [(50, y, 540, y + 0.5) for y in (100.0, 130.0, 160.0)] + [(200, 100, 200.5, 160)],
            [[(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]],
            id="no outer borders",
        ),
        pytest.param(BOX + grid([52, 538], [102, 158]), [[(0, 0, 1, 1)]], id="double line"),
        pytest.param([(50, 100, 540, 100.5), (50, 130, 540, 130.5)], [], id="two rules alone"),
        pytest.param(grid([60, 70], [100, 110]), [], id="tick box"),
        pytest.param(
            [*BOX, (120, 150, 121, 175), (150, 152, 151, 175)], [[(0, 0, 1, 1)]], id="signature over a border"
        ),
        pytest.param([], [], id="nothing"),
    ],
)
def test_rules_make_cells(strokes: Strokes, expected: list[list[tuple[int, int, int, int]]]) -> None:
    assert spans(strokes) == expected


def test_nested_table_names_the_cell_it_stands_in() -> None:
    outer, inner = find_tables(
        rules(grid([50, 150, 540], [100, 130, 400]) + grid([170, 300, 500], [200, 220, 240])), 595, 842
    )
    assert (outer.parent, inner.parent) == (None, CellPlace(0, 1, 1))
    assert cell_of(Box(180, 205, 200, 215), (outer, inner)) == CellPlace(1, 0, 0)
    assert cell_of(Box(180, 150, 200, 160), (outer, inner)) == CellPlace(0, 1, 1)
    assert cell_of(Box(10, 10, 20, 20), (outer, inner)) is None


@pytest.mark.parametrize(("foot_top", "count"), [(700.0, 0), (825.0, 1)])
def test_frame_of_a_page_is_no_table_unless_print_stands_outside(foot_top: float, count: int) -> None:
    frame = rules(grid([30, 565], [30, 812]))
    assert len(find_tables(frame, 595, 842, words_at((60, 100, "Body"), (280, foot_top, "7")))) == count


@given(
    st.lists(st.integers(20, 90), min_size=1, max_size=5),
    st.lists(st.integers(12, 90), min_size=1, max_size=6),
    st.floats(-1.2, 1.2),
)
def test_a_full_grid_gives_all_its_cells(widths: list[int], heights: list[int], off: float) -> None:
    xs = [40.0 + sum(widths[:n]) for n in range(len(widths) + 1)]
    ys = [40.0 + sum(heights[:n]) for n in range(len(heights) + 1)]
    strokes = grid(xs, ys)
    leaning = [(a, b + off, c, d + off) if n % 2 else (a, b, c, d) for n, (a, b, c, d) in enumerate(strokes)]
    (table,) = find_tables(rules(leaning), 1200, 1200)
    assert len(table.cells) == len(widths) * len(heights)
    for cell in table.cells:
        assert cell.box.x0 == pytest.approx(xs[cell.column], abs=1.5)
        assert cell.box.bottom == pytest.approx(ys[cell.row + 1], abs=1.5)


@given(st.lists(st.tuples(*[st.floats(0, 600)] * 4), max_size=25))
def test_any_rules_at_all_are_taken(corners: list[tuple[float, float, float, float]]) -> None:
    wild = [Rule(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners]
    for table in find_tables(wild, 600, 600):
        assert table.cells


# -- rows between rules -----------------------------------------------------------------------------------------------

ROWS = [
    (60.0, "Reference", "EN/12/19"),
    (84.0, "Subject of the", "Repairs to the sea wall and the"),
    (120.0, "Made by", "The Head of Estates"),
]


def ruled_rows() -> tuple[list[Word], list[Rule]]:
    words = [word for top, label, text in ROWS for word in words_at((60, top, label), (220, top, text))]
    return words, rules([(55, y, 540, y + 0.5) for y in (55.0, 78.0, 114.0, 140.0)])


def test_rows_between_rules_become_a_table() -> None:
    words, lines = ruled_rows()
    (table,) = rows_between_rules(words, lines, ())
    assert [(cell.row, cell.column) for cell in table.cells] == [(r, c) for r in range(3) for c in range(2)]


def test_columns_of_figures_are_parted_however_close_they_stand() -> None:
    rows: list[tuple[float, str, str, str]] = [
        (60.0, "Spending", "2020", "2021"),
        (84.0, "Staff", "31,400", "96,250"),
        (120.0, "Works", "45,000", "30,000"),
        (146.0, "All", "76,400", "126,250"),
    ]
    words = [
        word
        for top, *texts in rows
        for x, text in zip((60, 220, 258), texts, strict=True)
        for word in words_at((x, top, text))
    ]
    lines = rules([(55, y, 540, y + 0.5) for y in (55.0, 78.0, 114.0, 140.0, 166.0)])
    (table,) = rows_between_rules(words, lines, ())
    assert len({cell.column for cell in table.cells}) == 3


def test_rules_between_paragraphs_are_no_table() -> None:
    _, lines = ruled_rows()
    prose = words_at(
        *((60, top, "The wall has stood for ninety years and must be mended before the winter") for top, *_ in ROWS)
    )
    assert rows_between_rules(prose, lines, ()) == []


# -- columns by alignment ---------------------------------------------------------------------------------------------

ACCOUNT = [("Staff", "1,200", "1,310"), ("Rent and rates", "300", "315"), ("Total", "1,500", "1,625")]
LABELS = [("Chair:", "Ann Example of the Board"), ("Clerk:", "Ben Sample of the Trust"), ("Place:", "The Old Hall")]


def rows_of(rows: Sequence[tuple[str, ...]], leading: float = 15.0) -> list[Word]:
    return words_at(
        *((60 + 150 * c, 100 + leading * r, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    )


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        pytest.param(rows_of(ACCOUNT), [(3, 3)], id="figures"),
        pytest.param(rows_of([(a, b) for a, b, _ in ACCOUNT]), [(3, 2)], id="one column of figures"),
        pytest.param(rows_of([*LABELS]), [], id="labels and texts"),
        pytest.param(column(60, 100, ["Prose that runs on from line to line"] * 8), [], id="prose"),
        pytest.param(
            rows_of([("a)", "first the roof"), ("b)", "then the floor"), ("c)", "last the door")]), [], id="list"
        ),
        pytest.param(
            [
                *column(60, 100, ["an old"] * 6),
                *column(200, 100, ["the roof leaks"] * 6),
                *column(400, 100, ["it is dear"] * 6),
            ],
            [],
            id="prose in three columns",
        ),
    ],
)
def test_alignment_makes_tables_of_figures_only(words: list[Word], shape: list[tuple[int, int]]) -> None:
    tables = aligned_tables(build_lines(words), None)
    assert [(max(c.row for c in t.cells) + 1, max(c.column for c in t.cells) + 1) for t in tables] == shape
    for table in tables:
        assert not table.ruled
        for above, below in pairwise([cell for cell in table.cells if cell.column == 0]):
            assert above.box.bottom == pytest.approx(below.box.top)
