"""The stretches of a line that are read again: whole words, cut out where the paper is white."""

import numpy as np
import pytest

from extractor.reading.ocr.decode import Glyph
from extractor.reading.ocr.engine import Image
from extractor.reading.ocr.linework import LineImage
from extractor.reading.ocr.resolve import Reading
from extractor.reading.ocr.stretches import Stretch, find_stretches, part_of, put_back

TEXT = "the ferry leaves at seven from the old pier each day"
PITCH = 16


def line(*, underlined: bool = False) -> LineImage:
    """Draw a line of blocks, a letter each, 48 pixels high: a step of a recogniser is 8 of them."""
    pixels: Image = np.full((48, PITCH * len(TEXT)), 255, np.uint8)
    for place, letter in enumerate(TEXT):
        if letter != " ":
            pixels[12:36, PITCH * place + 2 : PITCH * place + 14] = 0
    if underlined:
        pixels[28:36, PITCH * TEXT.index("leaves") : PITCH * TEXT.index("seven")] = 0
    return LineImage(pixels, 100, 50)


def seen() -> tuple[Glyph, ...]:
    return tuple(Glyph(letter, PITCH * (place + 0.5), 0.99) for place, letter in enumerate(TEXT))


def texts(stretches: tuple[Stretch, ...]) -> list[str]:
    return [TEXT[it.start : it.end] for it in stretches]


def of(word: str) -> tuple[int, int]:
    return TEXT.index(word), TEXT.index(word) + 1


@pytest.mark.parametrize(
    ("doubtful", "read_again"),
    [
        ((), []),
        (("the ferry",), ["the ferry"]),
        (("seven",), ["at seven from"]),
        (("the ferry", "day"), ["the ferry", "each day"]),
        (("at", "from"), ["leaves at seven from the"]),
        (("ferry", "seven", "old"), [TEXT]),
    ],
    ids=["none", "first", "midst", "two", "two that touch", "most of it"],
)
def test_words_in_doubt_are_read_again_with_their_neighbours(doubtful: tuple[str, ...], read_again: list[str]) -> None:
    assert texts(find_stretches(line(), seen(), [of(word) for word in doubtful])) == read_again


def test_a_line_is_cut_where_paper_is_white_and_a_step_ends() -> None:
    (stretch,) = find_stretches(line(), seen(), [of("seven")])
    assert stretch.left % 8 == 0 == stretch.right % 8
    assert (line().pixels[:, [stretch.left - 1, stretch.left, stretch.right - 1, stretch.right]] == 255).all()


def test_where_no_paper_is_white_more_is_read_again() -> None:
    pixels = line(underlined=True)
    (stretch,) = find_stretches(pixels, seen(), [of("seven")])
    assert (pixels.pixels[:, stretch.left] == 255).all()
    assert texts((stretch,)) == ["leaves at seven from"]


def test_a_stretch_is_put_back_in_its_place() -> None:
    (stretch,) = find_stretches(line(), seen(), [of("seven")])
    output = np.zeros((2 * len(TEXT), 3), np.float32)
    image, part = part_of(line(), Reading(output, seen(), 0.5), stretch)
    assert image.left == 100 + stretch.left
    assert image.pixels.shape == (48, stretch.right - stretch.left)
    assert [glyph.x for glyph in part.glyphs][:2] == [
        8.0 + PITCH * stretch.start - stretch.left + PITCH * i for i in range(2)
    ]
    anew = (Glyph("X", 4.0, 0.5), *part.glyphs)
    whole = put_back(seen(), stretch, anew)
    assert "".join(glyph.character for glyph in whole) == TEXT[: stretch.start] + "X" + TEXT[stretch.start :]
    assert whole[stretch.start].x == stretch.left + 4.0
    assert whole[stretch.start + 1 :] == seen()[stretch.start :]
