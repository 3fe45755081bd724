"""Everything that can be found in a record without another to compare it with: a record enters, findings leave."""

from decision_models import DecisionRecord
from extractor.audit.completeness import completeness
from extractor.audit.consistency import consistency
from extractor.audit.finding import Finding


def findings(record: DecisionRecord) -> tuple[Finding, ...]:
    """Return what the law asks for and whether it is there, then what in the record agrees and what does not."""
    return (*completeness(record), *consistency(record))
