"""Loads the names and measures of the consistency checks from ``data/consistency.toml``."""

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, NonNegativeInt, PositiveInt, ValidationError

from decision_models import Region
from extractor.audit.finding import Finding, FindingKind, FindingState
from extractor.errors import InternalError

CheckName = Literal["number-year", "date-order", "call-in", "same-sum", "weekday", "key-threshold"]
FILE = "consistency.toml"


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Check(_Rule):
    """What a check is called and what it rests on."""

    title: str
    citation: str


class CallIn(_Rule):
    """How many working days from publication to the deadline are usual, both inclusive."""

    fewest_working_days: PositiveInt
    most_working_days: PositiveInt


class Number(_Rule):
    """How many years after its number's year a decision may be taken."""

    most_years_later: NonNegativeInt


class ConsistencyRules(_Rule):
    """All of ``consistency.toml``."""

    checks: dict[CheckName, Check]
    call_in: CallIn
    number: Number


@cache
def consistency_rules() -> ConsistencyRules:
    """Return the packaged rules. Raises InternalError, naming file and keys, when they are not sound."""
    text = (resources.files("extractor.audit") / "data" / FILE).read_text(encoding="utf-8")
    try:
        return ConsistencyRules.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise InternalError(FILE, detail=str(error)) from error


def judged(name: CheckName, fault: str | None, regions: tuple[Region, ...], *, agrees: str = "") -> Finding:
    """Return the finding of a check: ``fault`` says what disagrees, None that all is well, as ``agrees`` then says."""
    check = consistency_rules().checks[name]
    return Finding(
        rule=name,
        title=check.title,
        citation=check.citation,
        kind=FindingKind.CONSISTENCY,
        state=FindingState.CONSISTENT if fault is None else FindingState.INCONSISTENT,
        is_fault=fault is not None,
        message=agrees if fault is None else fault,
        regions=tuple(dict.fromkeys(regions)),
    )
