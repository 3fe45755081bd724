"""One correction: what a person said of one place of a record, as it is kept, sent and shown.

A place is a path into the record as it was seen: ``decision_date``, ``decision_makers/0/name``, ``sections/3/kind``,
``sections/2/boundary``, ``amounts/1/value``; an empty path is the decision as a whole, which is merged or split. Because lists
change with a new reading, ``anchor`` keeps what stood there, by which the place is found again.
"""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Annotated, Self

import pydantic
from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue, model_validator

from decision_models import CorrectionAction, Region

Who = Annotated[str, pydantic.StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
UTC = Annotated[AwareDatetime, pydantic.AfterValidator(lambda when: when.astimezone(dt.UTC))]


class Action(StrEnum):
    """What was done. The last two revoke a row: the correction undone, or its undoing."""

    CHANGE = "change"
    ADD = "add"
    REMOVE = "remove"
    CONFIRM = "confirm"
    ILLEGIBLE = "illegible"
    MERGE = "merge"
    SPLIT = "split"
    UNDO = "undo"
    REDO = "redo"

    @property
    def revokes(self) -> bool:
        """Whether it takes another row back and says nothing of the record itself."""
        return self in {Action.UNDO, Action.REDO}

    @property
    def as_told(self) -> CorrectionAction:
        """The same in the words of the record; a row that revokes is told nowhere."""
        return CorrectionAction(self.value)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Change(_Model):
    """What a person asks for: the part of a correction that is theirs to say.

    ``new`` is the value as JSON: a text, ``"2016-07-12"``, true, ``{"name": …, "roles": […]}`` for a maker, the fields of a
    mention. ``regions`` and ``text`` are where on the page it was taken from and the words there as they were read.
    """

    action: Action
    path: str = ""
    new: JsonValue = None
    text: str | None = None
    regions: tuple[Region, ...] = ()
    reason: str = ""


class Correction(Change):
    """One row. ``old`` is what stood at the place before; ``revokes`` names the row that an undo or redo takes back.

    ``sha256`` and ``file`` name the document, so that a correction can go to another database and find its record there.
    """

    id: str
    record_id: str
    sha256: str
    file: str
    who: Who
    when: UTC
    old: JsonValue = None
    anchor: JsonValue = None
    revokes: str | None = None

    @model_validator(mode="after")
    def _revokes_what_it_names(self) -> Self:
        if self.action.revokes is not (self.revokes is not None):
            raise ValueError("revokes: an undo or redo names the row that it takes back, and nothing else does")
        return self


def new_id() -> str:
    """Return the id of a new correction: the same nowhere else, so that two databases can be put together."""
    return uuid.uuid4().hex


def now() -> dt.datetime:
    """Return the time, in UTC, to the second's thousandth."""
    moment = dt.datetime.now(dt.UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def in_force(rows: tuple[Correction, ...]) -> tuple[Correction, ...]:
    """Return the corrections that no row takes back, in their order.

    A row is taken back by a later row that is not itself taken back.
    """
    revoked: set[str] = set()
    for row in reversed(rows):
        if row.revokes is not None and row.id not in revoked:
            revoked.add(row.revokes)
    return tuple(row for row in rows if not row.action.revokes and row.id not in revoked)
