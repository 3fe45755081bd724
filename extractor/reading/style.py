"""How words are set: size, bold, underlined.

In: a grey image and the words read from it. Out: the same words with their style. Boldness is the width of strokes
against that of the page's body text; it is measured as twice the ink over the length of its edges, which blur
leaves as it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Box, Word
from extractor.reading.ink import Image, ink, shrink
from extractor.reading.rules import Rule

_DPI = 200.0
# Heights over the font size, means of Arial, Times, Calibri and Verdana.
_CAPITAL, _SMALL, _DEEP = 0.69, 0.50, 0.20
_TALL_LETTERS = frozenset("bdfhklABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789£$€&%?!()[]/\\'\"‘’“”ß")
_DEEP_LETTERS = frozenset("gjpqyQ,;()[]/\\§")
# A stroke this much wider than the body's is bold: regular faces scatter to 1.15, bold ones begin at 1.3.
_BOLD_RATIO = 1.24
_REGULAR_STROKE_EM = 0.088
_BOLD_STROKE_EM = 0.125


@dataclass(frozen=True, slots=True)
class _Measure:
    """What was measured of a word: font size, width of strokes; ``weight`` is how many letters there were."""

    size_pt: float
    stroke_pt: float
    weight: float


def underline(words: Iterable[Word], rules: Iterable[Rule]) -> tuple[Word, ...]:
    """Mark the words that a rule runs under: just below their feet and not much farther than the words themselves."""
    across = [rule for rule in rules if rule.horizontal and rule.bottom - rule.top < 3]
    return tuple(replace(word, underlined=any(_runs_under(rule, word) for rule in across)) for word in words)


def _runs_under(rule: Rule, word: Word) -> bool:
    box = word.box
    return (
        rule.x0 <= box.x0 + 0.15 * box.width + 1
        and rule.x1 >= box.x1 - 0.15 * box.width - 1
        and -0.28 * box.height <= rule.top - box.bottom <= 0.18 * box.height
    )


def estimate_style(image: Image, words: Sequence[Word], px_per_pt: float) -> tuple[Word, ...]:
    """Return ``words`` with ``size_pt``, ``bold`` and ``underlined`` as measured on the image."""
    if not words:
        return ()
    small, scale = shrink(image, px_per_pt, _DPI)
    levels = np.asarray(cv2.GaussianBlur(ink(small, scale), (3, 3), 0), dtype=np.uint8)
    measures = [_measure(levels, word, scale) for word in words]
    bold = _bold(words, measures)
    lined = _underlined(levels, words, scale)
    return tuple(
        replace(word, size_pt=round(measure.size_pt, 1), bold=heavy, underlined=under)
        for word, measure, heavy, under in zip(words, measures, bold, lined, strict=True)
    )


# -- measuring --------------------------------------------------------------------------------------------------------


def _measure(levels: NDArray[np.uint8], word: Word, scale: float) -> _Measure:
    crop = _crop(levels, word.box, scale)
    if crop.size == 0:
        return _Measure(max(word.box.height, 1.0), 0.0, 0.0)
    if float(crop.mean()) > 150:
        crop = 255 - crop
    dark = crop.astype(np.float32) / 255
    rows = np.flatnonzero(dark.max(axis=1) > 0.4)
    height = (rows[-1] - rows[0] + 1) / scale if rows.size else word.box.height
    dark[dark < 0.12] = 0
    edges = float(np.hypot(np.diff(dark, axis=0)[:, :-1], np.diff(dark, axis=1)[:-1]).sum())
    stroke = 2 * float(dark.sum()) / edges / scale if edges > 0 else 0.0
    return _Measure(_size(word.text, height), stroke, float(sum(letter.isalnum() for letter in word.text)))


def _crop(levels: NDArray[np.uint8], box: Box, scale: float) -> NDArray[np.uint8]:
    top, bottom = max(0, round(box.top * scale)), round(box.bottom * scale)
    return levels[top:bottom, max(0, round(box.x0 * scale)) : round(box.x1 * scale)]


def _size(text: str, height_pt: float) -> float:
    """Return the font size of ``text`` whose ink is ``height_pt`` high."""
    up = _CAPITAL if any(letter in _TALL_LETTERS for letter in text) else _SMALL
    down = _DEEP if any(letter in _DEEP_LETTERS for letter in text) else 0.0
    return height_pt / (up + down) if any(letter.isalnum() for letter in text) else height_pt


# -- bold -------------------------------------------------------------------------------------------------------------


def _bold(words: Sequence[Word], measures: Sequence[_Measure]) -> list[bool]:
    relative = [measure.stroke_pt / max(measure.size_pt, 1.0) for measure in measures]
    sound = [ratio for ratio, measure in zip(relative, measures, strict=True) if measure.weight >= 3]
    if not sound:
        return [False] * len(words)
    regular = _regular(np.array(sound))
    return [ratio > _BOLD_RATIO * regular for ratio in relative]


def _regular(ratios: NDArray[np.float64]) -> float:
    """Return the stroke of the page's regular face, over its size."""
    return float(np.median(ratios))


# -- underlined -------------------------------------------------------------------------------------------------------


def _underlined(levels: NDArray[np.uint8], words: Sequence[Word], scale: float) -> list[bool]:
    return [_has_line_below(levels, word, scale) for word in words]


def _has_line_below(levels: NDArray[np.uint8], word: Word, scale: float) -> bool:
    box = word.box
    below = Box(box.x0, box.bottom - 0.3 * box.height, box.x1, box.bottom + 0.15 * box.height)
    crop = _crop(levels, below, scale)
    return bool(crop.size) and bool(((crop > 90).mean(axis=1) > 0.9).any())
