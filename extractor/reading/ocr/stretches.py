"""Which stretches of a line are worth another reading: the words in doubt, with their neighbours, cut out where paper is white.

In: a line's image, what was read of it, and which characters are in doubt. Out: stretches of the line, none where nothing
is in doubt. A recogniser reads a stretch as it reads the whole line: it sees a few letters to either side and no more.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractor.reading.ocr.decode import Glyph, Ink, ink_of, widest_gap
from extractor.reading.ocr.linework import LineImage
from extractor.reading.ocr.resolve import Reading

# How many words to either side are read again with a word in doubt.
_NEIGHBOURS = 1
# Two words are parted by white of at least this share of the height of small letters.
_WHITE = 0.3
# Where more of a line than this is in doubt, the rest costs less than the seams.
_MOST = 0.5

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The characters ``start`` to ``end`` of a line's reading, and the pixels ``left`` to ``right`` of its image."""

    start: int
    end: int
    left: int
    right: int


def find_stretches(line: LineImage, seen: Sequence[Glyph], doubts: Sequence[Span]) -> tuple[Stretch, ...]:
    """Return the stretches of ``line`` that hold the characters ``doubts`` of ``seen``."""
    words = _words(seen)
    if not doubts or len(words) <= 2 * _NEIGHBOURS + 1:
        return (whole(line, seen),) if doubts else ()
    cuts = _cuts(line, seen, words)
    found: list[Stretch] = []
    for first, last in _runs(_chosen(words, doubts)):
        stretch = _between_cuts(words, cuts, first, last)
        if found and found[-1].end >= stretch.start:
            stretch = replace(stretch, start=found[-1].start, left=found.pop().left)
        found.append(stretch)
    is_most = sum(it.right - it.left for it in found) > _MOST * line.pixels.shape[1]
    return (whole(line, seen),) if is_most else tuple(found)


def whole(line: LineImage, seen: Sequence[Glyph]) -> Stretch:
    """Return the stretch that is all of a line."""
    return Stretch(0, len(seen), 0, line.pixels.shape[1])


def _between_cuts(words: Sequence[Span], cuts: Sequence[int | None], first: int, last: int) -> Stretch:
    """Return the stretch of the words from ``first`` to ``last``, and of more where the line cannot be cut beside them."""
    start = max(index for index in range(first + 1) if cuts[index] is not None)
    end = min(index for index in range(last + 1, len(cuts)) if cuts[index] is not None)
    return Stretch(words[start][0], words[end - 1][1], cuts[start] or 0, cuts[end] or 0)


def part_of(line: LineImage, reading: Reading, stretch: Stretch) -> tuple[LineImage, Reading]:
    """Return a stretch of a line as a line of its own, with what a reading of the whole says of it."""
    image = LineImage(
        np.ascontiguousarray(line.pixels[:, stretch.left : stretch.right]), line.left + stretch.left, line.top
    )
    steps = slice(round(stretch.left / line.px_per_step), round(stretch.right / line.px_per_step) + 1)
    seen = tuple(replace(it, x=it.x - stretch.left) for it in reading.glyphs[stretch.start : stretch.end])
    return image, Reading(reading.output[steps], seen, reading.weight)


def put_back(seen: Sequence[Glyph], stretch: Stretch, anew: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """Return what was seen of a line with a stretch of it as it was read anew."""
    moved = (replace(it, x=it.x + stretch.left) for it in anew)
    return (*seen[: stretch.start], *moved, *seen[stretch.end :])


def _words(seen: Sequence[Glyph]) -> list[Span]:
    """Return where the words of a line begin and end, by the spaces that the network saw."""
    spaces = [-1, *(index for index, glyph in enumerate(seen) if glyph.character == " "), len(seen)]
    return [(a + 1, b) for a, b in itertools.pairwise(spaces) if b > a + 1]


def _cuts(line: LineImage, seen: Sequence[Glyph], words: Sequence[Span]) -> list[int | None]:
    """Return where the line can be cut before each word and after the last: in white paper, where a recogniser's step ends."""
    ink, step = ink_of(line.pixels), line.px_per_step
    between = [_cut(ink, seen[a[1] - 1].x, seen[b[0]].x, step) for a, b in itertools.pairwise(words)]
    return [0, *between, line.pixels.shape[1]]


def _cut(ink: Ink, left: float, right: float, step: float) -> int | None:
    start, end = widest_gap(ink.columns, left, right, between_ink=False)
    place = round(round((start + end) / 2 / step) * step)
    return place if end - start >= _WHITE * ink.x_height and start < place < end else None


def _chosen(words: Sequence[Span], doubts: Sequence[Span]) -> np.ndarray:
    chosen = np.array([any(a < end and start < b for a, b in doubts) for start, end in words])
    reach = np.ones(2 * _NEIGHBOURS + 1)
    return np.convolve(chosen, reach, "same") > 0


def _runs(chosen: np.ndarray) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], chosen, [False])).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]
