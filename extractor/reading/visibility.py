"""What of a page's own text can be seen: the page drawn with its text, held against the page drawn without.

In: a page and the boxes of its characters, in points as displayed. Out: which of them leave a trace. What is covered, drawn
in the colour of its ground, clipped away, or on a layer that is switched off leaves none.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Box
from extractor.reading.components import outlines
from extractor.reading.pdf import POINTS_PER_INCH, Grey, PdfPage, placed_characters, render, without_text

# The thinnest stroke of five point print darkens a pixel of this size by a third.
_DPI = 100.0
_MOST_PIXELS = 4e6
# White differs from the whitest grey that anyone reads by more.
_LEAST_TRACE = 10
# A letter that shows less of itself than this is covered: what peeks out is its edge.
_LEAST_SHOWN, _FEWEST_LIKE = 0.4, 5
# Where a font says its letters stand elsewhere than they are drawn, print is left over beside every letter that seems
# unseen: so many pixels for each.
_LEFT_OVER = 3.0
# What lies under a word that can be read: some contrast, and not all of it dark.
_LEAST_CONTRAST, _DARKEST_GROUND = 40, 60.0
# Ink of letters in points, as in `orientation`.
_LETTER_PT = (2.2, 22.0)
_DARK = 128

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page drawn with its text and without, at ``scale`` pixels to the point."""

    whole: Grey
    textless: Grey
    scale: float

    @property
    def trace(self) -> Grey:
        """How far the text changes each pixel."""
        return np.asarray(cv2.absdiff(self.whole, self.textless), dtype=np.uint8)


def draw(page: PdfPage) -> Drawing:
    """Draw a page twice, coarsely."""
    most = POINTS_PER_INCH * (_MOST_PIXELS / max(page.width_pt * page.height_pt, 1.0)) ** 0.5
    dpi = min(_DPI, most)
    whole = render(page, dpi)
    with without_text(page):
        textless = render(page, dpi)
    return Drawing(whole, textless, dpi / POINTS_PER_INCH)


def seen(drawing: Drawing, boxes: Sequence[Box], kinds: Sequence[Hashable] | None = None) -> Flags:
    """Say of each box whether text leaves a trace there.

    ``kinds`` tell like characters: one that shows far less of itself than its like is covered, but for its edge; None is
    a kind of which any trace will do.
    """
    if not boxes:
        return np.zeros(0, dtype=np.bool_)
    trace = (drawing.trace >= _LEAST_TRACE).astype(np.uint8)
    counts = _counts(trace, boxes, drawing.scale)
    found = np.asarray(counts > 0, dtype=np.bool_)
    if not found.all() and _is_left_over(
        trace, [box for box, one in zip(boxes, found, strict=True) if one], drawing.scale, found
    ):
        return np.ones_like(found)
    return found & (counts >= _LEAST_SHOWN * _usual(counts, kinds or [None] * len(boxes)))


def bears_unseen_text(page: PdfPage) -> bool:
    """Tell whether the page draws text that cannot be seen on it; text that it does not draw at all does not count."""
    boxes = [one.box for one in placed_characters(page) if one.is_drawn and one.text.isalnum()]
    return bool(boxes) and not seen(draw(page), boxes).all()


def _usual(counts: NDArray[np.int64], kinds: Sequence[Hashable]) -> NDArray[np.float64]:
    """Return how many pixels characters of each one's kind have where they show at all; 0 for a kind too rare to say."""
    owned: dict[Hashable, list[int]] = {}
    for kind, count in zip(kinds, counts.tolist(), strict=True):
        if count and kind is not None:
            owned.setdefault(kind, []).append(count)
    # What lies over a few of them, such as a watermark, adds to their traces.
    usual = {kind: float(np.percentile(own, 25)) for kind, own in owned.items() if len(own) >= _FEWEST_LIKE}
    return np.array([usual.get(kind, 0.0) for kind in kinds])


def _is_left_over(trace: Grey, traced: Sequence[Box], scale: float, found: Flags) -> bool:
    """Tell whether print remains where no character is said to stand: the places are wrong then, not the print unseen."""
    rest = trace.copy()
    for box in traced:
        rows, columns = _pixels(box, scale, trace.shape, 0.25 * box.height)
        rest[rows, columns] = 0
    return int(np.count_nonzero(rest)) > _LEFT_OVER * int(np.count_nonzero(~found))


def legible(page: PdfPage, boxes: Sequence[Box]) -> list[bool]:
    """Say of each box whether something can be read there at all, be it text or a picture of text."""
    most = POINTS_PER_INCH * (_MOST_PIXELS / max(page.width_pt * page.height_pt, 1.0)) ** 0.5
    dpi = min(_DPI, most)
    picture = render(page, dpi)
    return [_is_legible(picture, box, dpi / POINTS_PER_INCH) for box in boxes]


def _is_legible(picture: Grey, box: Box, scale: float) -> bool:
    rows, columns = _pixels(box, scale, picture.shape, 0.0)
    part = picture[rows, columns]
    if part.size == 0:
        return False
    return int(part.max()) - int(part.min()) >= _LEAST_CONTRAST and float(part.mean()) >= _DARKEST_GROUND


def letters_beside_text(drawing: Drawing) -> int:
    """Return how many marks of a letter's size the page bears that are no text of its own."""
    wide, high = outlines(drawing.textless < _DARK)[:, 2:].T / drawing.scale
    low, most = _LETTER_PT
    return int(np.count_nonzero((high >= low) & (high <= most) & (wide <= 1.6 * most) & (wide >= 0.5)))


def _counts(trace: Grey, boxes: Sequence[Box], scale: float) -> NDArray[np.int64]:
    """Return how many traced pixels each box holds."""
    table = cv2.integral(trace).astype(np.int64)
    high, wide = trace.shape
    edges = np.array([(box.x0, box.top, box.x1, box.bottom) for box in boxes]) * scale
    x0, top = np.floor(edges[:, 0]), np.floor(edges[:, 1])
    x1, bottom = np.maximum(np.ceil(edges[:, 2]), x0 + 1), np.maximum(np.ceil(edges[:, 3]), top + 1)
    x0, x1 = (np.clip(side, 0, wide).astype(np.intp) for side in (x0, x1))
    top, bottom = (np.clip(side, 0, high).astype(np.intp) for side in (top, bottom))
    return np.asarray(table[bottom, x1] - table[top, x1] - table[bottom, x0] + table[top, x0], dtype=np.int64)


def _pixels(box: Box, scale: float, shape: tuple[int, ...], reach: float) -> tuple[slice, slice]:
    high, wide = shape[:2]
    x0, x1 = (min(max(round(x * scale), 0), wide) for x in (box.x0 - reach, box.x1 + reach))
    top, bottom = (min(max(round(y * scale), 0), high) for y in (box.top - reach, box.bottom + reach))
    return slice(top, max(bottom, top + 1)), slice(x0, max(x1, x0 + 1))
