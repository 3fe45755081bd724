"""Places of a record: a path and what stood there enter, where that stands now leaves.

Records are handled as JSON here, by functions that return new ones. Lists change with every reading, so an index is only where to
look first: what is looked for is the thing most like the anchor, which is what a correction keeps of the thing it was about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue
from rapidfuzz import fuzz

from extractor.errors import CorrectionError
from extractor.sinks.rows import FIELDS

MAKERS, SECTIONS = "decision_makers", "sections"
MENTIONS = ("amounts", "dates", "roles", "people", "references")
LISTS = (MAKERS, SECTIONS, *MENTIONS)
_BEGINNING = 80
# What is to be taken for the same thing agrees in its text and stands in its place, or in one of the two nearly wholly.
_LEAST_LIKENESS = 1.0

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """``name`` is a field or a list; ``index`` a thing in the list, or None for the list; ``rest`` what of the thing."""

    name: str
    index: int | None = None
    rest: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "/".join((self.name, *([] if self.index is None else [str(self.index)]), *self.rest))


def place_of(path: str) -> Place:
    """Return what a path says. Raises CorrectionError for one that leads nowhere in any record."""
    name, *rest = path.split("/")
    if name in FIELDS and not rest:
        return Place(name)
    if name in LISTS and (not rest or rest[0].isdecimal()):
        return Place(name, int(rest[0]) if rest else None, tuple(rest[1:]))
    raise CorrectionError(detail=f"a record has no place “{path}”")


# -- what is kept of a thing ---------------------------------------------------------------------------------------------


def anchor_of(raw: Raw, place: Place) -> JsonValue:
    """Return what to know the thing at ``place`` by in another reading; None where nothing is there."""
    if place.name in FIELDS:
        field = raw[place.name]
        return None if field is None else {"text": field["text"], "regions": field["regions"]}
    if place.index is None or place.index >= len(raw[place.name]):
        return None
    return _KEPT[place.name](raw, raw[place.name][place.index])


def _of_maker(_raw: Raw, maker: Raw) -> JsonValue:
    return {"name": maker["name"] and maker["name"]["value"], "roles": [role["value"] for role in maker["roles"]]}


def _of_section(_raw: Raw, section: Raw) -> JsonValue:
    own = {"heading": section["heading"], "kind": section["kind"], "begins": section["text"][:_BEGINNING]}
    return {**own, "regions": section["regions"][:1]}


def _of_mention(raw: Raw, mention: Raw) -> JsonValue:
    kind = raw[SECTIONS][mention["section"]]["kind"]
    return {"text": mention["text"], "kind": kind, "start": mention["start"], "regions": mention["regions"]}


_KEPT: dict[str, Callable[[Raw, Raw], JsonValue]] = {
    MAKERS: _of_maker,
    SECTIONS: _of_section,
    **dict.fromkeys(MENTIONS, _of_mention),
}


# -- where it is now ------------------------------------------------------------------------------------------------------


def found(raw: Raw, place: Place, anchor: JsonValue) -> Place | None:
    """Return where the thing stands in ``raw`` that stood at ``place`` when ``anchor`` was taken; None where it is not."""
    if place.index is None or anchor is None:
        return place
    things = [_KEPT[place.name](raw, thing) for thing in raw[place.name]]
    if place.index < len(things) and things[place.index] == anchor:
        return place
    scores = [
        (_likeness(place.name, anchor, thing), n == place.index, -abs(n - place.index), n)
        for n, thing in enumerate(things)
    ]
    best = max(scores, default=None)
    if best is None or best[0] < _LEAST_LIKENESS:
        return None
    return Place(place.name, best[-1], place.rest)


def _likeness(name: str, anchor: Any, thing: Any) -> float:  # noqa: ANN401 - JSON
    if name == MAKERS:
        texts = [" ".join([one["name"] or "", *one["roles"]]) for one in (anchor, thing)]
        named = _alike(anchor["name"] or "", thing["name"] or "") if anchor["name"] and thing["name"] else 0.0
        return 2 * max(named, _alike(texts[0], texts[1])) - 0.6
    overlap = _overlap(anchor["regions"], thing["regions"])
    if name == SECTIONS:
        words = [f"{one['heading'] or ''} {one['begins']}" for one in (anchor, thing)]
        return _alike(words[0], words[1]) + (max(overlap, 0.3) if anchor["kind"] == thing["kind"] else overlap)
    return _alike(anchor["text"], thing["text"]) + (max(overlap, 0.2) if anchor["kind"] == thing["kind"] else overlap)


def _alike(one: str, other: str) -> float:
    return fuzz.ratio(one.casefold(), other.casefold()) / 100


def _overlap(some: Sequence[Raw], others: Sequence[Raw]) -> float:
    """Return the share of the smaller of the two first regions that lies in the other."""
    if not some or not others or some[0]["page"] != others[0]["page"]:
        return 0.0
    one, other = some[0], others[0]
    width = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
    height = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    if width <= 0 or height <= 0:
        return 0.0
    sizes = ((r["x1"] - r["x0"]) * (r["bottom"] - r["top"]) for r in (one, other))
    return float(width * height / max(min(sizes), 1e-9))


# -- what stands there --------------------------------------------------------------------------------------------------


def value_at(raw: Raw, place: Place) -> JsonValue:
    """Return the value at ``place`` without its evidence; None where there is none.

    Raises CorrectionError where the place is none of this record's.
    """
    node: Any = raw
    for step in str(place).split("/"):
        try:
            node = node[int(step) if isinstance(node, list) else step]
        except (IndexError, KeyError, TypeError, ValueError):
            raise CorrectionError(detail=f"this record has no place “{place}”") from None
    value: JsonValue = _plain(node)
    return value


def _plain(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a node with each field in it as its value alone."""
    if isinstance(node, dict):
        if node.keys() == {"value", "text", "confidence", "regions"}:
            return node["value"]
        return {name: _plain(part) for name, part in node.items()}
    return [_plain(part) for part in node] if isinstance(node, list) else node


def put(node: Any, path: Sequence[str | int], value: object) -> Any:  # noqa: ANN401 - JSON
    """Return ``node`` with ``value`` at ``path``; what is not on the way there is shared with it."""
    if not path:
        return value
    step, *rest = path
    if isinstance(node, list):
        return [put(part, rest, value) if n == int(step) else part for n, part in enumerate(node)]
    return {**node, step: put(node[step], rest, value)}


def inserted(raw: Raw, name: str, index: int, thing: object) -> Raw:
    """Return ``raw`` with ``thing`` in its list ``name``, before the one that stood at ``index``."""
    return {**raw, name: [*raw[name][:index], thing, *raw[name][index:]]}


def without(raw: Raw, name: str, index: int) -> Raw:
    """Return ``raw`` with one thing less in its list ``name``."""
    return {**raw, name: [*raw[name][:index], *raw[name][index + 1 :]]}
