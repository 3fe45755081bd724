"""The pages of a document as others want them: as displayed, in pixels, in blocks of lines.

In: a document and the file it was read from. Out: pages whose every box is one of whole pixels of the page as displayed,
from its top left; a page without an image has 300 pixels an inch.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from extractor.document import Box, Document, Line, Page, Word, union
from extractor.reading.pdf import POINTS_PER_INCH, PdfFile, open_page

_USUAL_DPI = 300.0
# Lines further apart than this share of their height, or that begin another column, do not belong together.
_GAP = 1.2
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Pixels:
    """A rectangle in pixels."""

    x0: int
    top: int
    x1: int
    bottom: int


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page with its size as displayed, in pixels. ``turn`` is how far its print is turned counter-clockwise, in degrees."""

    page: Page
    width: int
    height: int
    dpi: int

    @property
    def turn(self) -> float:
        return round(self.page.rotation - self.page.skew, 2)

    def pixels(self, box: Box) -> Pixels:
        """Return where ``box`` of the upright page is displayed; never beyond the page, and never empty."""
        shown = self.page.to_displayed.box(box)
        x0, x1 = (min(max(round(x * self.dpi / POINTS_PER_INCH), 0), self.width) for x in (shown.x0, shown.x1))
        top, bottom = (
            min(max(round(y * self.dpi / POINTS_PER_INCH), 0), self.height) for y in (shown.top, shown.bottom)
        )
        x0, top = min(x0, self.width - 1), min(top, self.height - 1)
        return Pixels(x0, top, max(x1, x0 + 1), max(bottom, top + 1))


def shown_pages(document: Document, file: PdfFile) -> Iterator[ShownPage]:
    """Give the pages of ``document``, which was read from ``file``; those that could not be opened are left out."""
    for page in document.pages:
        if page.width_pt > 0:
            with open_page(file, page.number) as source:
                dpi = round(page.dpi or _USUAL_DPI)
                sides = (source.width_pt, source.height_pt)
            width, height = (max(1, round(side * dpi / POINTS_PER_INCH)) for side in sides)
            yield ShownPage(page, width, height, dpi)


def blocks(page: Page) -> list[list[Line]]:
    """Return the lines in blocks: those of a table's cell, and those that stand close below one another."""
    found: list[list[Line]] = []
    for _, lines in groupby((line for line in page.lines if line.words), key=lambda line: (line.cell, line.running)):
        block: list[Line] = []
        for line in lines:
            if block and not _follows(block[-1], line):
                found.append(block)
                block = []
            block.append(line)
        found.append(block)
    return found


def _follows(above: Line, below: Line) -> bool:
    gap = below.box.top - above.box.bottom
    beside = below.box.x0 > above.box.x1 or below.box.x1 < above.box.x0
    return not beside and -above.box.height < gap < _GAP * max(above.box.height, below.box.height)


def around(lines: Sequence[Line]) -> Box:
    """Return the smallest box around the words of ``lines``."""
    return union(word.box for line in lines for word in line.words)


def words_of(page: Page) -> Iterator[Word]:
    """Give the words of a page in reading order."""
    return (word for line in page.lines for word in line.words)


def xml_text(text: str) -> str:
    """Return ``text`` with a replacement character for each that XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
