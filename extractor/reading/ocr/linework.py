"""Reading lines of print with recognisers: cut out, read, decoded, and put back into their places on the page."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractor.reading.ocr.calibration import calibrated
from extractor.reading.ocr.decode import Glyph, glyphs, ink_of, words
from extractor.reading.ocr.engine import Image, RawWord
from extractor.reading.ocr.lettercase import settle_case
from extractor.reading.ocr.ppocr import LINE_HEIGHT, STEP, LineBox, Recogniser
from extractor.reading.ocr.resolve import Reading, hear, resolve

# The detector's margin above and below a line, less this share of its height on either side, leaves the letters larger:
# 0.53 % of characters wrong with the margin, 0.39 % without (tiny recogniser, photocopies; awful scans 1.04 and 0.83 %).
_TRIM = 0.1

# Which reading holds from which pixel of a line on, from left to right.
Readings = Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class LineImage:
    """A line cut out of its page, with the corner it was cut from."""

    pixels: Image
    left: int
    top: int

    @property
    def px_per_step(self) -> float:
        """How many of the line's pixels a step of a recogniser covers."""
        return float(STEP * self.pixels.shape[0] / LINE_HEIGHT)


def cut(page: Image, box: LineBox) -> LineImage:
    """Cut a line out of its page."""
    trim = _TRIM * box.height
    top, bottom = max(0, int(box.top + trim)), int(np.ceil(box.bottom - trim))
    left, right = max(0, int(box.x0)), int(np.ceil(box.x1))
    pixels = page[
        min(top, page.shape[0] - 1) : max(bottom, top + 1), min(left, page.shape[1] - 1) : max(right, left + 1)
    ]
    return LineImage(np.ascontiguousarray(pixels), left, top)


def read_line(line: LineImage, recogniser: Recogniser, weight: float = 1.0, *, margin: int = 0) -> Reading:
    """Read a line with one recogniser, believed as far as ``weight`` says beside others.

    ``margin`` is how many steps of paper are put before and after what was cut out of the midst of a line.
    """
    height, width = line.pixels.shape
    pad = round(margin * line.px_per_step)
    output = recogniser.read(np.pad(line.pixels, ((0, 0), (pad, pad)), mode="edge") if pad else line.pixels)
    output = output[margin : len(output) - margin]
    return Reading(output, glyphs(output, recogniser.alphabet.characters, width, height), weight)


def agree(line: LineImage, readings: tuple[Reading, ...], recogniser: Recogniser) -> tuple[Glyph, ...]:
    """Return one reading of a line out of several, the best last."""
    return resolve(readings, recogniser.alphabet.characters, line.px_per_step)


def heed(
    line: LineImage, seen: tuple[Glyph, ...], witness: str, readings: tuple[Reading, ...], recogniser: Recogniser
) -> tuple[Glyph, ...]:
    """Return a line's reading after another reader has been heard on it."""
    return hear(seen, witness, readings, recogniser.alphabet.characters, line.px_per_step)


def place(
    line: LineImage, seen: tuple[Glyph, ...], readings: Readings, number: int, *, typescript: bool = False
) -> list[RawWord]:
    """Part a line's characters into words and put these into their places on the page."""
    ink = ink_of(line.pixels)
    seen = settle_case(seen, line.pixels)
    found = []
    for word in words(seen, ink, typescript=typescript):
        reading = readings[bisect_right(readings, (word.x0 + word.x1) / 2, key=lambda it: it[0]) - 1][1]
        left, right = line.left + word.x0, line.left + word.x1
        top, bottom = line.top + ink.top, line.top + ink.bottom
        found.append(
            RawWord(word.text, left, top, right, bottom, calibrated(reading, min(word.chances)), number, reading)
        )
    return found
