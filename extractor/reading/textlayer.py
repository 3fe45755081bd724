"""A page's own text: its words with places and type, the lines drawn on it, and whether it is to be believed.

In: a page of the PDF as pdfplumber sees it. Out: a :class:`TextLayer` in points of the page as displayed. Text that
nobody sees, as OCR programs lay under a scan, is judged here, not trusted.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pdfplumber

from extractor.document import Box, Word
from extractor.reading.characters import gather_quickly
from extractor.reading.pdf import PdfFile, PdfPage, character_count, displayed, hidden_share, placed_images
from extractor.reading.rules import Rule, join_rules

READING = "text_layer"

# Whatever pdfplumber finds on a page: a character, a line, a rectangle, a curve.
Item = dict[str, Any]

# A drawn rectangle no thicker than this is a rule.
_RULE_PT = 3.0
_SHORTEST_RULE_PT = 6.0
# Outlines that come this near touch.
_ON_SIDE_PT = 0.1
# Gaps between words are at least 0.2 of the type size in any typeface; kerning and letter spacing stay below 0.12.
_GAP = 0.15
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
# A page whose text maps more of its characters than this to nothing readable is read by OCR.
_MOST_UNREADABLE = 0.05
# An image over this much of the page with text upon it is a scan with hidden text, whatever the text's rendering mode.
_SCAN_SHARE = 0.8
_MOST_HIDDEN = 0.5
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The words and the drawn lines of a page, in points of the page as displayed."""

    words: tuple[Word, ...]
    rules: tuple[Rule, ...]


def is_visible_text(page: PdfPage) -> bool:
    """Tell whether a page has text that a reader of the page sees: not hidden, not laid under or over a scan."""
    if character_count(page) == 0 or hidden_share(page) > _MOST_HIDDEN:
        return False
    area = page.width_pt * page.height_pt
    return not any(image.box.width * image.box.height > _SCAN_SHARE * area for image in placed_images(page))


def read_text_layer(file: PdfFile, page: PdfPage) -> TextLayer | None:
    """Return a page's own text, or None where it cannot be had or is no readable text.

    The library underneath meets files of every kind and age; whatever it raises on one page means that the page's text
    cannot be had, and the page's look is read instead.
    """
    try:
        source = file.plumber.pages[page.number - 1]
        gather_quickly(source)
        try:
            return _extract(source, page)
        finally:
            source.close()
    except Exception:  # noqa: BLE001
        return None


def _extract(source: pdfplumber.page.Page, page: PdfPage) -> TextLayer | None:
    dx, dy = _offset(source, page)
    seen = [c for c in source.chars if _inside(c, dx, dy, page)]
    upright = [c for c in seen if c["upright"]]
    if len(upright) < 0.5 * len(seen) or unreadable_share(c["text"] for c in upright) > _MOST_UNREADABLE:
        return None
    found = source.filter(lambda item: item["object_type"] != "char" or item["upright"]).extract_words(
        x_tolerance_ratio=_GAP, keep_blank_chars=False, use_text_flow=False, return_chars=True
    )
    words = [_word(item, dx, dy) for item in found if _inside(item, dx, dy, page)]
    return TextLayer(tuple(w for w in words if w.text), join_rules(_rules(source, dx, dy)))


def _offset(source: pdfplumber.page.Page, page: PdfPage) -> tuple[float, float]:
    """Return where the displayed page's top left corner lies in pdfplumber's frame, which is that of the media box."""
    x0, y0, x1, y1 = source.page_obj.mediabox
    left, right, bottom, top = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    corner = {0: (left, top), 90: (left, bottom), 180: (right, bottom), 270: (right, top)}[page.rotation]
    x, y = displayed(page, *corner)
    return float(source.mediabox[0]) - x, float(source.mediabox[1]) - y


def _inside(item: Item, dx: float, dy: float, page: PdfPage) -> bool:
    x, y = (item["x0"] + item["x1"]) / 2 - dx, (item["top"] + item["bottom"]) / 2 - dy
    return bool(0 <= x <= page.width_pt and 0 <= y <= page.height_pt)


def _word(item: Item, dx: float, dy: float) -> Word:
    font = Counter(str(c["fontname"]) for c in item["chars"]).most_common(1)[0][0]
    size = max(float(c["size"]) for c in item["chars"])
    box = Box(item["x0"] - dx, item["top"] - dy, item["x1"] - dx, item["bottom"] - dy)
    name = font.split("+", 1)[-1]
    return Word(
        clean(item["text"]), box, 1.0, READING, size, bold=bool(_BOLD.search(name)), italic=bool(_ITALIC.search(name))
    )


def clean(text: str) -> str:
    """Write a word as it looks: ligatures as their letters, a hyphen at a line's end as a hyphen.

    >>> clean("con\N{LATIN SMALL LIGATURE FI}rm\N{SOFT HYPHEN}")
    'confirm-'
    """
    text = "".join(_LIGATURES.get(c, c) for c in unicodedata.normalize("NFC", text))
    if text.endswith(_SOFT_HYPHEN):
        text = text[:-1] + "-"
    return "".join(c for c in text if c != _SOFT_HYPHEN and unicodedata.category(c) not in {"Cc", "Cf"})


def unreadable_share(texts: Iterable[str]) -> float:
    """Return the share of a page's characters that stand for nothing: unmapped, replaced, or control codes.

    Private use characters are symbols (tick boxes, bullets) of a font and count only where they are many.
    """
    every = [text for text in texts if not text.isspace()]
    unmapped = sum(_is_unmapped(text) for text in every)
    private = sum(any(unicodedata.category(c) == "Co" for c in text) for text in every)
    return (unmapped + (private if private > 0.3 * len(every) else 0)) / max(1, len(every))


def _is_unmapped(text: str) -> bool:
    return text.startswith("(cid:") or any(c == "\ufffd" or unicodedata.category(c) in {"Cc", "Cn"} for c in text)


def _rules(source: pdfplumber.page.Page, dx: float, dy: float) -> Iterable[Rule]:
    """Return drawn lines, thin bars, and the sides of boxes that are drawn rather than filled."""
    for line in source.lines:
        yield from _rule(line, dx, dy)
    for shapes in (source.rects, source.curves):
        for inner, outer in pairwise(shapes):
            for side in _frame_sides(inner, outer):
                yield from _rule(side, dx, dy)
    for box in (*source.rects, *source.curves):
        if min(box["x1"] - box["x0"], box["bottom"] - box["top"]) <= _RULE_PT:
            yield from _rule(box, dx, dy)
        elif box.get("stroke"):
            for side in _straight_sides(box):
                yield from _rule(side, dx, dy)


def _straight_sides(box: Item) -> Iterator[Item]:
    """Yield the sides of a drawn box, be its corners square or round, without thickness."""
    if box["object_type"] == "rect" or _is_rounded_box(box):
        for side in ("top", "bottom"):
            yield box | {"top": box[side], "bottom": box[side]}
        for side in ("x0", "x1"):
            yield box | {"x0": box[side], "x1": box[side]}


def _is_rounded_box(curve: Item) -> bool:
    """Tell whether a closed curve has straight sides along all four of the sides of the box around it."""
    points = curve["pts"]
    sides = {
        name
        for (x, y), (other_x, other_y) in pairwise(points)
        for name, place, other in (("x0", x, other_x), ("x1", x, other_x), ("top", y, other_y), ("bottom", y, other_y))
        if abs(place - curve[name]) < _ON_SIDE_PT and abs(other - curve[name]) < _ON_SIDE_PT
    }
    return len(sides) == 4


def _frame_sides(inner: Item, outer: Item) -> Iterator[Item]:
    """Yield the bars between two outlines one within the other, of which what lies between them is filled.

    So borders are drawn by programs that print web pages: as one shape with a hole.
    """
    if not (inner["fill"] and outer["fill"] and inner.get("evenodd") and outer.get("evenodd")):
        return
    if (
        inner["x1"] - inner["x0"] > outer["x1"] - outer["x0"]
        or inner["bottom"] - inner["top"] > outer["bottom"] - outer["top"]
    ):
        inner, outer = outer, inner
    bars = {"x0": ("x0", "x1"), "x1": ("x0", "x1"), "top": ("top", "bottom"), "bottom": ("top", "bottom")}
    widths = {side: (inner[side] - outer[side]) * (1 if side in {"x0", "top"} else -1) for side in bars}
    if all(-_ON_SIDE_PT <= width <= _RULE_PT for width in widths.values()):
        for side, (low, high) in bars.items():
            if widths[side] > 0:
                yield outer | {low: min(inner[side], outer[side]), high: max(inner[side], outer[side])}


def _rule(item: Item, dx: float, dy: float) -> Iterable[Rule]:
    width, height = item["x1"] - item["x0"], item["bottom"] - item["top"]
    if min(width, height) <= _RULE_PT and max(width, height) >= _SHORTEST_RULE_PT and not _white(item):
        yield Rule(item["x0"] - dx, item["top"] - dy, item["x1"] - dx, item["bottom"] - dy)


def _white(item: Item) -> bool:
    colour = item.get("stroking_color") if item.get("stroke") else item.get("non_stroking_color")
    if not isinstance(colour, (tuple, list)) or len(colour) not in {1, 3}:
        return False
    return all(isinstance(part, (int, float)) and part > 0.98 for part in colour)
