"""Lines in which a label and the value beside it stand so close that they look like one.

In: the lines of one region. Out: the same words, each such line parted where the values of the lines around it begin.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.document import Line, Word
from extractor.reading.lines import em, line_of

# A space is a quarter of an em; a justified one may be wider, but does not stand between a label's look and another.
_LEAST_GAP_EM = 0.4
# So many other lines must begin where a line is parted.
_LEAST_ALIGNED = 3
_SAME_PLACE_PT = 2.5


def part_at_gutters(lines: Iterable[Line]) -> list[Line]:
    """Part lines between a label and its value: where the look changes, and where other lines begin."""
    lines = list(lines)
    starts = sorted(line.box.x0 for line in lines)
    return [part for line in lines for part in _parted(line, starts)]


def _parted(line: Line, starts: Sequence[float]) -> list[Line]:
    for at, (before, word) in enumerate(pairwise(line.words), start=1):
        gap = word.box.x0 - before.box.x1
        if gap >= _LEAST_GAP_EM * em(word) and _changes(line.words, at) and _aligned(word.box.x0, starts):
            return [line_of(line.words[:at]), line_of(line.words[at:])]
    return [line]


def _changes(words: Sequence[Word], at: int) -> bool:
    """Say whether every word before ``at`` is set apart in one way, and the word there is not."""
    look, following = _look(words[0]), _look(words[at])
    return any(look) and look != following and all(_look(word) == look for word in words[:at])


def _look(word: Word) -> tuple[bool, bool, bool]:
    return (word.bold, word.italic, word.underlined)


def _aligned(x0: float, starts: Sequence[float]) -> bool:
    return sum(abs(start - x0) <= _SAME_PLACE_PT for start in starts) >= _LEAST_ALIGNED
