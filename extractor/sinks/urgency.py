"""How much a record asks for a person: a record enters, a number leaves by which a queue is ordered, the greatest first.

An order and no judgement: what a decision is found and cited by (number, maker, what was decided) counts before all else,
then what is doubtful of it, then other main fields, then warnings, then confidence. Each step outweighs all that come after it
together.
"""

from decision_models import DecisionRecord, Field, SectionKind, Status

# Of values that are surer than this, one in forty is wrong in forms that are new to the program (benchmarks/confidence.py).
SURE = 0.9
_MISSING, _DOUBTFUL, _OTHER, _PROPOSAL, _WARNING = 1_000.0, 200.0, 40.0, 20.0, 4.0
_MOST_WARNINGS = 4
_OTHERS = ("decision_date", "subject", "authority")
_NOT_TAKEN = {Status.PROPOSED, Status.DRAFT}


def urgency(record: DecisionRecord) -> float:
    """Return how much ``record`` asks for a person."""
    makers = [field for maker in record.decision_makers for field in (maker.name, *maker.roles) if field is not None]
    decided = any(s.kind is SectionKind.DECISION and (s.text or s.heading) for s in record.sections)
    number = [record.decision_number] if record.decision_number is not None else []
    others = [field for name in _OTHERS if isinstance(field := getattr(record, name), Field)]
    return (
        _MISSING * ((not number) + (not makers) + (not decided))
        + _DOUBTFUL * (any(f.confidence < SURE for f in number) + any(f.confidence < SURE for f in makers))
        + _OTHER * (len(_OTHERS) - len(others))
        + _PROPOSAL * (record.status is not None and record.status.value in _NOT_TAKEN)
        + _WARNING * min(len(record.warnings), _MOST_WARNINGS)
        + 2 * (sum(f.confidence < SURE for f in others) / len(_OTHERS))
        + (1 - record.quality.confidence)
    )
