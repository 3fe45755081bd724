"""Columns that stand close, cells that wrap: pages without a rule, laid out by where print stands."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extractor.document import Word
from extractor.reading.layout import arrange
from tests.drawing import words_at

SIZE = 10.0


def texts(words: Sequence[Word]) -> list[str]:
    return [line.text for line in arrange(words, (), 595, 842).lines]


def cells(words: Sequence[Word]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for line in arrange(words, (), 595, 842).lines:
        if line.cell:
            place = line.cell.row, line.cell.column
            found[place] = f"{found[place]} {line.text}" if place in found else line.text
    return found


def placed(*columns: tuple[float, float, Sequence[str]], leading: float = 12.0) -> list[Word]:
    """Set columns of lines at (x, top); an empty line is half a line of white."""
    found: list[tuple[float, float, str]] = []
    for x, first, lines in columns:
        top = first
        for line in lines:
            if line:
                found.append((x, top, line))
            top += leading if line else 0.5 * leading
    return words_at(*found, size=SIZE)


LEFT = [
    "12. Apologies",
    "Apologies for absence came from Members",
    "Ash and Undern, who were at the lock.",
    "",
    "13. Minutes",
    "RESOLVED that the minutes of the meeting",
    "of 3 May be approved as a true record.",
    "",
    "14. Boiler",
    "The Clerk had asked for three quotations",
    "for the boiler of the hall. RESOLVED that",
    "the quotation of £12,400 be accepted.",
]
RIGHT = [
    "15. Allotments",
    "The holders of plots 4 and 9 were heard.",
    "",
    "16. Grants",
    "RESOLVED that a grant of £2,250 be made",
    "to the Silver Band for its new uniforms,",
    "on sight of the bills for all of them.",
    "",
    "17. Next meeting",
    "The next meeting is on 7 June at 7.30 pm",
    "in the upper Reading Room of the library.",
]


@pytest.mark.parametrize("gutter", [9.0, 12.0, 24.0])
@pytest.mark.parametrize("higher", [0.0, 5.0, -5.0], ids=["level", "left begins higher", "right begins higher"])
def test_short_items_in_two_columns_are_read_down(gutter: float, higher: float) -> None:
    width = max(word.box.x1 for word in placed((60, 0, LEFT))) - 60
    words = placed((60, 200, LEFT), (60 + width + gutter, 200 + higher, RIGHT))
    above = words_at(
        (60, 170, "Minutes of the committee held on 17 May 2018 in the Reading Room of the library, at noon."),
        size=SIZE,
    )
    assert texts([*above, *words])[1:] == [line for line in (*LEFT, *RIGHT) if line]


def test_a_table_of_prose_is_read_across() -> None:
    asked = ("Will the works close the lane to buses?", "No answer was given to our letter of May.", "",
             "Who is to pay for the lamps by the lock?", "They were put there for the canal alone.", "",
             "Could the towpath not be widened first?", "It floods in most winters since the weir.")  # fmt: skip
    told = ("It will be open to buses at all times on", "one side, under the control of signals.", "",
            "The trust that owns the canal will, as it", "did when they were first put up in 1974.", "",
            "The engineer will look at it in spring &", "report to the committee after that date.")  # fmt: skip
    lines = texts(placed((60, 200, asked), (300, 200, told)))
    assert lines.index(asked[3]) > lines.index(told[1])


def test_plain_labels_are_parted_from_values_that_stand_close() -> None:
    rows = [
        ("Decision number", "CM/19"),
        ("Decision maker", "Cllr Ash"),
        ("Lead officer", "S Beck"),
        ("Subject", "Weir"),
    ]
    spread = [(60.0, 200.0 + 20 * n, label) for n, (label, _) in enumerate(rows)]
    spread += [(185.0, 200.0 + 20 * n, value) for n, (_, value) in enumerate(rows)]
    longest = "Deadline for the call-in"
    words = words_at(*spread, (60.0, 280.0, longest), (185.0, 280.0, "22 May"), size=SIZE)
    assert texts(words)[-2:] == [longest, "22 May"]


def test_a_number_is_not_parted_from_the_text_that_hangs_from_it() -> None:
    text = "The bridge by the lock is closed to lorries this month"
    words = words_at(
        *((x, 200.0 + 14 * n, part) for n in range(1, 6) for x, part in ((60, f"{n}."), (80, text))), size=SIZE
    )
    assert texts(words) == [f"{n}. {text}" for n in range(1, 6)]


def test_wrapped_labels_and_values_are_read_row_by_row() -> None:
    words = placed(
        (60, 200, ("Decision", "number", "", "Maker", "", "", "Deadline for", "call-in")),
        (150, 200, ("CM/19/", "042", "", "Councillor", "", "", "22 May 2019")),
    )
    assert texts(words) == [
        "Decision",
        "number",
        "CM/19/",
        "042",
        "Maker",
        "Councillor",
        "Deadline for",
        "call-in",
        "22 May 2019",
    ]


def test_lines_of_a_wrapped_cell_are_one_cell() -> None:
    words = placed(
        (
            60,
            200,
            (
                "Resolution",
                "",
                "That the tender of Brand in the sum",
                "of £12,400 be accepted and that",
                "the work begin.",
                "",
                "That the lamps be let to the trust",
                "for £45 a year.",
            ),
        ),
        (290, 200, ("Officer", "", "S Beck, Head", "of Works", "", "", "", "T Undern, Clerk")),
        (420, 200, ("By", "", "29 March", "2019", "", "", "", "5 April")),
    )
    found = cells(words)
    assert found[1, 0] == "That the tender of Brand in the sum of £12,400 be accepted and that the work begin."
    assert found[1, 1] == "S Beck, Head of Works"
    assert found[2, 0] == "That the lamps be let to the trust for £45 a year."


def test_figures_in_close_columns_without_rules_make_a_table() -> None:
    rows = [
        ("Mrs H Ash", "Salary for May", "412.36", "412.36"),
        ("The Trust", "Rent of the lamps", "31.85", "31.85"),
        ("Brand Works", "Boiler of the hall", "309.20", "370.00"),
        ("Silver Band", "Grant, second half", "54.00", "54.00"),
    ]
    xs = (60.0, 122.0, 224.0, 262.0)
    words = words_at(
        *((x, 200.0 + 12 * n, cell) for n, row in enumerate(rows) for x, cell in zip(xs, row, strict=True)), size=SIZE
    )
    assert cells(words) == {(n, c): cell for n, row in enumerate(rows) for c, cell in enumerate(row)}


def row(lines: Sequence[str], height: int) -> list[str]:
    """Set the lines of a cell in a row of ``height`` lines, with half a line of white below it."""
    return [*lines, *[""] * (2 * (height - len(lines)) + 1)]


def columns_of(rows: Sequence[tuple[list[str], ...]]) -> list[list[str]]:
    heights = [max(map(len, cells)) for cells in rows]
    return [
        [line for cells, height in zip(rows, heights, strict=True) for line in row(cells[n], height)]
        for n in range(len(rows[0]))
    ]


def test_rows_of_cells_that_wrap_make_a_table_though_few_lines_stand_in_all_columns() -> None:
    tender = ["That the tender of Brand for the", "boiler be accepted, and that the", "work begin in the summer."]
    rows = [
        (["Minute"], ["What was agreed"], ["Who"], ["By"]),
        (["31"], tender, ["S Beck, Head", "of Works"], ["29 March"]),
        (["32"], ["To write to the trust"], ["Clerk"], ["5 April"]),
        (["33"], ["That the lamps be let for the year", "at a rent of £45."], ["T Undern"], ["1 July"]),
    ]
    words = placed(*((x, 200, column) for x, column in zip((60, 120, 320, 440), columns_of(rows), strict=True)))
    assert cells(words) == {
        (number, n): " ".join(lines) for number, cells_of in enumerate(rows) for n, lines in enumerate(cells_of)
    }


def test_labels_and_values_that_wrap_are_the_cells_of_a_table() -> None:
    rows = [
        (["Decision", "number"], ["LF/18/", "09"]),
        (["Decision", "maker"], ["Councillor", "Ivor Blount,", "Ferries"]),
        (["Subject of", "the report"], ["The new landing at", "Oxbow lock"]),
        (["Key decision"], ["No"]),
    ]
    words = placed(*((x, 200, column) for x, column in zip((60, 150), columns_of(rows), strict=True)))
    assert cells(words) == {
        (number, n): " ".join(lines) for number, cells_of in enumerate(rows) for n, lines in enumerate(cells_of)
    }


def test_heads_that_stand_over_the_figures_alone_belong_to_their_table() -> None:
    rows = [
        ("", "Budget", "Spent", "Left"),
        ("", "£m", "£m", "£m"),
        ("Piers", "1.2", "1.4", "0.2"),
        ("Slips", "0.8", "0.7", "0.1"),
        ("Locks", "3.0", "3.3", "0.3"),
    ]
    every = [
        (x, 200.0 + 13 * n, cell)
        for n, cell_row in enumerate(rows)
        for x, cell in zip((60, 150, 190, 230), cell_row, strict=True)
    ]
    found = cells(words_at(*(place for place in every if place[2]), size=SIZE))
    assert (found[0, 1], found[1, 2], found[2, 0], found[4, 3]) == ("Budget", "£m", "Piers", "0.3")


def test_points_numbered_down_one_column_and_on_down_the_next_are_read_down() -> None:
    left = ("1. Apologies", "Miss Ash.", "2. Minutes", "Agreed.", "3. Weir", "Put off.")
    right = ("4. Boiler", "Let at £400.", "5. Lamps", "Clerk to ask.", "6. Rents", "Up by 2%.")
    assert texts(placed((60, 200, left), (210, 200, right))) == [*left, *right]


def test_numbered_labels_beside_their_values_are_read_across() -> None:
    left, right = ("1. Title", "2. Maker", "3. Day"), ("The new landing", "Miss Ash", "4 May 2018")
    lines = texts(placed((60, 200, left), (210, 200, right), leading=24.0))
    assert lines == [text for pair in zip(left, right, strict=True) for text in pair]


def test_three_columns_of_prose_are_read_one_after_the_other() -> None:
    columns = [[f"{name} line {n} of the minutes of the lock" for n in range(9)] for name in ("First", "Next", "Last")]
    width = max(word.box.x1 for word in placed((0, 0, columns[0])))
    words = placed(*((30 + n * (width + 12), 200, column) for n, column in enumerate(columns)))
    assert texts(words) == [line for column in columns for line in column]


def inked(words: Sequence[Word]) -> list[Word]:
    """Draw the boxes in to the ink, as OCR gives them: letters without stems stand lower, without tails end higher."""
    drawn = []
    for word in words:
        top = word.box.top + (0.05 if set(word.text) & set("bdfhklit") or not word.text.islower() else 0.25) * SIZE
        bottom = word.box.bottom - (0.0 if set(word.text) & set("gjpqy,") else 0.2) * SIZE
        drawn.append(replace(word, box=replace(word.box, top=top, bottom=bottom)))
    return drawn


def test_rows_hardly_looser_than_their_lines_are_told_by_where_letters_stand_not_how_low_their_tails_hang() -> None:
    rows = [
        ("Reference number", ["LB/77"]),
        ("Taken by", ["Alderman Mortlake, Steward of Locks", "Slipways"]),
        ("Date taken", ["9 June 2021"]),
        ("Key", ["yes"]),
        ("Subject", ["New gates at Fold Lock"]),
        ("Call-in", ["18 June"]),
    ]
    top, placed_words = 100.0, list[tuple[float, float, str]]()
    want = dict[tuple[int, int], str]()
    for number, (label, value) in enumerate(rows):
        placed_words += [(60.0, top, label)]
        for line in value:
            placed_words += [(180.0, top, line)]
            top += 13.0
        top += 2.4
        want |= {(number, 0): label, (number, 1): " ".join(value)}
    assert cells(inked(words_at(*placed_words, size=SIZE))) == want


def test_a_line_whose_box_lost_its_tails_is_no_row() -> None:
    labels, tops = ("Number", "Maker", "Date", "Topic", "Call-in"), (100.0, 115.4, 143.8, 159.2, 187.6)
    values = ["LB/77", "Alderman Mortlake, Steward of", "9 June 2021", "New gates at Fold Lock, and", "18 June"]
    set_words = [(60.0, top, label) for label, top in zip(labels, tops, strict=True)]
    set_words += [(180.0, top, value) for value, top in zip(values, tops, strict=True)]
    words = inked(words_at(*set_words, (180.0, 128.4, "Locks"), (180.0, 172.2, "porches"), size=SIZE))
    cut = [
        replace(w, box=replace(w.box, top=w.box.top + 1.4, bottom=w.box.bottom - 2)) for w in words if "porc" in w.text
    ]
    assert cells([*(w for w in words if "porc" not in w.text), *cut])[3, 1] == "New gates at Fold Lock, and porches"


def test_what_stands_below_columns_that_end_level_belongs_to_neither() -> None:
    words = placed((60, 100, LEFT), (310, 106, [*RIGHT, "The Clerk will see to these."]))
    words += words_at((60.0, 253.0, "Signed Chair"), size=SIZE)
    assert texts(words) == [line for line in (*LEFT, *RIGHT, "The Clerk will see to these.", "Signed Chair") if line]


def test_rows_a_point_and_a_half_looser_than_their_lines_are_rows() -> None:
    top, words = 100.0, []
    for label, value in (
        (["Record", "number"], ["LB/77"]),
        (["Taken", "by"], ["Alderman Jo", "Mortlake, Steward", "of Locks"]),
        (["Date", "taken"], ["9 June 2021"]),
        (["Key", "choice"], ["Yes"]),
        (["Subject"], ["New gates at", "Fold Lock"]),
    ):
        words += [(60.0, top + 12.0 * n, text) for n, text in enumerate(label)]
        words += [(130.0, top + 12.0 * n, text) for n, text in enumerate(value)]
        top += 12.0 * max(len(label), len(value)) + 1.4
    assert list(cells(words_at(*words, size=SIZE)).values()) == [
        "Record number",
        "LB/77",
        "Taken by",
        "Alderman Jo Mortlake, Steward of Locks",
        "Date taken",
        "9 June 2021",
        "Key choice",
        "Yes",
        "Subject",
        "New gates at Fold Lock",
    ]


def test_heads_of_a_table_below_a_heading_are_none_of_the_table_above() -> None:
    labels = [(60.0, 100 + 18.0 * n, text) for n, text in enumerate(("Number", "Taken by", "Key"))]
    values = [
        (130.0, 100 + 18.0 * n, text) for n, text in enumerate(("LB/77", "Alderman Mortlake of the Locks", "Yes"))
    ]
    table = [(60.0, 154.0, "1. Decision"), (60.0, 172.0, "Action"), (320.0, 172.0, "Lead"), (440.0, 172.0, "By")]
    top = 190.0
    for action, lead, by in (
        (["That the gates be made of oak and that", "the order go out."], ["Jo Ash, Clerk"], ["30 June", "2021"]),
        (
            ["That the sill be laid again in stone and", "pointed."],
            ["Tom Undern,", "Engineer", "of Works"],
            ["12 July"],
        ),
    ):
        for x, lines in ((60.0, action), (320.0, lead), (440.0, by)):
            table += [(x, top + 12.0 * n, text) for n, text in enumerate(lines)]
        top += 12.0 * max(len(action), len(lead), len(by)) + 6.0
    found = list(cells(words_at(*labels, *values, *table, size=SIZE)).values())
    assert found[-6:] == [
        "That the gates be made of oak and that the order go out.",
        "Jo Ash, Clerk",
        "30 June 2021",
        "That the sill be laid again in stone and pointed.",
        "Tom Undern, Engineer of Works",
        "12 July",
    ]


def test_labels_that_stand_as_far_apart_as_rows_do_are_not_one() -> None:
    rows = [
        ("Reference number", "LB/77"),
        ("Decision taker", "Alderman Mortlake, Steward of Locks, Slipways and Quays of the Lower River"),
        ("Date decided", "9 June 2021"),
        ("Key decision", "Yes"),
    ]
    placed_words = [
        (x, 100 + 17.0 * n, text) for n, row in enumerate(rows) for x, text in zip((60.0, 150.0), row, strict=True)
    ]
    assert texts(words_at(*placed_words, size=SIZE)) == [text for row in rows for text in row]
