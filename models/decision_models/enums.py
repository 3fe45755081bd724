"""The closed sets of the record."""

from enum import StrEnum


class SectionKind(StrEnum):
    """What a section of a decision is about."""

    HEADER = "header"
    DECISION = "decision"
    REASONS = "reasons"
    FINANCIAL = "financial"
    LEGAL = "legal"
    EQUALITY = "equality"
    CONSULTATION = "consultation"
    ALTERNATIVES = "alternatives"
    INTERESTS = "interests"
    BACKGROUND = "background"
    RISK = "risk"
    SIGNATURE = "signature"
    OTHER = "other"


class SectionState(StrEnum):
    """Whether a section says something, says there is nothing, is empty, or cannot be read."""

    STATED = "stated"
    NIL = "nil"
    BLANK = "blank"
    ILLEGIBLE = "illegible"


class Publication(StrEnum):
    """How much of the decision the public may see."""

    PUBLIC = "public"
    PART_EXEMPT = "part_exempt"
    EXEMPT = "exempt"


class Outcome(StrEnum):
    """What became of a motion or an item of business."""

    AGREED = "agreed"
    AMENDED = "amended"
    LOST = "lost"
    DEFERRED = "deferred"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"


class Status(StrEnum):
    """Whether the decision stands: a proposal or an unapproved minute never passes for one that was taken."""

    TAKEN = "taken"
    PROPOSED = "proposed"
    DRAFT = "draft"
    SUPERSEDED = "superseded"


class AmountBound(StrEnum):
    """How a sum is limited by the words around it."""

    EXACT = "exact"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    APPROXIMATE = "approximate"


class PageSource(StrEnum):
    """Where the words of a page were read from."""

    OCR = "ocr"
    TEXT_LAYER = "text_layer"
    BLANK = "blank"


class ReferenceKind(StrEnum):
    """What a cross-reference points at."""

    DECISION = "decision"
    STATUTE = "statute"
    MINUTE = "minute"


class CorrectionAction(StrEnum):
    """What a person did to a value."""

    CHANGE = "change"
    ADD = "add"
    REMOVE = "remove"
    CONFIRM = "confirm"
    ILLEGIBLE = "illegible"
    MERGE = "merge"
    SPLIT = "split"
