"""Pages of print drawn for tests: words of our own at known places, and what scanners do to them."""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image as PillowImage
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Affine, Box

Grey = NDArray[np.uint8]

A4 = (595.0, 842.0)

PARAGRAPHS = (
    "The bridge over the Lode at Oxbow Lane was closed to lorries in March after",
    "two of its bearings were found to have moved. The repair will cost £184,250,",
    "of which £60,000 comes from the flood fund. Work begins on 4 September 2017",
    "and is to last eleven weeks. The ferry landing stays open throughout, and",
    "people on foot may use the towpath. Objections were heard on 12 May 2017;",
    "none was upheld. A report on the piers, which were not surveyed, follows.",
)


@dataclass(frozen=True)
class Drawn:
    """A typeset page and where its words stand, in points from its top left."""

    pdf: bytes
    words: tuple[tuple[str, Box], ...]


@cache
def letter(lines: tuple[str, ...] = PARAGRAPHS, size: float = 11.0, repeats: int = 3) -> Drawn:
    """Typeset lines of Helvetica and keep each word's box: its advance, from ascender to descender."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("Helvetica", size)
    words = []
    y = A4[1] - 90.0
    for line in lines * repeats:
        x = 80.0
        canvas.drawString(x, y, line)
        for word in line.split():
            width = canvas.stringWidth(word, "Helvetica", size)
            words.append((word, Box(x, A4[1] - y - 0.72 * size, x + width, A4[1] - y + 0.21 * size)))
            x += width + canvas.stringWidth(" ", "Helvetica", size)
        y -= 1.45 * size
    canvas.save()
    return Drawn(stream.getvalue(), tuple(words))


def picture(drawn: Drawn, dpi: float) -> Grey:
    """Render the page."""
    page = pdfium.PdfDocument(drawn.pdf)[0]
    pixels = np.array(page.render(scale=dpi / 72, grayscale=True).to_numpy())
    return pixels.reshape(pixels.shape[:2])


def leaning(grey: Grey, degrees: float, paper: int = 255) -> tuple[Grey, Affine]:
    """Turn a picture clockwise about its middle, as a sheet lies askew; return it with the map of its pixels."""
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    turned = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(paper,))
    (a, b, c), (d, e, f) = matrix.tolist()
    return np.asarray(turned, dtype=np.uint8), Affine(a, b, c, d, e, f)


def scanned(path: Path, *pictures: Grey, dpi: float = 300.0) -> Path:
    """Write pictures as the pages of an image-only PDF."""
    canvas = Canvas(str(path))
    for grey in pictures:
        stream = io.BytesIO()
        PillowImage.fromarray(grey).save(stream, "PNG")
        stream.seek(0)
        width, height = grey.shape[1] * 72 / dpi, grey.shape[0] * 72 / dpi
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(stream), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return path
