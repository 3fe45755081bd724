"""Two pages of a book on one sheet are read one after the other; wide forms and tables stay whole."""

from extractor.document import Box, Word
from extractor.reading.layout import arrange
from extractor.reading.rules import Rule
from extractor.reading.spreads import fold_of

WIDTH_PT, HEIGHT_PT, SIZE_PT, LETTER_PT = 842.0, 595.0, 10.0, 5.0
PROSE = "the harbour board met and spoke of the lantern on the quay for an hour"


def line(text: str, x0: float, top: float) -> list[Word]:
    words: list[Word] = []
    for part in text.split():
        box = Box(x0, top, x0 + LETTER_PT * len(part), top + SIZE_PT)
        words.append(Word(part, box, 0.99, "text_layer", SIZE_PT))
        x0 = box.x1 + 3.0
    return words


def book_page(name: str, x0: float, lines: int = 14) -> list[Word]:
    words = line(name, x0 + 120, 40)
    for n in range(lines):
        words += line(f"{name}{n} {PROSE}", x0, 70 + 20.0 * n)
    return words


def test_the_left_page_is_read_before_the_right_one() -> None:
    words = [*book_page("L", 40), *book_page("R", 470)]
    lines = arrange(words, [], WIDTH_PT, HEIGHT_PT).lines
    firsts = [found.words[0].text[0] for found in lines]
    assert firsts == ["L"] * 15 + ["R"] * 15


def test_a_page_that_ends_short_is_a_page_of_the_book_too() -> None:
    words = [*book_page("L", 40), *book_page("R", 470, lines=3)]
    firsts = [found.words[0].text[0] for found in arrange(words, [], WIDTH_PT, HEIGHT_PT).lines]
    assert firsts == ["L"] * 15 + ["R"] * 4


def test_a_note_beside_a_page_is_no_page() -> None:
    words = [
        *book_page("L", 40),
        *line("See the plan", 470, 70),
        *line("of the quay", 470, 90),
        *line("of 1907", 470, 110),
    ]
    assert fold_of(words, [], WIDTH_PT, HEIGHT_PT) is None


def test_tables_of_the_right_page_keep_their_cells() -> None:
    frame = [Rule(470, y, 800, y + 0.5) for y in (400.0, 430.0, 460.0)]
    frame += [Rule(x, 400, x + 0.5, 460) for x in (470.0, 635.0, 800.0)]
    words = [*book_page("L", 40), *book_page("R", 470)]
    words += [*line("Rent", 480, 410), *line("five", 650, 410), *line("Tug", 480, 440), *line("nine", 650, 440)]
    found = arrange([*words, *line("In a box", 60, 410)], [*frame, *_box(50, 395, 300, 430)], WIDTH_PT, HEIGHT_PT)
    cells = {each.text: each.cell for each in found.lines if each.cell}
    assert cells["Tug"] is not None
    assert found.tables[cells["Tug"].table].box.x0 > WIDTH_PT / 2


def _box(x0: float, top: float, x1: float, bottom: float) -> list[Rule]:
    across = [Rule(x0, y, x1, y + 0.5) for y in (top, bottom)]
    return [*across, *(Rule(x, top, x + 0.5, bottom) for x in (x0, x1))]


def test_labels_and_their_values_on_a_wide_form_are_no_pages() -> None:
    words: list[Word] = []
    for n in range(12):
        words += [*line(f"Label {n}", 60, 60 + 25.0 * n), *line(f"value {n} {PROSE}", 460, 60 + 25.0 * n)]
    assert fold_of(words, [], WIDTH_PT, HEIGHT_PT) is None


def test_a_rule_over_the_fold_makes_one_sheet_of_it() -> None:
    words = [*book_page("L", 40), *book_page("R", 470)]
    assert fold_of(words, [], WIDTH_PT, HEIGHT_PT) is not None
    assert fold_of(words, [Rule(40, 60, 800, 60.5)], WIDTH_PT, HEIGHT_PT) is None


def test_columns_of_an_upright_page_are_no_book() -> None:
    words = [*book_page("L", 20, 20), *book_page("R", 310, 20)]
    assert fold_of(words, [], 595.0, 842.0) is None
