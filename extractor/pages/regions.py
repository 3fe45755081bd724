"""Draws the regions of records on the images of their pages, one colour a kind: what was found, and where.

A PDF's path and its records enter, PNG files leave: pages as displayed, at 100 dpi, with a legend below.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from decision_models import DecisionRecord, Field, Region
from extractor.errors import DocumentError
from extractor.output_folder import make_output_folder
from extractor.reading.pdf import POINTS_PER_INCH, PdfFile, PdfPage, open_page, open_pdf, render_in_colour
from extractor.settings import Settings
from extractor.writing import written_whole

_DPI = 100
_SCALE = _DPI / 72
# A page that would need more pixels than this is drawn smaller: 100 million fit the largest sheets that archives hold.
_MAX_PIXELS = 100_000_000
_LEGEND_HEIGHT = 26
_TEXT_SIZE = 11
# What is darker than this is print, or the like of it.
_PAPER = 215
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


# What fields are called at their places, where there is little room.
_SHORT = {"decision_number": "number", "decision_maker": "maker", "decision_date": "decided"} | {
    "publication_date": "published",
    "effective_date": "effective",
    "call_in_deadline": "call-in",
    "key_decision_reason": "why key",
    "lead_officer": "officer",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A region to be drawn. ``label`` is written beside it where the page has room for it."""

    kind: str
    region: Region
    label: str = ""


def marks_of(record: DecisionRecord) -> Iterator[Mark]:
    """Give every region of ``record``, sections and furniture first so that values are drawn over them."""
    yield from (Mark("furniture", region) for piece in record.quality.furniture for region in piece.regions)
    for section in record.sections:
        yield from (Mark("section", region, section.kind.value) for region in section.regions)
    for label, field in _fields(record):
        # The first region alone is named: a value over several lines is one all the same.
        names = (_SHORT.get(label, label).replace("_", " "), *("" for _ in field.regions))
        yield from (Mark("field", region, name) for name, region in zip(names, field.regions, strict=False))
    for kind, mentions in (
        ("amount", record.amounts),
        ("date", record.dates),
        ("role", record.roles),
        ("person", record.people),
        ("reference", record.references),
    ):
        yield from (Mark(kind, region) for mention in mentions for region in mention.regions)


def marks_of_all(records: Sequence[DecisionRecord]) -> list[Mark]:
    """Return the marks of all records of a file, what they share once.

    Where there are several, a label begins with the number of its decision; what they share has none.
    """
    if len(records) == 1:
        return list(marks_of(records[0]))
    owners: dict[Mark, list[int]] = {}
    for number, record in enumerate(records, 1):
        for mark in marks_of(record):
            owners.setdefault(mark, []).append(number)
    return [
        replace(mark, label=f"{whose[0]}: {mark.label}") if len(whose) == 1 and mark.label else mark
        for mark, whose in owners.items()
    ]


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
    marks = marks_of_all(list(records))
    written = []
    make_output_folder(folder)
    for number in range(1, file.page_count + 1):
        with suppress(DocumentError, pypdfium2.PdfiumError), open_page(file, number) as page:
            here = [mark for mark in marks if mark.region.page == number]
            written.append(_write(page, here, folder / f"{stem}-{number}.png"))
    return written


def _write(page: PdfPage, marks: list[Mark], target: Path) -> Path:
    scale = min(_SCALE, (_MAX_PIXELS / (page.width_pt * page.height_pt)) ** 0.5)
    image = Image.fromarray(render_in_colour(page, scale * POINTS_PER_INCH))
    with written_whole(target) as part:
        draw_marks(image, marks, scale).save(part, "PNG")
    return target


def draw_marks(page: Image.Image, marks: Iterable[Mark], scale: float) -> Image.Image:
    """Return ``page`` with ``marks`` drawn on it, and a legend below. ``scale`` is in pixels a point."""
    sheet = Image.new("RGB", (page.width, page.height + _LEGEND_HEIGHT), "white")
    sheet.paste(page)
    draw = ImageDraw.Draw(sheet, "RGBA")
    font = ImageFont.load_default(_TEXT_SIZE)
    is_print = np.asarray(page.convert("L")) < _PAPER
    for mark in marks:
        _draw(draw, mark, scale)
        _name(draw, mark, scale, font, is_print)
    _draw_legend(draw, page.height, font)
    return sheet


_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def _draw(draw: ImageDraw.ImageDraw, mark: Mark, scale: float) -> None:
    colour, region = COLOURS[mark.kind], mark.region
    # The outline stands off the print by a pixel or two, so that the letters stay whole.
    left, top = region.x0 * scale - _AIR, region.top * scale - _AIR
    right, bottom = region.x1 * scale + _AIR, region.bottom * scale + _AIR
    # Sections and furniture enclose what else is drawn: an outline, and for furniture a light wash.
    wash = {"section": 0, "furniture": 60}.get(mark.kind, 40)
    draw.rectangle((left, top, right, bottom), fill=(*colour, wash), outline=(*colour, 255), width=1)


def _name(draw: ImageDraw.ImageDraw, mark: Mark, scale: float, font: _Font, taken: NDArray[np.bool_]) -> None:
    """Write a mark's label where neither print nor another label stands, nearest first; nowhere if there is no such place.

    Where there is no room for all of it, as in the cells of a table, the number of the decision must do: the colour says the
    rest.
    """
    if not mark.label:
        return
    for label in dict.fromkeys((mark.label, mark.label.partition(":")[0])):
        width = math.ceil(draw.textlength(label, font=font))
        for x, y in _places(mark, width, scale):
            here = (slice(y, y + _TEXT_SIZE + 1), slice(x, x + width))
            within = min(x, y) >= 0 and x + width <= taken.shape[1] and y + _TEXT_SIZE < taken.shape[0]
            if within and not taken[here].any():
                draw.text((x, y - 1), label, fill=COLOURS[mark.kind], font=font)
                taken[here] = True
                return


def _places(mark: Mark, width: int, scale: float) -> tuple[tuple[int, int], ...]:
    """Return where a label of ``width`` pixels may begin, the best place first."""
    region = mark.region
    left, top, right, bottom = (round(at * scale) for at in (region.x0, region.top, region.x1, region.bottom))
    beside, before = (right + 4, top - 1), (left - width - 4, top - 1)
    over, under = (left, top - _TEXT_SIZE - 3), (left, bottom + 3)
    # A section's label stands before it, a value's after it, where there is least print.
    first = (before, beside, over, under) if mark.kind == "section" else (beside, before, under, over)
    return (*first, (right - width, bottom + 3), (right - width, top - _TEXT_SIZE - 3))


def _draw_legend(draw: ImageDraw.ImageDraw, top: int, font: _Font) -> None:
    x = 8.0
    for kind, colour in COLOURS.items():
        draw.rectangle((x, top + 7, x + 12, top + 19), fill=(*colour, 90), outline=(*colour, 255), width=2)
        draw.text((x + 17, top + 6), kind, fill=(0, 0, 0), font=font)
        x += 17 + draw.textlength(kind, font=font) + 16
