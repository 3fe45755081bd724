"""From the probabilities along a line of print to its words, each with its place and the doubt about its characters.

In: a line's image and the recogniser's output for it. Out: words in pixels of that image. The network is sure of letters
but vague about where they stand and careless about the spaces between them; the ink is the other way round, so places and
spaces are taken from the ink wherever the ink is plain.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractor.reading.ocr.engine import Image
from extractor.reading.ocr.ppocr import LINE_HEIGHT, STEP

Floats = NDArray[np.float32]

# A white gap of this share of the line's x-height parts words even where the network saw no space. Measured on rendered
# print in eight typefaces: gaps inside words stay below 0.45 of the x-height, gaps between words above 0.42.
_SURE_GAP = 0.62
# In a line with several spaces seen, a gap this near their median is another; no gap below the least ever is.
_LIKE_TOLD = 0.75
_LEAST_GAP = 0.36
_FEWEST_TOLD = 2
# A hyphen inside a word stands closer to its letters than this, a dash between words farther.
_DASH_GAP = 0.36
_DASHES = frozenset("-–—|")
# After a comma a letter begins a word; its gap only has to be there.
_STOP_GAP = 0.2
_STOPS = frozenset(",;")
# Within a number, and before a mark that ends a word, stand gaps as wide as those between words: 0.4 to 0.5 beside a 1,
# which has the white of a wider digit about it. Unless the network saw a space, they part columns of figures or nothing.
_NUMBER_GAP = 0.9
_CLOSING = frozenset(",;:)%")
# Rows that are inked for most of their length are rules and underlines, not letters.
_RULE_ROW = 0.7


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character, the middle of the steps it was seen in (pixels), and its probability."""

    character: str
    x: float
    chance: float


@dataclass(frozen=True, slots=True)
class LineWord:
    """A word within a line's image, in pixels, with the probabilities of its characters."""

    text: str
    x0: float
    x1: float
    chances: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ink:
    """What the ink of a line's image tells: inked columns, and the height of its small letters in pixels."""

    columns: NDArray[np.bool_]
    x_height: float
    top: float
    bottom: float


def glyphs(output: Floats, characters: tuple[str, ...], width: int, height: int) -> tuple[Glyph, ...]:
    """Decode greedily: the likeliest column at each step, repeats joined, blanks dropped."""
    best = output.argmax(axis=1)
    chance = output[np.arange(len(best)), best]
    edges = np.flatnonzero(np.diff(best)) + 1
    px_per_step = STEP * height / LINE_HEIGHT
    found = []
    for run in np.split(np.arange(len(best)), edges):
        if best[run[0]] == 0:
            continue
        middle = (float(run[0] + run[-1]) + 1.0) / 2.0 * px_per_step
        found.append(Glyph(characters[best[run[0]] - 1], min(middle, width - 1.0), float(chance[run].max())))
    return tuple(found)


def inked(line: Image) -> NDArray[np.bool_]:
    """Return where a line's image has ink, whether dark on light or light on dark; rules left out."""
    low, middle, high = (float(v) for v in np.percentile(line, (2, 50, 98)))
    grey = 255 - line if middle < (low + high) / 2 else line
    paper, dark = max(255 - low, high) if grey is not line else high, 255 - high if grey is not line else low
    mask = grey < paper - 0.35 * max(paper - dark, 40.0)
    mask[mask.mean(axis=1) > _RULE_ROW] = False
    return mask


def ink_of(line: Image) -> Ink:
    """Measure the ink of a line's image."""
    mask = inked(line)
    rows = mask.sum(axis=1).astype(np.float64)
    columns = mask.sum(axis=0) > max(0, line.shape[0] // 60)
    level = np.flatnonzero(rows > 0.08 * rows.max()) if rows.max() else np.array([0, line.shape[0] - 1])
    dense = np.flatnonzero(rows > 0.5 * np.percentile(rows, 90))
    x_height = float(dense[-1] - dense[0] + 1) if len(dense) else line.shape[0] / 2
    return Ink(columns, min(x_height, 0.7 * line.shape[0]), float(level[0]), float(level[-1] + 1))


def words(seen: tuple[Glyph, ...], ink: Ink) -> tuple[LineWord, ...]:
    """Part a line's characters into words and give each word the extent of its ink."""
    letters = [glyph for glyph in seen if glyph.character != " "]
    if not letters:
        return ()
    spaced = _spaced(seen)
    gaps = [
        _widest_gap(ink.columns, a.x, b.x, between_ink=not told)
        for (a, b), told in zip(pairwise(letters), spaced, strict=True)
    ]
    sure = _sure_gap([end - start for (start, end), told in zip(gaps, spaced, strict=True) if told], ink.x_height)
    parts, bounds = [[letters[0]]], [0.0]
    for index, (before, letter, (start, end), told) in enumerate(zip(letters, letters[1:], gaps, spaced, strict=False)):
        least = _STOP_GAP * ink.x_height if _begins_sentence(letters, index) else None
        if told or end - start >= (least or _least_gap(before, letter, sure, ink.x_height)):
            parts.append([letter])
            bounds.append((start + end) / 2)
        else:
            parts[-1].append(letter)
    bounds.append(float(len(ink.columns)))
    return tuple(_word(part, ink, bounds[i], bounds[i + 1]) for i, part in enumerate(parts))


def _begins_sentence(letters: list[Glyph], index: int) -> bool:
    """Tell whether a full stop is followed by a word with a capital: "C.Reasons", not "B.Sc" or "No.7"."""
    after = [glyph.character for glyph in letters[index + 1 : index + 4]]
    capital = len(after) == 3 and after[0].isupper() and after[1].islower() and after[2].islower()
    return letters[index].character == "." and capital


def _spaced(seen: tuple[Glyph, ...]) -> list[bool]:
    """Tell of each letter but the first whether the network saw a space before it."""
    told: list[bool] = []
    space = False
    for glyph in seen:
        if glyph.character == " ":
            space = True
        else:
            told.append(space)
            space = False
    return told[1:]


def _sure_gap(told: list[float], x_height: float) -> float:
    """Return how wide a gap is that parts words by itself: nearly as wide as those of the line that certainly do."""
    if len(told) < _FEWEST_TOLD:
        return _SURE_GAP * x_height
    return max(_LEAST_GAP * x_height, min(_SURE_GAP * x_height, _LIKE_TOLD * float(np.median(told))))


def _least_gap(before: Glyph, letter: Glyph, sure: float, x_height: float) -> float:
    """Return how wide the gap between two characters must be to part words, in pixels."""
    if before.character in _STOPS and letter.character.isalpha():
        return _STOP_GAP * x_height
    if letter.character in _CLOSING or (_is_of_number(before) and _is_of_number(letter)):
        return _NUMBER_GAP * x_height
    if before.character in _DASHES or letter.character in _DASHES:
        return _DASH_GAP * x_height
    return sure


def _is_of_number(glyph: Glyph) -> bool:
    return glyph.character.isdigit() or glyph.character in "£.,"


def _widest_gap(columns: NDArray[np.bool_], left: float, right: float, *, between_ink: bool) -> tuple[float, float]:
    """Return the widest stretch without ink between two places; where there is none, their middle.

    With ``between_ink``, only one with ink on either side of it counts: a letter whose place is given a little beside its
    ink would seem to stand alone.
    """
    first, last = int(left), max(int(left) + 1, int(right) + 1)
    between = columns[first:last]
    edges = np.flatnonzero(np.diff(np.concatenate([[True], between, [True]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    if between_ink:
        inside = (starts > 0) & (ends < len(between))
        starts, ends = starts[inside], ends[inside]
    if not len(starts):
        return (left + right) / 2, (left + right) / 2
    widest = int((ends - starts).argmax())
    return float(first + starts[widest]), float(first + ends[widest])


def _word(part: list[Glyph], ink: Ink, left: float, right: float) -> LineWord:
    own = np.flatnonzero(ink.columns[int(left) : int(right) + 1])
    x0, x1 = (left + own[0], left + own[-1] + 1) if len(own) else (part[0].x, part[-1].x + 1)
    return LineWord("".join(g.character for g in part), float(int(x0)), float(x1), tuple(g.chance for g in part))
