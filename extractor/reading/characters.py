"""A page's characters, gathered in half of pdfplumber's time: only what the text layer asks for is kept of each.

pdfplumber resolves every attribute of every character, colours and all, which takes most of the time of a born-digital page.
"""

from typing import Any

from pdfminer.layout import LTChar, LTItem
from pdfplumber.page import Page


def gather_quickly(page: Page) -> None:
    """Have ``page`` keep of each character its text, place, size and font. What is no character stays as it is."""
    usual = page.process_object
    left, top = page.mediabox[:2]
    common = {"object_type": "char", "page_number": page.page_number}

    def keep(item: LTItem) -> dict[str, Any]:
        if type(item) is not LTChar:
            return usual(item)
        above = page.height - item.y1 + top
        return common | {
            "text": item.get_text(),
            "fontname": str(item.fontname),
            "size": item.size,
            "upright": item.upright,
            "x0": item.x0 + left,
            "x1": item.x1 + left,
            "width": item.width,
            "height": item.height,
            "top": above,
            "bottom": page.height - item.y0 + top,
            "doctop": page.initial_doctop + above,
        }

    page.process_object = keep  # type: ignore[assignment, method-assign]
