"""A record and what people said of it enter, the corrected record leaves, and how each correction stands to the reading.

Pure: nothing is looked up and nothing kept. The corrected record lists what was changed in it (``corrections``), each with what
was read there. A corrected value is sure (confidence 1); its evidence is what the correction took from the page, or else what the
value rested on before.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from pydantic import JsonValue, ValidationError

from decision_models import DecisionRecord
from extractor.errors import CorrectionError
from extractor.review.corrections import Action, Change, Correction
from extractor.review.edits import edited
from extractor.review.places import Place, Raw, anchor_of, found, place_of, value_at


class Standing(StrEnum):
    """How a correction stands to the reading that is there now."""

    STANDS = "stands"
    """It changes what was read. ``Judged.changed`` says whether the reading is another than the one it was made upon."""
    CONFIRMED = "confirmed"
    """The reading says the same."""
    SUPERSEDED = "superseded"
    """A later correction speaks of the same place."""
    ORPHANED = "orphaned"
    """Its place is no longer there; it is kept, and does nothing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A correction in force, how it stands, what the reading says there now, and where that is in the corrected record."""

    correction: Correction
    standing: Standing
    read: JsonValue = None
    changed: bool = False
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The corrected record, and how each correction stands, in the order they were made."""

    record: DecisionRecord
    judged: tuple[Judged, ...]


def overlay(record: DecisionRecord, corrections: Sequence[Correction]) -> Overlaid:
    """Return ``record`` as ``corrections`` in force have it, in the order they were made.

    One whose place is gone, or that no longer fits the reading, is orphaned. Merging and splitting decisions takes other records
    too and is left to :func:`extractor.review.decisions.corrected`.
    """
    base = record.model_dump(mode="json")
    raw, judged = base, list[Judged]()
    for correction in corrections:
        if correction.action in {Action.MERGE, Action.SPLIT}:
            continue
        raw, one = _applied(base, raw, correction)
        judged = [_superseded_by(earlier, one) for earlier in judged] + [one]
    told = [_told(one) for one in judged if one.standing not in {Standing.ORPHANED, Standing.SUPERSEDED}]
    whole = {**raw, "corrections": [*raw.get("corrections", ()), *told]} if told else raw
    return Overlaid(DecisionRecord.model_validate(whole), tuple(judged))


def prepared(record: DecisionRecord, change: Change) -> tuple[JsonValue, JsonValue]:
    """Return what stands now at the place of ``change``, and what to know that place by later.

    ``record`` is the one the person sees, earlier corrections applied. Raises CorrectionError where the change does not fit it.
    """
    raw = record.model_dump(mode="json")
    place = place_of(change.path)
    _checked(edited(raw, place, change))
    if change.action is Action.ADD and place.index is not None and not place.rest:
        before = replace(place, index=place.index - 1) if place.name == "sections" else Place(place.name)
        return None, anchor_of(raw, before)
    old = value_at(raw, place) if change.action is not Action.ADD and place.rest[:1] != ("boundary",) else None
    return old, anchor_of(raw, place)


def _applied(base: Raw, raw: Raw, correction: Correction) -> tuple[Raw, Judged]:
    try:
        place = place_of(correction.path)
        now = _located(raw, place, correction)
        if now is None:
            return raw, Judged(correction, Standing.ORPHANED)
        there = _located(base, place, correction)
        read = None if there is None else _value(base, there)
        if _said_already(raw, now, correction):
            return raw, Judged(correction, Standing.CONFIRMED, read, place=str(now))
        new = edited(raw, now, correction)
        _checked(new)
    except CorrectionError:
        return raw, Judged(correction, Standing.ORPHANED)
    return new, _judged(new, now, correction, read)


def _located(raw: Raw, place: Place, correction: Correction) -> Place | None:
    if correction.action is Action.ADD and place.name == "sections" and place.index and not place.rest:
        before = found(raw, replace(place, index=place.index - 1), correction.anchor)
        return before and replace(place, index=(before.index or 0) + 1)
    if correction.action is Action.ADD and not place.rest:
        return place
    return found(raw, place, correction.anchor)


def _value(raw: Raw, place: Place) -> JsonValue:
    try:
        return value_at(raw, place)
    except CorrectionError:
        return None


def _said_already(raw: Raw, place: Place, correction: Correction) -> bool:
    """Tell whether the reading has the thing that a correction added, so that it is not added twice."""
    if correction.action is not Action.ADD or place.rest or not isinstance(correction.new, dict):
        return False
    there = _value(raw, Place(place.name))
    new = correction.new
    if not isinstance(there, list) or place.name == "sections":
        return False
    return any(isinstance(one, dict) and all(same(one.get(name), said) for name, said in new.items()) for one in there)


def _judged(new: Raw, place: Place, correction: Correction, read: JsonValue) -> Judged:
    value = _value(new, place)
    agrees = same(read, value) and correction.action is not Action.REMOVE
    confirmed = agrees if correction.action is not Action.ILLEGIBLE else read is None
    changed = not same(read, correction.old) and correction.action is not Action.ADD
    return Judged(correction, Standing.CONFIRMED if confirmed else Standing.STANDS, read, changed, str(place))


def _superseded_by(earlier: Judged, later: Judged) -> Judged:
    if later.standing is Standing.ORPHANED or earlier.place is None or earlier.place != later.place:
        return earlier
    values = {Action.CHANGE, Action.REMOVE, Action.CONFIRM, Action.ILLEGIBLE}
    both = {earlier.correction.action, later.correction.action} <= values or "/" not in earlier.place
    return replace(earlier, standing=Standing.SUPERSEDED) if both else earlier


def _told(judged: Judged) -> Raw:
    correction = judged.correction
    return {
        "path": judged.place,
        "action": correction.action.as_told,
        "read": None if judged.read is None else json.dumps(judged.read, ensure_ascii=False),
        "who": correction.who,
        "when": correction.when,
        "reason": correction.reason,
    }


def _checked(raw: Raw) -> DecisionRecord:
    try:
        return DecisionRecord.model_validate(raw)
    except ValidationError as error:
        fault = error.errors()[0]
        place = "/".join(str(part) for part in fault["loc"] if part != "value")
        raise CorrectionError(detail=f"{place}: {fault['msg']}" if place else str(fault["msg"])) from error


def same(one: JsonValue, other: JsonValue) -> bool:
    """Tell whether two values say the same: texts but for their blanks, sums but for their trailing zeros."""
    if isinstance(one, str) and isinstance(other, str) and one != other:
        return " ".join(one.split()) == " ".join(other.split()) or _same_sum(one, other)
    return one == other


def _same_sum(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
