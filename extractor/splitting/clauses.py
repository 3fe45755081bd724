"""The numbered and lettered points of a text as a tree.

Enters a composed text with where its paragraphs begin and how far they are indented; leaves clauses. A point belongs
under the last open point whose numbering it does not continue.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.document import ClauseSpan
from extractor.splitting.compose import Composed

_LABEL = re.compile(
    r"(?P<label>\((?P<bracketed>\d{1,2}|[lIO]|[a-zA-Z]|[ivxlIVX]{2,5})\)"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})[.)]?"
    r"|(?P<open>\d{1,2}|[lI]\d?|[a-zA-Z]|[ivxIVX]{2,5})(?P<end>[).])"
    r"|(?P<bullet>[•●▪◦‣·■□–—-]))(?=\s)"
)
# Points of one depth begin within so many points of one another.
ALIGNED_PT = 6.0
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class _Point:
    label: str
    start: int
    indent: float
    style: str
    ordinals: tuple[int, ...]
    # What the label counts as in another style: "i" after "h" is a letter, after nothing a Roman one.
    other: tuple[str, int] | None = None


@dataclass(slots=True)
class _Node:
    point: _Point
    children: list["_Node"] = field(default_factory=list)


def find_clauses(composed: Composed) -> tuple[ClauseSpan, ...]:
    """Return the points of a text as a tree, in order of their start."""
    points = [p for s, x in zip(composed.starts, composed.indents, strict=True) if (p := _point(composed.text, s, x))]
    roots: list[_Node] = []
    open_nodes: list[_Node] = []
    for raw in points:
        point, depth = _settle(raw, open_nodes)
        node = _Node(point)
        del open_nodes[depth:]
        (open_nodes[-1].children if open_nodes else roots).append(node)
        open_nodes.append(node)
    return _spans(roots, len(composed.text.rstrip()))


def _point(text: str, start: int, indent: float) -> _Point | None:
    match = _LABEL.match(text, start)
    if match is None:
        return None
    label = match["label"]
    if match["bullet"]:
        return _Point(label, start, indent, "bullet", (0,))
    if match["decimal"]:
        return _Point(label, start, indent, "1.1", tuple(int(n) for n in match["decimal"].split(".")))
    value = match["bracketed"] or match["open"]
    brackets = "()" if match["bracketed"] else match["end"]
    return _read_value(label, start, indent, value, brackets)


def _read_value(label: str, start: int, indent: float, value: str, brackets: str) -> _Point | None:
    if value.isdigit() or value in {"l", "I", "O"} or (value[0] in "lI" and value[1:].isdigit()):
        # OCR reads 1 as l or I; "(I)" and "I." are rarer as Roman numerals than "(1)" and "1." are misread.
        number = int(value.replace("l", "1").replace("I", "1").replace("O", "0"))
        other = (f"a{brackets}", _letter(value)) if value == "l" else (f"I{brackets}", 1) if value == "I" else None
        return _Point(label, start, indent, f"1{brackets}", (number,), other)
    case = "A" if value.isupper() else "a"
    roman = _roman(value.casefold())
    if roman is not None and len(value) > 1:
        return _Point(label, start, indent, f"{'I' if case == 'A' else 'i'}{brackets}", (roman,))
    if len(value) > 1:
        return None
    other = (f"{'I' if case == 'A' else 'i'}{brackets}", roman) if roman is not None else None
    return _Point(label, start, indent, f"{case}{brackets}", (_letter(value),), other)


def _letter(value: str) -> int:
    return ord(value.casefold()) - ord("a") + 1


def _roman(value: str) -> int | None:
    """Return what a Roman numeral counts, or None where the letters are none.

    >>> [_roman(v) for v in ("i", "iv", "ix", "xii", "vx", "b")]
    [1, 4, 9, 12, None, None]
    """
    if not re.fullmatch(r"x{0,3}(ix|iv|v?i{0,3})", value) or not value:
        return None
    total = 0
    for here, after in zip(value, f"{value[1:]} ", strict=True):
        total += -_ROMAN[here] if _ROMAN.get(after, 0) > _ROMAN[here] else _ROMAN[here]
    return total


def _settle(point: _Point, open_nodes: Sequence[_Node]) -> tuple[_Point, int]:
    """Return the point in the style it must have here, and its depth."""
    if point.style == "1.1":
        return point, _decimal_depth(point, open_nodes)
    readings = [point]
    if point.other:
        readings.append(_Point(point.label, point.start, point.indent, point.other[0], (point.other[1],)))
    for exact in (True, False):
        for depth in range(len(open_nodes) - 1, -1, -1):
            for reading in readings:
                if _continues(open_nodes[depth].point, reading, exact=exact):
                    return reading, depth
    start = next((r for r in readings if r.ordinals[0] == 1), None)
    sibling = _misread_sibling(point, open_nodes) if start is None else None
    if sibling is not None:
        return point, sibling
    return start or point, len(open_nodes)


def _misread_sibling(point: _Point, open_nodes: Sequence[_Node]) -> int | None:
    """Return the depth of the open point that this one stands flush under, its label misread: "(ii)" for "(iii)"."""
    for depth in range(len(open_nodes) - 1, -1, -1):
        other = open_nodes[depth].point
        if other.style.casefold() == point.style.casefold() and abs(other.indent - point.indent) < ALIGNED_PT:
            return depth
    return None


def _continues(before: _Point, point: _Point, *, exact: bool) -> bool:
    if before.style != point.style:
        return False
    if point.style == "bullet":
        return abs(before.indent - point.indent) < 12 or not exact
    step = point.ordinals[0] - before.ordinals[0]
    return step == 1 if exact else 1 < step <= 3


def _decimal_depth(point: _Point, open_nodes: Sequence[_Node]) -> int:
    for depth in range(len(open_nodes) - 1, -1, -1):
        other = open_nodes[depth].point
        if other.style == "1.1" and len(other.ordinals) == len(point.ordinals):
            return depth
        if other.style in {"1.1", "1.", "1)"} and point.ordinals[:-1] == other.ordinals:
            return depth + 1
    return 0


def _spans(nodes: Sequence[_Node], end: int) -> tuple[ClauseSpan, ...]:
    ends = [*(node.point.start for node in nodes[1:]), end][: len(nodes)]
    return tuple(
        ClauseSpan(
            node.point.label,
            node.point.start,
            max(stop, node.point.start + len(node.point.label)),
            _spans(node.children, stop),
        )
        for node, stop in zip(nodes, ends, strict=True)
    )
