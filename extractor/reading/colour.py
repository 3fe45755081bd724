"""From a page in colour to grey, with coloured stamps taken off the print they lie over.

In: an image in blue, green and red. Out: grey. Seen by its brightest channel, red ink is as bright as paper and black print
stays black; but so would print in colour vanish, and signatures. So this is done only where a coloured mark of more than a
line's height crosses several letters of black print; of blue ones, as pens write, many.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.reading.components import components

Grey = NDArray[np.uint8]
Colour = NDArray[np.uint8]

# The side of the small image that stamps are looked for in; on an A4 page it has 70 dots an inch.
_SMALL_SIDE = 820
# Ink has colour where its channels differ by this much and its brightest is no darker than this; what is dark in all is black.
_COLOURED, _BRIGHT, _BLACK = 60, 110, 120
# Less colour than this share of the page is no stamp.
_LEAST_COLOUR = 3e-4
_FEWEST, _FEWEST_BLUE, _LETTER_PX = 4, 14, (3, 24)
_NEARLY_ALL = 12
# Marks this near to one another make one stamp; it is higher than a line of print, and this much of it crosses black: so
# many letters, or so many if it is blue. Letters are higher than the dots of a dotted line.
_APART_PX, _LEAST_HEIGHT_PX, _CROSSING = 8, 18, 0.015


def grey_of(image: Colour) -> Grey:
    """Return an image in grey, freed of coloured stamps that lie over black print."""
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    stamps = _stamps(image)
    if stamps is None:
        return grey
    covered = cv2.resize(stamps, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
    brightest = image.max(axis=2)
    ink = covered & (brightest > _BRIGHT) & (brightest.astype(np.int16) - image.min(axis=2) > _COLOURED)
    # Ink is not quite as bright in any channel as paper is: what is as bright as nearly all of the stamp's is made white.
    white = max(float(np.percentile(brightest[ink], _NEARLY_ALL)), 2.0 * _BRIGHT - 80.0) if ink.any() else 255.0
    freed = np.minimum(brightest * (255.0 / white), 255.0).astype(np.uint8)
    return np.where(covered, np.maximum(grey, freed), grey)


def _stamps(image: Colour) -> Grey | None:
    """Return a small mask of where coloured stamps lie over black print; None where there is no colour."""
    height, width = image.shape[:2]
    factor = min(1.0, _SMALL_SIDE / max(height, width))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    reduced = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    small = np.asarray(reduced, dtype=np.uint8)
    brightest, darkest = small.max(axis=2), small.min(axis=2)
    coloured = ((brightest.astype(np.int16) - darkest > _COLOURED) & (brightest > _BRIGHT)).astype(np.uint8)
    if np.count_nonzero(coloured) < _LEAST_COLOUR * coloured.size:
        return None
    near = cv2.dilate(coloured, np.ones((2 * _APART_PX + 1, 2 * _APART_PX + 1), np.uint8))
    crossing = cv2.dilate(coloured, np.ones((3, 3), np.uint8)) & (brightest < _BLACK).astype(np.uint8)
    marks = components(np.asarray(near, dtype=np.uint8))
    labels, count = marks.labels, len(marks.boxes)
    areas = np.bincount(labels[coloured > 0], minlength=count)
    crossed = np.bincount(labels[crossing > 0], minlength=count)
    stamped = (marks.heights - 2 * _APART_PX >= _LEAST_HEIGHT_PX) & (crossed >= _CROSSING * areas)
    stamped &= _letters_crossed(labels, crossing, brightest < _BLACK, count) >= np.where(
        _are_blue(labels, coloured, small, count), _FEWEST_BLUE, _FEWEST
    )
    stamped[0] = False
    stamped |= _within(marks.boxes, stamped)
    return stamped[labels].astype(np.uint8) if stamped.any() else None


def _letters_crossed(
    labels: NDArray[np.int32], crossing: Grey, black: NDArray[np.bool_], count: int
) -> NDArray[np.int64]:
    """Return how many black letters each mark crosses."""
    letters = components(black)
    high = letters.heights
    places = crossing > 0
    pairs = np.unique(np.column_stack([labels[places], letters.labels[places]]), axis=0)
    pairs = pairs[(high[pairs[:, 1]] >= _LETTER_PX[0]) & (high[pairs[:, 1]] <= _LETTER_PX[1]) & (pairs[:, 1] > 0)]
    return np.bincount(pairs[:, 0], minlength=count).astype(np.int64)


def _are_blue(labels: NDArray[np.int32], coloured: Grey, small: Colour, count: int) -> NDArray[np.bool_]:
    """Say of each mark whether its ink is blue."""
    inked = coloured > 0
    blue = (small[..., 0] >= small[..., 2]) & inked
    areas = np.bincount(labels[inked], minlength=count)
    return np.asarray(2 * np.bincount(labels[blue], minlength=count) > areas, dtype=np.bool_)


def _within(boxes: NDArray[np.int32], stamped: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which marks lie within the frame of a stamp."""
    left, top = boxes[:, 0], boxes[:, 1]
    right, bottom = left + boxes[:, 2], top + boxes[:, 3]
    inside = np.zeros_like(stamped)
    for frame in np.flatnonzero(stamped).tolist():
        inside |= (left >= left[frame]) & (right <= right[frame]) & (top >= top[frame]) & (bottom <= bottom[frame])
    inside[0] = False
    return np.asarray(inside, dtype=np.bool_)
