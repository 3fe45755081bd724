"""What a person asks for at the desk becomes changes: a record and a form's texts enter, changes for the store leave.

Only what is other than it was is a change; what is saved as it stood is confirmed by that.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import JsonValue, TypeAdapter, ValidationError

from decision_models import DecisionRecord, Region
from extractor.errors import CorrectionError
from extractor.review.corrections import Action, Change
from extractor.review.located import located
from extractor.review.overlay import same
from extractor.review.places import LISTS, MAKERS, MENTIONS, SECTIONS, Place, place_of, value_at
from extractor.review.typed import inputs_of, typed

Given = Mapping[str, str]
_REGIONS = TypeAdapter(tuple[Region, ...])
_SETTLING = {Action.CONFIRM, Action.ILLEGIBLE, Action.REMOVE}


def changes_of(record: DecisionRecord, given: Given) -> list[Change]:
    """Return the changes that a form asks for: ``action``, ``path``, the parts of the value, ``text`` and ``regions``.

    Raises CorrectionError for what is no value of its place's type.
    """
    path, action = given.get("path", ""), _action(given)
    place = place_of(path)
    reason = " ".join(given.get("reason", "").split())
    if action in _SETTLING:
        return [Change(action=action, path=path, reason=reason)]
    evidence: dict[str, Any] = {"text": given.get("text") or None, "regions": _regions(given), "reason": reason}
    if place.name in LISTS and place.index is None:
        return [_added(record, place, given, evidence)]
    new = typed(path, given_parts(path, given))
    old = value_at(record.model_dump(mode="json"), place)
    asked = [
        Change(action=Action(one), path=at, new=value, **evidence) for one, at, value in _differences(place, old, new)
    ]
    return asked or [Change(action=Action.CONFIRM, path=path, reason=reason)]


def given_parts(path: str, given: Given) -> dict[str, str]:
    """Return the parts of a value as they were typed; a new thing may be typed as one text, which is its first part."""
    names = [one.name for one in inputs_of(path)]
    if path in LISTS and "value" in given:
        return {names[0]: given["value"]}
    return {name: given[name] for name in names if name in given}


def _action(given: Given) -> Action:
    try:
        return Action(given.get("action", "change"))
    except ValueError as error:
        raise CorrectionError(detail="nothing of that kind can be done") from error


def _regions(given: Given) -> tuple[Region, ...]:
    try:
        return _REGIONS.validate_json(given.get("regions") or "[]")
    except ValidationError as error:
        raise CorrectionError(detail="the place on the page makes no sense") from error


# -- what is other than it was ----------------------------------------------------------------------------------------

_Difference = tuple[str, str, JsonValue]


def _differences(place: Place, old: JsonValue, new: JsonValue) -> list[_Difference]:
    path = str(place)
    if not isinstance(new, dict):
        return [] if same(old, new) else [("change", path, new)]
    before = old if isinstance(old, dict) else {}
    changed = {name: value for name, value in new.items() if not same(before.get(name), value)}
    if place.name == SECTIONS:
        return [_of_section(path, name, value) for name, value in changed.items()]
    if place.name == MAKERS:
        return _of_maker(path, before, new, changed)
    return [("change", path, changed)] if changed else []


def _of_section(path: str, name: str, value: JsonValue) -> _Difference:
    return ("remove", f"{path}/{name}", None) if value is None else ("change", f"{path}/{name}", value)


def _of_maker(
    path: str, old: Mapping[str, JsonValue], new: JsonValue, changed: Mapping[str, JsonValue]
) -> list[_Difference]:
    """Return what changed of a maker: one part of it alone where it is one, so that the others keep their evidence."""
    roles, before = changed.get("roles"), old.get("roles")
    if changed.keys() == {"name"} and changed["name"] is not None and old.get("name") is not None:
        return [("change", f"{path}/name", changed["name"])]
    if (
        changed.keys() == {"roles"}
        and isinstance(roles, list)
        and isinstance(before, list)
        and len(roles) == len(before)
    ):
        return [("change", f"{path}/roles/{n}", role) for n, role in enumerate(roles) if not same(before[n], role)]
    return [("change", path, new)] if changed else []


# -- what is new ------------------------------------------------------------------------------------------------------


def _added(record: DecisionRecord, place: Place, given: Given, evidence: dict[str, Any]) -> Change:
    path = str(place)
    new = typed(path, given_parts(path, given))
    if place.name in MENTIONS:
        assert isinstance(new, dict)
        found = located(record, given.get("text") or given.get("value", ""), evidence["regions"])
        if found is None:
            said = "the record's text has no such words; open the section they stand in and select them there"
            raise CorrectionError(detail=said)
        section, start, end = found
        new = {**new, "section": section, "start": start, "end": end}
        evidence = {**evidence, "text": None}
    return Change(action=Action.ADD, path=path, new=new, **evidence)


def section_changes(record: DecisionRecord, number: int, do: str, given: Given) -> list[Change]:
    """Return the changes that a section's form asks for: ``start`` and ``end`` say what is selected of its text.

    Raises CorrectionError where that cannot be.
    """
    text = record.sections[number].text
    start, end = (_offset(given, name, text) for name in ("start", "end"))
    path = f"{SECTIONS}/{number}"
    verb, _, where = do.partition(":")
    clauses = record.model_dump(mode="json")[SECTIONS][number]["clauses"]
    cut: JsonValue = {"at": start, "heading_end": end if end > start else None, "kind": given.get("kind", "other")}
    ways: dict[str, Callable[[], Change]] = {
        "text": lambda: _change(f"{path}/text", given.get("words", "").replace("\r\n", "\n")),
        "begin": lambda: _change(f"{path}/boundary", {"section": number, "at": start}),
        "next": lambda: _change(f"{SECTIONS}/{number + 1}/boundary", {"section": number, "at": start}),
        "cut": lambda: Change(action=Action.ADD, path=f"{SECTIONS}/{number + 1}", new=cut),
        "mention": lambda: _mention(number, given.get("mention", ""), text[start:end], start, end),
        "point": lambda: _change(f"{path}/clauses", pointed(clauses, text, start, end)),
        "unpoint": lambda: Change(action=Action.REMOVE, path=f"{path}/clauses/{where}"),
        "split": lambda: Change(action=Action.SPLIT, new={"section": number}),
    }
    if verb in ways:
        return [ways[verb]()]
    raise CorrectionError(detail="nothing of that kind can be done to a section")


def _offset(given: Given, name: str, text: str) -> int:
    said = given.get(name, "0")
    if not said.isdecimal() or int(said) > len(text):
        raise CorrectionError(detail="that is no place in the section's text")
    return int(said)


def _change(path: str, new: JsonValue) -> Change:
    return Change(action=Action.CHANGE, path=path, new=new)


def _mention(section: int, kind: str, words: str, start: int, end: int) -> Change:
    if kind not in MENTIONS or not words.strip():
        raise CorrectionError(detail="select the words first")
    lead = len(words) - len(words.lstrip())
    place = {"section": section, "start": start + lead, "end": end - (len(words) - len(words.rstrip()))}
    new = typed(kind, {inputs_of(kind)[0].name: words})
    assert isinstance(new, dict)
    return Change(action=Action.ADD, path=kind, new={**new, **place})


def pointed(clauses: Sequence[dict[str, Any]], text: str, start: int, end: int) -> JsonValue:
    """Return a section's points with one more, labelled by ``text[start:end]``: it takes in what comes before the next.

    The point that it stands in ends where it begins, and what of that one's own points comes after is its own.
    """
    label = text[start:end].strip()
    if not label:
        raise CorrectionError(detail="select the label of the point first, such as 3. or (b)")
    start += text[start:end].index(label)
    before = [clause for clause in clauses if clause["start"] < start]
    after = [clause for clause in clauses if clause["start"] >= start]
    inner: list[dict[str, Any]] = []
    if before:
        last = before[-1]
        inner = [one for one in last["clauses"] if one["start"] > start]
        own = [one for one in last["clauses"] if one["start"] < start]
        before = [*before[:-1], {**last, "end": min(last["end"], start), "clauses": own}]
    stop = after[0]["start"] if after else len(text)
    point: dict[str, Any] = {"label": label, "start": start, "end": stop, "clauses": inner}
    return [*before, point, *after]
