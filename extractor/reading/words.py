"""An engine's words, in pixels, as the document's words, in points; and what their doubts say of a page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.document import Box, Word
from extractor.reading.ocr.engine import RawWord
from extractor.reading.rules import Rule

# A word's box is as high as its line's ink, which is about this share of the type size.
_INK_OF_SIZE = 0.92
# For each word expected to be read wrong so many characters were: its own, and those of print that was passed over, read
# twice or put in a wrong place (benchmarks/confidence.py, pages of all qualities).
_ERRORS_OF_WRONG_WORD = 2.2

# A stroke and a word of two letters.
_FEWEST_BEHIND_STROKE = 3
# A stroke is so wide, over a letter with the white beside it.
_STROKE_WIDTH = 0.85
# Where words that a line parts were read as one: at the line, or where a word ends and a figure begins. A streak of the
# scanner that runs through a word parts nothing.
_SEAM = re.compile(r"\|+|(?<=[^\W\d_])(?=[\d£€$])|(?<=\d)(?=[A-Z]|[a-z]{3})")
# How far, over a letter's width, the seam may be from the line by the word's letters.
_NEAR_LINE = 2.5


def word_from(raw: RawWord, px_per_pt: float, x_px: float = 0.0, y_px: float = 0.0) -> Word:
    """Convert a word read in the part of a page's image that begins at ``x_px``, ``y_px``."""
    x0, x1 = (x_px + raw.x0) / px_per_pt, (x_px + raw.x1) / px_per_pt
    top, bottom = (y_px + raw.top) / px_per_pt, (y_px + raw.bottom) / px_per_pt
    size = round((bottom - top) / _INK_OF_SIZE, 2)
    return Word(raw.text, Box(x0, top, x1, bottom), raw.confidence, raw.reading, size)


def without_stroke(word: Word) -> tuple[Word, ...]:
    """Return a word parted from a stroke before it: in "Yes / No" a space is easily lost, and no word begins with a stroke.

    The stroke takes a part of a letter's width.
    """
    if len(word.text) < _FEWEST_BEHIND_STROKE or word.text[0] != "/" or not word.text[1:].isalpha():
        return (word,)
    middle = word.box.x0 + _STROKE_WIDTH * word.box.width / len(word.text)
    return (
        replace(word, text="/", box=replace(word.box, x1=middle)),
        replace(word, text=word.text[1:], box=replace(word.box, x0=middle)),
    )


def parted_at_lines(words: Iterable[Word], rules: Sequence[Rule]) -> tuple[Word, ...]:
    """Return words with those parted that were read as one across a line that stands between them, as a table's do."""
    standing = [rule for rule in rules if not rule.horizontal]
    return tuple(part for word in words for part in _parted_at_line(word, standing))


def _parted_at_line(word: Word, standing: Sequence[Rule]) -> list[Word]:
    seams = list(_SEAM.finditer(word.text))
    step = word.box.width / max(1, len(word.text))
    for x in ((rule.x0 + rule.x1) / 2 for rule in standing if seams and _runs_beside(rule, word.box)):
        seam = min(seams, key=lambda match: abs(word.box.x0 + step * sum(match.span()) / 2 - x))
        before, after = word.text[: seam.start()], word.text[seam.end() :]
        off = abs(word.box.x0 + step * sum(seam.span()) / 2 - x)
        if before and after and word.box.x0 + step < x < word.box.x1 - step and off <= _NEAR_LINE * step:
            left, right = replace(word.box, x1=x), replace(word.box, x0=x)
            return [
                part
                for text, box in ((before, left), (after, right))
                for part in _parted_at_line(replace(word, text=text, box=box), standing)
            ]
    return [word]


def _runs_beside(rule: Rule, box: Box) -> bool:
    return rule.top <= box.middle <= rule.bottom


def expected_cer(words: Iterable[Word]) -> float | None:
    """Estimate a page's character error rate from the confidence of its words; None where it has none."""
    every = list(words)
    characters = sum(len(word.text) + 1 for word in every)
    if not characters:
        return None
    wrong = sum(1.0 - word.confidence for word in every)
    return round(min(1.0, _ERRORS_OF_WRONG_WORD * wrong / characters), 5)
