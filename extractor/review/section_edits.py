"""What a change makes of a record's sections: their headings, kinds, bounds, texts and points."""

from extractor.errors import CorrectionError
from extractor.review import structure
from extractor.review.corrections import Action, Change
from extractor.review.places import SECTIONS, Place, Raw, put
from extractor.review.said import SURE, Node, members, only, text_of, whole_number


def edited_section(raw: Raw, place: Place, change: Change) -> Raw:
    """Return ``raw`` with ``change`` made of the section at ``place``. Raises CorrectionError where that cannot be done."""
    if place.index is None:
        raise CorrectionError(detail="say which section: sections/2")
    if not place.rest:
        return _whole_section(raw, place.index, change)
    if place.rest == ("boundary",):
        only(change, Action.CHANGE, place)
        said = members(change, {"section", "at"}, {"section", "at"})
        return structure.move_boundary(raw, place.index, whole_number(said, "section"), whole_number(said, "at"))
    if place.rest == ("heading",):
        return _heading(raw, place.index, change)
    if place.rest == ("text",):
        only(change, Action.CHANGE, place)
        return structure.reword(raw, place.index, text_of(change))
    if place.rest == ("clauses",):
        only(change, Action.CHANGE, place)
    elif place.rest[0] == "clauses":
        return _clause(raw, place.index, list(place.rest[1:]), change)
    elif place.rest not in {("kind",), ("state",)}:
        raise CorrectionError(detail=f"a section has no “{'/'.join(place.rest)}”")
    return _one_of_section(raw, place, change)


def _one_of_section(raw: Raw, place: Place, change: Change) -> Raw:
    assert place.index is not None
    section = raw[SECTIONS][place.index]
    if change.action is Action.CONFIRM:
        return _replaced(raw, place.index, {**section, "confidence": SURE})
    only(change, Action.CHANGE, place)
    return _replaced(raw, place.index, {**section, place.rest[0]: change.new, "confidence": SURE})


def _whole_section(raw: Raw, number: int, change: Change) -> Raw:
    match change.action:
        case Action.ADD:
            said = members(change, {"at", "heading_end", "kind"}, {"at", "kind"})
            if not 0 < number <= len(raw[SECTIONS]):
                raise CorrectionError(detail=f"no section can begin before section {number}")
            end = None if said.get("heading_end") is None else whole_number(said, "heading_end")
            regions = [region.model_dump() for region in change.regions]
            at = whole_number(said, "at")
            return structure.cut(raw, number - 1, at, heading_end=end, kind=str(said["kind"]), regions=regions)
        case Action.REMOVE:
            return structure.join(raw, number)
        case Action.ILLEGIBLE:
            return _replaced(raw, number, {**raw[SECTIONS][number], "state": "illegible", "confidence": SURE})
        case Action.CONFIRM:
            return _replaced(raw, number, {**raw[SECTIONS][number], "confidence": SURE})
    raise CorrectionError(detail="of a section the kind, heading, state, boundary, text or points can be changed")


def _heading(raw: Raw, number: int, change: Change) -> Raw:
    match change.action:
        case Action.ADD:
            return structure.head(raw, number, whole_number(members(change, {"end"}, {"end"}), "end"))
        case Action.REMOVE:
            return structure.unhead(raw, number)
        case Action.CHANGE:
            return _replaced(raw, number, {**raw[SECTIONS][number], "heading": text_of(change), "confidence": SURE})
        case Action.CONFIRM:
            return _replaced(raw, number, {**raw[SECTIONS][number], "confidence": SURE})
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
    new = {"clauses": [], **members(change, {"label", "start", "end", "clauses"}, {"label", "start", "end"})}
    if change.action is Action.ADD:
        return [*clauses[:index], new, *clauses[index:]]
    only(change, Action.CHANGE, Place(SECTIONS))
    return [*clauses[:index], new, *clauses[index + 1 :]]


def _replaced(raw: Raw, number: int, section: Node) -> Raw:
    return put(raw, (SECTIONS, number), section)  # type: ignore[no-any-return]
