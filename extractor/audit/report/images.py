"""Pictures of the pages that a report shows: the scan of a record enters, small grey images leave.

A page is drawn only from the very file that the record was made of; anything else would put outlines in wrong places.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image

from decision_models import Source
from extractor.errors import ExtractorError
from extractor.reading.pdf import POINTS_PER_INCH, open_page, open_pdf, render
from extractor.reading.source_file import path_of
from extractor.settings import Settings
from extractor.writing import written_whole

# At 110 dots an inch ten-point print is read without effort; a page takes 60 to 120 kB.
_DPI = 110
_MOST_PIXELS = 6_000_000
_QUALITY = 55


@dataclass(frozen=True, slots=True)
class PageImage:
    """An image that was written, and the size of the page it shows, in points."""

    name: str
    width_pt: float
    height_pt: float
    size_bytes: int


def find_source(source: Source, folders: Sequence[Path]) -> tuple[Path | None, str]:
    """Return the file a record was made of, or None and why not: where it was, else under its name in ``folders``."""
    named = path_of(source.path)
    places = [named, *(folder / named for folder in folders if not named.is_absolute())]
    places += [folder / named.name for folder in folders]
    there = [place for place in places if place.is_file()]
    if not there:
        return None, f"{source.path} is not where it was; --pdfs says where it is now"
    for place in there:
        if _sha256(place) == source.sha256:
            return place, ""
    return None, f"{there[0]} is not the file that was read"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def draw(path: Path, numbers: Collection[int], stem: Path) -> dict[int, PageImage]:
    """Draw pages of the file at ``path`` as STEM-pNUMBER.webp; those that cannot be drawn are left out."""
    drawn: dict[int, PageImage] = {}
    for number, image, (width_pt, height_pt) in _images(path, numbers):
        target = stem.with_name(f"{stem.name}-p{number}.webp")
        with written_whole(target) as part:
            image.save(part, "WEBP", quality=_QUALITY, method=4)
        drawn[number] = PageImage(target.name, width_pt, height_pt, target.stat().st_size)
    return drawn


def _images(path: Path, numbers: Collection[int]) -> Iterator[tuple[int, Image.Image, tuple[float, float]]]:
    """Give each page that can be drawn, with its number and its size in points."""
    if not numbers:
        return
    with suppress(ExtractorError), open_pdf(path, Settings()) as file:
        for number in numbers:
            with suppress(ExtractorError, pypdfium2.PdfiumError), open_page(file, number) as page:
                dpi = min(_DPI, POINTS_PER_INCH * (_MOST_PIXELS / (page.width_pt * page.height_pt)) ** 0.5)
                yield number, Image.fromarray(render(page, dpi)), (page.width_pt, page.height_pt)
