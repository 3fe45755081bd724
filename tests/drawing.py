"""Pages drawn for tests: print, rules and squares go in, a grey image and its words come out, crisp or worn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from extractor.document import Box, Word

Grey = NDArray[np.uint8]


@dataclass
class Sheet:
    """A page being drawn, ``scale`` pixels to the point."""

    width_pt: float = 420.0
    height_pt: float = 300.0
    dpi: float = 200.0
    words: list[Word] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scale = self.dpi / 72
        self.image = Image.new("L", (round(self.width_pt * self.scale), round(self.height_pt * self.scale)), 255)
        self.pen = ImageDraw.Draw(self.image)

    def write(self, x: float, top: float, text: str, size: float = 11.0, *, bold: bool = False, ink: int = 0) -> Box:
        """Print ``text`` in one line and note its words; return the box around it."""
        font = ImageFont.load_default(size * self.scale)
        stroke = max(1, round(0.024 * size * self.scale)) if bold else 0
        first = x
        for part in text.split():
            place = (x * self.scale, top * self.scale)
            left, up, right, down = (
                v / self.scale for v in self.pen.textbbox(place, part, font=font, stroke_width=stroke)
            )
            self.pen.text(place, part, font=font, fill=ink, stroke_width=stroke)
            self.words.append(Word(part, Box(left, up, right, down), 0.95, "drawn", size, bold=bold))
            x = right + 0.28 * size
        return Box(first, top, x, top + size)

    def write_slanted(self, x: float, top: float, text: str, size: float = 11.0, degrees: float = 14.0) -> Box:
        """Print ``text`` leaning to the right, as italics do."""
        plain = Sheet(self.width_pt, self.height_pt, self.dpi)
        box = plain.write(x, top, text, size)
        lean = math.tan(math.radians(degrees))
        foot = (top + size) * self.scale
        matrix = (1.0, lean, -lean * foot, 0.0, 1.0, 0.0)
        leaning = plain.image.transform(plain.image.size, Image.Transform.AFFINE, matrix, fillcolor=255)
        self.image.paste(0, mask=Image.eval(leaning, lambda level: 255 - level))
        self.words += [replace(word, italic=True) for word in plain.words]
        return box

    def rule(self, x0: float, y0: float, x1: float, y1: float, thick: float = 0.8, ink: int = 0) -> None:
        """Draw a straight line."""
        ends = [v * self.scale for v in (x0, y0, x1, y1)]
        self.pen.line(ends, fill=ink, width=max(1, round(thick * self.scale)))

    def box(self, x0: float, y0: float, x1: float, y1: float, thick: float = 0.8, fill: int | None = None) -> None:
        """Draw a rectangle."""
        corners = [v * self.scale for v in (x0, y0, x1, y1)]
        self.pen.rectangle(corners, fill=fill, outline=0, width=max(1, round(thick * self.scale)))

    def grid(self, xs: Sequence[float], ys: Sequence[float], thick: float = 0.8) -> None:
        """Draw all lines of a grid."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1], thick)
        for y in ys:
            self.rule(xs[0], y, xs[-1], y, thick)

    def grey(self, wear: str = "crisp") -> Grey:
        """Return the image: ``crisp``, as a ``photocopy`` (two levels, speckled) or ``faint`` (blurred, low contrast)."""
        image: Grey = np.asarray(self.image, dtype=np.uint8)
        grain = np.random.default_rng(7)
        if wear == "photocopy":
            rough = image.astype(np.float32) + grain.normal(0, 25, image.shape)
            image = np.where(rough < 140, 0, 255).astype(np.uint8)
            image[grain.random(image.shape) < 0.0008] = 0
        if wear == "faint":
            soft = cv2.GaussianBlur(image, (0, 0), 0.4 * self.scale).astype(np.float32)
            image = np.clip(100 + 0.42 * soft + grain.normal(0, 4, image.shape), 0, 255).astype(np.uint8)
        return image


def words_at(*placed: tuple[float, float, str], size: float = 10.0) -> list[Word]:
    """Return words set at (x, top), half an em to the letter; the texts may hold several words."""
    words: list[Word] = []
    for start, top, text in placed:
        x = start
        for part in text.split():
            end = x + 0.5 * size * len(part)
            words.append(Word(part, Box(x, top, end, top + size), 0.95, "drawn", size))
            x = end + 0.3 * size
    return words


def column(x: float, top: float, texts: Sequence[str], leading: float = 12.5, size: float = 10.0) -> list[Word]:
    """Return lines of words, one below the other."""
    return words_at(*((x, top + n * leading, text) for n, text in enumerate(texts)), size=size)
