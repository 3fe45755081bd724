"""Compares what was found with the truth: tallies of documents enter, scores with confidence intervals leave."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import get_args

import numpy as np

from decision_models import DecisionRecord
from extractor.audit.comparison.furniture import without_furniture
from extractor.audit.comparison.intervals import bootstrap
from extractor.audit.comparison.normalisation import STATED, Normalisation
from extractor.audit.comparison.pairing import Unpaired, pair_pages, pair_pages_with_records, pair_records
from extractor.audit.comparison.partial import Partial, partial_tallies
from extractor.audit.comparison.record_tally import tally_of_records
from extractor.audit.comparison.sides import Pages, Side
from extractor.audit.comparison.tallies import ALL, CHARACTERS, Group, Measure, Tally, tally_of_texts
from extractor.errors import NotATruthError

# Rarer confusions than the first hundred are single events, of which an interval says nothing.
_MOST_CONFUSIONS = 100
_ORDER = {group: number for number, group in enumerate(get_args(Group))}


@dataclass(frozen=True, slots=True)
class Options:
    """How to compare."""

    normalisation: Normalisation = Normalisation.PRINT
    resamples: int = 2_000
    seed: int = 1
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class Score:
    """A ratio over all documents, with the ends of its interval; None where it cannot be told."""

    measure: Measure
    value: float | None
    low: float | None
    high: float | None
    part: float
    whole: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """What was read for what, how often, and how often in 10,000 characters of truth."""

    truth: str
    found: str
    count: int
    per_10_000: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that came of it. ``unpaired_truths`` have no counterpart, nor have so many that were found."""

    options: Options
    documents: tuple[Tally, ...]
    scores: tuple[Score, ...]
    confusions: tuple[Confusion, ...]
    unpaired_truths: tuple[str, ...]
    unpaired_found: int

    @property
    def normalisation_stated(self) -> str:
        """What was taken for the same, in words."""
        return STATED[self.options.normalisation]


def compare(truth: Side | Partial, found: Pages | Iterable[DecisionRecord], options: Options) -> Comparison:
    """Compare records or pages with the truth about them.

    Raises NotATruthError where the truth is about none of them, or records would have to be held against pages.
    """
    unpaired = Unpaired()
    documents = tuple(_tallies(truth, found, options.normalisation, unpaired))
    if not documents:
        raise NotATruthError(detail="none of it is about what was found: neither record ids nor file names agree")
    measures = sorted({measure for tally in documents for measure in tally.counts}, key=_rank)
    total: Counter[tuple[str, str]] = Counter()
    for tally in documents:
        total.update(tally.confusions)
    # Equal counts stand in the order of their characters, so that the same input gives the same bytes.
    pairs = sorted(total, key=lambda pair: (-total[pair], pair))[:_MOST_CONFUSIONS]
    return Comparison(
        options=options,
        documents=documents,
        scores=tuple(_scores(measures, documents, options)),
        confusions=tuple(_confusions(pairs, documents, options)),
        unpaired_truths=tuple(unpaired.truths),
        unpaired_found=unpaired.found,
    )


def _tallies(
    truth: Side | Partial, found: Pages | Iterable[DecisionRecord], normalisation: Normalisation, unpaired: Unpaired
) -> Iterator[Tally]:
    if isinstance(found, Pages):
        if not isinstance(truth, Pages):
            raise NotATruthError(detail="corrected records cannot be held against pages of text")
        for pair in pair_pages(truth, found, unpaired):
            yield tally_of_texts(pair.name, (pair.truth, pair.found), normalisation)
        return
    if isinstance(truth, Partial):
        yield from partial_tallies(truth, found, unpaired)
        return
    if isinstance(truth, Pages):
        for text, furniture in pair_pages_with_records(truth, found, unpaired):
            texts = (without_furniture(text.truth, furniture), text.found)
            yield tally_of_texts(text.name, texts, normalisation)
        return
    for one in pair_records(truth.records, found, unpaired):
        yield tally_of_records(one.name, one.truth, one.found, normalisation)


def _rank(measure: Measure) -> tuple[int, bool, str, int]:
    order = ("precision", "recall", "F1", "exact", "fuzzy")
    within = order.index(measure.measure) if measure.measure in order else len(order)
    return _ORDER[measure.group], measure.name != ALL, measure.name, within


def _scores(measures: list[Measure], documents: tuple[Tally, ...], options: Options) -> Iterator[Score]:
    counts = np.array([[tally.counts.get(m, (0.0, 0.0)) for m in measures] for tally in documents], dtype=np.float64)
    parts, wholes = counts[:, :, 0], counts[:, :, 1]
    lows, highs = bootstrap(
        parts, wholes, resamples=options.resamples, seed=options.seed, confidence=options.confidence
    )
    for n, measure in enumerate(measures):
        part, whole = float(parts[:, n].sum()), float(wholes[:, n].sum())
        yield Score(measure, part / whole if whole else None, _known(lows[n]), _known(highs[n]), part, whole)


def _confusions(pairs: list[tuple[str, str]], documents: tuple[Tally, ...], options: Options) -> Iterator[Confusion]:
    if not pairs:
        return
    counts = np.array([[tally.confusions[pair] for pair in pairs] for tally in documents], dtype=np.float64)
    lengths = np.array([[tally.counts[CHARACTERS][1]] for tally in documents], dtype=np.float64)
    wholes = np.repeat(lengths, len(pairs), axis=1)
    lows, highs = bootstrap(
        counts, wholes, resamples=options.resamples, seed=options.seed, confidence=options.confidence
    )
    whole = float(lengths.sum()) or math.nan
    for n, (truth, found) in enumerate(pairs):
        count = int(counts[:, n].sum())
        ends = (_known(end[n] * 10_000) for end in (lows, highs))
        yield Confusion(truth, found, count, count / whole * 10_000, *ends)


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def worst(comparison: Comparison, limit: int) -> list[Tally]:
    """Return the documents with the most character errors for their length, then those with most else wrong."""
    ranked = sorted(comparison.documents, key=lambda t: (-(t.rate(CHARACTERS) or 0.0), -len(t.differences), t.name))
    return list(islice((t for t in ranked if t.rate(CHARACTERS) or t.differences), limit))
