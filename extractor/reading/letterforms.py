"""Which characters of a page's own text do not look like what they say: a font may map its letters and figures to others.

In: the characters of a page and their trace on its drawing. Out: those, font by font, whose form is another character's. The
forms were learnt from common faces (``benchmarks/fit_letterforms.py``); odd faces have odd forms, so what is told here is a
suspicion, which a reading of the page bears out or not.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.reading.characters import Glyph
from extractor.reading.pdf import Grey

Forms = NDArray[np.float32]

FIGURES, LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHARACTERS = FIGURES + LETTERS + "£€$"
# A form is the mean of so many prints of a character, each laid on a grid so fine, brought to one size.
_PRINTS, _GRID, _FORM = 6, (28, 20), (14, 10)
# White taken in around a character's box, over its type size.
_AROUND = 0.08
# Ink is what has this share of the darkest.
_INK = 0.3
# Odds (natural logarithm) against what a character says, by its form, from which on it is suspect. Of Liberation and Carlito,
# that the forms were not learnt from, none of 480 figures and 2,634 letters is; 98 % of figures that say another are.
_SUSPECT_FIGURE, _SUSPECT = 3.0, 8.0


class Kind(NamedTuple):
    """A character of a font."""

    font: str
    text: str


def misnamed(glyphs: Sequence[Glyph], trace: Grey, scale: float) -> frozenset[Kind]:
    """Return the characters whose form, of ``scale`` pixels to the point in ``trace``, is plainly another's."""
    kinds, forms = forms_of(glyphs, trace, scale)
    if not kinds:
        return frozenset()
    weights, lift = _model()
    odds = forms @ weights + lift
    return frozenset(kind for kind, own in zip(kinds, odds, strict=True) if _is_another(kind.text, own))


def _is_another(text: str, odds: Forms) -> bool:
    """Tell whether a form is plainly not what it says; of figures, that it is another figure: a nought looks like an O."""
    told = float(odds[CHARACTERS.index(text)])
    if text in FIGURES:
        return float(odds[: len(FIGURES)].max()) - told > _SUSPECT_FIGURE
    return float(odds.max()) - told > _SUSPECT


def forms_of(glyphs: Sequence[Glyph], trace: Grey, scale: float) -> tuple[list[Kind], Forms]:
    """Return the kinds of characters that stand upright, and the form of each as a row of numbers."""
    prints: dict[Kind, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        if glyph.angle == 0 and glyph.text in CHARACTERS and len(own := prints[Kind(glyph.font, glyph.text)]) < _PRINTS:
            own.append(glyph)
    every = [(kind, glyph) for kind, own in prints.items() for glyph in own]
    if not every:
        return [], np.zeros((0, 0), np.float32)
    clean: dict[Kind, list[tuple[Glyph, Forms]]] = defaultdict(list)
    for (kind, glyph), seen in zip(every, _grids(trace, [glyph for _, glyph in every], scale), strict=True):
        # What reaches out of a character's box is other print, such as a watermark that lies over it.
        if max(seen[0].max(), seen[-1].max()) < _INK * max(float(seen.max()), 1.0):
            clean[kind].append((glyph, seen))
    forms = [_form(np.mean([seen for _, seen in own], axis=0), own[0][0]) for own in clean.values()]
    return list(clean), np.array(forms, np.float32)


def _grids(trace: Grey, glyphs: Sequence[Glyph], scale: float) -> Forms:
    """Return what is seen in each character's box, on a grid."""
    high, wide = _GRID
    edges = np.array([_around(glyph) for glyph in glyphs]) * scale - 0.5
    across = (np.arange(wide) + 0.5) / wide
    down = (np.arange(high) + 0.5) / high
    xs = edges[:, :1] + (edges[:, 2:3] - edges[:, :1]) * across
    ys = edges[:, 1:2] + (edges[:, 3:] - edges[:, 1:2]) * down
    shape = (len(glyphs), high, wide)
    x = np.broadcast_to(xs[:, None, :], shape).reshape(len(glyphs), -1).astype(np.float32)
    y = np.broadcast_to(ys[:, :, None], shape).reshape(len(glyphs), -1).astype(np.float32)
    return np.asarray(cv2.remap(trace, x, y, cv2.INTER_LINEAR, borderValue=(0,)), np.float32).reshape(shape)


def _around(glyph: Glyph) -> tuple[float, float, float, float]:
    box, around = glyph.box, _AROUND * glyph.size
    return box.x0 - around / 2, box.top - around, box.x1 + around / 2, box.bottom + around


def _form(mean: Forms, glyph: Glyph) -> Forms:
    """Return the ink of a character's mean print in one size, how high it is over its type size, and how wide over that."""
    ink = mean > _INK * max(float(mean.max()), 1.0)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return np.zeros(_FORM[0] * _FORM[1] + 2, np.float32)
    part = mean[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    form = cv2.resize(part, _FORM[::-1], interpolation=cv2.INTER_LINEAR) / max(float(part.max()), 1.0)
    x0, top, x1, bottom = _around(glyph)
    high = len(part) / _GRID[0] * (bottom - top)
    wide = part.shape[1] / _GRID[1] * (x1 - x0)
    look = (high / max(glyph.size, 0.1), np.log(wide / max(high, 0.1)))
    return np.concatenate([form.ravel(), np.array(look)]).astype(np.float32)


@cache
def _model() -> tuple[Forms, Forms]:
    """Return the weight of each number of a form for each character, and what is added."""
    with resources.files("extractor.reading.data").joinpath("letterforms.npz").open("rb") as stream:
        kept = np.load(stream)
        return kept["weights"] * kept["step"], kept["lift"]
