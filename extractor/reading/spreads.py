"""Two pages of a book on one sheet.

In: the words and rules of a page that is wider than it is high. Out: where the fold between two pages runs, if one does.
"""

from collections.abc import Iterable, Sequence

from extractor.document import Box, Word, union
from extractor.reading.lines import build_lines
from extractor.reading.rules import Rule

# An open book is wider than high by a fifth at the least: two pages of A5 give 1.41, two upright quartos 1.6.
_LEAST_BREADTH = 1.2
# The fold runs within this share of the width to either side of the middle, through white of at least this share.
_OFF_MIDDLE, _LEAST_WHITE = 0.08, 0.02
# A side is a page of a book where it has so many lines, of so many words on average, over this share of its half.
_LEAST_LINES, _LEAST_WORDS, _LEAST_SPREAD = 8, 5.0, 0.55
# Beside a page of a book the other may be short, where what it has is prose over the page's width.
_SHORT_LINES, _SHORT_WORDS, _SHORT_SPREAD = 3, 6.0, 0.65


def fold_of(words: Sequence[Word], rules: Iterable[Rule], width_pt: float, height_pt: float) -> float | None:
    """Return the place, in points from the left, of the fold between two pages of prose; None where there is none."""
    if width_pt < _LEAST_BREADTH * height_pt:
        return None
    gap = _middle_gap([word.box for word in words], width_pt)
    if gap is None or any(rule.horizontal and rule.x0 < gap[0] and rule.x1 > gap[1] for rule in rules):
        return None
    fold = sum(gap) / 2
    sides = ([w for w in words if w.box.x1 <= fold], [w for w in words if w.box.x0 >= fold])
    full = [_is_book_page(side, width_pt / 2) for side in sides]
    short = [_is_book_page(side, width_pt / 2, _SHORT_LINES, _SHORT_WORDS, _SHORT_SPREAD) for side in sides]
    return fold if all(full) or (any(full) and all(a or b for a, b in zip(full, short, strict=True))) else None


def _middle_gap(boxes: Sequence[Box], width_pt: float) -> tuple[float, float] | None:
    """Return the widest white strip around the middle that no word reaches into."""
    low, high = (0.5 - _OFF_MIDDLE) * width_pt, (0.5 + _OFF_MIDDLE) * width_pt
    gaps: list[tuple[float, float]] = []
    reach = 0.0
    for box in sorted(boxes, key=lambda box: box.x0):
        if box.x0 > reach and reach < high and box.x0 > low:
            gaps.append((reach, box.x0))
        reach = max(reach, box.x1)
    widest = max(gaps, key=lambda gap: gap[1] - gap[0], default=None)
    return widest if widest and widest[1] - widest[0] >= _LEAST_WHITE * width_pt else None


def _is_book_page(
    words: Sequence[Word],
    half_pt: float,
    least_lines: int = _LEAST_LINES,
    least_words: float = _LEAST_WORDS,
    least_spread: float = _LEAST_SPREAD,
) -> bool:
    lines = build_lines(words)
    if len(lines) < least_lines:
        return False
    average = sum(len(line.words) for line in lines) / len(lines)
    return average >= least_words and union(line.box for line in lines).width >= least_spread * half_pt
