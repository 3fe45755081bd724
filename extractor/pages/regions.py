"""Draws the regions of records on the images of their pages, one colour a kind: what was found, and where.

A PDF's path and its records enter, PNG files leave: pages as displayed, at 100 dpi, with a legend below.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from decision_models import DecisionRecord, Field, Region
from extractor.errors import DocumentError
from extractor.faults import cannot_write
from extractor.reading.pdf import POINTS_PER_INCH, PdfFile, PdfPage, open_page, open_pdf, render_in_colour
from extractor.settings import Settings

_DPI = 100
_SCALE = _DPI / 72
# A page that would need more pixels than this is drawn smaller: 100 million fit the largest sheets that archives hold.
_MAX_PIXELS = 100_000_000
_LEGEND_HEIGHT = 26
_TEXT_SIZE = 11
_AIR = 2

# Colours apart from one another for most kinds of colour blindness (after Okabe and Ito, 2008).
COLOURS = {
    "field": (0, 114, 178),
    "amount": (213, 94, 0),
    "date": (0, 158, 115),
    "role": (204, 121, 167),
    "person": (150, 90, 20),
    "reference": (86, 180, 233),
    "section": (70, 70, 70),
    "furniture": (200, 170, 0),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A region to be drawn. ``label`` is written at its corner."""

    kind: str
    region: Region
    label: str = ""


def marks_of(record: DecisionRecord) -> Iterator[Mark]:
    """Give every region of ``record``, sections and furniture first so that values are drawn over them."""
    yield from (Mark("furniture", region) for piece in record.quality.furniture for region in piece.regions)
    for section in record.sections:
        yield from (Mark("section", region, section.kind.value) for region in section.regions)
    yield from (Mark("field", region, label) for label, field in _fields(record) for region in field.regions)
    for kind, mentions in (
        ("amount", record.amounts),
        ("date", record.dates),
        ("role", record.roles),
        ("person", record.people),
        ("reference", record.references),
    ):
        yield from (Mark(kind, region) for mention in mentions for region in mention.regions)


def _fields(record: DecisionRecord) -> Iterator[tuple[str, Field[Any]]]:
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, Field):
            yield name, value
    for maker in record.decision_makers:
        if maker.name is not None:
            yield "decision_maker", maker.name
        yield from (("decision_maker", role) for role in maker.roles)


def write_regions(path: Path, records: Iterable[DecisionRecord], folder: Path) -> list[Path]:
    """Write one image a page of the file at ``path`` to ``folder`` as STEM-PAGE.png; return the images' paths.

    Raises what opening the file raises, and as :func:`draw_regions`.
    """
    with open_pdf(path, Settings()) as file:
        return draw_regions(file, records, folder, path.stem)


def draw_regions(file: PdfFile, records: Iterable[DecisionRecord], folder: Path, stem: str) -> list[Path]:
    """Write one image a page of an open file to ``folder`` as STEM-PAGE.png; return the images' paths.

    A page that cannot be drawn is left out. Raises OutputExistsError when ``folder`` can't be written.
    """
    marks = [mark for record in records for mark in marks_of(record)]
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, file.page_count + 1):
            with suppress(DocumentError, pypdfium2.PdfiumError), open_page(file, number) as page:
                here = [mark for mark in marks if mark.region.page == number]
                written.append(_write(page, here, folder / f"{stem}-{number}.png"))
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise cannot_write(error, folder) from error
    return written


def _write(page: PdfPage, marks: list[Mark], target: Path) -> Path:
    scale = min(_SCALE, (_MAX_PIXELS / (page.width_pt * page.height_pt)) ** 0.5)
    image = Image.fromarray(render_in_colour(page, scale * POINTS_PER_INCH))
    draw_marks(image, marks, scale).save(target)
    return target


def draw_marks(page: Image.Image, marks: Iterable[Mark], scale: float) -> Image.Image:
    """Return ``page`` with ``marks`` drawn on it, and a legend below. ``scale`` is in pixels a point."""
    sheet = Image.new("RGB", (page.width, page.height + _LEGEND_HEIGHT), "white")
    sheet.paste(page)
    draw = ImageDraw.Draw(sheet, "RGBA")
    font = ImageFont.load_default(_TEXT_SIZE)
    for mark in marks:
        _draw(draw, mark, scale, font)
    _draw_legend(draw, page.height, font)
    return sheet


_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def _draw(draw: ImageDraw.ImageDraw, mark: Mark, scale: float, font: _Font) -> None:
    colour, region = COLOURS[mark.kind], mark.region
    # The outline stands off the print by a pixel or two, so that the letters stay whole.
    left, top = region.x0 * scale - _AIR, region.top * scale - _AIR
    right, bottom = region.x1 * scale + _AIR, region.bottom * scale + _AIR
    # Sections and furniture enclose what else is drawn: an outline, and for furniture a light wash.
    wash = {"section": 0, "furniture": 60}.get(mark.kind, 40)
    draw.rectangle((left, top, right, bottom), fill=(*colour, wash), outline=(*colour, 255), width=1)
    if mark.label:
        width = draw.textlength(mark.label, font=font)
        # A section's label stands before it, a value's after it, where there is least print to cover.
        x = max(0, left - width - 4) if mark.kind == "section" else right + 4
        draw.rectangle((x - 1, top - 1, x + width + 1, top + _TEXT_SIZE), fill=(255, 255, 255, 190))
        draw.text((x, top - 2), mark.label, fill=colour, font=font)


def _draw_legend(draw: ImageDraw.ImageDraw, top: int, font: _Font) -> None:
    x = 8.0
    for kind, colour in COLOURS.items():
        draw.rectangle((x, top + 7, x + 12, top + 19), fill=(*colour, 90), outline=(*colour, 255), width=2)
        draw.text((x + 17, top + 6), kind, fill=(0, 0, 0), font=font)
        x += 17 + draw.textlength(kind, font=font) + 16
