"""How words are set: size, bold, italic, underlined.

In: a grey image and the words read from it. Out: the same words with their style. Heights and widths of strokes are
measured on the ink; what is bold is decided in `weight`, what is italic in `slant`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from extractor.document import Box, Word
from extractor.reading.ink import Image, Picture
from extractor.reading.lines import build_lines
from extractor.reading.rules import Rule
from extractor.reading.slant import italic_words
from extractor.reading.weight import Stroke, bold_words

Levels = NDArray[np.float32]

# Heights over the font size: means of Arial, Times, Calibri and Verdana.
_CAPITAL, _MIDDLE, _SMALL, _DEEP, _COMMA = 0.71, 0.64, 0.51, 0.20, 0.13
_TALL_LETTERS = frozenset("bdfhijklABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789£$€&%?!()[]/\\'\"‘’“”ß")
_DEEP_LETTERS = frozenset("gjpqyQ()[]§")
# In italics an f hangs below the line.
_DEEP_ITALICS = _DEEP_LETTERS | {"f"}
# Ink as measured at 150 dpi spills half a pixel over each edge.
_SPILL_PT = 0.35
# The reading of words that were not read from an image.
TEXT_LAYER = "text_layer"
# An underline: how dark all but a tenth of it is, how dark in the mean, and how much lighter the print just above it is.
# Of 90 underlined words on scans at three qualities all but two of an erased line pass, of 5,100 others four.
_LEAST_INKED, _LEAST_LINE, _LIGHTER = 0.42, 0.8, 0.68
# A rule's ink as measured at 150 dpi, beyond what was found of it.
_RULE_BLUR_PT = 0.5
# A line through a word lies in this part of its box, from ascender to descender, and covers most of the word.
_STRUCK, _STRUCK_SHARE = (0.35, 0.72), 0.7
# On a scan it lies in this part of the word's ink, and leaves hardly a column of pixels without ink. Figures
# stand apart; the letters of "mm" or "the" run together on worn scans (2 of 12,800 words of the bench's worst are taken so).
_STRUCK_INK, _UNBROKEN, _UNBROKEN_FIGURES = (0.3, 0.72), 0.97, 0.93
# The ends of a line through a short word: so far in from the word's, the ink fills no more of its height.
_END_PT, _THIN_END = 0.7, 0.35
# How far a word's ink may stick out of the box that an engine gives it: in heights of the box, and for an underline.
_UP, _DOWN, _DOWN_PT = 0.15, 0.3, 3.0


@dataclass(frozen=True, slots=True)
class _Measure:
    """What was measured of a word, in points. ``stroke_pt`` is twice the ink over the length of its edges."""

    size_pt: float
    stroke_pt: float
    letters: int
    underlined: bool
    struck: bool = False
    ends_thin: bool = False


def underline(words: Iterable[Word], rules: Iterable[Rule]) -> tuple[Word, ...]:
    """Mark the words of a text layer that a rule runs under, no farther than they do.

    Words read from an image are left as they are: :func:`estimate_style` has looked at what stands below them.
    """
    every = list(words)
    lined: set[int] = set()
    for rule in rules:
        if rule.horizontal and rule.bottom - rule.top < 3:
            above = [index for index, word in enumerate(every) if _runs_under(rule, word)]
            if above and _ends_with(rule, [every[index] for index in above]):
                lined.update(above)
    return tuple(replace(word, underlined=True) if index in lined else word for index, word in enumerate(every))


def _runs_under(rule: Rule, word: Word) -> bool:
    return word.reading == TEXT_LAYER and _lies_under(rule, word.box)


def _lies_under(rule: Rule, box: Box) -> bool:
    return (
        rule.x0 <= box.x0 + 0.15 * box.width + 1
        and rule.x1 >= box.x1 - 0.15 * box.width - 1
        and -0.28 * box.height <= rule.top - box.bottom <= 0.18 * box.height
    )


def _runs_through(rule: Rule, box: Box) -> bool:
    """Say whether a rule covers most of a word's width between the middle of its capitals and the foot of its letters."""
    common = min(rule.x1, box.x1) - max(rule.x0, box.x0)
    height = (rule.top + rule.bottom) / 2 - box.top
    return common >= _STRUCK_SHARE * box.width and _STRUCK[0] * box.height <= height <= _STRUCK[1] * box.height


def _ends_with(rule: Rule, words: Sequence[Word]) -> bool:
    """Say whether a rule ends where the words above it end, as an underline does and a table's line does not."""
    return rule.x0 >= min(word.box.x0 for word in words) - 4 and rule.x1 <= max(word.box.x1 for word in words) + 4


def estimate_style(picture: Picture, words: Sequence[Word], rules: Iterable[Rule] = ()) -> tuple[Word, ...]:
    """Return ``words`` with size and style as measured on the page's picture, in their order.

    The ink of ``rules`` that are no underlines is none of the words': a table's lines run close to its print.
    """
    if not words:
        return ()
    levels, scale = picture.ink.copy(), picture.scale
    for rule in rules:
        if not (rule.horizontal and (_ends_with_its_words(rule, words) or _strikes(rule, words))):
            _erase(levels, rule, scale)
    lines = _indexed_lines(words)
    italic = italic_words(picture, words, lines)
    measures = [_measure(levels, word, scale, italic=leans) for word, leans in zip(words, italic, strict=True)]
    sizes = _sizes(measures, lines)
    strokes = [
        Stroke(measure.stroke_pt, size, measure.letters, word.text.isupper(), any(map(str.islower, word.text)))
        for word, measure, size in zip(words, measures, sizes, strict=True)
    ]
    bold = bold_words(strokes, lines)
    lined = _in_company([measure.underlined for measure in measures], measures, lines)
    struck = _in_company([measure.struck for measure in measures], measures, lines)
    struck = [is_so or (measure.struck and measure.ends_thin) for is_so, measure in zip(struck, measures, strict=True)]
    return tuple(
        replace(word, size_pt=round(size, 1), bold=heavy, italic=leans, underlined=under, struck=through)
        for word, size, heavy, leans, under, through in zip(words, sizes, bold, italic, lined, struck, strict=True)
    )


def _ends_with_its_words(rule: Rule, words: Sequence[Word]) -> bool:
    above = [word for word in words if _lies_under(rule, word.box)]
    return bool(above) and _ends_with(rule, above)


def _strikes(rule: Rule, words: Sequence[Word]) -> bool:
    """Say whether a rule runs through words and ends with them: a table's line runs through none."""
    through = [word for word in words if _runs_through(rule, word.box)]
    return bool(through) and _ends_with(rule, through)


def _erase(levels: Image, rule: Rule, scale: float) -> None:
    rows = slice(max(0, round((rule.top - _RULE_BLUR_PT) * scale)), round((rule.bottom + _RULE_BLUR_PT) * scale) + 1)
    columns = slice(max(0, round((rule.x0 - _RULE_BLUR_PT) * scale)), round((rule.x1 + _RULE_BLUR_PT) * scale) + 1)
    levels[rows, columns] = 0


def _indexed_lines(words: Sequence[Word]) -> list[list[int]]:
    """Return the lines as lists of indexes into ``words``, each index once."""
    marked = [replace(word, reading=str(index), size_pt=max(word.box.height, 4.0)) for index, word in enumerate(words)]
    lines = [[int(word.reading) for word in line.words] for line in build_lines(marked)]
    # A raised "th" has been made part of the word before it.
    found = {index for line in lines for index in line}
    return [*lines, *([index] for index in range(len(words)) if index not in found)]


# -- measuring --------------------------------------------------------------------------------------------------------


def _measure(levels: Image, word: Word, scale: float, *, italic: bool) -> _Measure:
    letters = sum(letter.isalnum() for letter in word.text)
    box = word.box
    up, down = round(_UP * box.height * scale), round(max(_DOWN * box.height, _DOWN_PT) * scale)
    rows = slice(max(0, round(box.top * scale) - up), max(0, round(box.bottom * scale) + down))
    dark = _levelled(levels[rows, max(0, round(box.x0 * scale)) : max(0, round(box.x1 * scale))])
    if dark.size < 12:
        return _Measure(max(box.height, 1.0), 0.0, 0, underlined=False)
    line = _line_below(dark, scale)
    peaks = _peaks(dark[:line])
    first, last = _ink_rows(peaks > 0.5, up, dark.shape[0] - down)
    if last <= first:
        return _Measure(max(box.height, 1.0), 0.0, 0, underlined=False)
    size = _size(word.text, _height(peaks, first, last, scale), _DEEP_ITALICS if italic else _DEEP_LETTERS)
    figures = sum(map(str.isdigit, word.text)) > letters / 2
    struck = _is_struck(dark, (first, last), scale, figures=figures)
    thin = struck and letters > 1 and _ends_thin(dark[first : last + 1], scale)
    return _Measure(
        size, _stroke(dark[first : last + 1], scale), letters, line is not None and not struck, struck, thin
    )


def _ends_thin(dark: Levels, scale: float) -> bool:
    """Say whether nothing but a line's ends stands at both ends of a word, as where it is struck by hand or by a rule."""
    reach = max(1, round(_END_PT * scale))
    return all(
        float((side > _LEAST_INKED).any(axis=1).mean()) <= _THIN_END for side in (dark[:, :reach], dark[:, -reach:])
    )


def _is_struck(dark: Levels, ink: tuple[int, int], scale: float, *, figures: bool) -> bool:
    """Say whether an unbroken line runs through the print, as none of its own strokes does."""
    first, last = ink
    high = last - first + 1
    rows = dark[first + round(_STRUCK_INK[0] * high) : first + round(_STRUCK_INK[1] * high) + 1]
    if rows.shape[0] < 2 or dark.shape[1] <= 8 * scale:
        return False
    # A line that climbs a little runs from row to row: the darker of two counts.
    inked = np.maximum(rows[:-1], rows[1:]) > _LEAST_INKED
    return bool(inked.mean(axis=1).max() >= (_UNBROKEN_FIGURES if figures else _UNBROKEN))


def _levelled(crop: Image) -> Levels:
    """Return the ink of a word from 0 to 1, whatever its contrast; light print on dark is turned about."""
    if crop.size < 12:
        return np.zeros((0, 0), np.float32)
    if 2 * np.count_nonzero(crop > 140) > crop.size:
        crop = crop.max() - crop
    nearly_all = int(0.97 * crop.size)
    full = max(float(np.partition(crop, nearly_all, axis=None)[nearly_all]), 40.0)
    dark = np.minimum(crop * np.float32(1 / full), np.float32(1))
    dark[dark < 0.12] = 0
    return np.asarray(dark, dtype=np.float32)


def _line_below(dark: Levels, scale: float) -> int | None:
    """Return the row of pixels where an underline begins, if there is one in the lower half.

    It is the row with the fewest gaps, and the print above it is parted from it by a lighter row.
    """
    width = dark.shape[1]
    if width <= 8 * scale:
        return None
    start = dark.shape[0] // 2
    rows = dark[start:]
    gaps = np.partition(rows, width // 10, axis=1)[:, width // 10]
    place = int(gaps.argmax())
    line = float(rows[place].mean())
    if gaps[place] < _LEAST_INKED or line < _LEAST_LINE or place == len(rows) - 1:
        return None
    above = rows[max(0, place - round(2.6 * scale)) : place].mean(axis=1)
    if not above.size or float(above.min()) > _LIGHTER * line:
        return None
    begins_above = place > 0 and float(gaps[place - 1]) > 0.3 * float(gaps[place])
    return int(start + place - begins_above)


def _peaks(dark: Levels) -> Levels:
    """Return how dark each row of pixels is at its darkest: the mean of two pixels, lest a speck count."""
    if dark.shape[1] < 2:
        return np.zeros(dark.shape[0], np.float32)
    two = np.partition(dark, -2, axis=1)[:, -2:]
    return np.asarray((two[:, 0] + two[:, 1]) / 2, dtype=np.float32)


def _ink_rows(inked: NDArray[np.bool_], top: int, bottom: int) -> tuple[int, int]:
    """Return the first and the last row of a word's ink: all in its box, and what sticks out of it without a break."""
    within = np.flatnonzero(inked[top:bottom])
    if within.size == 0:
        return 0, -1
    first, last = top + int(within[0]), top + int(within[-1])
    while first > 0 and inked[first - 1]:
        first -= 1
    while last + 1 < inked.size and inked[last + 1]:
        last += 1
    return first, last


def _height(peaks: Levels, first: int, last: int, scale: float) -> float:
    """Return the height of the ink from ``first`` to ``last``, to a fraction of a pixel."""
    above = float(peaks[first - 1]) if first else 0.0
    below = float(peaks[last + 1]) if last + 1 < peaks.size else 0.0
    return max((last - first + 1 + above + below) / scale - _SPILL_PT, 1.0)


def _stroke(dark: Levels, scale: float) -> float:
    """Return the mean width of the strokes.

    Twice the squared ink over the length of its edges, upright edges counted double, for it is the stems that bold
    thickens. Of a dozen such measures it parts bold from regular best over the bench's levels (d' 5.9 on office scans,
    4.4 on photocopies, 3.7 on the worst, one word alone), and blur moves it little.
    """
    upright = float(np.abs(dark[:, 1:] - dark[:, :-1]).sum() + dark[:, 0].sum() + dark[:, -1].sum())
    lying = float(np.abs(dark[1:] - dark[:-1]).sum() + dark[0].sum() + dark[-1].sum())
    edges = upright + 0.5 * lying
    return 2 * float(np.vdot(dark, dark)) / edges / scale if edges > 0 else 0.0


def _in_company(lined: Sequence[bool], measures: Sequence[_Measure], lines: Sequence[Sequence[int]]) -> list[bool]:
    """Return which words are underlined: a short one only beside another, and what stands between two that are."""
    kept = [under and measure.letters >= 4 for under, measure in zip(lined, measures, strict=True)]
    for line in lines:
        for left, here, right in zip([None, *line], line, [*line[1:], None], strict=False):
            beside = [other is not None and kept[other] for other in (left, right)]
            kept[here] = kept[here] or (lined[here] and any(beside)) or all(beside)
    return kept


# -- size -------------------------------------------------------------------------------------------------------------


def _size(text: str, height_pt: float, deep: frozenset[str]) -> float:
    """Return the font size of ``text`` whose ink is ``height_pt`` high."""
    letters = set(text)
    up = _CAPITAL if letters & _TALL_LETTERS else _MIDDLE if "t" in letters else _SMALL
    down = _DEEP if letters & deep else _COMMA if letters & {",", ";"} else 0.0
    return height_pt / (up + down) if any(letter.isalnum() for letter in text) else height_pt


def _sizes(measures: Sequence[_Measure], lines: Sequence[Sequence[int]]) -> list[float]:
    """Return a size for each word: that of its line, drawn to the page's sizes."""
    sizes = [measure.size_pt for measure in measures]
    of_line = [_median([(measures[i].size_pt, measures[i].letters) for i in line]) for line in lines]
    steps = _steps(of_line, [sum(measures[i].letters for i in line) for line in lines])
    for line, size in zip(lines, of_line, strict=True):
        for index in line:
            sizes[index] = min(steps, key=lambda step: abs(step - size)) if size else measures[index].size_pt
    return sizes


def _median(weighted: Iterable[tuple[float, int]]) -> float:
    """Return the weighted median, 0 where nothing has weight."""
    ordered = sorted(pair for pair in weighted if pair[1] > 0)
    half, total = sum(weight for _, weight in ordered) / 2, 0
    for value, weight in ordered:
        total += weight
        if total >= half:
            return value
    return 0.0


def _steps(sizes: Sequence[float], weights: Sequence[int]) -> list[float]:
    """Return the sizes that the page uses: what lies within a fourteenth of a much used size is that size."""
    left = sorted(((s, w) for s, w in zip(sizes, weights, strict=True) if s > 0), key=lambda pair: -pair[1])
    steps: list[float] = []
    while left:
        close = [pair for pair in left if abs(pair[0] / left[0][0] - 1) <= 0.07]
        steps.append(_median(close))
        left = [pair for pair in left if abs(pair[0] / left[0][0] - 1) > 0.07]
    return steps
