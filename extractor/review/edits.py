"""What one change makes of a record: the record as JSON, a place that is there and the change enter, the changed record leaves.

Whether a value is of its type is for the record's own models to say, which the caller asks.
"""

from collections.abc import Callable

from extractor.errors import CorrectionError
from extractor.review.corrections import Action, Change
from extractor.review.mention_edits import edited_mention
from extractor.review.places import MAKERS, MENTIONS, SECTIONS, Place, Raw, inserted, put, without
from extractor.review.said import SURE, Node, only
from extractor.review.section_edits import edited_section
from extractor.sinks.rows import FIELDS


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
            return {**old, "confidence": SURE}
        case _:
            return _evidenced(change.new, old, change)


def _evidenced(value: object, old: Node | None, change: Change) -> Node:
    """Return a field that says ``value``, resting on what the change took from the page, or on what the old one did."""
    if value is None or (isinstance(value, str) and not value.strip()):
        raise CorrectionError(detail="there is no value; remove it, or say that it is illegible")
    before = old or {"text": "", "regions": []}
    text = before["text"] if change.text is None else change.text
    regions = [region.model_dump() for region in change.regions] or before["regions"]
    return {"value": value, "text": text, "confidence": SURE, "regions": regions}


# -- makers ---------------------------------------------------------------------------------------------------------------


def _maker(raw: Raw, place: Place, change: Change) -> Raw:
    match place:
        case Place(index=None):
            only(change, Action.ADD, place)
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
    sure = {"name": old["name"] and {**old["name"], "confidence": SURE}}
    return put(raw, (MAKERS, number), {**sure, "roles": [{**role, "confidence": SURE} for role in old["roles"]]})  # type: ignore[no-any-return]


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
        only(change, Action.ADD, place)
        return [*roles, _evidenced(change.new, None, change)]
    number = int(rest[0]) if len(rest) == 1 and rest[0].isdecimal() else len(roles)
    if number >= len(roles):
        raise CorrectionError(detail=f"this record has no place “{place}”")
    new = _field(roles[number], change)
    return [*roles[:number], *([new] if new else []), *roles[number + 1 :]]


_EDITS: dict[str, Callable[[Raw, Place, Change], Raw]] = {
    MAKERS: _maker,
    SECTIONS: edited_section,
    **dict.fromkeys(MENTIONS, edited_mention),
}
