"""Draws a sample: the archive's records enter twice, a plan leaves with every unit that is to be checked.

A unit is drawn by its number, a hash of the seed and of the unit's id: of each stratum those with the least numbers (the
permanent random numbers of E. Ohlsson, in Business Survey Methods, Wiley 1995). So the order of the records does not
matter, the same seed draws the same units again, and a larger plan holds the smaller one.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from heapq import heappush, heappushpop

from decision_models import DecisionRecord
from extractor.audit.sampling.allocation import Allocation, Stratum, allocate
from extractor.audit.sampling.strata import Cell, Dimension, cell_of, merged, name_of
from extractor.audit.sampling.units import Unit, UnitKind, units_of
from extractor.errors import NotASampleError

# A stratum smaller than a fortieth of the archive is put together with others: each must be sampled, and what is added
# for many small ones would outweigh the rest.
_LEAST_SHARE = 40


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: margin and confidence as shares, the kind of unit, the dimensions of the strata, the seed."""

    margin: float
    confidence: float
    seed: int
    unit: UnitKind = "value"
    by: tuple[Dimension, ...] = ("quality", "year", "form", "source")
    allocation: Allocation = "neyman"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A unit to check, and its stratum."""

    stratum: Stratum
    unit: Unit


@dataclass(frozen=True, slots=True)
class Plan:
    """The strata with the sizes of their samples, and the sample itself, in the order of files and pages."""

    request: Request
    strata: tuple[Stratum, ...]
    sample: tuple[Drawn, ...]


@dataclass(slots=True)
class _Census:
    """How many units each cell has, and the sum of their doubts."""

    units: Counter[Cell] = field(default_factory=Counter)
    doubt: dict[Cell, float] = field(default_factory=lambda: defaultdict(float))


def make_plan(read: Callable[[], Iterable[DecisionRecord]], request: Request) -> Plan:
    """Work out the sizes and draw the sample. ``read`` gives the archive's records, as often as it is called.

    Raises NotASampleError where there is nothing to check.
    """
    census = _census(read(), request)
    total = census.units.total()
    if not total:
        raise NotASampleError(detail="there is nothing in these records that could be checked")
    homes = merged(census.units, max(2, total // _LEAST_SHARE))
    strata = allocate(
        _strata(census, homes), margin=request.margin, confidence=request.confidence, method=request.allocation
    )
    by_name = {stratum.name: stratum for stratum in strata}
    drawn = _draw(read(), request, {cell: by_name[name_of(home)] for cell, home in homes.items()})
    return Plan(request, strata, tuple(sorted(drawn, key=_place)))


def _census(records: Iterable[DecisionRecord], request: Request) -> _Census:
    census = _Census()
    for record in records:
        cell = cell_of(record, request.by)
        for unit in units_of(record, request.unit):
            census.units[cell] += 1
            census.doubt[cell] += unit.doubt
    return census


def _strata(census: _Census, homes: dict[Cell, Cell]) -> list[Stratum]:
    units, doubt = Counter[str](), dict[str, float]()
    for cell, home in sorted(homes.items()):
        name = name_of(home)
        units[name] += census.units[cell]
        doubt[name] = doubt.get(name, 0.0) + census.doubt[cell]
    return [Stratum(name, count, doubt[name] / count) for name, count in sorted(units.items())]


def _draw(records: Iterable[DecisionRecord], request: Request, homes: dict[Cell, Stratum]) -> Iterable[Drawn]:
    # The greatest of the numbers kept stands first in its heap, negated: it goes when a lesser one comes.
    kept: dict[str, list[tuple[int, str, Drawn]]] = {stratum.name: [] for stratum in homes.values()}
    for record in records:
        stratum = homes.get(cell_of(record, request.by))
        if stratum is None:
            continue
        heap = kept[stratum.name]
        for unit in units_of(record, request.unit):
            entry = (-_number(request.seed, unit.id), unit.id, Drawn(stratum, unit))
            if len(heap) < stratum.sample:
                heappush(heap, entry)
            elif entry[0] > heap[0][0]:
                heappushpop(heap, entry)
    return (drawn for heap in kept.values() for _, _, drawn in heap)


def _number(seed: int, identity: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}\n{identity}".encode()).digest()[:8])


def _place(drawn: Drawn) -> tuple[str, int, str]:
    return drawn.unit.path, drawn.unit.page or 0, drawn.unit.id
