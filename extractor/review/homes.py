"""How the corrections of a record find it again: by its id; where a new reading calls it otherwise, by what it was.

An id is made of the file and of what tells the decision apart in it, so another reading of the number, or another scan of
the file, changes it. What was known of the record when somebody first looked at it is kept, and among the records of the
same file (the same content, else the same name) the one is taken that has the same number, or else is most alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from decision_models import DecisionRecord, SectionKind
from extractor.assembling.identity import MOST_TOLD, folded

# Of 341 pairs of decisions of one file, in annotated documents and the foundry's, the most alike agreed by 0.63.
_LEAST_LIKENESS = 0.7


@dataclass(frozen=True, slots=True)
class Home:
    """What a record is known by: texts without case, blanks and marks, as ids are made of; "" where it has none."""

    record_id: str
    sha256: str
    file: str
    first_page: int
    number: str
    subject: str
    told: str


def home_of(record: DecisionRecord) -> Home:
    """Return what ``record`` is known by."""
    source = record.source
    told = next((s.text for s in record.sections if s.kind is SectionKind.DECISION and s.text), "")
    number, subject = ("" if f is None else folded(f.value) for f in (record.decision_number, record.subject))
    return Home(
        record.record_id, source.sha256, source.path, source.first_page, number, subject, folded(told)[:MOST_TOLD]
    )


def most_alike(home: Home, others: Sequence[Home]) -> Home | None:
    """Return which of ``others`` is the record that was ``home``; None where none is.

    ``others`` are records of the same file that are nobody else's.
    """
    numbered = [other for other in others if home.number and other.number == home.number]
    if len(numbered) == 1:
        return numbered[0]
    if len(others) == 1 and not (home.number or home.subject or home.told):
        return others[0]
    scored = [(_likeness(home, other), other.first_page == home.first_page, other) for other in numbered or others]
    best = max(scored, key=lambda one: one[:2], default=None)
    return best[2] if best is not None and best[0] >= _LEAST_LIKENESS else None


def _likeness(one: Home, other: Home) -> float:
    """Return how alike two decisions are, from 0 to 1: in what was decided, in subject and number, where both have them."""
    pairs = ((one.told, other.told, 2.0), (one.subject, other.subject, 1.0), (one.number, other.number, 1.0))
    known = [(a, b, weight) for a, b, weight in pairs if a and b]
    if not known:
        return 0.0
    return sum(w * fuzz.ratio(a, b) / 100 for a, b, w in known) / sum(w for _, _, w in known)
