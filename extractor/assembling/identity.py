"""What a record is called: by its file and by what tells its decision apart there, never by its place among others.

So a record keeps its name when another decision of the file is found or lost.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

from decision_models import DecisionRecord, SectionKind

# So many letters of the file's hash and of the decision's: one in four thousand million pairs of a file would clash.
FILE_LETTERS, OWN_LETTERS = 32, 8
# So much of what was decided tells a decision without number and title from its neighbours.
MOST_TOLD = 200


def identified(records: Sequence[DecisionRecord]) -> list[DecisionRecord]:
    """Return the records of one file with their ids; two that nothing tells apart are counted."""
    seen: Counter[str] = Counter()
    named = []
    for record in records:
        own = record_id(record.source.sha256, what_tells(record))
        seen[own] += 1
        named.append(record.model_copy(update={"record_id": own if seen[own] == 1 else f"{own}-{seen[own]}"}))
    return named


def record_id(file_sha256: str, told: str) -> str:
    """Return the id of a decision by its file's hash and by what tells it apart."""
    return f"{file_sha256[:FILE_LETTERS]}-{hashlib.sha256(told.encode()).hexdigest()[:OWN_LETTERS]}"


def what_tells(record: DecisionRecord) -> str:
    """Return what tells a decision from the others of its file: its number, else its subject, else what was decided."""
    for field in (record.decision_number, record.subject):
        if field is not None:
            return folded(field.value)
    decided = (s.text for s in record.sections if s.kind is SectionKind.DECISION and s.text)
    return folded(next(decided, ""))[:MOST_TOLD]


def folded(text: str) -> str:
    """Return a text without what two readings of it may differ in: case, blanks, marks."""
    return "".join(c for c in text.casefold() if c.isalnum())
