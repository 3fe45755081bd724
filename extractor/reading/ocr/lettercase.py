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
# A bracket's width and a full stop's height, at most: over the bracket's height, and over the letter's.
_NARROW, _LOW = 0.55, 0.45
# Of the letters of a line, more than this share (per cent) are small ones without stems; full stops are fewer.
_SMALL_SHARE = 35


def settle_case(seen: tuple[Glyph, ...], line: Image) -> tuple[Glyph, ...]:
    """Return ``seen`` with the case of a label's letter taken from its height."""
    match = _LABEL.match("".join(glyph.character for glyph in seen))
    if match is None:
        return seen
    at = match.start(2)
    capital = _is_capital(inked(line), at, bracketed=match.group(3) == ")")
    if capital is None:
        return seen
    letter = seen[at].character.upper() if capital else seen[at].character.lower()
    return (*seen[:at], replace(seen[at], character=letter), *seen[at + 1 :])


def _is_capital(mask: NDArray[np.bool_], index: int, *, bracketed: bool) -> bool | None:
    """Say whether the letter of a line that stands ``index`` from its left is a capital; None where nothing tells."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask.any(axis=0), [False])).astype(np.int8)))
    spans = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    heights = [len(_rows(mask[:, start:end])) for start, end in spans]
    if len(heights) < index + 2:
        return None
    own, after, others = heights[index], heights[index + 1], heights[index + 2 :]
    # Where the letter has run together with its bracket or full stop, what stands after them is neither.
    stands_apart = after > own and _width(spans[index + 1]) < _NARROW * after if bracketed else after < _LOW * own
    if not stands_apart:
        return None
    if len(others) >= _FEWEST_LETTERS:
        return own > _OVER_SMALL * float(np.percentile(others, _SMALL_SHARE))
    return own > _OVER_BRACKET * after if bracketed else None


def _width(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _rows(part: NDArray[np.bool_]) -> range:
    """Return the rows from the first to the last with ink."""
    places = np.flatnonzero(part.any(axis=1))
    return range(int(places[0]), int(places[-1]) + 1) if len(places) else range(0)
