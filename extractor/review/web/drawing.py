"""What workers do with a scan for the desk: draw a page, read its words. A file enters, another file leaves.

A scan may be hostile: it is opened here and nowhere else in the application, in a process with limits of its own. Light to
import: the process that serves pages loads none of the machinery.
"""

import json
from pathlib import Path

from extractor.settings import Settings
from extractor.writing import written_whole

_MOST_PIXELS = 12_000_000
_QUALITY = 60


def draw_page(path: Path, number: int, dpi: float, target: Path, size: Path) -> None:
    """Draw a page as WebP, in grey, to ``target``, and write its width and height in points to ``size``.

    Where there is an image there is its size. Raises ExtractorError.
    """
    from PIL import Image

    from extractor.reading.pdf import POINTS_PER_INCH, open_page, open_pdf, render

    with open_pdf(path, Settings()) as file, open_page(file, number) as page:
        most_dpi = POINTS_PER_INCH * (_MOST_PIXELS / (page.width_pt * page.height_pt)) ** 0.5
        image = Image.fromarray(render(page, min(dpi, most_dpi)))
        told = json.dumps((page.width_pt, page.height_pt))
    with written_whole(size) as part:
        part.write_text(told, encoding="ascii")
    with written_whole(target) as part:
        image.save(part, "WEBP", quality=_QUALITY, method=4)


def read_page_words(path: Path, number: int, settings: Settings, target: Path) -> None:
    """Read the words of a page, as a run would, into ``target``: a line of text and box a word. Raises ExtractorError."""
    from extractor.batch.limits import page_time
    from extractor.reading.ocr import build_engine
    from extractor.reading.pdf import open_pdf
    from extractor.reading.read import read_page

    with open_pdf(path, settings) as file, page_time(settings.page_timeout_s):
        page = read_page(file, number, build_engine(settings), settings)
    words = [(word, page.to_displayed.box(word.box)) for line in page.lines for word in line.words]
    rows = [[w.text, round(b.x0, 1), round(b.top, 1), round(b.x1, 1), round(b.bottom, 1)] for w, b in words]
    with written_whole(target) as part:
        part.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
