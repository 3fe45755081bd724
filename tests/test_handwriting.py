"""Ink that is no print."""

import numpy as np
import pytest

from extractor.document import Box, Word
from extractor.reading.handwriting import drop_scrawl, find_handwriting
from extractor.reading.ink import Picture
from tests.drawing import Sheet


def scribble(sheet: Sheet, x: float, top: float, width: float = 110.0, height: float = 24.0) -> None:
    at = np.linspace(0, 1, 90)
    waves = 0.5 + 0.45 * np.sin(at * 31) * np.cos(at * 9)
    points = [((x + width * a) * sheet.scale, (top + height * w) * sheet.scale) for a, w in zip(at, waves, strict=True)]
    sheet.pen.line(points, fill=40, width=max(1, round(1.1 * sheet.scale)))


@pytest.mark.parametrize("wear", ["crisp", "photocopy", "faint"])
def test_a_signature_is_found_and_print_is_not(wear: str) -> None:
    sheet = Sheet()
    sheet.write(40, 40, "Signed by the keeper of the light at the end of the mole")
    scribble(sheet, 60, 90)
    sheet.rule(40, 130, 240, 130)
    sheet.write(40, 136, "Keeper")

    (box,) = find_handwriting(Picture(sheet.grey(wear), sheet.scale), sheet.words, [])

    assert box.x0 == pytest.approx(60, abs=4)
    assert box.x1 == pytest.approx(170, abs=4)
    assert 86 < box.top < box.bottom < 118


def test_a_page_of_print_bears_no_handwriting() -> None:
    sheet = Sheet()
    sheet.write(40, 40, "Harbour Board", size=22)
    sheet.write(40, 90, "The lamp was lit on each of ninety nights.")

    assert find_handwriting(Picture(sheet.grey(), sheet.scale), sheet.words, []) == ()


@pytest.mark.parametrize(
    ("text", "confidence", "kept"),
    [
        pytest.param("2Ys", 0.6, False, id="a scrawl's letters"),
        pytest.param("Farrant", 0.6, True, id="a name read with doubt"),
        pytest.param("Farrant", 0.2, False, id="hardly read"),
        pytest.param("No", 0.95, True, id="surely read"),
    ],
)
def test_only_what_is_doubtful_is_dropped_from_a_scrawl(text: str, confidence: float, kept: bool) -> None:
    word = Word(text, Box(62, 92, 100, 110), confidence, "drawn", 12.0)

    assert drop_scrawl([word], [Box(60, 90, 170, 114)]) == ((word,) if kept else ())


def test_doubtful_words_elsewhere_stay() -> None:
    word = Word("2Ys", Box(300, 92, 340, 110), 0.3, "drawn", 12.0)

    assert drop_scrawl([word], [Box(60, 90, 170, 114)]) == (word,)
