"""What one change makes of a record: the record as JSON, a place that is there and the change enter, the changed record leaves.

Whether a value is of its type is for the record's own models to say, which the caller asks.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from extractor.errors import CorrectionError
from extractor.review import structure
from extractor.review.corrections import Action, Change
from extractor.review.places import MAKERS, MENTIONS, SECTIONS, Place, Raw, inserted, put, without
from extractor.sinks.rows import FIELDS
from extractor.tagging.roles.posts import post_id

_SURE = 1.0
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
Node = dict[str, Any]


def edited(raw: Raw, place: Place, change: Change) -> Raw:
    """Return ``raw`` with ``change`` made at ``place``. Raises CorrectionError where that cannot be done there."""
    if place.name in FIELDS:
        return {**raw, place.name: _field(raw[place.name], change)}
    if place.index is not None and change.action is not Action.ADD and place.index >= len(raw[place.name]):
        raise CorrectionError(detail=f"this record has no place “{place}”")
    return _EDITS[place.name](raw, place, change)


# -- fields ---------------------------------------------------------------------------------------------------------------


def _field(old: Node | None, change: Change) -> Node | None:
    match change.action:
        case Action.REMOVE | Action.ILLEGIBLE:
            return None
        case Action.CONFIRM:
            if old is None:
                return None
            return {**old, "confidence": _SURE}
        case _:
            return _evidenced(change.new, old, change)


def _evidenced(value: object, old: Node | None, change: Change) -> Node:
    """Return a field that says ``value``, resting on what the change took from the page, or on what the old one did."""
    if value is None or (isinstance(value, str) and not value.strip()):
        raise CorrectionError(detail="there is no value; remove it, or say that it is illegible")
    before = old or {"text": "", "regions": []}
    text = before["text"] if change.text is None else change.text
    regions = [region.model_dump() for region in change.regions] or before["regions"]
    return {"value": value, "text": text, "confidence": _SURE, "regions": regions}


# -- makers ---------------------------------------------------------------------------------------------------------------


def _maker(raw: Raw, place: Place, change: Change) -> Raw:
    match place:
        case Place(index=None):
            _only(change, Action.ADD, place)
            return inserted(raw, MAKERS, len(raw[MAKERS]), _new_maker(None, change))
        case Place(index=int(number), rest=()):
            return _whole_maker(raw, number, change)
        case Place(index=int(number), rest=("name",)):
            return put(raw, (MAKERS, number, "name"), _field(raw[MAKERS][number]["name"], change))  # type: ignore[no-any-return]
        case Place(index=int(number), rest=("roles", *rest)):
            maker = raw[MAKERS][number]
            return put(raw, (MAKERS, number), {**maker, "roles": _roles(maker["roles"], rest, place, change)})  # type: ignore[no-any-return]
    raise CorrectionError(detail=f"a record has no place “{place}”")


def _whole_maker(raw: Raw, number: int, change: Change) -> Raw:
    if change.action is Action.ADD:
        return inserted(raw, MAKERS, number, _new_maker(None, change))
    if change.action in {Action.REMOVE, Action.ILLEGIBLE}:
        return without(raw, MAKERS, number)
    old = raw[MAKERS][number]
    if change.action is Action.CHANGE:
        return put(raw, (MAKERS, number), _new_maker(old, change))  # type: ignore[no-any-return]
    sure = {"name": old["name"] and {**old["name"], "confidence": _SURE}}
    return put(raw, (MAKERS, number), {**sure, "roles": [{**role, "confidence": _SURE} for role in old["roles"]]})  # type: ignore[no-any-return]


def _new_maker(old: Node | None, change: Change) -> Node:
    new = change.new
    if not isinstance(new, dict) or not new.keys() <= {"name", "roles"} or not any(new.values()):
        raise CorrectionError(detail='a maker is told as {"name": …, "roles": […]}, one of which may be missing')
    roles = new.get("roles") or []
    if not isinstance(roles, list):
        raise CorrectionError(detail="a maker's roles are a list of posts")
    before = old or {"name": None, "roles": []}
    known = {role["value"]: role for role in before["roles"]}
    name = None if new.get("name") is None else _evidenced(new["name"], before["name"], change)
    return {"name": name, "roles": [_evidenced(role, known.get(role), change) for role in roles]}


def _roles(roles: list[Node], rest: list[str], place: Place, change: Change) -> list[Node]:
    if not rest:
        _only(change, Action.ADD, place)
        return [*roles, _evidenced(change.new, None, change)]
    number = int(rest[0]) if len(rest) == 1 and rest[0].isdecimal() else len(roles)
    if number >= len(roles):
        raise CorrectionError(detail=f"this record has no place “{place}”")
    new = _field(roles[number], change)
    return [*roles[:number], *([new] if new else []), *roles[number + 1 :]]


# -- sections -------------------------------------------------------------------------------------------------------------


def _section(raw: Raw, place: Place, change: Change) -> Raw:
    if place.index is None:
        raise CorrectionError(detail="say which section: sections/2")
    if not place.rest:
        return _whole_section(raw, place.index, change)
    if place.rest == ("boundary",):
        _only(change, Action.CHANGE, place)
        said = _members(change, {"section", "at"}, {"section", "at"})
        return structure.move_boundary(raw, place.index, _whole_number(said, "section"), _whole_number(said, "at"))
    if place.rest == ("heading",):
        return _heading(raw, place.index, change)
    if place.rest == ("text",):
        _only(change, Action.CHANGE, place)
        return structure.reword(raw, place.index, _text(change))
    if place.rest == ("clauses",):
        _only(change, Action.CHANGE, place)
    elif place.rest[0] == "clauses":
        return _clause(raw, place.index, list(place.rest[1:]), change)
    elif place.rest not in {("kind",), ("state",)}:
        raise CorrectionError(detail=f"a section has no “{'/'.join(place.rest)}”")
    return _one_of_section(raw, place, change)


def _one_of_section(raw: Raw, place: Place, change: Change) -> Raw:
    assert place.index is not None
    section = raw[SECTIONS][place.index]
    if change.action is Action.CONFIRM:
        return _replaced(raw, place.index, {**section, "confidence": _SURE})
    _only(change, Action.CHANGE, place)
    return _replaced(raw, place.index, {**section, place.rest[0]: change.new, "confidence": _SURE})


def _whole_section(raw: Raw, number: int, change: Change) -> Raw:
    match change.action:
        case Action.ADD:
            said = _members(change, {"at", "heading_end", "kind"}, {"at", "kind"})
            if not 0 < number <= len(raw[SECTIONS]):
                raise CorrectionError(detail=f"no section can begin before section {number}")
            end = None if said.get("heading_end") is None else _whole_number(said, "heading_end")
            regions = [region.model_dump() for region in change.regions]
            at = _whole_number(said, "at")
            return structure.cut(raw, number - 1, at, heading_end=end, kind=str(said["kind"]), regions=regions)
        case Action.REMOVE:
            return structure.join(raw, number)
        case Action.ILLEGIBLE:
            return _replaced(raw, number, {**raw[SECTIONS][number], "state": "illegible", "confidence": _SURE})
        case Action.CONFIRM:
            return _replaced(raw, number, {**raw[SECTIONS][number], "confidence": _SURE})
    raise CorrectionError(detail="of a section the kind, heading, state, boundary, text or points can be changed")


def _heading(raw: Raw, number: int, change: Change) -> Raw:
    match change.action:
        case Action.ADD:
            return structure.head(raw, number, _whole_number(_members(change, {"end"}, {"end"}), "end"))
        case Action.REMOVE:
            return structure.unhead(raw, number)
        case Action.CHANGE:
            return _replaced(raw, number, {**raw[SECTIONS][number], "heading": _text(change), "confidence": _SURE})
        case Action.CONFIRM:
            return _replaced(raw, number, {**raw[SECTIONS][number], "confidence": _SURE})
    raise CorrectionError(detail="a heading can be changed, added, removed or confirmed")


def _clause(raw: Raw, number: int, steps: list[str], change: Change) -> Raw:
    """Change, add or take out one point: clauses/0/clauses/1 is the second point within the first."""
    indices = [int(step) for step in steps[::2] if step.isdecimal()]
    if len(indices) != (len(steps) + 1) // 2 or any(step != "clauses" for step in steps[1::2]) or len(steps) % 2 == 0:
        raise CorrectionError(detail=f"a section has no point “{'/'.join(steps)}”")
    section = raw[SECTIONS][number]
    return _replaced(raw, number, {**section, "clauses": _clauses(section["clauses"], indices, change)})


def _clauses(clauses: list[Node], indices: list[int], change: Change) -> list[Node]:
    index, *deeper = indices
    if index >= len(clauses) + (change.action is Action.ADD and not deeper):
        raise CorrectionError(detail=f"there is no point {index} there")
    if deeper:
        clause = clauses[index]
        inner = {**clause, "clauses": _clauses(clause["clauses"], deeper, change)}
        return [*clauses[:index], inner, *clauses[index + 1 :]]
    if change.action is Action.REMOVE:
        return [*clauses[:index], *clauses[index]["clauses"], *clauses[index + 1 :]]
    new = {"clauses": [], **_members(change, {"label", "start", "end", "clauses"}, {"label", "start", "end"})}
    if change.action is Action.ADD:
        return [*clauses[:index], new, *clauses[index:]]
    _only(change, Action.CHANGE, Place(SECTIONS))
    return [*clauses[:index], new, *clauses[index + 1 :]]


def _replaced(raw: Raw, number: int, section: Node) -> Raw:
    return put(raw, (SECTIONS, number), section)  # type: ignore[no-any-return]


# -- mentions -------------------------------------------------------------------------------------------------------------


def _mention(raw: Raw, place: Place, change: Change) -> Raw:
    if change.action is Action.ADD:
        return _new_mention(raw, place, change)
    if place.index is None:
        raise CorrectionError(detail=f"say which of the {place.name}: {place.name}/0")
    old = raw[place.name][place.index]
    match change.action:
        case Action.REMOVE | Action.ILLEGIBLE:
            return without(raw, place.name, place.index)
        case Action.CONFIRM:
            return put(raw, (place.name, place.index), {**old, "confidence": _SURE})  # type: ignore[no-any-return]
    said = {place.rest[0]: change.new} if len(place.rest) == 1 else change.new
    if not isinstance(said, dict) or len(place.rest) > 1:
        raise CorrectionError(detail='a mention is told by its parts, such as {"value": "12500"}')
    new = {**old, **_derived(place.name, said, raw), "confidence": _SURE}
    return put(raw, (place.name, place.index), _worded(raw, new, change))  # type: ignore[no-any-return]


def _new_mention(raw: Raw, place: Place, change: Change) -> Raw:
    own = _DEFAULTS[place.name]
    said = _members(change, {"section", "start", "end", "struck", *own}, {"section", "start", "end"})
    new = {"struck": False, "regions": [], **own, **_derived(place.name, said, raw), "confidence": _SURE}
    worded = _worded(raw, new, change)
    for name in ("title", "name", "full_name", "value"):
        if name in own and own[name] == "" and not worded[name]:
            worded = {**worded, name: " ".join(worded["text"].split())}
    if "post_id" in own and not worded["post_id"]:
        worded = {**worded, "post_id": post_id(worded["title"])}
    return inserted(raw, place.name, _order(raw[place.name], worded), worded)


def _worded(raw: Raw, mention: Node, change: Change) -> Node:
    """Return the mention with its text as its section has it, and the regions that the change took from the page."""
    number = mention["section"]
    if not isinstance(number, int) or not 0 <= number < len(raw[SECTIONS]):
        raise CorrectionError(detail=f"there is no section {number}")
    text = raw[SECTIONS][number]["text"][mention["start"] : mention["end"]]
    if not text.strip():
        raise CorrectionError(detail=f"section {number} has no words from {mention['start']} to {mention['end']}")
    return {**mention, "text": text, "regions": [r.model_dump() for r in change.regions] or mention["regions"]}


def _order(mentions: list[Node], new: Node) -> int:
    return sum((m["section"], m["start"]) <= (new["section"], new["start"]) for m in mentions)


def _derived(name: str, said: Node, raw: Raw) -> Node:  # noqa: ARG001 - the same for every kind
    """Return what was said with what follows from it: the days a date spans, the id of a post."""
    if name == "dates" and "value" in said and not {"earliest", "latest"} & said.keys():
        first, last = days_of(said["value"])
        return {"inferred": None, **said, "earliest": first, "latest": last}
    if name == "roles" and "title" in said and "post_id" not in said:
        return {**said, "post_id": post_id(str(said["title"]))}
    return said


_DEFAULTS: dict[str, Node] = {
    "amounts": {"value": None, "currency": None, "bound": "exact", "per": None, "over": None},
    "dates": {"value": None, "inferred": None, "earliest": None, "latest": None},
    "roles": {"title": "", "holder": None, "post_id": ""},
    "people": {"name": "", "full_name": ""},
    "references": {"value": "", "kind": "decision"},
}


def days_of(edtf: object) -> tuple[str | None, str | None]:
    """Return the first and the last day that a date in EDTF spans, where it is a day, a month, a year or from one to another.

    >>> days_of("2017-04/2018-02")
    ('2017-04-01', '2018-02-28')
    """
    if not isinstance(edtf, str):
        return None, None
    ends = edtf.split("/")
    found = [_DAY.fullmatch(end) for end in ends]
    if len(ends) > 2 or None in found:
        return None, None
    spans = [_span(match) for match in found if match is not None]
    return spans[0][0], spans[-1][1]


def _span(match: re.Match[str]) -> tuple[str, str]:
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        if day:
            whole = dt.date(year, month, day).isoformat()
            return whole, whole
        if month:
            return f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}"
    except ValueError as error:
        raise CorrectionError(detail=f"there is no day {match[0]}") from error
    return f"{year:04}-01-01", f"{year:04}-12-31"


# -- what a change says ---------------------------------------------------------------------------------------------------


def _only(change: Change, action: Action, place: Place) -> None:
    if change.action is not action:
        raise CorrectionError(detail=f"“{change.action}” can't be done to {place}, “{action}” can")


def _members(change: Change, known: set[str], needed: set[str]) -> Node:
    if not isinstance(change.new, dict) or not needed <= change.new.keys() <= known:
        raise CorrectionError(detail=f"say {', '.join(sorted(needed))}; there are {', '.join(sorted(known))}")
    return change.new


def _whole_number(said: Node, name: str) -> int:
    value = said[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise CorrectionError(detail=f"“{name}” is a number, from 0")
    return value


def _text(change: Change) -> str:
    if not isinstance(change.new, str):
        raise CorrectionError(detail="the new value is a text")
    return change.new


_EDITS: dict[str, Callable[[Raw, Place, Change], Raw]] = {
    MAKERS: _maker,
    SECTIONS: _section,
    **dict.fromkeys(MENTIONS, _mention),
}
