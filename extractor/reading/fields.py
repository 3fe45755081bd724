"""What was filled in or written upon a page: the values of its form's fields, its ticked boxes, and typed annotations.

In: a page of the PDF. Out: words in their places, as if they were printed there. Comments in the margin of a viewer (notes,
highlights) are not on the page, and not here.
"""

from collections.abc import Iterator
from typing import Any

from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

from extractor.document import Box, Word
from extractor.reading.pdf import PdfFile, PdfPage, displayed

READING = "text_layer"
_TICKED, _EMPTY = "☒", "☐"
# Flags of PDF 32000-1:2008, tables 165 and 226: hidden or not to be viewed; a button that holds no value.
_UNSEEN, _PUSH_BUTTON = 2 | 32, 1 << 16
# A box higher than two lines is filled from its top.
_TALL, _LEADING = 2.4, 1.2
# The largest type that a field's height is taken for, its share of the height of its line, and a letter's usual width.
_LARGEST_PT, _OF_HEIGHT, _ADVANCE_EM = 12.0, 0.75, 0.5


def field_words(file: PdfFile, page: PdfPage) -> tuple[Word, ...]:
    """Return the words of the fields and typed annotations that a reader of the page sees."""
    try:
        annotations = [resolve1(entry) for entry in resolve1(_attributes(file, page).get("Annots")) or ()]
        return tuple(word for entry in annotations for word in _words(entry, page))
    except Exception:  # noqa: BLE001 - as with a page's text, whatever is wrong with its fields must not cost the page
        return ()


def _attributes(file: PdfFile, page: PdfPage) -> dict[str, Any]:
    attributes: dict[str, Any] = file.plumber.pages[page.number - 1].page_obj.attrs
    return attributes


def _words(entry: object, page: PdfPage) -> Iterator[Word]:
    if not isinstance(entry, dict) or int(resolve1(entry.get("F", 0))) & _UNSEEN:
        return
    x0, y0, x1, y1 = (float(resolve1(value)) for value in resolve1(entry["Rect"]))
    corners = [displayed(page, x, y) for x in (x0, x1) for y in (y0, y1)]
    box = Box(
        *(min(place) for place in zip(*corners, strict=True)), *(max(place) for place in zip(*corners, strict=True))
    )
    match _name(entry.get("Subtype")):
        case "Widget" if _inherited(entry, "FT") == "Btn":
            flags = _inherited(entry, "Ff")
            if not (isinstance(flags, int) and flags & _PUSH_BUTTON):
                state = _TICKED if _name(entry.get("AS")) not in {"", "Off"} else _EMPTY
                yield Word(state, box, 1.0, READING, min(box.height, _LARGEST_PT))
        case "Widget":
            yield from _set_in(_text(_inherited(entry, "V")), box)
        case "FreeText":
            yield from _set_in(_text(resolve1(entry.get("Contents"))), box)


def _inherited(entry: dict[str, Any], key: str) -> object:
    """Return a field's attribute, its own or that of a field above it; names as plain text."""
    for _ in range(32):
        if key in entry:
            value = resolve1(entry[key])
            return _name(value) if isinstance(value, PSLiteral) else value
        parent = resolve1(entry.get("Parent"))
        if not isinstance(parent, dict):
            return None
        entry = parent
    return None


def _name(value: object) -> str:
    literal = resolve1(value)
    name = literal.name if isinstance(literal, PSLiteral) else ""
    return name if isinstance(name, str) else name.decode("latin-1")


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(_text(resolve1(part)) for part in value)
    return decode_text(value) if isinstance(value, bytes) else str(value or "")


def _set_in(text: str, box: Box) -> Iterator[Word]:
    """Set lines of text in a box, from its top left, as wide as they would be in a usual face."""
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    step = box.height / max(1, len(lines))
    if len(lines) > 1 or box.height > _TALL * _LARGEST_PT:
        step = min(step, _LEADING * _LARGEST_PT)
    size = min(_LARGEST_PT, _OF_HEIGHT * step)
    advance = min(_ADVANCE_EM * size, box.width / max((len(line) for line in lines), default=1))
    for number, line in enumerate(lines):
        middle, x = box.top + (number + 0.5) * step, box.x0
        for part in line.split():
            end = x + advance * len(part)
            yield Word(part, Box(x, middle - size / 2, end, middle + size / 2), 1.0, READING, size)
            x = end + advance
