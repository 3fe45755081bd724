"""How dark the page is, point by point.

In: a grey image of an upright page. Out: images of ink, 0 (paper) to 255 (full ink), levelled for shadows and low
contrast. Knows nothing of words or layout.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

POINTS_PER_INCH = 72.0
# Fine enough for hairlines and the strokes of small print, coarse enough to be cheap.
_DPI = 150.0
# How far a reduction may be from one by a whole number to be made one.
_NEARLY_WHOLE = 0.01


@dataclass(frozen=True)
class Picture:
    """The image of an upright page, and what several look at in it, each worked out once.

    ``small`` is the image at no more than 150 dpi, with ``scale`` pixels per point; ``ink`` the ink of that.
    """

    image: Image
    px_per_pt: float

    @property
    def small(self) -> Image:
        return self._shrunk[0]

    @property
    def scale(self) -> float:
        return self._shrunk[1]

    @cached_property
    def _shrunk(self) -> tuple[Image, float]:
        return shrink(self.image, self.px_per_pt, _DPI)

    @cached_property
    def ink(self) -> Image:
        return ink(self.small, self.scale)


def shrink(image: Image, px_per_pt: float, dpi: float) -> tuple[Image, float]:
    """Return ``image`` at no more than ``dpi``, and its pixels per point."""
    factor = dpi / POINTS_PER_INCH / px_per_pt
    if factor > 0.9 or min(image.shape) * factor < 1:
        return image, px_per_pt
    step = round(1 / factor)
    if abs(step * factor - 1) < _NEARLY_WHOLE:
        return reduce(image, step), px_per_pt / step
    smaller = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(smaller, dtype=np.uint8), px_per_pt * factor


def reduce(image: Image, step: int) -> Image:
    """Return an image with one pixel for ``step`` by ``step``; what is left over to the right and below goes.

    This takes a sixth of the time of a reduction in which pixels are parted.
    """
    high, wide = (side // step for side in image.shape)
    whole = image[: high * step, : wide * step]
    return np.asarray(cv2.resize(whole, (wide, high), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def percentiles(image: Image, percents: Sequence[float]) -> tuple[float, ...]:
    """Return the grey levels below which these per cents of an image's pixels lie; by counting, not by sorting."""
    below = np.cumsum(cv2.calcHist([image], [0], None, [256], [0, 256]))
    ranks = np.array(percents) / 100.0 * (image.size - 1)
    return tuple(np.searchsorted(below, ranks, side="right").astype(float).tolist())


def ink(image: Image, px_per_pt: float) -> Image:
    """Return the ink of ``image``: background, shadow and shading taken off, its contrast made full."""
    dark = np.asarray(cv2.subtract(_background(image, px_per_pt), image), dtype=np.uint8)
    usual, darkest = percentiles(dark[::4, ::4], (99, 99.95))
    # On a page of a few lines the darkest hundredth is paper still.
    full = max(usual, 0.7 * darkest)
    # A page whose darkest hundredth hardly stands out bears nothing but noise (bench, worst scans: 45 and more).
    return np.asarray(cv2.convertScaleAbs(dark, alpha=255.0 / max(full, 25.0)), dtype=np.uint8)


def _background(image: Image, px_per_pt: float) -> Image:
    step = max(1, round(2 * px_per_pt))
    height, width = image.shape
    small = cv2.resize(image, (max(1, width // step), max(1, height // step)), interpolation=cv2.INTER_AREA)
    small = cv2.dilate(small, np.ones((5, 5), np.uint8))
    small = cv2.medianBlur(small, 9)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
