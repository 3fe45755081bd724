"""A record with all that was said of it, and the rows that are made of what somebody does to it next."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from decision_models import DecisionRecord
from extractor.errors import CorrectionError
from extractor.review.corrections import Action, Change, Correction, new_id, now
from extractor.review.overlay import Judged
from extractor.review.rows import ReviewState
from extractor.sinks.target import shown


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A record with all that was said of it.

    ``read`` is the extraction (None where a person split the decision off another, or the reading has it no more), ``record`` the
    corrected one (None where it was merged into ``merged_into``, or is gone). ``rows`` are all rows ever written about it, undone
    ones too; ``judged`` says how each correction in force stands to the reading.
    """

    record_id: str
    read: DecisionRecord | None
    record: DecisionRecord | None
    rows: tuple[Correction, ...]
    judged: tuple[Judged, ...]
    state: ReviewState
    state_by: str
    merged_into: str | None = None

    @property
    def last(self) -> str | None:
        """The id of the last row, which a writer says it saw; None where there is none."""
        return self.rows[-1].id if self.rows else None


def to_redo(rows: Sequence[Correction]) -> Correction | None:
    """Return the undo that a redo would take back: the last one in force, where no correction was made since."""
    revoked: set[str] = set()
    for row in reversed(rows):
        if row.action is Action.REDO:
            revoked.add(row.revokes or "")
        elif row.action is not Action.UNDO:
            return None
        elif row.id not in revoked:
            return row
    return None


def reading_of(reviewed: Reviewed) -> DecisionRecord:
    """Return the record as read, or split off. Raises CorrectionError where the reading has it no more."""
    known = reviewed.read or reviewed.record
    if known is None:
        raise CorrectionError(reviewed.record_id, detail="the reading has no such decision any more")
    return known


def correction_of(seen: DecisionRecord, change: Change, who: str, known: tuple[JsonValue, JsonValue]) -> Correction:
    """Return the row of a change to the record that ``who`` saw; ``known`` is the old value and its anchor."""
    return Correction(
        **{name: getattr(change, name) for name in Change.model_fields},
        id=new_id(),
        record_id=seen.record_id,
        sha256=seen.source.sha256,
        file=seen.source.path,
        who=who,
        when=now(),
        old=known[0],
        anchor=known[1],
    )


def revoking(action: Action, row: Correction, who: str) -> Correction:
    """Return the row that takes ``row`` back, or puts it back."""
    return Correction(
        action=action,
        path=row.path,
        id=new_id(),
        record_id=row.record_id,
        sha256=row.sha256,
        file=row.file,
        who=who,
        when=now(),
        revokes=row.id,
    )


def done_since(rows: Sequence[Correction], seen: str | None) -> str:
    """Say what was written after the row that a person saw last."""
    ids = [row.id for row in rows]
    since = rows[ids.index(seen) + 1 :] if seen in ids else rows
    said = (f"{row.who}: {row.action} {row.path}{'' if row.new is None else f' to {row.new}'}" for row in since)
    return "; ".join(said) or f"{shown(seen or '')} is no correction of it"
