"""How many units to check in each stratum, so that the estimate is as sure as was asked for.

After W. G. Cochran, Sampling Techniques, third edition, Wiley 1977, chapters 5 and 5A. With W_h = N_h / N and, for a rate
p_h, S_h² = p_h (1 − p_h) N_h / (N_h − 1), the variance of the estimated rate is

    V = Σ W_h² (1 − n_h / N_h) S_h² / n_h                    (finite population correction included)

and a margin d at confidence 1 − α asks for V ≤ (d / z)². Neyman's allocation, n_h ∝ N_h S_h, needs the least units for
that; proportional allocation, n_h ∝ N_h, does not lean on the anticipated rates. Where Neyman asks for more than all of a
stratum, all of it is taken and the rest shared out among the others.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import NormalDist
from typing import Literal

Allocation = Literal["neyman", "proportional"]
# Confidences promise less than one error in two hundred too readily: a stratum is never taken for better than that
# beforehand, nor for worse than even.
_LEAST_RATE, _MOST_RATE = 0.005, 0.5
# In fewer units than this a stratum shows nothing of itself. Simulated: with 5 the coverage of the overall interval is the
# same, while those of the strata are too wide to be of use.
LEAST_SAMPLE = 10


@dataclass(frozen=True, slots=True)
class Stratum:
    """Part of the archive: how many units, the rate of errors anticipated, how many to check."""

    name: str
    units: int
    anticipated: float
    sample: int = 0


@cache
def z_of(confidence: float) -> float:
    """Return the standard normal deviate of a two-sided confidence.

    >>> round(z_of(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf((1 + confidence) / 2)


def allocate(
    strata: Sequence[Stratum], *, margin: float, confidence: float, method: Allocation = "neyman"
) -> tuple[Stratum, ...]:
    """Return ``strata`` with the least samples that bring the margin, and at least LEAST_SAMPLE units each."""
    wanted = (margin / z_of(confidence)) ** 2
    weights = [s.units * (math.sqrt(_spread(s)) if method == "neyman" else 1.0) for s in strata]
    factors = _factors(strata)
    low, high = 0, sum(stratum.units for stratum in strata)
    while low < high:
        middle = (low + high) // 2
        if _variance(strata, factors, _sizes(strata, weights, middle)) <= wanted:
            high = middle
        else:
            low = middle + 1
    return tuple(replace(s, sample=n) for s, n in zip(strata, _sizes(strata, weights, low), strict=True))


def variance(strata: Sequence[Stratum]) -> float:
    """Return the variance of the estimated overall rate, if the anticipated rates are true."""
    return _variance(strata, _factors(strata), [stratum.sample for stratum in strata])


def _factors(strata: Sequence[Stratum]) -> list[float]:
    """Return W_h² S_h² of each stratum: what does not change with its sample."""
    total = sum(s.units for s in strata)
    return [(s.units / total) ** 2 * _spread(s) for s in strata]


def _variance(strata: Sequence[Stratum], factors: Sequence[float], sizes: Sequence[int]) -> float:
    return sum(factor * (1 / n - 1 / s.units) for s, factor, n in zip(strata, factors, sizes, strict=True))


def _spread(stratum: Stratum) -> float:
    rate = min(max(stratum.anticipated, _LEAST_RATE), _MOST_RATE)
    return rate * (1 - rate) * stratum.units / max(stratum.units - 1, 1)


def _sizes(strata: Sequence[Stratum], weights: Sequence[float], total: int) -> list[int]:
    """Share ``total`` units out by ``weights``. Fractions are rounded up, so that a few more may come of it."""
    whole: set[int] = set()
    while True:
        open_ = [n for n in range(len(strata)) if n not in whole]
        left = total - sum(strata[n].units for n in whole)
        share = max(0, left) / (sum(weights[n] for n in open_) or 1.0)
        full = [n for n in open_ if weights[n] * share >= strata[n].units]
        if not full:
            break
        whole.update(full)
    return [
        s.units if n in whole else min(s.units, max(LEAST_SAMPLE, math.ceil(weights[n] * share)))
        for n, s in enumerate(strata)
    ]
