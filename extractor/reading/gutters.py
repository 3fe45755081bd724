"""Lines in which what stands side by side stands so close that it looks like one: label and value, two columns of prose.

In: the lines of one region. Out: the same words, each such line parted where the values of the lines around it begin, or
where white runs down between columns.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.document import Line, Word
from extractor.reading.lines import em, line_of

# A space is a quarter of an em; a justified one may be wider, but does not stand between a label's look and another.
_LEAST_GAP_EM = 0.4
# White as wide as this is no space in a line set ragged; between a column of labels and one of values it is.
_WIDE_GAP_EM = 0.8
# So many other lines must begin where a line is parted, and so many where it begins itself.
_LEAST_ALIGNED, _LEAST_BESIDE = 3, 2
_SAME_PLACE_PT = 2.5
# White that runs down between columns of prose: so many lines in a row leave it, at least so wide; it is not much narrower
# than a space in print that is set even, which may be wide in one line but stands elsewhere in the next.
_FEWEST_LINES, _LEAST_WHITE_EM, _OF_LINE = 5, 0.55, 0.3
# Lines stand no farther apart than this where they are of one stretch.
_STRETCH_EM = 3.2


def part_at_gutters(lines: Iterable[Line]) -> list[Line]:
    """Part lines between a label and its value: where the look changes or wide white stands, and where other lines begin.

    Lines that run on over the white between two columns of prose are parted there.
    """
    lines = _parted_at_columns(list(lines))
    starts = sorted(line.box.x0 for line in lines)
    return [part for line in lines for part in _parted(line, starts)]


def _parted(line: Line, starts: Sequence[float]) -> list[Line]:
    for at, (before, word) in enumerate(pairwise(line.words), start=1):
        gap = (word.box.x0 - before.box.x1) / em(word)
        apart = gap >= _LEAST_GAP_EM and _changes(line.words, at)
        # A number hangs from its text across as much white, and figures stand in columns of their own.
        names = any(len(text) > 2 and text.isalpha() for text in (w.text.strip(".:,()") for w in line.words[:at]))
        wide = gap >= _WIDE_GAP_EM and names and _aligned(line.box.x0, starts) > _LEAST_BESIDE
        if (apart or wide) and _aligned(word.box.x0, starts) >= _LEAST_ALIGNED:
            return [line_of(line.words[:at]), line_of(line.words[at:])]
    return [line]


def _changes(words: Sequence[Word], at: int) -> bool:
    """Say whether every word before ``at`` is set apart in one way, and the word there is not."""
    look, following = _look(words[0]), _look(words[at])
    return any(look) and look != following and all(_look(word) == look for word in words[:at])


def _look(word: Word) -> tuple[bool, bool, bool]:
    return (word.bold, word.italic, word.underlined)


def _aligned(x0: float, starts: Sequence[float]) -> int:
    """Return how many lines begin at ``x0``."""
    return sum(abs(start - x0) <= _SAME_PLACE_PT for start in starts)


# -- columns of prose -------------------------------------------------------------------------------------------------


def _parted_at_columns(lines: list[Line]) -> list[Line]:
    """Part lines that run on over white which many lines in a row leave in the same place."""
    ordered = sorted(lines, key=lambda line: line.box.middle)
    cuts: dict[int, float] = {}
    for at, line in enumerate(ordered):
        if at in cuts:
            continue
        for white in _whites(line):
            run = _run_of(ordered, at, white)
            if len(run) >= _FEWEST_LINES:
                cuts |= {index: (low + high) / 2 for index, (low, high) in run.items() if index not in cuts}
                break
    return [part for at, line in enumerate(ordered) for part in _cut(line, cuts.get(at))]


def _whites(line: Line) -> list[tuple[float, float]]:
    """Return the wide gaps of a line, those far from its ends."""
    size = em(line.words[0])
    reach = _OF_LINE * line.box.width
    return [
        (before.box.x1, word.box.x0)
        for before, word in pairwise(line.words)
        if word.box.x0 - before.box.x1 >= _LEAST_WHITE_EM * size
        and before.box.x1 - line.box.x0 >= reach
        and line.box.x1 - word.box.x0 >= reach
    ]


def _run_of(lines: Sequence[Line], first: int, white: tuple[float, float]) -> dict[int, tuple[float, float]]:
    """Return the lines from ``first`` on that ``white`` runs through, each with what it leaves of it.

    Lines on one side of it belong to a column too, and neither bear it out nor break it.
    """
    found: dict[int, tuple[float, float]] = {}
    low, high = white
    least = _LEAST_WHITE_EM * em(lines[first].words[0])
    above = lines[first]
    for at in range(first, len(lines)):
        line = lines[at]
        if line.box.middle - above.box.middle > _STRETCH_EM * em(above.words[0]):
            break
        if line.box.x1 <= low + 1 or line.box.x0 >= high - 1:
            above = line
            continue
        gap = next(((b.box.x1, w.box.x0) for b, w in pairwise(line.words) if w.box.x0 > low and b.box.x1 < high), None)
        if gap is None or min(gap[1], high) - max(gap[0], low) < least:
            break
        low, high = max(gap[0], low), min(gap[1], high)
        found[at] = gap
        above = line
    return found


def _cut(line: Line, place: float | None) -> list[Line]:
    if place is None:
        return [line]
    left = [word for word in line.words if (word.box.x0 + word.box.x1) / 2 < place]
    right = [word for word in line.words if (word.box.x0 + word.box.x1) / 2 >= place]
    return [line_of(left), line_of(right)] if left and right else [line]
