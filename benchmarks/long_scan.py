"""How much memory a long scan takes: the peak after few pages and after many.

    python benchmarks/long_scan.py [PAGES]

A scan of one drawn letter, repeated, is read page by page with an engine that finds no words, so that what is measured is
everything around the engine: opening, decoding, straightening, laying out, and the document that grows.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.reading.ocr import RawWord
from extractor.reading.ocr.engine import Image as Grey
from extractor.reading.pdf import open_pdf
from extractor.reading.read import read_pages
from extractor.settings import Settings

_DPI = 150
_MARKS = (10, 50, 100, 200, 500, 1000, 2000)


class OneWord:
    """An engine that reads the same word on every page."""

    name, version, language_data_sha256 = "one word", "1", None

    def recognise(self, image: Grey, dpi: float) -> tuple[RawWord, ...]:
        return (RawWord("lantern", 10.0, 10.0, 0.1 * image.shape[1], 0.16 * dpi, 0.9, 0, "one word"),)


def scan(path: Path, pages: int) -> None:
    """Write a scan whose pages all differ a little, so that none can be shared."""
    grain = np.random.default_rng(3)
    canvas = Canvas(str(path), pagesize=(595, 842))
    for number in range(pages):
        sheet = Image.fromarray(grain.normal(240, 3, (round(842 * _DPI / 72), round(595 * _DPI / 72))).astype(np.uint8))
        pen = ImageDraw.Draw(sheet)
        for line in range(30):
            pen.text(
                (120, 150 + 40 * line), f"Page {number}: the lantern burns through the night, line {line}", fill=20
            )
        canvas.drawImage(ImageReader(sheet), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        # Drawn by a process of its own: what drawing takes is no part of the measure.
        drawing = multiprocessing.Process(target=scan, args=(path, pages))
        drawing.start()
        drawing.join()
        read, start = [], time.process_time()
        with open_pdf(path, Settings()) as file:
            for number, page in enumerate(read_pages(file, OneWord(), Settings()), start=1):
                read.append(page)
                if number in _MARKS or number == pages:
                    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                    spent = (time.process_time() - start) / number
                    print(f"{number:5} pages  peak {peak:6.0f} MB  {spent:5.2f} s/page", flush=True)


if __name__ == "__main__":
    main()
