"""What the audit finds in a record: one finding a rule, with the law or custom it rests on and the places on the page.

Types only; :func:`extractor.audit.findings.findings` makes them.
"""

from dataclasses import dataclass
from enum import StrEnum

from decision_models import Region


class FindingKind(StrEnum):
    """Whether a rule asks for something to be there, or for two things to agree."""

    COMPLETENESS = "completeness"
    CONSISTENCY = "consistency"


class FindingState(StrEnum):
    """What became of a rule. The first five are of completeness, the last two of consistency."""

    PRESENT = "present"
    NIL = "nil"
    BLANK = "blank"
    MISSING = "missing"
    ILLEGIBLE = "illegible"
    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found in one record.

    ``rule`` is the rule's id, ``title`` what it asks for in a few words, ``citation`` the provision it comes from.
    ``is_fault`` says whether a person ought to look: "None" under alternatives is no fault, under reasons it is.
    ``regions`` are the places that the finding rests on; where something is missing there are none.
    """

    rule: str
    title: str
    citation: str
    kind: FindingKind
    state: FindingState
    is_fault: bool
    message: str
    regions: tuple[Region, ...]
