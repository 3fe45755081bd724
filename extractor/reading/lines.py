"""From words to lines.

In: the words of one region (a page outside its tables, or one cell). Out: lines, each the words of one printed line
of one column. Print on one level that a wide gap parts becomes several lines; a number and the text that hangs from
it stay one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from extractor.document import Box, Line, Word, union

# A space is a quarter of an em, a justified one seldom more than one em; tab stops and columns are farther apart.
_SPLIT_EM = 1.6
# What hangs in the margin of its text: 1. 1.1 (a) iv) a) • - ☐
_LABEL = re.compile(
    r"""\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[A-Za-z]|[ivxlIVXL]{1,5})[.):]{1,2}   # 1. (a) iv)
      | \d{1,3}(?:\.\d{1,3}){0,4} | [•·▪▫■◦●○‣⁃*o–—-] | [☐☒☑✓✔]""",
    re.VERBOSE,
)
# The widest hanging indent seen in forms is 57 points; half an inch is usual.
_WIDEST_HANG_PT = 64.0
_STEM, _TAIL = re.compile(r"[A-Zbdfhklß0-9]"), re.compile(r"[Qgjpqyçþ,;()/\[\]{}_|$§]|^[^\w]+$")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)[,.;:)]*")


def em(word: Word) -> float:
    """Return the font size of ``word``, or a fair guess from its height."""
    return word.size_pt if word.size_pt > 1 else max(word.box.height, 1.0)


def baselines(rows: Sequence[Sequence[Word]]) -> list[float]:
    """Return how far down the page the words of each row stand: the line that letters without tails stand on.

    Boxes of OCR end at the ink, so that a line's middle depends on which letters are in it.
    """
    usual = median(
        [w.box.height for row in rows for w in row if _STEM.search(w.text) and not _TAIL.search(w.text)] or [0.0]
    )
    found = []
    for row in rows:
        standing = [word.box.bottom for word in row if not _TAIL.search(word.text)]
        # A box that ends above where its letters should stand has lost the tails.
        found.append(median(standing or [min(word.box.bottom, word.box.top + usual) for word in row]))
    return found


def line_of(words: Sequence[Word]) -> Line:
    """Make a line of words that stand side by side."""
    ordered = sorted(words, key=lambda word: word.box.x0)
    return Line(tuple(ordered), union(word.box for word in ordered))


def build_lines(words: Iterable[Word]) -> list[Line]:
    """Gather words into lines, from top to bottom."""
    runs = _runs(words)
    lines = [line_of(_with_ordinals(run)) for run in runs]
    lines = _hang(lines)
    return sorted(lines, key=lambda line: (line.box.middle, line.box.x0))


# -- words to runs ----------------------------------------------------------------------------------------------------


def _runs(words: Iterable[Word]) -> list[list[Word]]:
    """Chain words from left to right, each to the run whose end it stands beside."""
    runs: list[list[Word]] = []
    shelves: dict[int, set[int]] = {}
    for word in sorted(words, key=lambda word: word.box.x0):
        near = {index for shelf in _shelves(word.box) for index in shelves.get(shelf, ())}
        fit, best = max(((_fit(runs[index], word), index) for index in near), default=(0.0, -1))
        if fit <= 0:
            best = len(runs)
            runs.append([])
        runs[best].append(word)
        for shelf in _shelves(word.box):
            shelves.setdefault(shelf, set()).add(best)
    return runs


def _shelves(box: Box) -> range:
    """Return the bands of ten points that ``box`` stands in: only runs of the same band are looked at."""
    return range(int(box.top // 10), int(box.bottom // 10) + 1)


def _fit(run: Sequence[Word], word: Word) -> float:
    """Return how well ``word`` continues ``run``: 0 not at all, 1 perfectly."""
    last = run[-1]
    # The smaller print sets the space, save a raised letter's: a blot is no reason to reach for words far off.
    size = max(min(em(last), em(word)), 0.5 * max(em(last), em(word)))
    gap = word.box.x0 - last.box.x1
    if gap > _SPLIT_EM * size or gap < -max(0.5 * last.box.width, size):
        return 0.0
    fit = _level(last.box, word.box)
    return fit if fit > 0.9 else max(fit, 0.9 * _level(_body(run), word.box))


def _body(run: Sequence[Word]) -> Box:
    """Return the box of the tallest of the last words: what a superscript stands beside."""
    return max((word.box for word in run[-3:]), key=lambda box: box.height)


def _level(first: Box, second: Box) -> float:
    """Return the share of the lower box's height that the two boxes have in common, if half or more."""
    common = min(first.bottom, second.bottom) - max(first.top, second.top)
    if common <= 0:
        return 0.0
    heights = first.bottom - first.top, second.bottom - second.top
    low, high = max(min(heights), 0.1), max(*heights, 0.1)
    # A tall box beside two low ones (a bracket, a smear) belongs to neither line unless their middles agree.
    belongs = high < 2.2 * low or abs(first.middle - second.middle) < 0.3 * high
    return common / low if common >= 0.5 * low and belongs else 0.0


def _with_ordinals(run: list[Word]) -> list[Word]:
    """Join a raised 'th' to the number before it."""
    joined: list[Word] = []
    for word in run:
        last = joined[-1] if joined else None
        if last and last.text[-1:].isdigit() and _ORDINAL.fullmatch(word.text) and _touch(last, word):
            joined[-1] = replace(last, text=last.text + word.text, box=union((last.box, word.box)))
        else:
            joined.append(word)
    return joined


def _touch(first: Word, second: Word) -> bool:
    return second.box.x0 - first.box.x1 < 0.16 * em(first)


# -- hanging numbers --------------------------------------------------------------------------------------------------


def _hang(lines: list[Line]) -> list[Line]:
    """Join each hanging number, letter or bullet to the line that it numbers."""
    kept: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.box.x0):
        beside = _numbered(line, kept) if is_label(line) else None
        if beside is None:
            kept.append(line)
        else:
            kept[kept.index(beside)] = line_of([*line.words, *beside.words])
    return kept


def is_label(line: Line) -> bool:
    """Say whether ``line`` is nothing but a number, letter or bullet that text hangs from."""
    return all(_LABEL.fullmatch(word.text) for word in line.words) and len(line.words) <= 2


def _numbered(label: Line, lines: Sequence[Line]) -> Line | None:
    near = [
        line
        for line in lines
        if 0 <= line.box.x0 - label.box.x1 <= _WIDEST_HANG_PT and _is_beside(label.box, line.box) and _is_prose(line)
    ]
    return min(near, key=lambda line: line.box.x0, default=None)


def _is_beside(label: Box, line: Box) -> bool:
    """Say whether a label stands level with a line and is no larger than its print, as a punch hole would be."""
    return _level(label, line) > 0 and label.height <= 1.4 * line.height


def _is_prose(line: Line) -> bool:
    if is_label(line):
        return not line.text.isdigit()
    return any(sum(letter.isalpha() for letter in word.text) >= 2 for word in line.words)
