"""What a change makes of a record's mentions: sums, dates, posts, people and references."""

import calendar
import datetime as dt
import re

from extractor.errors import CorrectionError
from extractor.review.corrections import Action, Change
from extractor.review.places import SECTIONS, Place, Raw, inserted, put, without
from extractor.review.said import SURE, Node, members
from extractor.tagging.roles.posts import post_id

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def edited_mention(raw: Raw, place: Place, change: Change) -> Raw:
    """Return ``raw`` with ``change`` made of the mention at ``place``. Raises CorrectionError where that cannot be done."""
    if change.action is Action.ADD:
        return _new_mention(raw, place, change)
    if place.index is None:
        raise CorrectionError(detail=f"say which of the {place.name}: {place.name}/0")
    old = raw[place.name][place.index]
    match change.action:
        case Action.REMOVE | Action.ILLEGIBLE:
            return without(raw, place.name, place.index)
        case Action.CONFIRM:
            return put(raw, (place.name, place.index), {**old, "confidence": SURE})  # type: ignore[no-any-return]
    said = {place.rest[0]: change.new} if len(place.rest) == 1 else change.new
    if not isinstance(said, dict) or len(place.rest) > 1:
        raise CorrectionError(detail='a mention is told by its parts, such as {"value": "12500"}')
    new = {**old, **_derived(place.name, said, raw), "confidence": SURE}
    return put(raw, (place.name, place.index), _worded(raw, new, change))  # type: ignore[no-any-return]


def _new_mention(raw: Raw, place: Place, change: Change) -> Raw:
    own = _DEFAULTS[place.name]
    said = members(change, {"section", "start", "end", "struck", *own}, {"section", "start", "end"})
    new = {"struck": False, "regions": [], **own, **_derived(place.name, said, raw), "confidence": SURE}
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
