"""Print of a scan that stands on its side: heads of narrow columns, words up the margin.

In: an upright page's image, the words and rules found on it, the engine. Out: the lines that are turned by a right angle, their
words in the order in which they are read, and the words without what the engine made of them lying.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Box, Line, Word, union
from extractor.reading.ink import Image, ink, shrink
from extractor.reading.ocr.currency import SIGNS, TAKEN_FOR, TOLD
from extractor.reading.ocr.engine import Engine
from extractor.reading.rules import Rule
from extractor.reading.words import word_from

_DPI, _DARK = 100.0, 95
# Print that is surely read needs no other look.
_SURE = 0.75
# Letters that stand above one another are joined over this much white; a strip of them is so wide, so high, and so much higher
# than wide.
_JOIN_PT, _WIDTH_PT, _LEAST_HEIGHT_PT, _LEAST_SLIM = 5.0, (4.0, 18.0), 17.0, 1.8
# A page bears no more of them than this: what has more is a drawing.
_MOST_STRIPS = 60
_MARGIN_PT = 3.0
# What is read in a strip is believed when the engine is so sure of it, and it has so many letters.
_BELIEVED, _FEWEST_LETTERS, _FEWEST_FIGURES = 0.8, 3, 6
_UNIT = re.compile(r"\(?[£€$](?:['’]?000s?|k|m)?\)?")
# A second line of a head may be shorter; it stands beside the first, so near.
_LEAST_BESIDE_PT, _BESIDE_PT = 9.0, 12.0


@dataclass(frozen=True, slots=True)
class _Strip:
    """A strip of print set upright on a sheet: its place on the page, and from which row of the sheet on it stands."""

    box: Box
    row: int


def read_turned(
    image: Image, words: Sequence[Word], rules: Sequence[Rule], px_per_pt: float, engine: Engine
) -> tuple[tuple[Line, ...], tuple[Word, ...]]:
    """Return the lines that stand on their side, in reading order, and the words that do not. Raises what the engine raises."""
    strips = _strips(image, words, rules, px_per_pt)
    if not strips or len(strips) > _MOST_STRIPS:
        return (), tuple(words)
    found: list[tuple[bool, Line]] = []
    readings = [_read(image, strips, px_per_pt, engine, upwards=upwards) for upwards in (True, False)]
    seen = {sign for reading in readings for words_of in reading for sign in _text(words_of) if sign in SIGNS}
    mostly_up = sum(map(_sureness, readings[0])) >= sum(map(_sureness, readings[1]))
    for upward, downward in zip(*readings, strict=True):
        # A unit by itself looks like a figure from the other side.
        unit = _signed(upward if mostly_up else downward, seen)
        is_unit = _UNIT.fullmatch(_text(unit)) is not None
        best = unit if is_unit else max(upward, downward, key=_sureness)
        if is_unit or (_sureness(best) >= _BELIEVED and _says_something(_text(best))):
            found.append((best is upward, Line(tuple(best), union(word.box for word in best))))
    lines = tuple(line for _, line in sorted(found, key=lambda told: told[1].box.x0 * (1 if told[0] else -1)))
    return lines, tuple(word for word in words if not any(_lies_in(word.box, line.box) for line in lines))


def _says_something(text: str) -> bool:
    """Tell whether print has letters, or figures as of two years: single figures may lie as well."""
    return sum(map(str.isalpha, text)) >= _FEWEST_LETTERS or sum(map(str.isdigit, text)) >= _FEWEST_FIGURES


def _signed(words: list[Word], seen: set[str]) -> list[Word]:
    """Read a unit that is a letter in brackets as the sign that it is taken for, where the heads have that sign."""
    text = _text(words)
    sign = next((sign for sign in seen if re.fullmatch(rf"\([{TAKEN_FOR[sign]}]\)", text)), None)
    return [replace(words[0], text=f"({sign})", confidence=min(words[0].confidence, TOLD))] if sign else words


def _text(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words)


def _sureness(words: Sequence[Word]) -> float:
    return fmean(word.confidence for word in words) if words else 0.0


def _strips(image: Image, words: Sequence[Word], rules: Sequence[Rule], px_per_pt: float) -> list[Box]:
    """Return where slim strips of ink stand that no word or rule explains."""
    small, scale = shrink(image, px_per_pt, _DPI)
    mask = (ink(small, scale) > _DARK).astype(np.uint8)
    sure = (word.box for word in words if word.confidence >= _SURE and _lies(word))
    for box in (*sure, *(Box(rule.x0 - 1.2, rule.top - 1.2, rule.x1 + 1.2, rule.bottom + 1.2) for rule in rules)):
        rows = slice(max(0, round(box.top * scale)), max(0, round(box.bottom * scale) + 1))
        mask[rows, max(0, round(box.x0 * scale)) : max(0, round(box.x1 * scale) + 1)] = 0
    joined = cv2.dilate(mask, np.ones((max(1, round(_JOIN_PT * scale)), 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = {
        label: Box(x / scale, y / scale, (x + wide) / scale, (y + high) / scale)
        for label, (x, y, wide, high, _) in enumerate(stats.tolist())
        if label and x > 2 and y > 2 and x + wide < mask.shape[1] - 2 and y + high < mask.shape[0] - 2
    }
    slim = [label for label, box in boxes.items() if _is_strip(box)]
    strips = [boxes[label] for label in slim if _is_of_letters(mask, labels == label, scale)]
    near = [label for label, box in boxes.items() if box not in strips and any(_is_beside(box, one) for one in strips)]
    return strips + [boxes[label] for label in near if _is_of_letters(mask, labels == label, scale)]


def _is_beside(box: Box, strip: Box) -> bool:
    """Tell whether a box may be a short line beside one that stands on its side."""
    gap = max(box.x0, strip.x0) - min(box.x1, strip.x1)
    low, high = _WIDTH_PT
    fits = low <= box.width <= min(high, box.height) and box.height >= _LEAST_BESIDE_PT
    return fits and strip.top <= box.middle <= strip.bottom and 0 <= gap <= _BESIDE_PT


def _lies(word: Word) -> bool:
    """Tell whether a word lies level: engines read some that stand, but without their neighbours and marks."""
    letters = sum(map(str.isalnum, word.text))
    return letters >= 2 and (letters < _FEWEST_LETTERS or word.box.height < _LEAST_SLIM * word.box.width)


def _is_strip(box: Box) -> bool:
    low, high = _WIDTH_PT
    return low <= box.width <= high and box.height >= max(_LEAST_HEIGHT_PT, _LEAST_SLIM * box.width)


def _is_of_letters(mask: NDArray[np.uint8], part: NDArray[np.bool_], scale: float) -> bool:
    """Tell whether a strip is made of several marks, each of a letter's size, and no stroke of a pen or a line."""
    own = np.where(part, mask, 0).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(own, connectivity=8)
    high = stats[1:, cv2.CC_STAT_HEIGHT]
    return bool(np.count_nonzero(high >= 1.5 * scale) >= 2 and high.max() <= 2 * _WIDTH_PT[1] * scale)


def _read(image: Image, strips: Sequence[Box], px_per_pt: float, engine: Engine, *, upwards: bool) -> list[list[Word]]:
    """Return the words of each strip where its print reads ``upwards``, else downwards, in the order of reading."""
    sheet, placed = _sheet(image, strips, px_per_pt, upwards=upwards)
    raw = engine.recognise(sheet, 72.0 * px_per_pt)
    told = [word_from(replace(one, text=one.text.strip("|")), px_per_pt) for one in raw]
    words = [word for word in told if word.text]
    found: list[list[Word]] = []
    for here, below in pairwise([*placed, _Strip(strips[0], sheet.shape[0])]):
        top, bottom = here.row / px_per_pt, below.row / px_per_pt
        own = sorted((word for word in words if top <= word.box.middle < bottom), key=lambda word: word.box.x0)
        found.append([_turned_back(word, here, upwards=upwards) for word in own])
    return found


def _sheet(image: Image, strips: Sequence[Box], px_per_pt: float, *, upwards: bool) -> tuple[Image, list[_Strip]]:
    """Set the strips level below one another on a white sheet."""
    parts = [np.rot90(_part(image, box, px_per_pt), -1 if upwards else 1) for box in strips]
    air = round(3 * _MARGIN_PT * px_per_pt)
    sheet = np.full(
        (sum(p.shape[0] + air for p in parts) + air, max(p.shape[1] for p in parts) + 2 * air), 255, np.uint8
    )
    placed, row = [], air
    for box, part in zip(strips, parts, strict=True):
        sheet[row : row + part.shape[0], air : air + part.shape[1]] = part
        placed.append(_Strip(box, row - air // 2))
        row += part.shape[0] + air
    return sheet, placed


def _part(image: Image, box: Box, px_per_pt: float) -> Image:
    rows = slice(max(0, round((box.top - _MARGIN_PT) * px_per_pt)), round((box.bottom + _MARGIN_PT) * px_per_pt))
    columns = slice(max(0, round((box.x0 - _MARGIN_PT / 3) * px_per_pt)), round((box.x1 + _MARGIN_PT / 3) * px_per_pt))
    return image[rows, columns]


def _turned_back(word: Word, strip: _Strip, *, upwards: bool) -> Word:
    """Return a word of the sheet where it stands on the page."""
    air = 3 * _MARGIN_PT
    start, end = word.box.x0 - air - _MARGIN_PT, word.box.x1 - air - _MARGIN_PT
    ends = (
        (strip.box.bottom - end, strip.box.bottom - start) if upwards else (strip.box.top + start, strip.box.top + end)
    )
    box = Box(strip.box.x0, ends[0], strip.box.x1, ends[1])
    return Word(word.text, box, word.confidence, word.reading, strip.box.width)


def _lies_in(inner: Box, outer: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, inner.middle
    return outer.x0 - 2 <= x <= outer.x1 + 2 and outer.top - 2 <= y <= outer.bottom + 2
