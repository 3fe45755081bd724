"""Taking off a page's picture what the scanner and the copier put there: uneven light, grey paper, specks, faintness.

In and out: a grey image. Only what was measured to help the reading is done here; holes and copier edges are left, since
the engines do not read them and the blankness of a page is judged away from its edges.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.reading.components import outlines
from extractor.reading.ink import percentiles

Grey = NDArray[np.uint8]

# A page has ink where this share of its pixels is clearly darker than the paper: a lone page number is 1e-5.
_INK_SHARE = 6e-6
_INK_CONTRAST = 60
# A full stop of eight point print is 0.9 points across; on a photocopy at 200 dpi specks are one or two pixels (0.36
# or 0.72 points) and the smallest full stops have five.
_SPECK_PT = 0.75
# Fewer greys than this between black and white, on the page and among what is darker than paper: the scan is bi-level.
# Print in grey has next to no black.
_BILEVEL_SHARE, _GREYS_OF_INK = 0.01, 0.25
# The darkest 3 in 10,000 pixels of a page with print. Where it is lighter than this the print is faint (bench, worst scans: up to
# 115), and is brought to the other; it must stand out from the paper's grain by so many of its standard deviations, and by
# so many grey levels. Of plain grain they stand 3.4 off.
_DARKEST_PERCENTILE, _FAINT, _FULL = 0.03, 130.0, 40.0
_LEAST_GRAINS, _LEAST_LEVELS = 5.0, 14.0
# White begins so many standard deviations of the grain below the paper.
_WHITE_GRAINS = 2.0
_NEIGHBOURS = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=np.uint8)


def clean(grey: Grey, px_per_pt: float) -> Grey:
    """Return the image with white paper and dark print; where it is bi-level, without specks in paper or print."""
    if is_bilevel(grey):
        return despeckle(grey, px_per_pt)
    return strengthen(level_paper(grey, px_per_pt))


def is_bilevel(grey: Grey) -> bool:
    """Tell whether an image holds black and white only."""
    sample = grey[::3, ::3]
    greys = np.count_nonzero((sample > 40) & (sample < 215))
    ink = np.count_nonzero(sample < 215)
    return bool(greys < _BILEVEL_SHARE * sample.size and greys <= _GREYS_OF_INK * ink)


def strengthen(level: Grey) -> Grey:
    """Stretch faint print on levelled paper to the contrast of common print; leave other print, and bare grain, alone."""
    sample = level[::3, ::3]
    darkest = percentiles(sample, [_DARKEST_PERCENTILE])[0]
    if darkest < _FAINT:
        return level
    grain = _grain(level)
    if 255.0 - darkest < max(_LEAST_LEVELS, _LEAST_GRAINS * grain):
        return level
    white = 255.0 - min(_WHITE_GRAINS * grain, 0.4 * (255.0 - darkest))
    steps = np.arange(256, dtype=np.float64)
    stretched = 255.0 - (255.0 - _FULL) * np.clip((white - steps) / (white - darkest), 0.0, None)
    return np.asarray(cv2.LUT(level, np.clip(stretched, 0, 255).astype(np.uint8)), dtype=np.uint8)


def _grain(level: Grey) -> float:
    """Return the standard deviation of the paper's grain, by the sixth of the page that is darkest beside its print.

    Where half of the paper is as white as can be, its lighter half is not to be seen.
    """
    part = level[::2, ::2]
    middle, darker = percentiles(part, (50.0, 16.0))
    rough = part.astype(np.int16)
    rough = np.abs(rough - cv2.blur(rough, (3, 3)))
    return max(middle - darker, 1.57 * float(np.median(rough)), 0.7)


def is_blank(level: Grey) -> bool:
    """Tell whether a cleaned image bears no ink, leaving aside its outermost fiftieth, where copiers leave edges."""
    rows, columns = (max(1, side // 50) for side in level.shape)
    inner = level[rows:-rows, columns:-columns]
    return bool(np.count_nonzero(inner < 255 - _INK_CONTRAST) < _INK_SHARE * max(1, inner.size))


def despeckle(grey: Grey, px_per_pt: float) -> Grey:
    """Remove black specks from the paper and white ones from the print of a bi-level image."""
    most = int(_SPECK_PT * px_per_pt)
    if most < 1:
        return grey
    printed = np.asarray(cv2.threshold(grey, 127, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    boxes = outlines(printed)
    # What hangs together and is no larger than a speck fills its box, or shares it with nothing but specks.
    for x, y, width, height in boxes[boxes[:, 2:].max(axis=1, initial=0) <= most].tolist():
        printed[y : y + height, x : x + width] = 0
    # A white speck is a lone pixel: no white is next to it.
    beside = cv2.dilate(cv2.bitwise_not(printed), _NEIGHBOURS)
    return np.asarray(cv2.bitwise_and(cv2.bitwise_not(printed), beside), dtype=np.uint8)


def level_paper(grey: Grey, px_per_pt: float) -> Grey:
    """Divide an image by the light of its paper, so that the paper is white and the ink keeps its contrast."""
    factor = max(1.0, px_per_pt * 72.0 / 37.5)
    size = (max(8, round(grey.shape[1] / factor)), max(8, round(grey.shape[0] / factor)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    light = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 21)
    # Paper is never darker than half of the page's brightest: what is, is print in white on a dark ground.
    light = np.maximum(light, np.uint8(max(1.0, 0.5 * float(np.percentile(light, 95)))))
    full = cv2.resize(light, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, full, scale=255.0), dtype=np.uint8)
