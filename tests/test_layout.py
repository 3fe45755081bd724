"""Lines and reading order from words at known places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Box, CellPlace, Word
from extractor.reading.layout import Arrangement, arrange
from extractor.reading.lines import build_lines
from extractor.reading.rules import Rule
from tests.drawing import column, words_at
from tests.work import calls

PROSE = [
    "The wall at the end of the quay was",
    "built in two parts and has moved by an",
    "inch since the survey of last autumn so",
    "the engineer asks that it be tied back",
    "before the spring tides come and the",
    "road behind it is closed to carts until",
    "the work is done and has been tested.",
]


def lay(words: list[Word], rules: list[Rule] | None = None) -> Arrangement:
    return arrange(words, rules or [], 595, 842)


def texts(words: list[Word], rules: list[Rule] | None = None) -> list[str]:
    return [line.text for line in lay(words, rules).lines]


def frame(x0: float, top: float, x1: float, bottom: float) -> list[Rule]:
    return [
        Rule(x0, top, x1, top + 0.5),
        Rule(x0, bottom, x1, bottom + 0.5),
        Rule(x0, top, x0 + 0.5, bottom),
        Rule(x1, top, x1 + 0.5, bottom),
    ]


# -- lines ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(words_at((60, 100, "1.1"), (96, 100, "The quay")), ["1.1 The quay"], id="hanging number"),
        pytest.param(
            words_at((60, 100, "2."), (90, 100, "(a)"), (120, 100, "The mole")), ["2. (a) The mole"], id="two labels"
        ),
        pytest.param(words_at((60, 100, "•"), (80, 100, "The lamp")), ["• The lamp"], id="bullet"),
        pytest.param(words_at((60, 100, "☐"), (80, 100, "Open")), ["☐ Open"], id="tick box"),
        pytest.param(words_at((60, 100, "3"), (90, 100, "450")), ["3", "450"], id="figures are no hanging number"),
        pytest.param(words_at((60, 100, "12"), (200, 100, "Yes it is")), ["12", "Yes it is"], id="too far to hang"),
        pytest.param(
            words_at((60, 100, "Signed by me"), (320, 100, "Date: 4 May")),
            ["Signed by me", "Date: 4 May"],
            id="side by side",
        ),
        pytest.param(words_at((60, 100, "A"), (66.5, 100, "B"), (60, 112.5, "C")), ["A B", "C"], id="close lines"),
    ],
)
def test_lines_are_split_at_columns_and_kept_at_labels(words: list[Word], expected: list[str]) -> None:
    assert texts(words) == expected


def test_raised_ordinal_joins_its_number() -> None:
    words = [Word("12", Box(60, 100, 70, 110), 1, "", 10), Word("th", Box(70.5, 98, 76, 104), 1, "", 6)]
    words += words_at((80, 100, "August"))
    (line,) = build_lines(words)
    assert [word.text for word in line.words] == ["12th", "August"]


def test_punch_hole_does_not_hang_on_a_line() -> None:
    hole = Word("●", Box(20, 94, 38, 114), 0.4, "", 20)
    assert "The quay" in texts([hole, *words_at((60, 100, "The quay"))])


@given(st.floats(-0.0035, 0.0035), st.lists(st.floats(-0.9, 0.9), min_size=80, max_size=80))
def test_lines_survive_lean_and_jitter(lean: float, jitter: list[float]) -> None:
    words = column(60, 100, PROSE)
    moved = [
        Word(
            w.text,
            Box(w.box.x0, w.box.top + lean * w.box.x0 + off, w.box.x1, w.box.bottom + lean * w.box.x0 + off),
            1,
            "",
            10,
        )
        for w, off in zip(words, jitter, strict=False)
    ]
    assert [line.text for line in build_lines(moved)] == PROSE


# -- order ------------------------------------------------------------------------------------------------------------


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left, right = [f"a{line}" for line in PROSE], [f"b{line}" for line in PROSE]
    head = words_at((60, 60, "A heading that runs over both of the columns and ends here"))
    words = [*column(310, 99, right), *head, *column(60, 90, [*left, "longer by a line"])]
    assert texts(words)[1:] == [*left, "longer by a line", *right]


def test_label_that_wraps_comes_before_its_text() -> None:
    words = [
        *column(60, 100, ["Consulted on", "the proposal"]),
        *column(200, 100, PROSE[:4]),
        *column(60, 170, ["Legal matters"]),
        *column(200, 170, ["None."]),
    ]
    assert texts(words) == ["Consulted on", "the proposal", *PROSE[:4], "Legal matters", "None."]


def test_labels_set_close_are_read_row_by_row() -> None:
    rows = [("Maker:", "Harbour Board"), ("Date:", "4 May 1999"), ("Wards:", "All"), ("Clerk:", "A Sample")]
    words = words_at(
        *((x, 100 + 12.5 * n, text) for n, row in enumerate(rows) for x, text in zip((60, 200), row, strict=True))
    )
    assert texts(words) == [text for row in rows for text in row]


def test_footnote_comes_last() -> None:
    words = [*column(60, 100, PROSE), *words_at((60, 760, "1 See the survey."), size=7)]
    assert texts(words)[-1] == "1 See the survey."


# -- tables -----------------------------------------------------------------------------------------------------------


def test_cells_are_read_row_by_row_and_name_their_place() -> None:
    words = [
        *column(60, 110, ["Maker"]),
        *column(210, 110, PROSE[:2]),
        *column(60, 160, ["Date"]),
        *column(210, 160, ["4 May"]),
    ]
    rules = [*frame(50, 100, 540, 190), Rule(50, 145, 540, 145.5), Rule(200, 100, 200.5, 190)]
    places = [(line.text, line.cell) for line in lay(words, rules).lines]
    assert places == [
        ("Maker", CellPlace(0, 0, 0)),
        (PROSE[0], CellPlace(0, 0, 1)),
        (PROSE[1], CellPlace(0, 0, 1)),
        ("Date", CellPlace(0, 1, 0)),
        ("4 May", CellPlace(0, 1, 1)),
    ]


def test_nested_table_keeps_its_place_among_the_lines_around_it() -> None:
    words = words_at(
        (60, 110, "Agreed:"),
        (70, 150, "Oil"),
        (220, 150, "£40"),
        (70, 175, "Tar"),
        (220, 175, "£55"),
        (60, 210, "At once."),
    )
    inner = [*frame(65, 140, 300, 190), Rule(65, 165, 300, 165.5), Rule(200, 140, 200.5, 190)]
    arrangement = lay(words, [*frame(50, 100, 540, 240), *inner])
    assert [line.text for line in arrangement.lines] == ["Agreed:", "Oil", "£40", "Tar", "£55", "At once."]
    assert [line.cell.table for line in arrangement.lines if line.cell] == [0, 1, 1, 1, 1, 0]
    assert arrangement.tables[1].parent == CellPlace(0, 0, 0)


def test_table_between_paragraphs_is_read_between_them() -> None:
    words = [*column(60, 60, PROSE[:2]), *words_at((60, 110, "Boxed")), *column(60, 140, PROSE[2:4])]
    assert texts(words, frame(50, 100, 540, 130)) == [*PROSE[:2], "Boxed", *PROSE[2:4]]


# -- whatever comes ---------------------------------------------------------------------------------------------------

WORD = st.builds(
    lambda x, y, w, h, text: Word(text, Box(x, y, x + w, y + h), 0.5, "any", h),
    st.floats(0, 550),
    st.floats(0, 800),
    st.floats(0.1, 200),
    st.floats(0.1, 60),
    st.sampled_from(["a", "1.", "(ii)", "th", "3rd", "Decision:", "☐", "•", "£1,200", "-"]),
)
RULE = st.builds(lambda x, y, w, h: Rule(x, y, x + w, y + h), *[st.floats(0, 500)] * 4)


@given(st.lists(WORD, max_size=40), st.lists(RULE, max_size=12))
def test_no_word_is_lost_or_doubled(words: list[Word], rules: list[Rule]) -> None:
    arrangement = lay(words, rules)
    kept = "".join(sorted("".join(word.text for line in arrangement.lines for word in line.words)))
    assert kept == "".join(sorted("".join(word.text for word in words)))
    for line in arrangement.lines:
        assert line.cell is None or line.cell.table < len(arrangement.tables)


def test_empty_page_has_no_lines() -> None:
    assert lay([]) == Arrangement((), ())


def test_the_work_grows_with_the_words_of_a_page() -> None:
    words = [word for x in (40, 220, 400) for word in column(x, 40, ["the wall of the quay is old"] * 60)]
    half = [word for x in (40, 220, 400) for word in column(x, 40, ["the wall of the quay is old"] * 30)]
    assert calls(lay, words) < 3 * calls(lay, half)
