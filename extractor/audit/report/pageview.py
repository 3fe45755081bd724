"""What one page's view shows: its values with their outlines, and its text word by word.

A record, a page's number and the page's words enter; what the template draws leaves. Places are points of the page as
displayed, the coordinates of the view's overlay.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean

from decision_models import DecisionRecord, Region
from extractor.audit.quality import Value, values_of
from extractor.wordfile import ShownLine, ShownWord

# Words are tinted by these; the names are classes of the style sheet. Below the last a word is more often wrong than not
# worth a look.
_BANDS = ((0.98, "sure"), (0.9, "fair"), (0.7, "weak"), (0.0, "poor"))
DOUBTFUL = ("weak", "poor")


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value on a page: its number in the view, and its outlines there."""

    number: int
    value: Value
    boxes: tuple[Region, ...]
    band: str


@dataclass(frozen=True, slots=True)
class TintedWord:
    """A word of the text pane."""

    text: str
    confidence: float
    band: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a line that belong to one value, or to none."""

    value: int | None
    words: tuple[TintedWord, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it is shown. ``lines`` is None where its words were not kept."""

    record: DecisionRecord
    number: int
    values: tuple[ShownValue, ...]
    lines: tuple[tuple[Run, ...], ...] | None

    @property
    def doubtful(self) -> tuple[TintedWord, ...]:
        """The words worth a look, in reading order."""
        runs = (run for line in self.lines or () for run in line)
        return tuple(word for run in runs for word in run.words if word.band in DOUBTFUL)

    @property
    def worst_line(self) -> tuple[str, float] | None:
        """The line whose words are the least sure in the mean, and that mean; None on a page without lines."""
        texts = (tuple(word for run in line for word in run.words) for line in self.lines or ())
        means = [(" ".join(w.text for w in words), fmean(w.confidence for w in words)) for words in texts if words]
        return min(means, key=lambda line: line[1], default=None)


def band_of(confidence: float) -> str:
    """Return the class of a confidence.

    >>> band_of(0.99), band_of(0.5)
    ('sure', 'poor')
    """
    return next(name for least, name in _BANDS if confidence >= least)


def page_view(record: DecisionRecord, number: int, lines: Sequence[ShownLine] | None) -> PageView:
    """Return the view of a record's page."""
    values = tuple(_values(record, number))
    shown = None if lines is None else tuple(tuple(_runs(line, values)) for line in lines)
    return PageView(record, number, values, shown)


def _values(record: DecisionRecord, number: int) -> Iterable[ShownValue]:
    """Give the page's values from its top to its foot, so that going through them is going down the page."""
    here = [
        (value, tuple(region for region in value.regions if region.page == number))
        for value in values_of(record)
        if any(region.page == number for region in value.regions)
    ]
    here.sort(key=lambda pair: (round(pair[1][0].top), pair[1][0].x0))
    for count, (value, boxes) in enumerate(here, start=1):
        yield ShownValue(count, value, boxes, band_of(value.confidence))


def _runs(line: ShownLine, values: Sequence[ShownValue]) -> Iterable[Run]:
    owned = ((_owner(word, values), word) for word in line)
    for owner, words in groupby(owned, key=lambda pair: pair[0]):
        yield Run(owner, tuple(TintedWord(w.text, w.confidence, band_of(w.confidence)) for _, w in words))


def _owner(word: ShownWord, values: Sequence[ShownValue]) -> int | None:
    """Return the number of the smallest value whose outline holds the middle of a word."""
    x, y = (word.box.x0 + word.box.x1) / 2, (word.box.top + word.box.bottom) / 2
    holding = [
        ((box.x1 - box.x0) * (box.bottom - box.top), value.number)
        for value in values
        for box in value.boxes
        if box.x0 <= x <= box.x1 and box.top <= y <= box.bottom
    ]
    return min(holding)[1] if holding else None
