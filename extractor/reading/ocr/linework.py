"""Reading one line of print with a recogniser: cut out, read, decoded, and put back into its place on the page."""

from dataclasses import dataclass

import numpy as np

from extractor.reading.ocr.decode import Glyph, Ink, LineWord, glyphs, ink_of, words
from extractor.reading.ocr.engine import Image
from extractor.reading.ocr.ppocr import LineBox, Recogniser


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as read once. Words are in pixels of the line's own image."""

    box: LineBox
    ink: Ink
    glyphs: tuple[Glyph, ...]
    words: tuple[LineWord, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def doubt(self) -> float:
        """How unsure the least sure character is, in [0, 1]."""
        return 1.0 - min((chance for word in self.words for chance in word.chances), default=0.0)


def cut(image: Image, box: LineBox) -> Image:
    """Cut a line out of the page."""
    rows = slice(max(0, int(box.top)), max(1, int(np.ceil(box.bottom))))
    columns = slice(max(0, int(box.x0)), max(1, int(np.ceil(box.x1))))
    return np.ascontiguousarray(image[rows, columns])


def read_line(image: Image, box: LineBox, recogniser: Recogniser) -> ReadLine:
    """Read the line that stands in a box of the page."""
    line = cut(image, box)
    height, width = line.shape
    seen = glyphs(recogniser.read(line), recogniser.alphabet.characters, width, height)
    ink = ink_of(line)
    return ReadLine(box, ink, seen, words(seen, ink))
