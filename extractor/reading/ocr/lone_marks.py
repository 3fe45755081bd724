"""Print that the detector passed over: lone dashes in tables, digits of notes, the letter of a point out in the margin.

In: a page's image and the boxes of its lines. Out: boxes of the same kind around small ink that stands by itself on the
level of a line. The detector looks at pages coarsely and takes such ink for dirt; here its size, its place and the white
around it tell it from dirt.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.reading.components import outlines
from extractor.reading.ink import percentiles, shrink
from extractor.reading.ocr.decode import Glyph
from extractor.reading.ocr.engine import Image
from extractor.reading.ocr.linework import LineImage
from extractor.reading.ocr.ppocr import LineBox
from extractor.reading.ocr.resolve import Reading

_DPI = 150.0
# What share of the darkness of the lines' own letters ink must have: the grain of coarse scans has a third of it.
_INKED = 0.5
# In heights of a line's letters: how low a letter may be and how high, how far ink may reach across.
_LOWEST, _HIGHEST, _WIDEST = 0.4, 1.25, 3.0
_NARROWEST_PT = 0.9
# Letters of one label stand nearer than this, the next word farther; and the white around it, up and down.
_TOGETHER_PT, _WHITE_PT = 2.2, 1.2
# Dots and holes are solid; a small b is not, nor is a 1 with its foot.
_SOLID = 0.86
# How far a rule is looked for in line with what may be a piece of it.
_RULE_PT = 16.0
# A dash: points across, points thick at most, and how far from the middle of its line (in heights of the line's letters).
_DASH_PT, _DASH_THICK_PT, _DASH_OFF = (2.2, 14.0), 1.9, 0.3
# What the detector adds above and below a line's letters, as a share of the height of its box.
_MARGIN = 0.22
# Of lone dashes either recogniser sees this much or more, of pieces of rules and of grain less (40 such on bad scans).
_LEAST_DASH, _SURE_DASH = 0.08, 0.6
_DASHES = "-–—"
# What is read of dirt is doubtful, or long, or no letter or digit.
_LEAST_CHANCE, _LONGEST = 0.6, 5


@dataclass(frozen=True, slots=True)
class LoneMark:
    """A box, and whether what stands in it is a dash."""

    box: LineBox
    is_dash: bool


def find_lone_marks(image: Image, dpi: float, lines: Sequence[LineBox]) -> tuple[LoneMark, ...]:
    """Return the small print that stands on the level of one of ``lines`` and in none of them."""
    if not lines:
        return ()
    small, px_per_pt = shrink(image, dpi / 72.0, _DPI)
    scale = px_per_pt / (dpi / 72.0)
    scaled = [_scaled(line, scale) for line in lines]
    mask = _inked(small, scaled)
    found = [_lone_mark(place, mask, scaled, px_per_pt) for place in _places(mask, scaled, px_per_pt)]
    return tuple(LoneMark(_scaled(mark.box, 1 / scale), mark.is_dash) for mark in found if mark)


def _scaled(box: LineBox, by: float) -> LineBox:
    return LineBox(box.x0 * by, box.top * by, box.x1 * by, box.bottom * by, box.score)


def _inked(image: Image, lines: Sequence[LineBox]) -> NDArray[np.uint8]:
    """Mark what is about as dark as the letters of the lines."""
    letters = [percentiles(image[_inside(line)], [5])[0] for line in lines if image[_inside(line)].size]
    dark = 255.0 - float(np.median(letters)) if letters else 255.0
    return (255 - image > max(25.0, _INKED * dark)).astype(np.uint8)


def _inside(line: LineBox) -> tuple[slice, slice]:
    rows = slice(max(0, int(line.top)), max(0, int(line.bottom) + 1))
    return rows, slice(max(0, int(line.x0)), max(0, int(line.x1) + 1))


def _places(mask: NDArray[np.uint8], lines: Sequence[LineBox], px_per_pt: float) -> list[tuple[int, int, int, int]]:
    """Return where (x, y, width, height) ink lies outside all lines, letters that stand together as one."""
    free = mask.copy()
    for line in lines:
        free[_inside(line)] = 0
    reach = max(1, round(_TOGETHER_PT * px_per_pt))
    joined = cv2.dilate(free, np.ones((1, reach), np.uint8))
    boxes = outlines(np.asarray(joined, dtype=np.uint8))
    fit = (boxes[:, 2] < 60 * px_per_pt) & (boxes[:, 3] < 30 * px_per_pt)
    places = []
    for x, y, width, height in boxes[fit].tolist():
        columns = np.flatnonzero(free[y : y + height, x : x + width].any(axis=0))
        if columns.size:
            places.append((x + int(columns[0]), y, int(columns[-1] - columns[0]) + 1, height))
    return places


def _lone_mark(
    place: tuple[int, int, int, int], mask: NDArray[np.uint8], lines: Sequence[LineBox], px_per_pt: float
) -> LoneMark | None:
    x, y, width, height = place
    line = _level_line(y + height / 2, x, lines)
    if line is None or not _stands_alone(place, mask, px_per_pt):
        return None
    letters = line.height * (1 - 2 * _MARGIN)
    is_dash = _is_dash(place, line, px_per_pt)
    if not is_dash and not _is_letter_sized(place, mask, letters, px_per_pt):
        return None
    margin = _MARGIN * line.height
    top, bottom = (
        (line.top, line.bottom) if is_dash else (min(line.top, y - margin), max(line.bottom, y + height + margin))
    )
    return LoneMark(LineBox(x - margin, top, x + width + margin, bottom, line.score), is_dash)


def _level_line(middle: float, x: float, lines: Sequence[LineBox]) -> LineBox | None:
    """Return the nearest line on whose level a place lies."""
    level = [line for line in lines if abs((line.top + line.bottom) / 2 - middle) < 0.3 * line.height]
    return min(level, key=lambda line: abs((line.x0 + line.x1) / 2 - x), default=None)


def _stands_alone(place: tuple[int, int, int, int], mask: NDArray[np.uint8], px_per_pt: float) -> bool:
    """Say whether there is white around a place, and no more of a rule that it may be a piece of."""
    x, y, width, height = place
    white = max(1, round(_WHITE_PT * px_per_pt))
    around = mask[max(0, y - white) : y + height + white, max(0, x - white) : x + width + white]
    if around.sum() != mask[y : y + height, x : x + width].sum():
        return False
    far = round(_RULE_PT * px_per_pt)
    if width > 1.6 * height:
        return not _goes_on(mask, (x, y, width, height), far)
    return height <= 3 * width or not _goes_on(mask.T, (y, x, height, width), far)


def _goes_on(mask: NDArray[np.uint8], place: tuple[int, int, int, int], far: int) -> bool:
    """Say whether there is more lying ink on the level of a place, with white above and below it."""
    x, y, width, height = place
    left, right = max(0, x - far), x + width + far
    level, above, below = (
        mask[max(0, top) : top + height + 2, left:right].any(axis=0)
        for top in (y - 1, y - 2 * height - 4, y + 2 * height + 2)
    )
    lying = np.flatnonzero(level & ~above & ~below) + left
    return int(np.count_nonzero((lying < x) | (lying >= x + width))) >= max(2, width // 3)


def _is_dash(place: tuple[int, int, int, int], line: LineBox, px_per_pt: float) -> bool:
    _, y, width, height = place
    off = abs(y + height / 2 - (line.top + line.bottom) / 2)
    low, high = _DASH_PT
    return (
        low * px_per_pt <= width <= high * px_per_pt
        and height <= _DASH_THICK_PT * px_per_pt
        and width >= 1.6 * height
        and off <= _DASH_OFF * line.height * (1 - 2 * _MARGIN)
    )


def _is_letter_sized(
    place: tuple[int, int, int, int], mask: NDArray[np.uint8], letters: float, px_per_pt: float
) -> bool:
    x, y, width, height = place
    ink_share = float(mask[y : y + height, x : x + width].mean())
    return (
        _LOWEST * letters <= height <= _HIGHEST * letters
        and _NARROWEST_PT * px_per_pt <= width <= _WIDEST * letters
        and (ink_share < _SOLID or width < 0.5 * height)
    )


def believed(glyphs: tuple[Glyph, ...]) -> tuple[Glyph, ...]:
    """Return what was read of a lone mark if it is likelier print than dirt, else nothing."""
    short = len(glyphs) <= _LONGEST and any(glyph.character.isalnum() for glyph in glyphs)
    return glyphs if short and min(glyph.chance for glyph in glyphs) >= _LEAST_CHANCE else ()


def believed_dash(line: LineImage, readings: Sequence[Reading], characters: tuple[str, ...]) -> tuple[Glyph, ...]:
    """Return a dash if any of ``readings`` saw a trace of one; that its shape is a dash's is known."""
    columns = [1 + characters.index(dash) for dash in _DASHES if dash in characters]
    chance = max(float(reading.output[:, columns].sum(axis=1).max()) for reading in readings)
    return (Glyph("-", line.pixels.shape[1] / 2, max(chance, _SURE_DASH)),) if chance >= _LEAST_DASH else ()
