"""Whether the parts of a record agree with one another: a record enters, a finding a check leaves.

A check that finds nothing to compare gives no finding.
"""

from decision_models import DecisionRecord
from extractor.audit.consistency_dates import call_in, date_order, number_year, weekdays
from extractor.audit.consistency_sums import key_threshold, same_sum
from extractor.audit.finding import Finding

_CHECKS = (number_year, date_order, call_in, same_sum, weekdays, key_threshold)


def consistency(record: DecisionRecord) -> tuple[Finding, ...]:
    """Return what each check found, in the order of the checks. What is struck through agrees with nothing, and need not."""
    standing = {name: [m for m in getattr(record, name) if not m.struck] for name in ("amounts", "dates")}
    left = record.model_copy(update=standing)
    return tuple(finding for check in _CHECKS for finding in check(left))
