"""What features are worked out from: candidates and lines go in, arrays come out, a property each and an entry a candidate.

What all of a document's candidates have in common is worked out once for all of them. Nothing is weighed here.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import starmap

import numpy as np
from numpy.typing import NDArray

from extractor.splitting.candidates import has_number
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.seen import ALIGNED_PT, Seen, Series, Surroundings
from extractor.splitting.word_model import Floats

Bools = NDArray[np.bool_]
Indices = NDArray[np.intp]
# White, in lines, beyond which more of it tells nothing.
MOST_GAP = 3.0
# So many words at its beginning tell what a value is.
VALUE_WORDS = 8
_NO_SERIES = Series(0, 0.0, 0.0, 0.0, 0.0)
_NO_COLUMN = (0.0,) * 6


class Columns:
    """The candidates of a document as features look at them: a list or an array a property, an entry a candidate."""

    def __init__(self, seen: Sequence[Seen], surroundings: Surroundings) -> None:
        self.seen, self.around = seen, surroundings
        self.total = max(len(surroundings.lines), 1)
        self.first = self.numbers(lambda s: s.candidate.first)
        self.last = self.numbers(lambda s: s.candidate.last)
        self.words = self.numbers(lambda s: len(s.candidate.words))

    def flags(self, test: Callable[[Seen], bool]) -> Bools:
        """Return what a test says of every candidate."""
        return np.array([test(s) for s in self.seen], dtype=np.bool_)

    def numbers(self, measure: Callable[[Seen], int]) -> Indices:
        """Return a whole number for every candidate."""
        return np.array([measure(s) for s in self.seen], dtype=np.intp)

    # -- its look and its words -----------------------------------------------------------------------------------------

    @cached_property
    def bold(self) -> Bools:
        """Whether its letters are bold."""
        return self.flags(lambda s: s.bold)

    @cached_property
    def italic(self) -> Bools:
        """Whether its letters are italic."""
        return self.flags(lambda s: s.italic)

    @cached_property
    def underlined(self) -> Bools:
        """Whether it is underlined."""
        return self.flags(lambda s: s.underlined)

    @cached_property
    def caps(self) -> Bools:
        """Whether it is set in capitals."""
        return self.flags(lambda s: s.caps)

    @cached_property
    def larger(self) -> Bools:
        """Whether its first line is set larger than the usual print."""
        return self.flags(lambda s: s.line.larger)

    @cached_property
    def texts(self) -> list[str]:
        """Its words on one line."""
        return [s.candidate.text for s in self.seen]

    @cached_property
    def numberings(self) -> list[str]:
        """The style of the number that leads it."""
        return [s.numbering for s in self.seen]

    @cached_property
    def count(self) -> Indices:
        """How many words it has, the number before them apart."""
        return self.words - self.flags(lambda s: has_number([w.text for w in s.candidate.words[:2]]))

    @cached_property
    def rest(self) -> list[tuple[str, ...]]:
        """The words behind it on its last line."""
        return [s.rest for s in self.seen]

    @cached_property
    def rest_word(self) -> list[str]:
        """The first of the words behind it on its last line, or ""."""
        return [rest[0] if rest else "" for rest in self.rest]

    @cached_property
    def values(self) -> list[str]:
        """The words that would be a label's value, at most so many: behind it on its line, or else on the next."""
        return list(starmap(_value, zip(self.rest, self.words, self.lines_below, strict=True)))

    # -- what is known of its words -------------------------------------------------------------------------------------

    @cached_property
    def known_as(self) -> list[frozenset[str]]:
        """What the lexicon has it as, by whole wordings."""
        matches = [s.known for s in self.seen]
        return [frozenset(t.type for t in m.targets) if m and not m.by_cue else frozenset() for m in matches]

    @cached_property
    def known_score(self) -> Floats:
        """How well the lexicon knows it; 0 where it does not."""
        return np.array([s.known.score if s.known else 0.0 for s in self.seen], dtype=np.float64)

    @cached_property
    def cued(self) -> Bools:
        """Whether a word of it tells."""
        return self.flags(lambda s: s.known is not None and s.known.by_cue)

    @cached_property
    def probabilities(self) -> Floats:
        """How likely its words are of each class, of shape (candidates, classes)."""
        told = np.array([s.probabilities for s in self.seen], dtype=np.float64)
        return told.reshape(-1, len(self.around.classes))

    @cached_property
    def labels(self) -> Floats:
        """How likely its words label."""
        told: Floats = np.ascontiguousarray(self.probabilities[:, self.around.label_classes]).sum(axis=1)
        return told

    # -- its place and what is round it ---------------------------------------------------------------------------------

    @cached_property
    def lines_above(self) -> list[FlowLine | None]:
        """The line before it."""
        return [self.around.lines[s.candidate.first - 1] if s.candidate.first else None for s in self.seen]

    @cached_property
    def lines_below(self) -> list[FlowLine | None]:
        """The line behind it."""
        lines = (*self.around.lines, None)
        return [lines[s.candidate.last + bool(s.candidate.words)] for s in self.seen]

    @cached_property
    def texts_above(self) -> list[str]:
        """The text of the line before it, or ""."""
        return [line.text if line else "" for line in self.lines_above]

    @cached_property
    def gap(self) -> Floats:
        """White above it, in lines."""
        return np.array([min(s.line.gap, MOST_GAP) for s in self.seen], dtype=np.float64)

    @cached_property
    def gap_below(self) -> Floats:
        """White below it, in lines."""
        gaps = [min(line.gap, MOST_GAP) if line else MOST_GAP for line in self.lines_below]
        return np.array(gaps, dtype=np.float64)

    @cached_property
    def words_below(self) -> Indices:
        """How many words the line behind it has."""
        return np.array([len(line.words) if line else 0 for line in self.lines_below], dtype=np.intp)

    @cached_property
    def offset(self) -> Indices:
        """Whether it begins to the left of most lines (-1), to their right (1), or where they do; 0 in tables."""
        left = self.around.left
        away = [0.0 if s.line.cell else s.line.line.box.x0 - left.get(s.line.page.number, 0.0) for s in self.seen]
        return np.array([0 if abs(a) <= 1.5 * ALIGNED_PT else (1 if a > 0 else -1) for a in away], dtype=np.intp)

    def looks_like(self, lines: Sequence[FlowLine | None]) -> list[bool]:
        """Tell of every candidate whether a line looks the same."""
        return [
            line is not None
            and (line.all_bold, line.underlined, line.caps, line.larger)
            == (s.bold, s.underlined, s.caps, s.line.larger)
            for s, line in zip(self.seen, lines, strict=True)
        ]

    # -- its series and its table ---------------------------------------------------------------------------------------

    @cached_property
    def series(self) -> list[Series]:
        """The candidates of its style."""
        series = self.around.series
        return [series.get(s.style, _NO_SERIES) if s.candidate.words else _NO_SERIES for s in self.seen]

    def of_series(self, measure: Callable[[Series], float]) -> Floats:
        """Return a number for the series of every candidate."""
        return np.array([measure(series) for series in self.series], dtype=np.float64)

    @cached_property
    def tabled(self) -> Bools:
        """Whether it stands in a table."""
        return self.flags(lambda s: s.line.line.cell is not None)

    @cached_property
    def starts_cell(self) -> list[bool]:
        """Whether it stands first in its cell."""
        lines = zip(self.seen, self.lines_above, strict=True)
        return [s.line.cell is not None and (above is None or above.cell != s.line.cell) for s, above in lines]

    @cached_property
    def column(self) -> Floats:
        """How its column of its table is: what :class:`Surroundings` tells of it, of shape (candidates, 6)."""
        told = [self.around.columns.get(s.line.cell, _NO_COLUMN) if s.line.cell else _NO_COLUMN for s in self.seen]
        return np.array(told, dtype=np.float64).reshape(-1, len(_NO_COLUMN))


def _value(rest: Sequence[str], words: int, below: FlowLine | None) -> str:
    if rest:
        return " ".join(rest[:VALUE_WORDS])
    return " ".join(w.text for w in below.words[:VALUE_WORDS]) if below and words else ""
