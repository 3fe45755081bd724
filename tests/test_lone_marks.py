"""Print that the detector passes over, and the case of a point's letter."""

import numpy as np
import pytest

from extractor.reading.cleaning import clean
from extractor.reading.ocr.decode import Glyph
from extractor.reading.ocr.lettercase import settle_case
from extractor.reading.ocr.lone_marks import believed, find_lone_marks
from extractor.reading.ocr.ppocr import LineBox
from tests.drawing import Sheet

WEARS = ("crisp", "photocopy", "faint")


def row(sheet: Sheet, text: str, x: float = 40.0, top: float = 60.0) -> LineBox:
    """Print a line; return its box as a detector gives it, with a margin around the letters."""
    start = len(sheet.words)
    sheet.write(x, top, text)
    boxes = [word.box for word in sheet.words[start:]]
    x0, x1 = min(box.x0 for box in boxes) - 3, max(box.x1 for box in boxes) + 3
    up, down = min(box.top for box in boxes) - 3, max(box.bottom for box in boxes) + 3
    left, top, right, bottom = (value * sheet.scale for value in (x0, up, x1, down))
    return LineBox(left, top, right, bottom, 0.9)


@pytest.mark.parametrize("wear", ["crisp", "photocopy"])
def test_a_lone_dash_and_a_lone_digit_in_a_row_are_found(wear: str) -> None:
    sheet = Sheet()
    lines = [row(sheet, "Oil for the lamps"), row(sheet, "1,240", x=220)]
    middle = (lines[0].top + lines[0].bottom) / 2 / sheet.scale
    sheet.rule(170, middle, 176, middle, thick=1.0)
    digit = sheet.write(330, 60, "7")

    dash, number = sorted(find_lone_marks(sheet.grey(wear), sheet.dpi, lines), key=lambda mark: mark.box.x0)

    assert dash.is_dash
    assert dash.box.x0 < 170 * sheet.scale < 176 * sheet.scale < dash.box.x1
    assert not number.is_dash
    assert number.box.x0 < digit.x0 * sheet.scale < number.box.x1


@pytest.mark.parametrize("wear", WEARS)
def test_rules_holes_and_print_off_the_level_are_not_found(wear: str) -> None:
    sheet = Sheet()
    lines = [row(sheet, "Oil for the lamps")]
    for x in range(200, 400, 9):
        sheet.rule(x, 66, x + 5, 66)
    sheet.rule(190, 20, 190, 200)
    sheet.pen.ellipse([v * sheet.scale for v in (10, 58, 24, 72)], fill=0)
    sheet.write(200, 120, "7")

    assert find_lone_marks(sheet.grey(wear), sheet.dpi, lines) == ()


def test_a_page_without_lines_has_no_strays() -> None:
    assert find_lone_marks(np.full((200, 200), 255, np.uint8), 200.0, []) == ()


@pytest.mark.parametrize(
    ("text", "chance", "kept"),
    [
        pytest.param("7", 0.9, True, id="digit"),
        pytest.param("(c)", 0.9, True, id="label"),
        pytest.param("7", 0.4, False, id="doubtful"),
        pytest.param("•", 0.9, False, id="no letter"),
        pytest.param("lanterns", 0.9, False, id="too long"),
        pytest.param("", 0.9, False, id="nothing"),
    ],
)
def test_what_is_read_of_dirt_is_dropped(text: str, chance: float, kept: bool) -> None:
    glyphs = tuple(Glyph(letter, float(at), chance) for at, letter in enumerate(text))

    assert believed(glyphs) == (glyphs if kept else ())


# -- case -------------------------------------------------------------------------------------------------------------


def line_of(text: str, wear: str) -> np.ndarray:
    sheet = Sheet()
    box = row(sheet, text)
    image = clean(sheet.grey(wear), sheet.scale)
    return image[round(box.top) : round(box.bottom), round(box.x0) : round(box.x1)]


@pytest.mark.parametrize("wear", ["crisp", "photocopy"])
@pytest.mark.parametrize(
    ("printed", "seen", "settled"),
    [
        pytest.param("c) the moorings near the mole", "C) the moorings near the mole", "c", id="small"),
        pytest.param("C) the moorings near the mole", "c) the moorings near the mole", "C", id="capital"),
        pytest.param("o) the moorings near the mole", "o) the moorings near the mole", "o", id="small stays"),
        pytest.param("V. the moorings near the mole", "v. the moorings near the mole", "V", id="full stop"),
        pytest.param("c)", "C)", "c", id="alone, small"),
        pytest.param("C)", "c)", "C", id="alone, capital"),
    ],
)
def test_the_case_of_a_points_letter_is_taken_from_its_height(printed: str, seen: str, settled: str, wear: str) -> None:
    glyphs = tuple(Glyph(letter, float(at), 0.9) for at, letter in enumerate(seen))

    found = settle_case(glyphs, line_of(printed, wear))

    assert found[0].character == settled
    assert "".join(glyph.character for glyph in found[1:]) == seen[1:]


def test_blur_that_joins_a_letter_to_its_bracket_makes_no_capital_of_it() -> None:
    seen = "c) the moorings near the mole"
    glyphs = tuple(Glyph(letter, float(at), 0.9) for at, letter in enumerate(seen))

    assert settle_case(glyphs, line_of(seen, "faint")) == glyphs


@pytest.mark.parametrize("seen", ["Come in out of the rain", "C", "", "b) is no such letter", "12) nor is a number"])
def test_other_print_is_left_as_it_was_read(seen: str) -> None:
    glyphs = tuple(Glyph(letter, float(at), 0.9) for at, letter in enumerate(seen))

    assert settle_case(glyphs, line_of("c) the moorings near the mole", "crisp")) == glyphs
