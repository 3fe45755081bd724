"""Turns a sample that was checked into the archive's estimated error rates."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.audit.sampling.rates import Counted, Rate, domain_rate, overall_rate, stratum_rate
from extractor.audit.sampling.sheet import Answer
from extractor.audit.sampling.units import MISSING
from extractor.errors import NotASampleError


@dataclass(frozen=True, slots=True)
class Line:
    """An estimated rate: of a stratum, of the whole, or of one kind of unit (``units`` is then unknown: None)."""

    name: str
    units: int | None
    checked: int
    wrong: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class Estimate:
    """All that the sample tells. ``open`` units were drawn and not checked."""

    confidence: float
    overall: Line
    strata: tuple[Line, ...]
    kinds: tuple[Line, ...]
    open: int
    values: Line | None = None
    """The values that are there: how many are wrong. None where no empty fields were checked beside them."""
    omissions: Line | None = None
    """The main fields that are empty: how many should not be."""


def estimate(answers: Iterable[Answer], confidence: float) -> Estimate:
    """Estimate the rates of errors. What was left open is taken to be no different from what was checked.

    Raises NotASampleError where of some stratum nothing was checked.
    """
    listed = list(answers)
    strata = _counted(listed)
    unchecked = [stratum.name for stratum in strata if not stratum.checked]
    if unchecked or not strata:
        named = ", ".join(f"“{name}”" for name in unchecked[:5]) or "any stratum"
        raise NotASampleError(detail=f"nothing was checked of {named}; fill in y or n for some of its rows")
    whole = Line(
        "overall",
        sum(s.units for s in strata),
        sum(s.checked for s in strata),
        sum(s.wrong for s in strata),
        overall_rate(strata, confidence),
    )
    lines = (Line(s.name, s.units, s.checked, s.wrong, stratum_rate(s, confidence)) for s in strata)
    omissions = _domain(listed, strata, confidence, "empty fields", omitted=True)
    values = _domain(listed, strata, confidence, "values", omitted=False) if omissions else None
    kinds = _kinds(listed, strata, confidence)
    return Estimate(confidence, whole, tuple(lines), kinds, _open(listed), values, omissions)


def _domain(
    answers: list[Answer], strata: list[Counted], confidence: float, name: str, *, omitted: bool
) -> Line | None:
    """Estimate the rate of errors among the values that are there, or among the fields that are empty."""
    own = [a for a in answers if a.right is not None and a.what.startswith(MISSING) is omitted]
    checked = Counter(answer.stratum for answer in own)
    wrong = Counter(answer.stratum for answer in own if answer.right is False)
    rate = domain_rate([(s, checked[s.name], wrong[s.name]) for s in strata], confidence)
    return None if rate is None else Line(name, None, checked.total(), wrong.total(), rate)


def _open(answers: list[Answer]) -> int:
    return sum(answer.right is None for answer in answers)


def _counted(answers: list[Answer]) -> list[Counted]:
    units = {answer.stratum: answer.units for answer in answers}
    checked = Counter(answer.stratum for answer in answers if answer.right is not None)
    wrong = Counter(answer.stratum for answer in answers if answer.right is False)
    return [Counted(name, units[name], checked[name], wrong[name]) for name in sorted(units)]


def _kinds(answers: list[Answer], strata: list[Counted], confidence: float) -> tuple[Line, ...]:
    """Estimate the rate for each kind of value: dates, amounts, and so on. What follows a comma is where it stood."""
    checked: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    for answer in answers:
        kind = answer.what.split(",")[0]
        checked[kind, answer.stratum] += answer.right is not None
        wrong[kind, answer.stratum] += answer.right is False
    names = sorted({kind for kind, _ in checked if kind})
    lines = []
    for name in names if len(names) > 1 else ():
        parts = [(s, checked[name, s.name], wrong[name, s.name]) for s in strata]
        rate = domain_rate(parts, confidence)
        if rate is not None:
            lines.append(Line(name, None, sum(n for _, n, _ in parts), sum(n for _, _, n in parts), rate))
    return tuple(lines)
