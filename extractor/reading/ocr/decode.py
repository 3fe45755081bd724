"""From the probabilities along a line of print to its words, each with its place and the doubt about its characters.

In: a line's image and the recogniser's output for it. Out: words in pixels of that image. The network is sure of letters
but vague about where they stand and careless about the spaces between them; the ink is the other way round, so places and
spaces are taken from the ink wherever the ink is plain.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractor.reading.ink import percentiles
from extractor.reading.ocr.engine import Image
from extractor.reading.ocr.ppocr import LINE_HEIGHT, STEP

Floats = NDArray[np.float32]

# A white gap of this share of the line's x-height parts words even where the network saw no space. Measured on rendered
# print in eight typefaces: gaps inside words stay below 0.45 of the x-height, gaps between words above 0.42.
_SURE_GAP = 0.62
# In a line with several spaces seen, a gap this near their median is another; no gap below the least ever is.
_LIKE_TOLD = 0.75
_LEAST_GAP = 0.36
_FEWEST_TOLD = 1
# Of a line in capitals the ink is as high as they are: 1.4 times the small letters that the gaps are measured by.
_CAPITALS, _FEWEST_CAPITALS = 0.72, 6
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
_SUM_BEGUN = re.compile(r"[£€$]\d{1,3}(?:,\d{3})*$")
# Typescript: how far the mean room of a letter in longer words is from the median of these, in the median and over it; what
# counts as a longer word, and how many there must be.
_EVEN, _LONG_WORD, _FEWEST_WORDS = 0.03, 6, 12
# How many letters' room a step over a blank takes at the least, and how many where neither ink nor network shows a blank.
_BLANK, _SURE_BLANK = 1.45, 1.9
_FEWEST_LETTERS = 4
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
    low, middle, high = percentiles(line, (2, 50, 98))
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


def words(seen: tuple[Glyph, ...], ink: Ink, *, typescript: bool = False) -> tuple[LineWord, ...]:
    """Part a line's characters into words and give each word the extent of its ink."""
    letters = [glyph for glyph in seen if glyph.character != " "]
    if not letters:
        return ()
    spaced = _spaced(seen)
    gaps = [
        widest_gap(ink.columns, a.x, b.x, between_ink=not told)
        for (a, b), told in zip(pairwise(letters), spaced, strict=True)
    ]
    x_height = ink.x_height * (_CAPITALS if _is_capitals(letters) else 1.0)
    sure = _sure_gap([end - start for (start, end), told in zip(gaps, spaced, strict=True) if told], x_height)
    pitch = _pitch(letters, spaced) if typescript else None
    parts, bounds = [[letters[0]]], [0.0]
    for index, (before, letter, (start, end), told) in enumerate(zip(letters, letters[1:], gaps, spaced, strict=False)):
        begins = _begins_sentence(letters, index) or _begins_month(letters, index) or _begins_sum(before, letter)
        least = _STOP_GAP * ink.x_height if begins else _least_gap(before, letter, sure, ink.x_height)
        parted = end - start >= least or (told and not _goes_on(letters, index))
        if pitch:
            parted = letter.x - before.x >= (_BLANK if parted else _SURE_BLANK) * pitch
        if parted:
            parts.append([letter])
            bounds.append((start + end) / 2)
        else:
            parts[-1].append(letter)
    bounds.append(float(len(ink.columns)))
    return tuple(_word(part, ink, bounds[i], bounds[i + 1]) for i, part in enumerate(parts))


def is_typescript(lines: Iterable[Sequence[Glyph]]) -> bool:
    """Tell whether a page's letters all have the same room: whether its longer words have it in the mean."""
    pitches = np.array([pitch for line in lines for pitch in _word_pitches(line)])
    if len(pitches) < _FEWEST_WORDS:
        return False
    usual = float(np.median(pitches))
    return float(np.median(np.abs(pitches / max(usual, 1e-6) - 1.0))) <= _EVEN


def _word_pitches(line: Sequence[Glyph]) -> Iterator[float]:
    word: list[Glyph] = []
    for glyph in (*line, Glyph(" ", 0.0, 1.0)):
        if glyph.character != " ":
            word.append(glyph)
            continue
        if len(word) >= _LONG_WORD:
            yield (word[-1].x - word[0].x) / (len(word) - 1)
        word = []


def _pitch(letters: Sequence[Glyph], spaced: Sequence[bool]) -> float | None:
    """Return the room of a letter in a line of typescript; None where too few letters stand in it to say.

    ``spaced`` says of each letter but the first whether the network saw a space before it. Its steps are coarse, a third of that
    room: their mean within words is true, their median may be a step off.
    """
    steps = np.diff([glyph.x for glyph in letters])[~np.array(spaced, dtype=np.bool_)]
    return float(np.mean(steps)) if len(steps) >= _FEWEST_LETTERS else None


def _is_capitals(letters: list[Glyph]) -> bool:
    """Tell whether a line is set in capitals."""
    told = [glyph.character for glyph in letters if glyph.character.isalpha()]
    return len(told) >= _FEWEST_CAPITALS and not any(letter.islower() for letter in told)


def _begins_sentence(letters: list[Glyph], index: int) -> bool:
    """Tell whether a full stop is followed by a word with a capital: "C.Reasons", not "B.Sc" or "No.7"."""
    after = [glyph.character for glyph in letters[index + 1 : index + 4]]
    capital = len(after) == 3 and after[0].isupper() and after[1].islower() and after[2].islower()
    return letters[index].character == "." and capital


def _begins_month(letters: list[Glyph], index: int) -> bool:
    """Tell whether a number is followed by a word with a capital: "14March", not "7B" or "3D"."""
    after = [glyph.character for glyph in letters[index + 1 : index + 4]]
    capital = len(after) == 3 and after[0].isupper() and after[1].islower() and after[2].islower()
    return letters[index].character.isdigit() and capital


def _begins_sum(before: Glyph, letter: Glyph) -> bool:
    """Tell whether a currency's sign follows a word: "Net£", but not "US$"."""
    return letter.character in "£€" and before.character.isalpha()


def _goes_on(letters: list[Glyph], index: int) -> bool:
    """Tell whether what follows goes on a word, space seen or not: three digits after the comma of a sum."""
    text = "".join(glyph.character for glyph in letters[index + 1 : index + 5])
    if letters[index].character != "," or not text[:3].isdigit() or len(text[:3]) < 3 or text[3:].isdigit():
        return False
    before = "".join(glyph.character for glyph in letters[max(0, index - 11) : index])
    return _SUM_BEGUN.search(before) is not None


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


def widest_gap(columns: NDArray[np.bool_], left: float, right: float, *, between_ink: bool) -> tuple[float, float]:
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
