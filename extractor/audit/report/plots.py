"""Geometry of the report's plots: figures enter, bars and dots in the units of an SVG's view box leave.

The view box is as wide as a small telephone, so that lettering stays legible there; on larger screens it is scaled up.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from extractor.audit.quality import RecordRow, Survey

WIDTH = 360
_COLUMNS_HEIGHT = 150
_ROW_HEIGHT = 22
_LABELS_HEIGHT = 18
_MOST_LABELS = 9
_MOST_ROWS = 15
_CER_EDGES = (0.0, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 1.0)
_CER_LABELS = ("< 0.1", "0.1–", "0.25–", "0.5–", "1–", "2–", "5–", "> 10")
_CONFIDENCE_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
_CONFIDENCE_LABELS = ("< 50", "50–", "60–", "70–", "80–", "90–", "95–", "> 98")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its label, what it stands for in words, and whether its label is written."""

    label: str
    said: str
    x: float
    y: float
    width: float
    height: float
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of bars. ``heads`` are the headings of its table; ``upright`` tells columns from rows."""

    id: str
    title: str
    heads: tuple[str, str]
    bars: tuple[Bar, ...]
    width: float
    height: float
    upright: bool = True


def plots_of(survey: Survey) -> tuple[Plot, ...]:
    """Return the plots of the overview."""
    cers = zip(
        _CER_LABELS, _counts((page.expected_cer for page in survey.sheets if page.words), _CER_EDGES), strict=True
    )
    sure = zip(_CONFIDENCE_LABELS, _counts(survey.confidences, _CONFIDENCE_EDGES), strict=True)
    by_rate, by_chance = "Pages by expected character error rate (%)", "Values by confidence (%)"
    by_year, by_form = (f"Expected character error rate by {group}" for group in ("year of the decision", "form"))
    return (
        columns("pages", by_rate, ("rate (%)", "pages"), list(cers), "{:,.0f} pages"),
        columns("values", by_chance, ("confidence (%)", "values"), list(sure), "{:,.0f} values"),
        columns("years", by_year, ("year", "rate"), _means(survey.records, "year"), "{:.2%}"),
        rows("forms", by_form, ("form", "rate"), _means(survey.records, "form"), "{:.2%}"),
    )


def _counts(numbers: Iterable[float], edges: Sequence[float]) -> list[float]:
    counts = [0.0] * (len(edges) - 1)
    for number in numbers:
        counts[sum(number >= edge for edge in edges[1:-1])] += 1
    return counts


def _means(records: Sequence[RecordRow], key: str) -> list[tuple[str, float]]:
    groups: dict[str, list[float]] = defaultdict(list)
    for record in records:
        group = getattr(record, key)
        groups["undated" if group is None else str(group)].append(record.expected_cer)
    means = [(name, fmean(rates)) for name, rates in sorted(groups.items())]
    if key == "year":
        return means
    return sorted(means, key=lambda mean: -mean[1])[:_MOST_ROWS]


def columns(name: str, title: str, heads: tuple[str, str], data: Sequence[tuple[str, float]], said: str) -> Plot:
    """Return upright bars. ``said`` formats a figure."""
    step = WIDTH / max(1, len(data))
    top = max((number for _, number in data), default=0.0) or 1.0
    every = -(-len(data) // _MOST_LABELS) or 1
    bars = []
    for i, (label, number) in enumerate(data):
        high = number / top * (_COLUMNS_HEIGHT - 2 * _LABELS_HEIGHT)
        place = (round(i * step + 0.1 * step, 2), round(_COLUMNS_HEIGHT - _LABELS_HEIGHT - high, 2))
        bars.append(Bar(label, said.format(number), *place, round(0.8 * step, 2), round(high, 2), i % every == 0))
    return Plot(name, title, heads, tuple(bars), WIDTH, _COLUMNS_HEIGHT)


def rows(name: str, title: str, heads: tuple[str, str], data: Sequence[tuple[str, float]], said: str) -> Plot:
    """Return lying bars, each with its label above it."""
    top = max((number for _, number in data), default=0.0) or 1.0
    bars = []
    for i, (label, number) in enumerate(data):
        y = 2 * i * _ROW_HEIGHT * 0.8 + _ROW_HEIGHT * 0.7
        bars.append(
            Bar(label, said.format(number), 0.0, round(y, 2), round(number / top * WIDTH, 2), 0.5 * _ROW_HEIGHT)
        )
    return Plot(name, title, heads, tuple(bars), WIDTH, 2 * len(data) * _ROW_HEIGHT * 0.8 + 4, upright=False)


@dataclass(frozen=True, slots=True)
class Dot:
    """Values of about one confidence: what was said of them, how many were right."""

    said: float
    right: float
    count: int
    x: float
    y: float


def reliability_dots(bins: Iterable[tuple[float, float, int]], side: float) -> tuple[Dot, ...]:
    """Return the dots of a reliability diagram that shows [0, 1] on a square of ``side``."""
    return tuple(
        Dot(said, right, count, round(said * side, 1), round((1 - right) * side, 1)) for said, right, count in bins
    )


def calibration_error(bins: Sequence[tuple[float, float, int]]) -> float:
    """Return the expected calibration error: the mean of |said - right|, each bin counted by its values."""
    total = sum(count for _, _, count in bins)
    return sum(count * abs(said - right) for said, right, count in bins) / max(1, total)
