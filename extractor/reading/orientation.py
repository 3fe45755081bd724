"""Which way up a page lies, and how far its print leans, from the shapes of its ink alone.

In: a levelled grey image. Out: degrees. Must not know which engine will read the page.

Letters are told from rules, pictures and specks by their size. Their places, projected along the right direction, bunch
into lines (after Postl, "Detection of linear oblique structures and skew scan in digitized documents", 1986). Of a line of
Latin print more letters rise above the x-height than hang below the baseline, so the bottoms of letters bunch more sharply
than their tops (after Caprari, "Algorithm for text page up/down orientation determination", 2000).
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from extractor.reading.components import components
from extractor.reading.ink import percentiles, shrink

Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]
Rotation = Literal[0, 90, 180, 270]

_DPI = 150.0
_MOST_SKEW = 15.0
# Heights of letters that count, in points: the x-height of 5 point print to the capitals of a 30 point title.
_LETTER_PT = (2.2, 22.0)
_FEWEST_LETTERS = 12
# A page with three words on it has a thousandth of ink; the grain of levelled paper stays above the other.
_INK_PERCENTILE = 0.1
_PAPER = 205.0
_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
# How much sharper lines must be along one direction to turn a page by a right angle on that ground alone.
_SIDEWAYS = 1.15


@dataclass(frozen=True, slots=True)
class _Letters:
    """The bounding boxes of letter-sized ink, in points."""

    left: Floats
    top: Floats
    right: Floats
    bottom: Floats

    def __len__(self) -> int:
        return len(self.left)


def find_pose(image: Grey, px_per_pt: float) -> tuple[Rotation, float | None]:
    """Return as :func:`find_rotation` and, for a page that is upright, :func:`find_skew` do, looking once."""
    letters = _letters(image, px_per_pt)
    if len(letters) < _FEWEST_LETTERS:
        return 0, 0.0
    level, lean = _sharpest(_middles(letters))
    rotation = _rotation(letters, level, lean)
    return rotation, _skew(letters, lean) if rotation == 0 else None


def find_rotation(image: Grey, px_per_pt: float) -> Rotation:
    """Return by how many degrees clockwise the page must be turned to stand upright."""
    letters = _letters(image, px_per_pt)
    return _rotation(letters, *_sharpest(_middles(letters))) if len(letters) >= _FEWEST_LETTERS else 0


def _rotation(letters: _Letters, level: float, lean: float) -> Rotation:
    upended, lean_upended = _sharpest(_middles(_quarter(letters)))
    if upended > _SIDEWAYS * level:
        return 90 if _stands(_quarter(letters), lean_upended) else 270
    return 0 if _stands(letters, lean) else 180


def find_skew(image: Grey, px_per_pt: float) -> float:
    """Return how many degrees clockwise the print of an upright page leans, to a few hundredths of a degree."""
    letters = _letters(image, px_per_pt)
    if len(letters) < _FEWEST_LETTERS:
        return 0.0
    _, lean = _sharpest(_middles(letters))
    return _skew(letters, lean)


def _skew(letters: _Letters, lean: float) -> float:
    return _refine(np.column_stack([letters.left + letters.right, 2 * letters.bottom]) / 2, lean)


def _letters(image: Grey, px_per_pt: float) -> _Letters:
    small, px = shrink(image, px_per_pt, _DPI)
    darkest = percentiles(small[::3, ::3], [_INK_PERCENTILE])[0]
    boxes = components(np.asarray(small < min(_PAPER, (255 + darkest) / 2))).boxes[1:]
    # Whole pixels would make every row of the grid a line of print, and a level page of every nearly level one.
    within_pixel = (np.arange(len(boxes)) * _GOLDEN) % 1.0 - 0.5
    left, top, width, height = (boxes[:, i].astype(np.float64) / px for i in range(4))
    top = top + within_pixel / px
    low, high = _LETTER_PT
    fit = (height >= low) & (height <= high) & (width <= 1.6 * high) & (width >= 0.4) & (width < 12 * height)
    return _Letters(left[fit], top[fit], (left + width)[fit], (top + height)[fit])


def _quarter(letters: _Letters) -> _Letters:
    """Turn the page clockwise by a right angle."""
    return _Letters(-letters.bottom, letters.left, -letters.top, letters.right)


def _middles(letters: _Letters) -> Floats:
    return np.column_stack([letters.left + letters.right, letters.top + letters.bottom]) / 2


def _sharpest(points: Floats) -> tuple[float, float]:
    """Return how sharply the points bunch into rows along the best direction, and that direction in degrees."""
    best = max(np.arange(-_MOST_SKEW, _MOST_SKEW + 0.1, 0.25).tolist(), key=lambda lean: _bunching(points, lean, 2.0))
    lean = _refine(points, best)
    return _bunching(points, lean, 2.0), lean


def _refine(points: Floats, about: float) -> float:
    """Search near ``about`` in ever finer steps and ever finer rows."""
    for reach, step, row_pt in ((0.4, 0.1, 1.0), (0.15, 0.03, 0.5), (0.045, 0.01, 0.3)):
        leans = np.arange(about - reach, about + reach + step / 2, step)
        heights = np.array([_bunching(points, lean, row_pt) for lean in leans.tolist()])
        best = heights >= heights.max() - 1e-12
        about = float(leans[best].mean())
    return about


def _bunching(points: Floats, lean: float, row_pt: float) -> float:
    """Return the chance that two points share a row, rows being ``row_pt`` high and leaning by ``lean`` degrees."""
    rise = points[:, 1] * math.cos(math.radians(lean)) - points[:, 0] * math.sin(math.radians(lean))
    place = (rise - rise.min()) / row_pt
    whole = np.floor(place).astype(np.intp)
    part = place - whole
    # Each point is shared between two rows, so that the measure does not jump where a row begins.
    rows = np.bincount(whole, 1 - part, int(whole.max()) + 2) + np.bincount(whole + 1, part, int(whole.max()) + 2)
    return float((rows**2).sum()) / len(points) ** 2


def _stands(letters: _Letters, lean: float) -> bool:
    """Tell whether letters stand on their line rather than hang from it."""
    middle = (letters.left + letters.right) / 2
    feet = _bunching(np.column_stack([middle, letters.bottom]), lean, 0.5)
    heads = _bunching(np.column_stack([middle, letters.top]), lean, 0.5)
    return feet >= heads
