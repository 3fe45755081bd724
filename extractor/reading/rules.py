"""The ruled lines of a page, found in its image.

In: a grey image of an upright page. Out: rules in PDF points. An underline is a rule here like any other: whether a
rule belongs to a table is for the tables to say, which see how rules meet.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from extractor.reading.components import outlines
from extractor.reading.ink import Image, Picture, percentiles

_THICKEST_PT = 4.3
# Longer than the stems and bars of body text; the rows of a table are hardly lower.
_SHORTEST_PT = {"horizontal": 16.0, "vertical": 11.0}
# The tallest letters of a title are 24 points high; a shorter stroke counts only where it meets another rule.
_SURE_PT = 26.0
_DASH_PT = 2.4
# How far above the grain of bare paper a rule stands out.
_GRAINS = 2.5
_LONGEST_GAP_PT = 5.0
_SAME_PLACE_PT = 1.2
# Borders of cells that are drawn apart overlap or touch; an underlined word ends a space's width before the next.
_SAME_STROKE_PT = 0.6
_LEAST_COVER = 0.72
# The paper beside a rule is bare; beside the baseline of a line of print it is not (0.35 to 0.6 of it is ink).
_MOST_FLANK_INK = 0.34
# No line of print makes one unbroken stroke of this length: print may stand close to one side of such a rule.
_LONG_PT = 90.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line drawn along a row or a column of the page, with its thickness."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        """Whether it lies rather than stands."""
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class _Run:
    """A rule along its own axis: from ``start`` to ``end`` at ``place``."""

    start: float
    end: float
    place: float
    thickness: float
    cover: float


def find_rules(picture: Picture) -> tuple[Rule, ...]:
    """Return the horizontal and vertical rules drawn on a page that is straight to within half a degree.

    A hairline of a 300 dpi scan is still half a pixel of ink in the small image.
    """
    small, scale = picture.small, picture.scale
    dark, paper = percentiles(small[::4, ::4], (1, 90))
    threshold = max(10.0, 0.16 * (paper - dark))
    across = [_upright(run) for run in _runs(small, scale, threshold, _SHORTEST_PT["horizontal"])]
    turned = np.ascontiguousarray(small.T)
    down = [_turned(run) for run in _runs(turned, scale, threshold, _SHORTEST_PT["vertical"])]
    rules = [*_that_stand(across, down), *_that_stand(down, across)]
    return tuple(sorted(rules, key=lambda rule: (rule.top, rule.x0)))


def join_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Join rules that go on one another, as where the border of each cell is drawn by itself."""
    rules = list(rules)
    across = [_lengthwise(rule) for rule in rules if rule.horizontal]
    down = [_lengthwise(rule) for rule in rules if not rule.horizontal]
    joined = [*(_upright(run) for run in _touching(across)), *(_turned(run) for run in _touching(down))]
    return tuple(sorted(joined, key=lambda rule: (rule.top, rule.x0)))


def _lengthwise(rule: Rule) -> _Run:
    if rule.horizontal:
        return _Run(rule.x0, rule.x1, (rule.top + rule.bottom) / 2, rule.bottom - rule.top, 1.0)
    return _Run(rule.top, rule.bottom, (rule.x0 + rule.x1) / 2, rule.x1 - rule.x0, 1.0)


def _touching(runs: Iterable[_Run]) -> list[_Run]:
    """Join runs in one place of which each begins where another ends."""
    joined: list[_Run] = []
    for run in sorted(runs, key=lambda run: (round(run.place / _SAME_STROKE_PT), run.start)):
        last = joined[-1] if joined else None
        if last and abs(run.place - last.place) <= _SAME_STROKE_PT and run.start - last.end <= _SAME_STROKE_PT:
            end, thickness = max(last.end, run.end), max(last.thickness, run.thickness)
            joined[-1] = _Run(last.start, end, last.place, thickness, 1.0)
        else:
            joined.append(run)
    return joined


def _that_stand(rules: list[Rule], crossing: list[Rule]) -> list[Rule]:
    """Drop short strokes that end in nothing: the stems of letters."""
    return [
        rule
        for rule in rules
        if max(rule.x1 - rule.x0, rule.bottom - rule.top) >= _SURE_PT or any(_meet(rule, other) for other in crossing)
    ]


def _meet(rule: Rule, other: Rule) -> bool:
    reach = 2.5
    return (
        rule.x0 - reach <= other.x1
        and other.x0 - reach <= rule.x1
        and rule.top - reach <= other.bottom
        and other.top - reach <= rule.bottom
    )


def _upright(run: _Run) -> Rule:
    half = max(run.thickness, 0.2) / 2
    return Rule(run.start, run.place - half, run.end, run.place + half)


def _turned(run: _Run) -> Rule:
    half = max(run.thickness, 0.2) / 2
    return Rule(run.place - half, run.start, run.place + half, run.end)


def _runs(image: Image, scale: float, threshold: float, shortest_pt: float) -> list[_Run]:
    """Find the horizontal rules of ``image``, in points."""
    thin = _thin_marks(image, scale, threshold)
    pieces = [run for run in _pieces(thin, scale, shortest_pt) if _is_bare_beside(thin, run, scale)]
    return [run for run in _join(pieces) if run.end - run.start >= shortest_pt and run.cover >= _LEAST_COVER]


def _thin_marks(image: Image, scale: float, threshold: float) -> Image:
    """Mark what is darker than the paper above and below it, however shaded that paper is."""
    # Averaging along the rule closes the gaps between dashes and takes half of the grain away.
    smooth = cv2.blur(image, (2 * round(_DASH_PT * scale / 2) + 1, 1))
    height = 2 * round(_THICKEST_PT * scale / 2) + 1
    hat = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, np.ones((height, 1), np.uint8))
    grain = float(np.median(hat[::3, ::3]))
    return np.asarray(hat > max(threshold, _GRAINS * grain), dtype=np.uint8)


def _pieces(thin: Image, scale: float, shortest_pt: float) -> list[_Run]:
    # A slope steps from one row of pixels to the next: spreading up and down by one pixel bridges the step.
    spread = cv2.dilate(thin, np.ones((3, 1), np.uint8))
    length = max(3, round(0.8 * shortest_pt * scale))
    long = cv2.morphologyEx(spread, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    pieces = []
    for x, y, width, height in outlines(np.asarray(long, dtype=np.uint8)).tolist():
        rows = np.count_nonzero(long[y : y + height, x : x + width], axis=1)
        area = int(rows.sum())
        centre = y + float(rows @ np.arange(height)) / area
        thickness = max(1.0, area / width - 2)
        if thickness <= _THICKEST_PT * scale and height <= max(3 * scale, 0.02 * width) + thickness + 2:
            place = (centre + 0.5) / scale
            pieces.append(_Run(x / scale, (x + width) / scale, place, thickness / scale, 1.0))
    return pieces


def _is_bare_beside(thin: Image, run: _Run, scale: float) -> bool:
    """Say whether the paper beside a stroke is bare: on both sides, farther off too for one no longer than a letter."""
    length = run.end - run.start
    sides = [max(_ink_at(thin, run, scale, sign * reach) for reach in _reaches(length)) for sign in (-1, 1)]
    return (min(sides) if length > _LONG_PT else max(sides)) <= _MOST_FLANK_INK


def _reaches(length: float) -> tuple[float, ...]:
    return (1.6, 3.2) if length < _SURE_PT else (1.6,)


def _ink_at(thin: Image, run: _Run, scale: float, reach: float) -> float:
    """Return the share of ink along a line ``reach`` points beside a stroke's edge."""
    place = run.place + reach + (run.thickness / 2 if reach > 0 else -run.thickness / 2)
    row = min(max(round(place * scale), 0), thin.shape[0] - 1)
    start = round(run.start * scale)
    beside = thin[row, start : max(start + 1, round(run.end * scale))]
    return int(np.count_nonzero(beside)) / max(beside.size, 1)


def _join(pieces: Iterable[_Run]) -> list[_Run]:
    """Join the pieces of broken rules."""
    joined: list[_Run] = []
    shelves: dict[int, list[int]] = {}
    for piece in sorted(pieces, key=lambda run: run.start):
        shelf = int(piece.place // _SAME_PLACE_PT)
        near = [index for other in (shelf - 1, shelf, shelf + 1) for index in shelves.get(other, ())]
        fitting = [index for index in near if _goes_on(joined[index], piece)]
        if fitting:
            joined[fitting[0]] = _joined(joined[fitting[0]], piece)
        else:
            shelves.setdefault(shelf, []).append(len(joined))
            joined.append(piece)
    return joined


def _goes_on(run: _Run, piece: _Run) -> bool:
    return piece.start - run.end <= _LONGEST_GAP_PT and abs(piece.place - run.place) <= _SAME_PLACE_PT


def _joined(first: _Run, second: _Run) -> _Run:
    lengths = (first.cover * (first.end - first.start), second.cover * (second.end - second.start))
    whole = sum(lengths)
    start, end = min(first.start, second.start), max(first.end, second.end)
    place = (first.place * lengths[0] + second.place * lengths[1]) / whole
    thickness = max(first.thickness, second.thickness)
    return _Run(start, end, place, thickness, min(1.0, whole / (end - start)))
