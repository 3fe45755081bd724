"""Which words are set in italics.

In: a grey image of an upright page and the words on it. Out: which words lean. Seen along the direction of its stems, print
falls into dark and light columns: leaning print does so once the page is sheared by about fifteen degrees.
"""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Word
from extractor.reading.cleaning import is_bilevel
from extractor.reading.ink import POINTS_PER_INCH, Image, Picture, shrink
from extractor.reading.runs import cheapest_run, misfit

Floats = NDArray[np.float64]

# At 150 dpi the ragged edges of photocopied small print hide its slant.
_DPI = 200.0
_FINE_DPI = 250.0
# Degrees. One shear would do; two of each tell faces of different slant, and a residual lean of the page, apart from it.
_UPRIGHT, _LEANING = (0.0, 4.0), (11.0, 17.0)
# How much sharper (logarithm) columns are when sheared: means and spread over the words of scans at three qualities, 170
# of them in italics (d' 4.1 for one word alone). The spread has a part that shrinks with the letters.
_PLAIN, _ITALIC = -0.68, 0.0
_SPREAD, _SPREAD_OF_LETTER = 0.15, 0.3
# A word with one stem may lean by chance.
_FEWEST_STEMS = 2
# Letters without stems lean to both sides.
_NO_STEM = frozenset("AVWXYKMNZvwxyzkO0oSsCceQ/7")
_CHANGE, _RARE = 2.0, 1.8


def italic_words(picture: Picture, words: Sequence[Word], lines: Sequence[Sequence[int]]) -> list[bool]:
    """Say of each word whether it is in italics. ``lines`` hold indexes of words."""
    # Where ink ends in greys, its slant is seen at 150 dpi too.
    if picture.px_per_pt * POINTS_PER_INCH >= _FINE_DPI and not is_bilevel(picture.image):
        small, scale = picture.small, picture.scale
    else:
        small, scale = shrink(picture.image, picture.px_per_pt, _DPI)
    gains = _gains(255 - small, words, scale)
    italic = [False] * len(words)
    for line in lines:
        costs = [_costs(float(gains[index]), words[index].text) for index in line]
        for index, leans in zip(line, cheapest_run(costs, change=_CHANGE, rare=_RARE), strict=True):
            italic[index] = leans
    return italic


def _costs(gain: float, text: str) -> tuple[float, float]:
    stems = sum(letter.isalpha() and letter not in _NO_STEM for letter in text)
    if stems < _FEWEST_STEMS:
        return 0.0, 0.0
    return misfit(gain, _PLAIN, _ITALIC, _SPREAD**2 + _SPREAD_OF_LETTER**2 / stems)


def _gains(levels: Image, words: Sequence[Word], scale: float) -> Floats:
    """Return how much sharper each word's columns are along the slant of italics than upright, as a logarithm."""
    upright, leaning = (
        np.max([_sharpness(levels, words, scale, lean) for lean in leans], axis=0) for leans in (_UPRIGHT, _LEANING)
    )
    gains = np.log((leaning + 1e-6) / (upright + 1e-6))
    return np.where(np.maximum(upright, leaning) > 0, gains, _PLAIN)


def _sharpness(levels: Image, words: Sequence[Word], scale: float, degrees: float) -> Floats:
    """Return how sharply each word's ink changes from column to column once ``degrees`` of slant are taken out."""
    shift = math.tan(math.radians(degrees))
    high, wide = levels.shape
    matrix = np.array([[1.0, shift, 0.0], [0.0, 1.0, 0.0]])
    sheared = cv2.warpAffine(levels, matrix, (wide + math.ceil(shift * high), high), flags=cv2.INTER_LINEAR)
    return np.array([_changes(np.asarray(sheared, dtype=np.uint8), word, scale, shift) for word in words])


def _changes(sheared: Image, word: Word, scale: float, shift: float) -> float:
    top, bottom = max(0, int(word.box.top * scale)), int(word.box.bottom * scale) + 1
    moved = shift * (top + bottom) / 2
    left, right = max(0, int(word.box.x0 * scale + moved) - 1), int(word.box.x1 * scale + moved) + 2
    columns = sheared[top:bottom, left:right].sum(axis=0, dtype=np.int64) / 255.0
    return float((np.diff(columns) ** 2).sum())
