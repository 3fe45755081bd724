"""A page's characters, gathered in half of pdfplumber's time: only what the text layer asks for is kept of each.

pdfplumber resolves every attribute of every character, colours and all, which takes most of the time of a born-digital page;
and neither it nor pdfminer knows of layers that are switched off.
"""

# ruff: noqa: ANN401 - pdfminer's operands are of any type
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pdfminer.layout import LTChar, LTItem
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

from extractor.document import Box

# How deep letters hang below their line, over the type size: the mean of common faces.
_DEEP = 0.21
# Text that is filled and then stroked (PDF 32000-1:2008, table 106) is bold where the stroke is so thick over the type size.
_FILL_AND_STROKE, _LEAST_OUTLINE = frozenset({2, 6}), 0.02


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as a font draws it. ``angle`` is how far its line is turned counter-clockwise, in degrees.

    ``order`` counts the characters as the page draws them. ``hidden`` says that its layer is switched off, ``doubled`` that
    it was printed more than once in its place, or with an outline drawn about it, for boldness.
    """

    text: str
    box: Box
    size: float
    font: str
    angle: float
    order: int
    hidden: bool = False
    doubled: bool = False

    def moved(self, box: Box, angle: float) -> "Glyph":
        """Return the glyph at another place."""
        return replace(self, box=box, angle=angle)


def gather(page: Page, placed: Callable[[Box], Box], unit: float) -> list[Glyph]:
    """Read ``page`` and return its characters in the order in which they are drawn, in points of the displayed page.

    ``placed`` gives a box there for one in pdfplumber's frame, whose points are ``unit`` of its. What else lies on the page is
    left for ``page`` itself to give.
    """
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=None)
    device.off = _switched_off(page.pdf.doc.catalog)
    _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()  # noqa: SLF001 - pdfplumber's own cache of what the page holds
    glyphs: list[Glyph] = []
    usual = page.process_object
    left, top = page.mediabox[:2]

    def keep(item: LTItem) -> dict[str, Any]:
        if not isinstance(item, LTChar):
            return usual(item)
        down = device.sunk.get(id(item), 0.0)
        y0, y1 = page.height - item.y1 + top + down, page.height - item.y0 + top + down
        box = placed(Box(item.x0 + left, y0, item.x1 + left, y1))
        marked = {"hidden": id(item) in device.hidden, "outlined": id(item) in device.outlined}
        glyphs.append(_glyph(item, box, unit, len(glyphs), **marked))
        # pdfplumber need not know of it.
        return {"object_type": "anno"}

    page.process_object = keep  # type: ignore[assignment, method-assign]
    page.objects  # noqa: B018 - reads the page
    return glyphs


def _glyph(item: LTChar, box: Box, unit: float, order: int, *, hidden: bool, outlined: bool) -> Glyph:
    a, b, c, d, *_ = item.matrix
    # The height of the box is the type size only where the line lies level.
    stretch = math.hypot(c, d) or math.hypot(a, b)
    level = abs(b) < 1e-3 * abs(a)
    size = item.size if level else stretch * _font_size(item, stretch)
    angle = 0.0 if level and a > 0 else math.degrees(math.atan2(b, a)) % 360
    return Glyph(item.get_text(), box, float(size) * unit, str(item.fontname), angle, order, hidden, outlined)


def _font_size(item: LTChar, stretch: float) -> float:
    """Return the size in the text's own space: from the sides of the box around the turned one."""
    a, b, c, d, *_ = item.matrix
    wide, high = item.width, item.height
    adv = item.adv
    across, down = wide - abs(a) * adv, high - abs(b) * adv
    by_side = (across / abs(c) if abs(c) > abs(d) else down / abs(d)) if stretch else 0.0
    return max(by_side, 0.0)


class _Device(PDFPageAggregatorWithMarkedContent):
    """Gathers what a page draws, save what its layers hide.

    ``hidden``, ``outlined`` and ``sunk`` speak of characters by their id: those of layers that are off, those that are filled
    and stroked in one colour (``outline`` is how thick, in points), and by how much a box is too high.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.off: frozenset[int] = frozenset()
        self.depth_off = 0
        self.hidden: set[int] = set()
        self.outlined: set[int] = set()
        self.outline = 0.0
        self.sunk: dict[int, float] = {}

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        a, b = self.ctm[:2]
        one_colour = graphicstate.scolor == graphicstate.ncolor
        fills_and_strokes = textstate.render in _FILL_AND_STROKE and one_colour
        self.outline = graphicstate.linewidth * math.hypot(a, b) if fills_and_strokes else 0.0
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(self, matrix: Any, font: Any, *args: Any, **kwargs: Any) -> float:
        advance = super().render_char(matrix, font, *args, **kwargs)
        last: LTChar = self.cur_item._objs[-1]  # type: ignore[assignment]  # noqa: SLF001 - what has just been added; pdfminer does not return it
        if self.depth_off:
            self.hidden.add(id(last))
        if self.outline >= _LEAST_OUTLINE * last.size:
            self.outlined.add(id(last))
        if not font.get_descent() and abs(matrix[1]) < 1e-3 * abs(matrix[0]):
            # A font that does not say how deep its letters hang: its boxes would stand on the line.
            self.sunk[id(last)] = math.copysign(_DEEP * last.height, matrix[3])
        return float(advance)

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        if not self.depth_off:
            super().paint_path(*args, **kwargs)


class _Interpreter(PDFPageInterpreter):
    """Runs a page's content, with an eye on the layers (optional content, PDF 32000-1:2008, 8.11) that it belongs to."""

    device: _Device
    _open: list[bool]

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self._open = []

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802
        self._begin(hides=isinstance(tag, PSLiteral) and tag.name == "OC" and self._is_off(self._named(props)))
        super().do_BDC(tag, props)

    def do_BMC(self, tag: Any) -> None:  # noqa: N802
        self._begin(hides=False)
        super().do_BMC(tag)

    def do_EMC(self) -> None:  # noqa: N802
        if self._open and self._open.pop():
            self.device.depth_off -= 1
        super().do_EMC()

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        form = resolve1(self.xobjmap.get(getattr(xobjid_arg, "name", None)))
        hides = self._is_off(form.attrs.get("OC")) if isinstance(form, PDFStream) else False
        self.device.depth_off += hides
        super().do_Do(xobjid_arg)
        self.device.depth_off -= hides

    def _begin(self, *, hides: bool) -> None:
        self._open.append(hides)
        self.device.depth_off += hides

    def _named(self, props: Any) -> object:
        if not isinstance(props, PSLiteral):
            return props
        listed = resolve1((self.resources or {}).get("Properties"))
        return listed.get(props.name) if isinstance(listed, Mapping) else None

    def _is_off(self, group: object) -> bool:
        """Tell whether a group is off, or a membership that shows only with groups that are."""
        if isinstance(group, PDFObjRef) and group.objid in self.device.off:
            return True
        told = resolve1(group)
        if not isinstance(told, Mapping) or "OCGs" not in told:
            return False
        members = resolve1(told["OCGs"])
        members = members if isinstance(members, list) else [told["OCGs"]]
        states = [isinstance(one, PDFObjRef) and one.objid in self.device.off for one in members]
        policy = getattr(resolve1(told.get("P")), "name", "AnyOn")
        hidden = {"AllOn": any(states), "AnyOff": not any(states), "AllOff": not all(states)}
        return bool(states) and hidden.get(policy, all(states))


def _switched_off(catalogue: Mapping[str, Any]) -> frozenset[int]:
    """Return the object numbers of the layers that are off as the file is opened."""
    told = resolve1(catalogue.get("OCProperties"))
    if not isinstance(told, Mapping):
        return frozenset()
    usual = resolve1(told.get("D"))
    usual = usual if isinstance(usual, Mapping) else {}
    every = _numbers(told.get("OCGs")) if getattr(resolve1(usual.get("BaseState")), "name", "ON") == "OFF" else set()
    return frozenset((every - _numbers(usual.get("ON"))) | _numbers(usual.get("OFF")))


def _numbers(listed: object) -> set[int]:
    entries = resolve1(listed)
    return {entry.objid for entry in entries if isinstance(entry, PDFObjRef)} if isinstance(entries, list) else set()
