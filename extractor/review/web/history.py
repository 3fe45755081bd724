"""What was done to a record, in words: the rows of its corrections enter, sentences leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from extractor.errors import CorrectionError
from extractor.review.corrections import Action, Correction, in_force
from extractor.review.places import place_of
from extractor.review.typed import label_of, shown

_LONGEST = 80
_DONE = {
    Action.ADD: "{label} added: {new}",
    Action.REMOVE: "{label} removed: {old}",
    Action.CONFIRM: "{label} confirmed",
    Action.ILLEGIBLE: "{label} illegible",
    Action.MERGE: "Merged with the decision {new}",
    Action.SPLIT: "Split at section {new}",
    Action.UNDO: "Undone",
    Action.REDO: "Redone",
}


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done, and whether it was undone."""

    text: str
    who: str
    when: str
    is_undone: bool


def history_of(rows: Sequence[Correction]) -> tuple[Done, ...]:
    """Return what was done, the last first; what took something back shows in what it took back."""
    standing = {row.id for row in in_force(tuple(rows))}
    return tuple(
        Done(told(row), row.who, f"{row.when:%d.%m.%Y, %H:%M} UTC", row.id not in standing)
        for row in reversed(rows)
        if not row.action.revokes
    )


def since(rows: Sequence[Correction], seen: str | None) -> Sequence[Correction]:
    """Return the rows that were written after the one that somebody saw last."""
    places = [n for n, row in enumerate(rows) if row.id == seen]
    return rows[places[0] + 1 :] if places else rows


def done_since(rows: Sequence[Correction], seen: str | None) -> str:
    """Say what was done after the row that somebody saw last."""
    by_id = {row.id: row for row in rows}
    said = []
    for row in since(rows, seen):
        of = by_id.get(row.revokes or "")
        of = by_id.get(of.revokes or "", of) if of is not None and of.action.revokes else of
        said.append(f"{row.who}: {told(row)}" + (f": {told(of)}" if of is not None else ""))
    return "; ".join(said) + "."


def told(row: Correction) -> str:
    """Say what a row did.

    A change says from what to what, shortly.
    """
    try:
        label = _place(row.path)
    except CorrectionError:
        label = row.path
    old, new = _short(row.old), _short(row.new)
    if row.action is Action.CHANGE:
        return f"{label} changed to {new}" if not old else f"{label} changed from {old} to {new}"
    return _DONE[row.action].format(label=label, old=old, new=new).removesuffix(": ")


def _place(path: str) -> str:
    if not path:
        return ""
    place = place_of(path)
    parts = " ".join(part for part in place.rest if not part.isdecimal())
    return f"{label_of(place)} {parts}".strip()


def _short(value: JsonValue) -> str:
    plain = (
        {n: v for n, v in value.items() if n not in {"section", "start", "end"}} if isinstance(value, dict) else value
    )
    text = shown(plain or value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
