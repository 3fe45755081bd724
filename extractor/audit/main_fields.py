"""Which fields a reader looks for first: a record enters, the names of those that it lacks or that are in doubt leave."""

from collections.abc import Iterator
from typing import Any

from decision_models import DecisionRecord, Field

MAKERS = "decision_makers"
# What a decision is found and cited by.
MAIN_FIELDS = ("authority", "decision_number", "subject", "decision_date", MAKERS)
# What else nearly every form of a record of decision has a place for.
OTHER_FIELDS = ("lead_officer", "publication", "key_decision", "outcome", "status")


def absent_fields(record: DecisionRecord, names: tuple[str, ...] = MAIN_FIELDS + OTHER_FIELDS) -> tuple[str, ...]:
    """Return the fields, of those ``names``, that hold nothing."""
    return tuple(name for name in names if not getattr(record, name))


def doubted_fields(record: DecisionRecord, least: float) -> tuple[str, ...]:
    """Return the main fields of which something is less sure than ``least``."""
    return tuple(n for n in MAIN_FIELDS if any(found.confidence < least for found in _found(record, n)))


def _found(record: DecisionRecord, name: str) -> Iterator[Field[Any]]:
    if name != MAKERS:
        given = getattr(record, name)
        if given is not None:
            yield given
        return
    for maker in record.decision_makers:
        yield from (found for found in (maker.name, *maker.roles) if found is not None)
