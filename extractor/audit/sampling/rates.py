"""Error rates of an archive from those of a sample, with confidence intervals that hold for rare errors and small strata.

Within a stratum: Wilson's score interval (E. B. Wilson, Journal of the American Statistical Association 22, 1927, 209–212)
with the sample counted as n (N − 1) / (N − n), which is the finite population correction, and cut to what the sample alone
makes certain: with x wrong of n checked in N, no fewer than x and no more than N − (n − x) are.

Overall: p = Σ W_h p_h, and Wilson's interval on the effective sample size p (1 − p) / V(p), which E. L. Korn and B. I.
Graubard (Survey Methodology 24, 1998, 193–201) use for rare events in surveys. For V alone each p_h is drawn towards p as if
two more units had been seen there with the overall rate: a stratum of which no unit was found wrong would count as known
for certain otherwise. Simulated archives chose this over the sum of the strata's intervals (MOVER), which misses too often
on one side: see ``tests/test_sampling.py``.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.audit.sampling.allocation import z_of

_SHRINKAGE = 2.0


@dataclass(frozen=True, slots=True)
class Counted:
    """A stratum as checked: how many units it has, how many were checked, how many of these were wrong."""

    name: str
    units: int
    checked: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Rate:
    """An estimated rate of errors and the ends of its interval."""

    value: float
    low: float
    high: float


def stratum_rate(stratum: Counted, confidence: float) -> Rate:
    """Estimate the rate of errors of one stratum. At least one unit must have been checked."""
    rate = stratum.wrong / stratum.checked
    effective = math.inf
    if stratum.checked < stratum.units:
        effective = stratum.checked * (stratum.units - 1) / (stratum.units - stratum.checked)
    low, high = _wilson(rate, effective, z_of(confidence))
    return Rate(rate, max(low, _known_wrong([stratum])), min(high, 1 - _known_right([stratum])))


def overall_rate(strata: Sequence[Counted], confidence: float) -> Rate:
    """Estimate the rate of errors of the whole. In each stratum at least one unit must have been checked."""
    total = sum(s.units for s in strata)
    rate = sum(s.units / total * s.wrong / s.checked for s in strata)
    # Where nothing or everything is wrong the strata are taken to have one rate in common, which cancels out.
    common = rate in {0.0, 1.0}
    spread = 1.0 if common else rate * (1 - rate)
    variance = sum(
        (s.units / total) ** 2 * _correction(s) * (1.0 if common else _spread(s, rate)) / s.checked for s in strata
    )
    low, high = _wilson(rate, spread / variance if variance else math.inf, z_of(confidence))
    return Rate(rate, max(low, _known_wrong(strata)), min(high, 1 - _known_right(strata)))


def domain_rate(parts: Iterable[tuple[Counted, int, int]], confidence: float) -> Rate | None:
    """Estimate the rate of errors of one kind of unit that runs through the strata, or None where none was checked.

    ``parts`` holds for each stratum how many units of the kind were checked and how many were wrong. The interval is
    Wilson's on the effective sample size (Σ w)² / Σ w² of L. Kish, Survey Sampling, 1965.
    """
    weighted = [(s.units / s.checked, checked, wrong) for s, checked, wrong in parts if checked]
    whole = sum(weight * checked for weight, checked, _ in weighted)
    if not whole:
        return None
    rate = sum(weight * wrong for weight, _, wrong in weighted) / whole
    effective = whole**2 / sum(weight**2 * checked for weight, checked, _ in weighted)
    return Rate(rate, *_wilson(rate, effective, z_of(confidence)))


def _spread(stratum: Counted, overall: float) -> float:
    drawn = (stratum.wrong + _SHRINKAGE * overall) / (stratum.checked + _SHRINKAGE)
    return drawn * (1 - drawn)


def _correction(stratum: Counted) -> float:
    return (stratum.units - stratum.checked) / max(stratum.units - 1, 1)


def _known_wrong(strata: Sequence[Counted]) -> float:
    return sum(s.wrong for s in strata) / sum(s.units for s in strata)


def _known_right(strata: Sequence[Counted]) -> float:
    return sum(s.checked - s.wrong for s in strata) / sum(s.units for s in strata)


def _wilson(rate: float, size: float, z: float) -> tuple[float, float]:
    """Return Wilson's score interval.

    >>> [round(end, 4) for end in _wilson(0.0, 10, 1.96)]
    [0.0, 0.2775]
    """
    if math.isinf(size):
        return rate, rate
    centre, half = rate + z * z / (2 * size), z * math.sqrt(rate * (1 - rate) / size + z * z / (4 * size * size))
    scale = 1 + z * z / size
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)
