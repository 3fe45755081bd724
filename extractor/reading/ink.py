"""How dark the page is, point by point.

In: a grey image of an upright page. Out: images of ink, 0 (paper) to 255 (full ink), levelled for shadows and low
contrast. Knows nothing of words or layout.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

POINTS_PER_INCH = 72.0


def shrink(image: Image, px_per_pt: float, dpi: float) -> tuple[Image, float]:
    """Return ``image`` at no more than ``dpi``, and its pixels per point."""
    factor = dpi / POINTS_PER_INCH / px_per_pt
    if factor > 0.9 or min(image.shape) * factor < 1:
        return image, px_per_pt
    smaller = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(smaller, dtype=np.uint8), px_per_pt * factor


def ink(image: Image, px_per_pt: float) -> Image:
    """Return the ink of ``image``: background, shadow and shading taken off, its contrast made full."""
    dark = cv2.subtract(_background(image, px_per_pt), image)
    usual, darkest = (float(v) for v in np.percentile(dark[::4, ::4], (99, 99.95)))
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
