"""Scanned inserts: pictures of print on a page whose other text is its own.

In: a page, its own words, an engine. Out: the words read in the pictures that bear none of the page's own.
"""

import numpy as np

from extractor.document import Box, Word
from extractor.reading.ocr.engine import Engine
from extractor.reading.pdf import POINTS_PER_INCH, PdfPage, placed_images, render
from extractor.reading.words import word_from

# Smaller pictures are crests and logos: a quarter of a page's height at full width is not.
_LEAST_SHARE = 0.12
_DPI = 300.0
# Of print, engines are sure; of photographs and maps they make doubtful words.
_SURE = 0.75


def insert_boxes(page: PdfPage, words: tuple[Word, ...]) -> tuple[Box, ...]:
    """Return where large pictures lie that bear none of the page's own words."""
    boxes = (image.box for image in placed_images(page))
    area = page.width_pt * page.height_pt
    return tuple(
        box
        for box in boxes
        if box.width * box.height >= _LEAST_SHARE * area and not any(_within(word.box, box) for word in words)
    )


def read_inserts(page: PdfPage, boxes: tuple[Box, ...], engine: Engine) -> tuple[Word, ...]:
    """Read the pictures in ``boxes``. Raises EngineFailedError."""
    if not boxes:
        return ()
    scale = _DPI / POINTS_PER_INCH
    image = render(page, _DPI)
    found: list[Word] = []
    for box in boxes:
        x0, top = max(0, round(box.x0 * scale)), max(0, round(box.top * scale))
        part = np.ascontiguousarray(
            image[top : max(top, round(box.bottom * scale)), x0 : max(x0, round(box.x1 * scale))]
        )
        if part.size:
            words = (word_from(raw, scale, x0, top) for raw in engine.recognise(part, _DPI))
            found += [word for word in words if word.confidence >= _SURE]
    return tuple(found)


def _within(inner: Box, outer: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, inner.middle
    return outer.x0 <= x <= outer.x1 and outer.top <= y <= outer.bottom
