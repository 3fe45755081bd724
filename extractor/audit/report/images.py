"""Pictures of the pages that a report shows: the PDF of a record enters, small grey images leave.

A page is drawn only from the very file that the record was made of; anything else would put outlines in wrong places.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from decision_models import Source

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
    named = Path(source.path)
    places = [named, *(folder / named for folder in folders if not named.is_absolute())]
    places += [folder / named.name for folder in folders]
    there = [place for place in places if place.is_file()]
    if not there:
        return None, f"{source.path} is not where it was"
    for place in there:
        if _sha256(place) == source.sha256:
            return place, ""
    return None, f"{there[0]} is not the file that was read"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[pypdfium2.PdfDocument | None]:
    """Open a PDF for drawing; None where that fails."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        yield None
        return
    try:
        yield document
    finally:
        document.close()


def draw(document: pypdfium2.PdfDocument, number: int, target: Path) -> PageImage | None:
    """Draw page ``number`` into ``target``; None where that fails."""
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_DPI / 72, (_MOST_PIXELS / (width * height)) ** 0.5)
        page.render(scale=scale, grayscale=True).to_pil().convert("L").save(target, "WEBP", quality=_QUALITY, method=4)
    except (pypdfium2.PdfiumError, IndexError, ValueError):
        return None
    return PageImage(target.name, width, height, target.stat().st_size)
