"""Ink that is no print: signatures.

In: a grey image, its words and rules. Out: boxes around big connected strokes that no printed word explains, and
the words without the junk that OCR made of such strokes.
"""

from collections.abc import Sequence

import numpy as np

from extractor.document import Box, Word, union
from extractor.reading.components import outlines
from extractor.reading.ink import Picture, ink, shrink
from extractor.reading.rules import Rule

_DPI = 100.0
# Pens write greyer than print; the grain of levelled paper stays below a fifth of full ink.
_DARK = 95
_LOWEST_PT, _HIGHEST_PT = 11.5, 110.0
_NARROWEST_PT, _WIDEST_PT = 16.0, 320.0
# Strokes fill little of the box around them; a crest or a photograph fills much.
_MOST_INK = 0.32
_SURE, _FAIR = 0.75, 0.35
_MOST_COVERED = 0.6
# No letter of print is so many times wider than its line is high.
_WIDEST_LETTER = 2.0


def find_handwriting(picture: Picture, words: Sequence[Word], rules: Sequence[Rule]) -> tuple[Box, ...]:
    """Return boxes around what looks like handwriting."""
    small, scale = shrink(picture.small, picture.scale, _DPI)
    mask = ink(small, scale) > _DARK
    for box in [*(_grown(rule, 1.2) for rule in rules), *(word.box for word in words if _is_print(word))]:
        _blank(mask, box, scale)
    strokes = [
        Box(x / scale, y / scale, (x + width) / scale, (y + height) / scale)
        for x, y, width, height in outlines(mask).tolist()
        if _is_stroke(width / scale, height / scale, mask[y : y + height, x : x + width].mean())
        and not _at_edge((x, y, width, height), mask)
    ]
    return tuple(_gathered(strokes))


def _is_print(word: Word) -> bool:
    return word.confidence >= _SURE and sum(letter.isalnum() for letter in word.text) >= 2


def _grown(rule: Rule, by: float) -> Box:
    return Box(rule.x0 - by, rule.top - by, rule.x1 + by, rule.bottom + by)


def _blank(mask: np.ndarray, box: Box, scale: float) -> None:
    rows = slice(max(0, round(box.top * scale)), max(0, round(box.bottom * scale) + 1))
    mask[rows, max(0, round(box.x0 * scale)) : max(0, round(box.x1 * scale) + 1)] = 0


def _is_stroke(width_pt: float, height_pt: float, share: float) -> bool:
    return (
        _LOWEST_PT <= height_pt <= _HIGHEST_PT and _NARROWEST_PT <= width_pt <= _WIDEST_PT and 0.02 < share < _MOST_INK
    )


def _at_edge(place: tuple[int, int, int, int], mask: np.ndarray) -> bool:
    x, y, width, height = place
    return x <= 2 or y <= 2 or x + width >= mask.shape[1] - 2 or y + height >= mask.shape[0] - 2


def _gathered(strokes: list[Box]) -> list[Box]:
    """Unite strokes that lie close together."""
    boxes: list[Box] = []
    for stroke in sorted(strokes, key=lambda box: box.x0):
        near = [box for box in boxes if _close(box, stroke)]
        boxes = [box for box in boxes if box not in near]
        boxes.append(union([*near, stroke]))
    return sorted(boxes, key=lambda box: (box.top, box.x0))


def _close(first: Box, second: Box) -> bool:
    reach = 12.0
    return (
        first.x0 - reach <= second.x1
        and second.x0 - reach <= first.x1
        and first.top - reach <= second.bottom
        and second.top - reach <= first.bottom
    )


def drop_scrawl(words: Sequence[Word], boxes: Sequence[Box]) -> tuple[Word, ...]:
    """Return ``words`` without the doubtful ones that lie in handwriting."""
    return tuple(word for word in words if not (_is_doubtful(word) and _covered(word.box, boxes) > _MOST_COVERED))


def _is_doubtful(word: Word) -> bool:
    """Say whether a word may be a scrawl: engines make one or two letters of it, seldom a word, and doubt them."""
    letters = sum(letter.isalpha() for letter in word.text)
    too_wide = word.box.width > _WIDEST_LETTER * word.box.height * len(word.text)
    return too_wide or word.confidence < (_FAIR if letters >= 4 else _SURE)


def _covered(inner: Box, boxes: Sequence[Box]) -> float:
    """Return the share of ``inner`` that lies in ``boxes``, which lie apart from one another."""
    overlaps = (
        max(0.0, min(inner.x1, box.x1) - max(inner.x0, box.x0))
        * max(0.0, min(inner.bottom, box.bottom) - max(inner.top, box.top))
        for box in boxes
    )
    return sum(overlaps) / max(inner.width * inner.height, 0.01)
