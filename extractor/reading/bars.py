"""Dark bars with light print that head a table: their edges part the page as rules do.

In: a page's picture and the rules found on it. Out: the sides of such bars as rules, and the columns of the table below
drawn on through a bar that has print over each of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.reading.components import outlines
from extractor.reading.ink import Picture, percentiles
from extractor.reading.rules import Rule

# A bar is darker than this between paper and ink, and at least this wide and high; what is higher is a picture.
_DARK = 0.5
_NARROWEST_PT, _LOWEST_PT, _HIGHEST_PT = 60.0, 9.0, 60.0
# Around any of its points most is dark, print and all: of bold capitals on paper it is 0.45 and less.
_REACH_PT = (24.0, 8.0)
_MOSTLY = 0.55
# Its edges are straight and have no print.
_EDGE = 0.85
# A column of the table below meets the bar within this; where it goes on, the bar is dark all along it.
_MEETS_PT = 4.5
_BETWEEN = 0.97
_FEWEST_COLUMNS = 3
# So much of a cell in the bar is light at the least where anything is printed in it.
_PRINTED = 0.02
_LINE_PT = 0.5


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar in pixels of the small image: what is dark in it."""

    left: int
    top: int
    dark: NDArray[np.bool_]


def bar_rules(picture: Picture, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Return the sides of the dark bars over tables, and the ``rules`` of these drawn on where they part the bars' print."""
    scale = picture.scale
    found: list[Rule] = []
    for bar in _bars(picture):
        places = _columns_below(bar, rules, scale)
        if _heads(bar, places, scale):
            found += [*_sides(bar, scale), *_drawn_on(bar, places, scale)]
    return tuple(found)


def _bars(picture: Picture) -> Iterator[_Bar]:
    ink, paper = percentiles(picture.small[::4, ::4], (1, 90))
    dark = np.asarray(picture.small < paper - _DARK * (paper - ink), dtype=np.uint8)
    reach = tuple(2 * round(side * picture.scale / 2) + 1 for side in _REACH_PT)
    near = cv2.blur(dark * 255, reach)
    for left, top, width, height in outlines(np.asarray(near > 255 * _MOSTLY, dtype=np.uint8)).tolist():
        bar = _trimmed(dark, left, top, width, height)
        if bar is not None and _is_bar(bar, picture.scale):
            yield bar


def _trimmed(dark: NDArray[np.uint8], left: int, top: int, width: int, height: int) -> _Bar | None:
    """Return what is dark in a place, cut to where its edges are."""
    y0, x0 = max(0, top - height), max(0, left - height)
    within = dark[y0 : top + 2 * height, x0 : left + width + height] > 0
    rows = _extent(within[:, left - x0 : left - x0 + width].mean(axis=1), top - y0 + height // 2)
    if rows is None:
        return None
    columns = _extent(within[rows].mean(axis=0), left - x0 + width // 2)
    return _Bar(x0 + columns.start, y0 + rows.start, within[rows, columns]) if columns else None


def _extent(shares: NDArray[np.float64], middle: int) -> slice | None:
    """Return how far from its ``middle`` a bar goes, its first and last line dark all along."""
    bare = np.flatnonzero(shares < 1.0 - _MOSTLY)
    start = max((int(at) + 1 for at in bare if at <= middle), default=0)
    end = min((int(at) for at in bare if at > middle), default=len(shares))
    edges = start + np.flatnonzero(shares[start:end] >= _EDGE)
    return slice(int(edges[0]), int(edges[-1]) + 1) if len(edges) else None


def _is_bar(bar: _Bar, scale: float) -> bool:
    height, width = (side / scale for side in bar.dark.shape)
    return width >= _NARROWEST_PT and _LOWEST_PT <= height <= _HIGHEST_PT and bool(bar.dark.mean() > _MOSTLY)


def _sides(bar: _Bar, scale: float) -> Iterator[Rule]:
    (height, width), half = bar.dark.shape, _LINE_PT / 2
    x0, x1, top, bottom = bar.left / scale, (bar.left + width) / scale, bar.top / scale, (bar.top + height) / scale
    for place in (top, bottom):
        yield Rule(x0, place - half, x1, place + half)
    for place in (x0, x1):
        yield Rule(place - half, top, place + half, bottom)


def _columns_below(bar: _Bar, rules: Sequence[Rule], scale: float) -> list[float]:
    """Return where rules go down from the lower edge of a bar."""
    bottom = (bar.top + bar.dark.shape[0]) / scale
    return sorted((r.x0 + r.x1) / 2 for r in rules if not r.horizontal and abs(r.top - bottom) <= _MEETS_PT)


def _heads(bar: _Bar, places: Sequence[float], scale: float) -> bool:
    """Tell whether a bar is as wide as the table whose columns go down from it; a copy may have lost one side of that."""
    if len(places) < _FEWEST_COLUMNS:
        return False
    left, right = places[0] - bar.left / scale, places[-1] - (bar.left + bar.dark.shape[1]) / scale
    return left >= -_MEETS_PT and right <= _MEETS_PT and min(abs(left), abs(right)) <= _MEETS_PT


def _drawn_on(bar: _Bar, places: Sequence[float], scale: float) -> list[Rule]:
    """Return the columns below a bar drawn on within it; none where one would cut print, or a cell would be empty."""
    height, width = bar.dark.shape
    top, bottom = bar.top / scale, (bar.top + height) / scale
    inner = [x for x in places if _MEETS_PT < x - bar.left / scale < width / scale - _MEETS_PT]
    cuts = [round(x * scale) - bar.left for x in inner]
    light = 1.0 - bar.dark[round(height * 0.15) : round(height * 0.85) + 1].mean(axis=0)
    is_parted = all(light[max(0, cut - 1) : cut + 2].max() <= 1.0 - _BETWEEN for cut in cuts)
    is_filled = all(light[a + 2 : b - 1].mean() > _PRINTED for a, b in pairwise([0, *cuts, width]) if b - a > 4)
    return [Rule(x, top, x, bottom) for x in inner] if cuts and is_parted and is_filled else []
