"""Capital or small: for the letter of a point, such as "c)", whose two forms differ by their size alone.

In: the characters read of a line and its image. Out: the same characters, that letter's case as the ink has it. A
recogniser sees such a letter beside a bracket and guesses.
"""

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from extractor.reading.ocr.decode import Glyph, inked
from extractor.reading.ocr.engine import Image

_LABEL = re.compile(r"^(\(?)([cosuvwxz])([.)])(?: |$|(?=\S*[a-z]{3}))", re.IGNORECASE)
# A capital over a small letter of its kind: 1.36 (Verdana) to 1.5 (Times). Over the bracket after it: small letters 0.5 to
# 0.58, capitals 0.7 to 0.78.
_OVER_SMALL, _OVER_BRACKET = 1.2, 0.64
_FEWEST_LETTERS = 8


def settle_case(seen: tuple[Glyph, ...], line: Image) -> tuple[Glyph, ...]:
    """Return ``seen`` with the case of a label's letter taken from its height."""
    match = _LABEL.match("".join(glyph.character for glyph in seen))
    if match is None:
        return seen
    at = match.start(2)
    capital = _is_capital(inked(line), at, bracketed=match.group(3) == ")", letters=len(seen))
    if capital is None:
        return seen
    letter = seen[at].character.upper() if capital else seen[at].character.lower()
    return (*seen[:at], replace(seen[at], character=letter), *seen[at + 1 :])


def _is_capital(mask: NDArray[np.bool_], index: int, *, bracketed: bool, letters: int) -> bool | None:
    """Say whether the letter of a line that stands ``index`` from its left is a capital; None where nothing tells."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask.any(axis=0), [False])).astype(np.int8)))
    if len(edges) < 2 * index + 4:
        return None
    own, after = (_rows(mask[:, edges[2 * i] : edges[2 * i + 1]]) for i in (index, index + 1))
    if bracketed:
        return len(own) > _OVER_BRACKET * len(after)
    rows = mask.sum(axis=1)
    dense = np.flatnonzero(rows > 0.5 * np.percentile(rows, 90))
    return len(own) > _OVER_SMALL * len(_span(dense)) if letters >= _FEWEST_LETTERS else None


def _rows(part: NDArray[np.bool_]) -> range:
    return _span(np.flatnonzero(part.any(axis=1)))


def _span(places: NDArray[np.intp]) -> range:
    return range(int(places[0]), int(places[-1]) + 1) if len(places) else range(0)
