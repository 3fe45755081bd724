"""A page's own text: its words with places and type, the lines drawn on it, and whether it is to be believed.

In: a page of the PDF as pdfplumber sees it. Out: a :class:`TextLayer` in points of the page turned upright. Text that
nobody sees, as OCR programs lay under a scan, is judged here, not trusted.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, pairwise
from statistics import median
from typing import Any, Literal

import numpy as np
import pdfplumber

from extractor.document import Affine, Box, Line, Word, union
from extractor.reading.characters import Glyph, gather
from extractor.reading.letterforms import Kind, misnamed
from extractor.reading.lines import build_lines
from extractor.reading.pdf import (
    PdfFile,
    PdfPage,
    character_count,
    displayed,
    hidden_share,
    placed_characters,
    placed_images,
    shape_count,
)
from extractor.reading.raised import part_raised
from extractor.reading.rules import Rule, join_rules
from extractor.reading.spacing import touches, words_of
from extractor.reading.struck import strike
from extractor.reading.visibility import Drawing, draw, legible, letters_beside_text, seen

READING = "text_layer"
# The code of the notice that a page has text that nobody sees.
UNSEEN = "unseen_text"

# Whatever pdfplumber finds on a page: a character, a line, a rectangle, a curve.
Item = dict[str, Any]
Turn = Literal[0, 90, 180, 270]

# A drawn rectangle no thicker than this is a rule.
_RULE_PT = 3.0
_SHORTEST_RULE_PT = 6.0
# Outlines that come this near touch.
_ON_SIDE_PT = 0.1
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
# A page whose text maps more of its characters than this to nothing readable is read by OCR.
_MOST_UNREADABLE = 0.3
# Images over this much of the page with text upon them are a scan with hidden text, whatever the text's rendering mode.
_SCAN_SHARE = 0.8
_MOST_HIDDEN = 0.5
# Print that leans farther from a right angle than this is no line of the page: a stamp, a watermark.
_MOST_LEAN = 20.0
# A page with this many marks of a letter's size for each letter of its own text bears its print as a picture.
_MOSTLY_PICTURE, _FEWEST_MARKS = 1.0, 60
# Print of less than this of the page's longer side is seen by nobody: 1.3 points on a sheet of A4.
_SMALLEST = 0.0015
# A word this much larger than the page's usual print lies across it, like a watermark, where it lies over so many words.
_LARGE, _OVER = 3.0, 3
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
_SOFT_HYPHEN = "\u00ad"
# A page that draws more shapes than this is a plan or a map: no form has a tenth of them.
_MOST_SHAPES = 20_000
# What stands for a character that the text does not tell.
UNTOLD = "\ufffd"


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The words and the drawn lines of a page, in points of the page turned upright.

    ``rotation`` is how far it was turned clockwise, ``to_displayed`` the way back. ``fonts`` names the font of each word.
    ``turned`` are lines at a right angle to the others, ``slanted`` those at any other; ``unseen`` counts the characters
    that nobody sees and that are left out. ``doubtful`` are characters of fonts that look like others.
    """

    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    fonts: tuple[str, ...] = ()
    turned: tuple[Line, ...] = ()
    slanted: tuple[Line, ...] = ()
    rotation: Turn = 0
    to_displayed: Affine = field(default_factory=Affine)
    unseen: int = 0
    doubtful: frozenset[Kind] = frozenset()


def is_visible_text(page: PdfPage) -> bool:
    """Tell whether a page has text that a reader of the page sees: not hidden, not laid under or over a scan."""
    if character_count(page) == 0 or hidden_share(page) > _MOST_HIDDEN:
        return False
    return _covered_by_images(page) <= _SCAN_SHARE


def _covered_by_images(page: PdfPage) -> float:
    """Return the share of the page that its images cover; a scan may come in strips."""
    boxes = [image.box for image in placed_images(page)]
    rows, columns = 64, 64
    covered = [[False] * columns for _ in range(rows)]
    for box in boxes:
        if box.width * box.height * len(boxes) < 0.2 * page.width_pt * page.height_pt:
            continue
        for row in range(rows):
            y = (row + 0.5) / rows * page.height_pt
            if box.top <= y <= box.bottom:
                for column in range(columns):
                    x = (column + 0.5) / columns * page.width_pt
                    covered[row][column] |= box.x0 <= x <= box.x1
    return sum(map(sum, covered)) / (rows * columns)


def read_text_layer(file: PdfFile, page: PdfPage, *, visible: bool = True) -> TextLayer | None:
    """Return a page's own text, or None where it cannot be had or is no readable text.

    With ``visible``, what cannot be seen is left out; else what lies under a scan is given, save where nothing of the scan
    can be read. The library underneath meets files of every kind and age; whatever it raises on one page means that the
    page's text cannot be had, and the page's look is read instead.
    """
    try:
        source = file.plumber.pages[page.number - 1]
        try:
            return _extract(source, page, visible=visible)
        finally:
            source.close()
    except Exception:  # noqa: BLE001
        return None


def _extract(source: pdfplumber.page.Page, page: PdfPage, *, visible: bool) -> TextLayer | None:
    every, drawn = _print(source, page)
    drawing = draw(page) if visible else None
    glyphs, unseen = _seen(every, page, drawing) if drawing else (_over_print(every, page), 0)
    if glyphs is None or unreadable_share(glyph.text for glyph in glyphs) > _MOST_UNREADABLE:
        return None
    rotation = _rotation(glyphs)
    turn = _turn(rotation, page.width_pt, page.height_pt)
    if rotation:
        glyphs = [glyph.moved(turn.box(glyph.box), (glyph.angle - rotation) % 360) for glyph in glyphs]
    rules = [_moved(rule, turn) for rule in drawn]
    trace = np.rot90(drawing.trace, -rotation // 90) if drawing else None
    doubtful = misnamed(glyphs, trace, drawing.scale) if drawing and trace is not None else frozenset()
    size = (page.width_pt, page.height_pt) if rotation in {0, 180} else (page.height_pt, page.width_pt)
    raised = part_raised(_word(run) for run in words_of(g for g in glyphs if _quarter(g.angle) == 0))
    upright = [(word, font) for word, font in raised if word.text]
    across = _lying_across([word for word, _ in upright])
    pairs = [pair for number, pair in enumerate(upright) if number not in across]
    words = tuple(word for word, _ in pairs)
    if drawing and shape_count(page) <= _MOST_SHAPES:
        words = strike(words, np.rot90(drawing.textless, -rotation // 90), drawing.scale)
    return TextLayer(
        words,
        join_rules(rules),
        tuple(font for _, font in pairs),
        tuple(line for quarter in (90, 180, 270) for line in _turned(glyphs, quarter, size)),
        (*_slanted(glyphs), *(Line((upright[number][0],), upright[number][0].box) for number in across)),
        rotation,
        _turn_back(rotation, page.width_pt, page.height_pt),
        unseen,
        doubtful,
    )


def _print(source: pdfplumber.page.Page, page: PdfPage) -> tuple[list[Glyph], list[Rule]]:
    """Return the characters and the drawn lines of a page as displayed.

    Of a drawing the characters alone, as PDFium has them: pdfminer takes a minute over what it draws.
    """
    if shape_count(page) > _MOST_SHAPES:
        found = enumerate(placed_characters(page))
        return [Glyph(c.text, c.box, c.size_pt, c.font, c.angle, order) for order, c in found], []
    frame = _Frame.of(source, page)
    glyphs = gather(source, frame.box, frame.unit)
    return glyphs, list(_rules(source, frame))


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the displayed page's top left corner lies in pdfplumber's frame, that of the media box; and the page's unit."""

    dx: float
    dy: float
    unit: float

    @classmethod
    def of(cls, source: pdfplumber.page.Page, page: PdfPage) -> "_Frame":
        x0, y0, x1, y1 = source.page_obj.mediabox
        left, right, bottom, top = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        corner = {0: (left, top), 90: (left, bottom), 180: (right, bottom), 270: (right, top)}[page.rotation]
        x, y = displayed(page, *corner)
        unit = page.user_unit
        return cls(float(source.mediabox[0]) - x / unit, float(source.mediabox[1]) - y / unit, unit)

    def box(self, box: Box) -> Box:
        """Return ``box`` on the page as displayed, in points."""
        dx, dy, unit = self.dx, self.dy, self.unit
        return Box((box.x0 - dx) * unit, (box.top - dy) * unit, (box.x1 - dx) * unit, (box.bottom - dy) * unit)


def _seen(glyphs: Sequence[Glyph], page: PdfPage, drawing: Drawing) -> tuple[list[Glyph] | None, int]:
    """Return the characters that can be seen, and how many cannot; None where the print is a picture rather."""
    smallest = _SMALLEST * max(page.width_pt, page.height_pt)
    # Blanks leave no trace, and need none.
    print_ = [glyph for glyph in glyphs if not glyph.text.isspace()]
    shown = iter(seen(drawing, [glyph.box for glyph in print_], [_kind(glyph) for glyph in print_]).tolist())
    traced = [not glyph.text.isspace() and next(shown) for glyph in glyphs]
    kept: list[Glyph] = []
    unseen = 0
    for glyph, shows in zip(glyphs, _by_word(glyphs, traced), strict=True):
        if glyph.text.isspace() or (not shows and _is_unmapped(glyph.text)):
            kept.append(replace(glyph, text=" "))
        elif shows and not glyph.hidden and glyph.size > smallest and _is_inside(glyph.box, page):
            kept.append(glyph)
        else:
            unseen += any(map(str.isalnum, glyph.text))
    letters = sum(not glyph.text.isspace() for glyph in kept)
    beside = letters_beside_text(drawing)
    return (None if beside >= _FEWEST_MARKS and beside > _MOSTLY_PICTURE * letters else kept), unseen


def _by_word(glyphs: Sequence[Glyph], shown: Sequence[bool]) -> list[bool]:
    """Have a word of which most is unseen be unseen altogether: of a rare letter it cannot be told that only its edge shows."""
    words: list[list[int]] = []
    for index, glyph in enumerate(glyphs):
        if words and touches(glyphs[index - 1], glyph) and not glyph.text.isspace():
            words[-1].append(index)
        else:
            words.append([index])
    found = list(shown)
    for word in words:
        told = [shown[index] for index in word if glyphs[index].text.isalnum()]
        if 0 < sum(told) <= len(told) / 2:
            for index in word:
                found[index] = False
    return found


def _kind(glyph: Glyph) -> tuple[str, str, float] | None:
    return (glyph.font, glyph.text, round(glyph.size, 1)) if glyph.text.isalnum() else None


def _over_print(glyphs: Sequence[Glyph], page: PdfPage) -> list[Glyph]:
    """Return the hidden characters under which something can be read: none that a black box covers."""
    inside = [glyph for glyph in glyphs if _is_inside(glyph.box, page) and not glyph.hidden]
    shown = legible(page, [glyph.box for glyph in inside])
    return [glyph for glyph, shows in zip(inside, shown, strict=True) if shows or glyph.text.isspace()]


def _is_inside(box: Box, page: PdfPage) -> bool:
    x, y = (box.x0 + box.x1) / 2, box.middle
    return 0 <= x <= page.width_pt and 0 <= y <= page.height_pt


# -- directions -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _quarter(angle: float) -> int | None:
    """Return the right angle that a line keeps to, in degrees; None for one at a slant."""
    nearest = round(angle / 90.0) * 90
    return nearest % 360 if abs(angle - nearest) <= _MOST_LEAN else None


def _rotation(glyphs: Sequence[Glyph]) -> Turn:
    """Return how far the page must be turned clockwise for most of its print to stand upright."""
    counts = Counter(_quarter(glyph.angle % 360) for glyph in glyphs if not glyph.text.isspace())
    turns: tuple[Turn, ...] = (0, 90, 180, 270)
    return max(turns, key=lambda turn: (counts[turn], -turn))


def _turn(rotation: int, width: float, height: float) -> Affine:
    """Return the map of a page's points when it is turned clockwise by ``rotation``."""
    match rotation:
        case 90:
            return Affine(0, -1, height, 1, 0, 0)
        case 180:
            return Affine(-1, 0, width, 0, -1, height)
        case 270:
            return Affine(0, 1, 0, -1, 0, width)
    return Affine()


def _turn_back(rotation: int, width: float, height: float) -> Affine:
    """Return the map from the turned page to the page as displayed."""
    sides = (width, height) if rotation == 180 else (height, width)
    return _turn((360 - rotation) % 360, *sides)


def _moved(rule: Rule, turn: Affine) -> Rule:
    box = turn.box(Box(rule.x0, rule.top, rule.x1, rule.bottom))
    return Rule(box.x0, box.top, box.x1, box.bottom)


def _turned(glyphs: Iterable[Glyph], quarter: int, size: tuple[float, float]) -> Iterator[Line]:
    """Yield the lines that are turned counter-clockwise by ``quarter``, their words in the order in which they are read."""
    own = [glyph for glyph in glyphs if _quarter(glyph.angle) == quarter]
    turn, back = _turn(quarter, *size), _turn_back(quarter, *size)
    runs = words_of(glyph.moved(turn.box(glyph.box), 0.0) for glyph in own)
    for line in build_lines(word for run in runs if (word := _word(run)[0]).text):
        words = tuple(replace(word, box=back.box(word.box)) for word in line.words)
        yield Line(words, back.box(line.box))


def _slanted(glyphs: Iterable[Glyph]) -> Iterator[Line]:
    """Yield what is written at a slant: no part of what the page says."""
    own = [glyph for glyph in glyphs if _quarter(glyph.angle) is None]
    for _, line in groupby(own, key=lambda glyph: (round(glyph.angle / 5), round(glyph.size))):
        parts = [list(part) for blank, part in groupby(line, key=lambda glyph: glyph.text.isspace()) if not blank]
        words = tuple(word for part in parts if (word := _word(part)[0]).text)
        if words:
            yield Line(words, union(word.box for word in words))


def _lying_across(words: Sequence[Word]) -> set[int]:
    """Return the words that are printed large over the lines of the page, as a level watermark is."""
    if not words:
        return set()
    usual = median(word.size_pt for word in words)
    large = [number for number, word in enumerate(words) if word.size_pt >= _LARGE * usual]
    small = [word.box for word in words if word.size_pt < _LARGE * usual]
    return {number for number in large if sum(_meet(box, words[number].box) for box in small) >= _OVER}


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.top < other.bottom and other.top < one.bottom


# -- words ------------------------------------------------------------------------------------------------------------


def _word(run: Sequence[Glyph]) -> tuple[Word, str]:
    """Return the word that characters make, and its font."""
    font = Counter(glyph.font for glyph in run).most_common(1)[0][0]
    name = font.split("+", 1)[-1]
    text = clean("".join(UNTOLD if _is_unmapped(glyph.text) else glyph.text for glyph in run))
    doubled = sum(glyph.doubled for glyph in run) > len(run) / 2
    word = Word(
        text,
        union(glyph.box for glyph in run),
        1.0,
        READING,
        max(glyph.size for glyph in run),
        bold=doubled or bool(_BOLD.search(name)),
        italic=bool(_ITALIC.search(name)),
    )
    return word, font


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
    return (
        not text
        or text.startswith("(cid:")
        or any(c == UNTOLD or unicodedata.category(c) in {"Cc", "Cn"} for c in text)
    )


def _rules(source: pdfplumber.page.Page, frame: _Frame) -> Iterable[Rule]:
    """Return drawn lines, thin bars, and the sides of boxes that are drawn rather than filled."""
    for line in source.lines:
        yield from _rule(line, frame)
    for shapes in (source.rects, source.curves):
        for inner, outer in pairwise(shapes):
            for side in _frame_sides(inner, outer):
                yield from _rule(side, frame)
    for box in (*source.rects, *source.curves):
        if frame.unit * min(box["x1"] - box["x0"], box["bottom"] - box["top"]) <= _RULE_PT:
            yield from _rule(box, frame)
        elif box.get("stroke"):
            for side in _straight_sides(box):
                yield from _rule(side, frame)


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


def _rule(item: Item, frame: _Frame) -> Iterable[Rule]:
    box = frame.box(Box(item["x0"], item["top"], item["x1"], item["bottom"]))
    if min(box.width, box.height) <= _RULE_PT and max(box.width, box.height) >= _SHORTEST_RULE_PT and not _white(item):
        yield Rule(box.x0, box.top, box.x1, box.bottom)


def _white(item: Item) -> bool:
    colour = item.get("stroking_color") if item.get("stroke") else item.get("non_stroking_color")
    if not isinstance(colour, (tuple, list)) or len(colour) not in {1, 3}:
        return False
    return all(isinstance(part, (int, float)) and part > 0.98 for part in colour)
