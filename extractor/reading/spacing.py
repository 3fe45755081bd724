"""From a page's characters to its words, by the white between them.

In: characters that stand upright, in points. Out: runs of characters that make a word. A space is what is wider than the
letters of its line stand apart, be they set close or spaced out ("D E C I S I O N"); what is printed twice for boldness is
there once; a raised mark is a word of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median

from extractor.reading.characters import Glyph

# Gaps between words are at least 0.2 of the type size in any typeface; kerning and letter spacing stay below 0.12.
_GAP = 0.15
# Where nearly all words are parted by blanks of the text's own, so many at the least, white alone parts them from this on.
_GAP_BESIDE_BLANKS, _MOST_BLANKS, _FEWEST_BLANKS = 0.4, 0.7, 12
# A line without a blank there was printed word by word: white of a space's width parts them.
_GAP_WITHOUT_BLANKS = 0.2
# Letters are spaced out where most of the gaps of a run are so wide, and there are so many of them.
_MOST_SPACED, _FEWEST_GAPS = 0.8, 3
# A space between spaced-out words is wider than the letters' own by this much, or by this share.
_BEYOND, _BEYOND_SHARE = 0.18, 1.6
# What is printed again for boldness lies within this much of its first print.
_TWICE = 0.11
# Characters of one line stand on one level to within this much of their size: a raised mark stands 0.3 higher.
_LEVEL = 0.16
# A space that the text has and the print has not is none.
_LEAST_SPACE = 0.05
# Small capitals have three quarters of the capitals' size.
_SMALLER = 0.6

Run = list[Glyph]


def words_of(glyphs: Iterable[Glyph]) -> list[Run]:
    """Return the words that ``glyphs`` make, each from left to right."""
    lines = lines_of(once(glyphs))
    told = _tells_blanks(lines)
    return [word for line in lines for word in _parted(line, _least_gap(line) if told else _GAP)]


def _least_gap(line: Run) -> float:
    """Return the white that parts words of a line, over the type size, where the text tells its blanks."""
    return _GAP_BESIDE_BLANKS if any(glyph.text.isspace() for glyph in line) else _GAP_WITHOUT_BLANKS


def _tells_blanks(lines: Iterable[Run]) -> bool:
    """Tell whether the text has a blank where words part: white without one is then a font's false width, or a tab."""
    wide = [
        before.text.isspace() or after.text.isspace()
        for line in lines
        for before, after in pairwise(line)
        if before.text.isspace() or (_gap(before, after) >= _GAP and not after.text.isspace())
    ]
    return len(wide) >= _FEWEST_BLANKS and sum(wide) >= _MOST_BLANKS * len(wide)


def once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Return ``glyphs`` without those that print a letter again in its place; the letter is marked as ``doubled``."""
    kept: list[Glyph] = []
    places: dict[tuple[str, int, int], list[int]] = {}
    for glyph in glyphs:
        if glyph.text.isspace():
            kept.append(glyph)
            continue
        step = max(_TWICE * glyph.size, 0.01)
        column, row = int(glyph.box.x0 // 4), int(glyph.box.top // 4)
        near = [
            index
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for index in places.get((glyph.text, x, y), ())
        ]
        twin = next((index for index in near if _is_again(kept[index], glyph, step)), None)
        if twin is not None:
            kept[twin] = replace(kept[twin], doubled=True)
            continue
        places.setdefault((glyph.text, column, row), []).append(len(kept))
        kept.append(glyph)
    return kept


def _is_again(first: Glyph, glyph: Glyph, reach: float) -> bool:
    return (
        abs(first.box.x0 - glyph.box.x0) <= reach
        and abs(first.box.bottom - glyph.box.bottom) <= reach
        and abs(first.size - glyph.size) <= 0.1 * glyph.size
    )


# -- lines ------------------------------------------------------------------------------------------------------------


def lines_of(glyphs: Iterable[Glyph]) -> list[Run]:
    """Gather characters that stand on one level, close to one another, from left to right."""
    return _united(_pieces(glyphs))


def _pieces(glyphs: Iterable[Glyph]) -> list[Run]:
    """Part the characters where one does not stand beside the one drawn before it."""
    pieces: list[Run] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None and _continues(last, glyph):
            pieces[-1].append(glyph)
        else:
            pieces.append([glyph])
        last = glyph
    return pieces


def _continues(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.size, glyph.size)
    return (
        abs(last.box.bottom - glyph.box.bottom) <= _LEVEL * size
        and min(last.size, glyph.size) >= _SMALLER * size
        and -0.5 * size <= glyph.box.x0 - last.box.x1 <= size
    )


def touches(last: Glyph, glyph: Glyph) -> bool:
    """Tell whether a character goes on the word of the one before it."""
    return _continues(last, glyph) and not last.text.isspace() and _gap(last, glyph) < _GAP


def _united(pieces: Sequence[Run]) -> list[Run]:
    """Unite pieces of one line: those whose ends lie close, on one level, whichever was drawn first."""
    shelves: dict[int, list[Run]] = {}
    for piece in sorted(pieces, key=lambda piece: piece[0].box.x0):
        size = max(glyph.size for glyph in piece)
        shelf = int(piece[0].box.bottom // 4)
        near = [run for row in (shelf - 1, shelf, shelf + 1) for run in shelves.get(row, ())]
        fit = next((run for run in near if _joins(run, piece, size)), None)
        if fit is not None:
            fit.extend(piece)
            fit.sort(key=lambda glyph: glyph.box.x0)
        else:
            shelves.setdefault(shelf, []).append(list(piece))
    return [run for shelf in shelves.values() for run in shelf]


def _joins(run: Run, piece: Run, size: float) -> bool:
    first = piece[0]
    last = max(run[-3:], key=lambda glyph: glyph.box.x1)
    return (
        abs(last.box.bottom - first.box.bottom) <= _LEVEL * size
        and _SMALLER <= last.size / max(first.size, 0.01) <= 1 / _SMALLER
        and -0.5 * size <= first.box.x0 - last.box.x1 <= size
    )


# -- words ------------------------------------------------------------------------------------------------------------


def _parted(line: Run, least: float) -> list[Run]:
    letters = [glyph for glyph in line if not glyph.text.isspace()]
    if not letters:
        return []
    blanks = {after.order for before, after in pairwise(line) if before.text.isspace() and not after.text.isspace()}
    words: list[Run] = [[letters[0]]]
    for before, letter, tracking in zip(letters, letters[1:], _trackings(letters), strict=False):
        gap = _gap(before, letter)
        if tracking:
            parts = gap >= max(tracking + _BEYOND, _BEYOND_SHARE * tracking)
        else:
            parts = gap >= least or (letter.order in blanks and gap > _LEAST_SPACE)
        if parts:
            words.append([letter])
        else:
            words[-1].append(letter)
    return words


def _gap(before: Glyph, letter: Glyph) -> float:
    return (letter.box.x0 - before.box.x1) / max(before.size, letter.size, 0.01)


def _trackings(letters: Sequence[Glyph]) -> list[float]:
    """Return, for each gap between two letters of a line, how far apart the letters around it are set."""
    found: list[float] = []
    for _, group in groupby(letters, key=lambda glyph: (glyph.font, round(glyph.size))):
        run = list(group)
        found += [_tracking(run)] * (len(run) - 1) + [0.0]
    return found


def _tracking(letters: Sequence[Glyph]) -> float:
    """Return how far apart the letters of a run are set, over the type size; 0 where they are set as usual.

    They are spaced out where nearly all of them stand apart: words of one letter do not follow one another.
    """
    gaps = [_gap(before, letter) for before, letter in pairwise(letters)]
    wide = sorted(gap for gap in gaps if gap >= _GAP)
    if len(gaps) < _FEWEST_GAPS or len(wide) < _MOST_SPACED * len(gaps):
        return 0.0
    if not all(len(glyph.text) == 1 for glyph in letters) or sum(g.text.isalpha() for g in letters) < 0.7 * len(
        letters
    ):
        return 0.0
    return float(median(wide[: max(1, int(0.75 * len(wide)))]))
