"""Print that something else lies over: a stamp in black, a seal, a pen's stroke across a paragraph.

In: a grey image, its words and rules. Out: the words that large strokes run through, with the doubt that they deserve. Stamps
in colour are taken off the picture before it is read (`colour`); in black nothing parts them from the print.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Box, Notice, Word
from extractor.reading.ink import Image, ink, shrink
from extractor.reading.rules import Rule

CODE = "print_overlaid"
_DPI, _DARK = 100.0, 95
# What lies over print is wider and higher than letters, fills little of the box around it, and lies in good part between words.
_LEAST_SIDE_PT, _MOST_INK, _MOST_IN_WORDS = 18.0, 0.4, 0.88
# It runs through the inner part of a word, and fills so much of that.
_INNER, _LEAST_THROUGH = (0.04, 0.2), 0.03
# How near a word may stand to what runs through others, over its height.
_BESIDE = 0.6
# A signature crosses a word or two of one line; a stamp crosses lines.
_FEWEST_WORDS, _FEWEST_LINES = 3, 2
# What is left of a word's confidence, and how large a word of the page's print is at the most.
_DOUBTED, _LARGEST = 0.5, 1.7

Mask = NDArray[np.bool_]


def doubt_overlaid(
    image: Image, words: Sequence[Word], rules: Sequence[Rule], px_per_pt: float, page: int
) -> tuple[tuple[Word, ...], tuple[Notice, ...]]:
    """Return ``words`` with those doubted that something lies over, and what there is to say of it."""
    over = _overlaid(image, words, rules, px_per_pt)
    if not over:
        return tuple(words), ()
    doubted = tuple(
        replace(word, confidence=min(word.confidence, _DOUBTED)) if number in over else word
        for number, word in enumerate(words)
    )
    message = f"A stamp or other ink lies over {len(over)} words of the page, which may be misread or lost."
    return doubted, (Notice(CODE, message, page),)


def _overlaid(image: Image, words: Sequence[Word], rules: Sequence[Rule], px_per_pt: float) -> set[int]:
    if not words:
        return set()
    small, scale = shrink(image, px_per_pt, _DPI)
    mask = ink(small, scale) > _DARK
    for rule in rules:
        mask[_pixels(Box(rule.x0 - 1, rule.top - 1, rule.x1 + 1, rule.bottom + 1), scale)] = False
    largest = _LARGEST * median(word.box.height for word in words)
    usual = {number for number, word in enumerate(words) if word.box.height <= largest}
    strokes = [_crossing(part, box, words, usual, scale) for box, part in _large_strokes(mask, scale)]
    stamps = [stroke for stroke in strokes if _is_stamp(stroke, words)]
    # The letters of a stamp stand in its frame, and each of them crosses little.
    return {n for stroke in strokes if any(_meet(stroke.box, stamp.box) for stamp in stamps) for n in stroke.beside}


@dataclass(frozen=True, slots=True)
class _Stroke:
    """What hangs together in ink: its place, the words it runs through, and those it touches or that stand close beside it."""

    box: Box
    through: frozenset[int]
    beside: frozenset[int]


def _large_strokes(mask: Mask, scale: float) -> Iterator[tuple[Box, Mask]]:
    """Yield what hangs together, is larger than letters and fills little of the box around it."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    for label in range(1, count):
        x, y, wide, high, area = (int(value) for value in stats[label])
        at_edge = x <= 2 or y <= 2 or x + wide >= mask.shape[1] - 2 or y + high >= mask.shape[0] - 2
        if min(wide, high) >= _LEAST_SIDE_PT * scale and area <= _MOST_INK * wide * high and not at_edge:
            yield Box(x / scale, y / scale, (x + wide) / scale, (y + high) / scale), np.asarray(labels == label)


def _crossing(strokes: Mask, box: Box, words: Sequence[Word], usual: Container[int], scale: float) -> _Stroke:
    near = [number for number, word in enumerate(words) if _meet(_grown(word.box), box)]
    within = sum(int(strokes[_pixels(words[number].box, scale)].sum()) for number in near if number in usual)
    if within > _MOST_IN_WORDS * int(strokes.sum()):
        # They are the words' own letters, run together.
        return _Stroke(box, frozenset(), frozenset())
    inner = {number: strokes[_pixels(_inner(words[number].box), scale)] for number in near}
    through = frozenset(number for number, part in inner.items() if part.size and part.mean() >= _LEAST_THROUGH)
    return _Stroke(box, through, frozenset(n for n in near if strokes[_pixels(_grown(words[n].box), scale)].any()))


def _is_stamp(stroke: _Stroke, words: Sequence[Word]) -> bool:
    boxes = sorted((words[number].box for number in stroke.through), key=lambda box: box.middle)
    lines = 1 + sum(below.top > above.middle for above, below in pairwise(boxes))
    return len(boxes) >= _FEWEST_WORDS and lines >= _FEWEST_LINES


def _inner(box: Box) -> Box:
    across, down = _INNER[0] * box.width, _INNER[1] * box.height
    return Box(box.x0 + across, box.top + down, box.x1 - across, box.bottom - down)


def _grown(box: Box) -> Box:
    reach = _BESIDE * box.height
    return Box(box.x0 - reach, box.top, box.x1 + reach, box.bottom)


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.top < other.bottom and other.top < one.bottom


def _pixels(box: Box, scale: float) -> tuple[slice, slice]:
    rows = slice(max(0, round(box.top * scale)), max(0, round(box.bottom * scale) + 1))
    return rows, slice(max(0, round(box.x0 * scale)), max(0, round(box.x1 * scale) + 1))
