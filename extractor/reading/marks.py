"""Tick boxes: squares drawn on the page, or what OCR made of them, as words of their own.

In: a grey image and the words read from it. Out: the words with every tick box as a word "☐" (empty) or "☒" / "☑"
(ticked), by the ink inside it. Table cells and letters are no boxes: a box is a small square with four closed sides
and sharp corners.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from extractor.document import Box, Word
from extractor.reading.ink import Image, ink, shrink

EMPTY, CROSSED, TICKED = "☐", "☒", "☑"

# Glyphs that text layers and engines give for tick boxes; Wingdings and Webdings live in the private use area.
_GLYPHS = {
    **dict.fromkeys("☐□▢◻❏❑❒⬜⎕口囗\uf06f\uf071\uf072\uf0a8\uf063", EMPTY),
    **dict.fromkeys("☒⊠⌧🗵🗷❎囟図\uf078\uf053\uf0fd\uf054", CROSSED),
    **dict.fromkeys("☑🗹✅回\uf0fe\uf052", TICKED),
}
_DPI = 200.0
_SMALLEST_PT, _LARGEST_PT = 5.0, 17.0
# What OCR makes of a box when it reads it as a letter.
_MISREAD = frozenset("O0DoQCGUX×xKE8BNVZM口□[]|()IlTLJ■▣△")
_SIDE_INK = 0.78
_CORNER_INK = 0.5
# Ink in the inner half of a box: empty ones have up to 0.06 on the bench's worst scans, crossed ones 0.2 and more.
_TICKED_INK = 0.12
_SOLID_INK = 0.88


def normalise_marks(words: Iterable[Word]) -> tuple[Word, ...]:
    """Give every tick box of a text layer its own word and its standard glyph."""
    return tuple(part for word in words for part in _parted(word))


def _parted(word: Word) -> list[Word]:
    """Part a word at the tick boxes in it."""
    if not any(letter in _GLYPHS for letter in word.text):
        return [word]
    if word.text in _GLYPHS:
        return [replace(word, text=_GLYPHS[word.text])]
    step = word.box.width / len(word.text)
    parts: list[Word] = []
    start = 0
    for index, letter in enumerate([*word.text, None]):
        if letter is None or letter in _GLYPHS:
            if index > start:
                parts.append(_slice(word, word.text[start:index], start * step, index * step))
            if letter is not None:
                parts.append(_slice(word, _GLYPHS[letter], index * step, (index + 1) * step))
            start = index + 1
    return parts


def _slice(word: Word, text: str, start: float, end: float) -> Word:
    box = replace(word.box, x0=word.box.x0 + start, x1=word.box.x0 + end)
    return replace(word, text=text, box=box)


def find_marks(image: Image, words: Sequence[Word], px_per_pt: float) -> tuple[Word, ...]:
    """Return ``words`` with the tick boxes of the image among them, each in place of what OCR took it for."""
    marks = _squares(image, px_per_pt)
    marks = [mark for mark in marks if not _is_letter(mark, words)]
    kept = [part for word in normalise_marks(words) for part in _without(word, marks)]
    size = float(np.median([word.size_pt for word in words])) if words else 10.0
    return (*kept, *(replace(mark, size_pt=size) for mark in marks))


# -- squares in the image ---------------------------------------------------------------------------------------------


def _squares(image: Image, px_per_pt: float) -> list[Word]:
    small, scale = shrink(image, px_per_pt, _DPI)
    levels = ink(small, scale)
    mask = (levels > 90).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Word] = []
    for x, y, width, height in (cv2.boundingRect(contour) for contour in contours):
        if not _is_square(width / scale, height / scale):
            continue
        crop = levels[y : y + height, x : x + width].astype(np.float32) / 255
        if _is_outlined(crop, scale):
            box = Box(x / scale, y / scale, (x + width) / scale, (y + height) / scale)
            found.append(Word(_state(crop), box, 0.95, "marks", box.height))
    return _apart(found)


def _is_square(width_pt: float, height_pt: float) -> bool:
    return (
        _SMALLEST_PT <= width_pt <= _LARGEST_PT
        and _SMALLEST_PT <= height_pt <= _LARGEST_PT
        and 0.78 <= width_pt / height_pt <= 1.28
    )


def _is_outlined(crop: np.ndarray, scale: float) -> bool:
    """Say whether all four sides are inked from corner to corner, and the middle not solid."""
    band = max(2, round(1.1 * scale))
    sides = (crop[:band].max(0), crop[-band:].max(0), crop[:, :band].max(1), crop[:, -band:].max(1))
    if min(float((side > 0.3).mean()) for side in sides) < _SIDE_INK:
        return False
    corner = max(2, round(0.14 * min(crop.shape)))
    corners = (
        crop[:corner, :corner],
        crop[:corner, -corner:],
        crop[-corner:, :corner],
        crop[-corner:, -corner:],
    )
    return min(float(part.max()) for part in corners) >= _CORNER_INK and _inside(crop) < _SOLID_INK


def _inside(crop: np.ndarray) -> float:
    """Return the share of ink in the inner part of a box."""
    height, width = crop.shape
    inner = crop[round(0.25 * height) : round(0.75 * height), round(0.25 * width) : round(0.75 * width)]
    return float((inner > 0.4).mean()) if inner.size else 0.0


def _state(crop: np.ndarray) -> str:
    return CROSSED if _inside(crop) > _TICKED_INK else EMPTY


def _apart(marks: list[Word]) -> list[Word]:
    """Keep the outer one of contours that lie in one another."""
    kept: list[Word] = []
    for mark in sorted(marks, key=lambda mark: -mark.box.width):
        if not any(_overlap(mark.box, other.box) > 0.3 for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda mark: (mark.box.top, mark.box.x0))


def _overlap(inner: Box, outer: Box) -> float:
    """Return the share of ``inner`` that lies in ``outer``."""
    wide = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    high = min(inner.bottom, outer.bottom) - max(inner.top, outer.top)
    return max(0.0, wide) * max(0.0, high) / max(inner.width * inner.height, 0.01)


# -- squares and words ------------------------------------------------------------------------------------------------


def _is_letter(mark: Word, words: Sequence[Word]) -> bool:
    """Say whether a square lies within a longer word, as a letter of it would."""
    for word in words:
        if _overlap(mark.box, word.box) < 0.6 or len(word.text) == 1:
            continue
        before, after = mark.box.x0 - word.box.x0, word.box.x1 - mark.box.x1
        if before > 0.6 * mark.box.width or (after > 0 and not _reads_as_box(word, mark)):
            return True
    return False


def _reads_as_box(word: Word, mark: Word) -> bool:
    """Say whether the first letter of ``word`` stands for ``mark`` or ``mark`` was left out of its text."""
    return (
        word.text[0] in _MISREAD or word.text[0] in _GLYPHS or word.box.width > 0.62 * mark.box.height * len(word.text)
    )


def _without(word: Word, marks: Sequence[Word]) -> list[Word]:
    """Return what is left of ``word`` when the marks it covers are taken out."""
    for mark in marks:
        if _overlap(word.box, mark.box) > 0.55:
            return []
        if _overlap(mark.box, word.box) > 0.5:
            text = word.text[1:] if word.text[0] in _MISREAD and not word.text[1:2].islower() else word.text
            box = replace(word.box, x0=min(mark.box.x1 + 0.5, word.box.x1 - 1))
            return _without(replace(word, text=text, box=box), marks) if text else []
    return [word]
