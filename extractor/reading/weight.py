"""Which words are bold.

In: how wide each word's strokes are, and which words share a line. Out: which are bold. Words of one weight
stand in runs, so each line is decided as a whole.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.reading.runs import cheapest_run, misfit

# Regular faces have stems of a fifteenth of their size (Times 0.06, Arial 0.07); what is measured above that is blur.
_REGULAR_EM = 0.065
# Bold strokes over regular ones, natural logarithm: 0.38 to 0.45 for Arial, Times and Calibri on scans at 200 dpi and more.
# There blur has taken a part of the difference away already; on blurred scans at 150 dpi 0.28 is left.
_STEP, _STEP_WITHOUT_BLUR, _LEAST_STEP = 0.36, 0.566, 0.26
# Sizes this near to the body's are taken for it: blur and shading make print look larger by as much.
_NEAR_BODY = 0.2
# Capitals are heavier than the small letters of their face.
_CAPITALS = 0.08
# Spread of one word's measure: a part that all words have, and a part that shrinks with their letters (same scans).
_SPREAD, _SPREAD_OF_LETTER = 0.06, 0.16
_FEWEST_LETTERS = 40
# What a change of weight within a line costs, and what bold costs over regular where a line begins (log odds).
_SWITCH, _RARE = 3.2, 2.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """The width of a word's strokes, its font size, how many letters it has; whether all are capitals, or any small."""

    width_pt: float
    size_pt: float
    letters: int
    capitals: bool = False
    small: bool = True


def bold_words(strokes: Sequence[Stroke], lines: Sequence[Sequence[int]]) -> list[bool]:
    """Say of each word whether it is bold. ``lines`` hold indexes of words, left to right."""
    sound = np.array([stroke.letters >= 3 and stroke.width_pt > 0 for stroke in strokes], dtype=bool)
    if not sound.any():
        return [False] * len(strokes)
    letters = np.array([stroke.letters for stroke in strokes])
    logs, steps = _excess(strokes, sound)
    # Capitals and figures are no measure of a page's regular face: running heads are often made of nothing else.
    mixed = sound & np.array([stroke.small for stroke in strokes])
    body = mixed if int(letters[mixed].sum()) >= _FEWEST_LETTERS else sound
    logs = logs - _regular(logs[body], letters[body])
    bold = [False] * len(strokes)
    for line in lines:
        costs = [_costs(float(logs[i]), float(steps[i]), int(letters[i])) for i in line]
        chosen = cheapest_run(costs, change=_SWITCH, rare=_RARE)
        for index, heavy in zip(line, chosen, strict=True):
            bold[index] = heavy
    return bold


def _excess(strokes: Sequence[Stroke], sound: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how much wider (logarithm) strokes are than regular ones of their size on this scan, and bold ones would be.

    Blur widens thin and thick strokes alike, as a square beneath the root; measured on body text, it holds for all.
    """
    widths = np.array([max(stroke.width_pt, 0.05) for stroke in strokes])
    sizes = np.array([max(stroke.size_pt, 1.0) for stroke in strokes])
    body = float(np.median(sizes[sound]))
    near = sound & (np.abs(sizes / body - 1) < 0.15)
    blur = max(0.0, float(np.median(widths[near])) ** 2 - (_REGULAR_EM * body) ** 2)
    sizes = np.where(np.abs(sizes / body - 1) < _NEAR_BODY, body, sizes)
    expected = np.sqrt((_REGULAR_EM * sizes) ** 2 + blur)
    capitals = np.array([_CAPITALS if stroke.capitals and stroke.letters > 1 else 0.0 for stroke in strokes])
    bold = np.sqrt((_REGULAR_EM * math.exp(_STEP_WITHOUT_BLUR) * sizes) ** 2 + blur)
    steps = np.clip(np.log(bold / expected), _LEAST_STEP, _STEP)
    return np.asarray(np.log(widths / expected) - capitals), np.asarray(steps)


def _regular(logs: NDArray[np.float64], letters: NDArray[np.int_]) -> float:
    """Return the level of the page's regular face: the lowest peak that holds a fair part of its print."""
    grid = np.arange(logs.min() - 0.1, logs.max() + 0.1, 0.01)
    density = (letters * np.exp(-0.5 * ((grid[:, None] - logs) / 0.05) ** 2)).sum(axis=1)
    inner = density[1:-1]
    peaks = np.flatnonzero((inner >= density[:-2]) & (inner >= density[2:]) & (inner >= 0.2 * density.max())) + 1
    return float(grid[peaks[0]]) if peaks.size else float(np.median(logs))


def _costs(value: float, step: float, letters: int) -> tuple[float, float]:
    """Return what regular and bold cost a word, by its excess."""
    return misfit(value, 0.0, step, _SPREAD**2 + _SPREAD_OF_LETTER**2 / letters) if letters else (0.0, 0.0)
