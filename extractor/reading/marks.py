"""Tick boxes: squares drawn on the page, or what OCR made of them, as words of their own.

In: a grey image and the words read from it. Out: the words with every tick box as a word "☐" (empty) or "☒" / "☑"
(ticked), by the ink inside it. Table cells and letters are no boxes: a box is a small square with four closed sides
and sharp corners.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Box, Word
from extractor.reading.components import outlines
from extractor.reading.ink import Image, Picture, ink
from extractor.reading.rules import Rule

Levels = NDArray[np.float32]

EMPTY, CROSSED, TICKED = "☐", "☒", "☑"
_MARKS = frozenset({EMPTY, CROSSED, TICKED})

# Glyphs that text layers and engines give for tick boxes; Wingdings and Webdings live in the private use area.
_GLYPHS = {
    **dict.fromkeys("☐□▢◻❏❑❒⬜⎕口囗\uf06f\uf071\uf072\uf0a8\uf063", EMPTY),
    **dict.fromkeys("☒⊠⌧🗵🗷❎囟図\uf078\uf053\uf0fd\uf054", CROSSED),
    **dict.fromkeys("☑🗹✅回\uf0fe\uf052", TICKED),
}
# Boxes typed with brackets; "[X]" and "(x)" are ticked ones where the page has an empty one of the same brackets too.
_TYPED = {"[": r"\[[xX×✓✔✗✘]?\]", "(": r"\([xX×✓✔✗✘]?\)"}
_CLOSING = {"[": "]", "(": ")"}
# How far apart the brackets of an empty box stand at the most, over their height.
_BETWEEN_BRACKETS = 1.2
_SMALLEST_PT, _LARGEST_PT = 5.6, 17.0
# Drawn sides meet to within this.
_MEET_PT = 1.2
# A form has a hundred boxes at the most; a page with more short lines than this is a drawing.
_MOST_SIDES = 2000
# The reading of words that were not read from an image.
TEXT_LAYER = "text_layer"
# A box is as high as a capital or higher; a small o, as square as a box when blurred, is half a word's height.
_LEAST_OF_WORD = 0.72
_LEAST_SQUARE = 0.78
_SIDE_INK = 0.8
# Blur rounds the corners of a box to a quarter of their ink; those of an O are bare.
_CORNER_INK = 0.22
# A square so sharp in all corners that stands alone and is higher than the page's words by so much is no letter of theirs.
_SHARP_CORNERS, _HIGHER_THAN_WORDS = 0.55, 1.12
# Tick boxes stand farther apart than this, over their height.
_CLOSE = 0.4
# Ink in the inner half of a box: empty ones have up to 0.06 on the bench's worst scans, crossed ones 0.2 and more.
_TICKED_INK = 0.12
_SOLID_INK = 0.88
# What share of a square lies in the box of a word that it belongs to.
_WITHIN = 0.45
_SURE = 0.8
# How much better (logarithm of the width) a word must fill the room beside a square than all of its box, for the square
# to stand before it: less where the word looks like a box's caption.
_GAIN, _SURE_GAIN = -0.06, 0.15
_MISREAD = frozenset("oxcnu")
_NARROW, _WIDE = frozenset("iljtfrI.,:;'’|()[]-1 "), frozenset("mwMW")
# White beside a tick box, in its heights. Letters of a word stand 0.05 to 0.15 apart, a box a space (0.25) and more
# from its caption: measured on the bench's three kinds of scan.
_CLEAR = 0.2


def normalise_marks(words: Iterable[Word]) -> tuple[Word, ...]:
    """Give every tick box of a text layer its own word and its standard glyph, those too that are typed with brackets."""
    closed = _closed(list(words))
    text = " ".join(word.text for word in closed)
    typed = [form for bracket, form in _TYPED.items() if bracket + _CLOSING[bracket] in text]
    pattern = re.compile("|".join([f"[{''.join(_GLYPHS)}]", *typed]))
    return tuple(part for word in closed for part in _parted(word, pattern))


def _closed(words: list[Word]) -> list[Word]:
    """Join the brackets of an empty box, which white parts."""
    for opening, closing in _CLOSING.items():
        for left in [word for word in words if word.text.endswith(opening)]:
            right = next(
                (word for word in words if word.text.startswith(closing) and _closes(left.box, word.box)), None
            )
            if right is not None:
                box = replace(left.box, x1=right.box.x1)
                words = [
                    replace(left, text=left.text + right.text, box=box) if word is left else word for word in words
                ]
                words = [word for word in words if word is not right]
    return words


def _closes(left: Box, right: Box) -> bool:
    level = abs(left.middle - right.middle) < 0.5 * left.height
    return level and 0 <= right.x0 - left.x1 <= _BETWEEN_BRACKETS * left.height


def _parted(word: Word, pattern: re.Pattern[str]) -> list[Word]:
    """Part a word at the tick boxes in it."""
    step = word.box.width / max(1, len(word.text))
    parts: list[Word] = []
    start = 0
    for match in pattern.finditer(word.text):
        low, high = match.span()
        if low > start:
            parts.append(_slice(word, word.text[start:low], start * step, low * step))
        parts.append(_slice(word, _mark_of(match[0]), low * step, high * step))
        start = high
    if not parts:
        return [word]
    rest = word.text[start:]
    return [*parts, _slice(word, rest, start * step, word.box.width)] if rest else parts


def _mark_of(text: str) -> str:
    return _GLYPHS.get(text) or (EMPTY if len(text) == 2 else CROSSED)


def _slice(word: Word, text: str, start: float, end: float) -> Word:
    box = replace(word.box, x0=word.box.x0 + start, x1=word.box.x0 + end)
    return replace(word, text=text, box=box)


def find_marks(picture: Picture, words: Sequence[Word]) -> tuple[Word, ...]:
    """Return ``words`` with the tick boxes of the picture among them, each in place of what OCR took it for."""
    least = _LEAST_OF_WORD * float(np.median([word.box.height for word in words])) if words else 0.0
    squares = [square for square in _squares(picture) if square.mark.box.height >= least]
    advance, high = _advance(words), _HIGHER_THAN_WORDS * least / _LEAST_OF_WORD
    plain = [square for square in squares if square.alone and words and square.mark.box.height >= high]
    marks = [square.mark for square in squares if square in plain or not _is_letter(square, words, advance)]
    kept = [part for word in normalise_marks(words) for part in _without(word, marks)]
    kept = [
        word for word in kept if not (word.text in _MARKS and any(_is_beside(word.box, mark.box) for mark in marks))
    ]
    if marks:
        kept = _with_filled(kept, picture)
    size = float(np.median([word.size_pt for word in words])) if words else 10.0
    return (*kept, *(replace(mark, size_pt=size) for mark in marks))


def _is_beside(box: Box, mark: Box) -> bool:
    """Tell whether a box that was read can only be the one that is seen: no two stand so close."""
    gap = max(box.x0, mark.x0) - min(box.x1, mark.x1)
    return abs(box.middle - mark.middle) < 0.5 * mark.height and gap < _CLOSE * mark.height


def _with_filled(words: Sequence[Word], picture: Picture) -> list[Word]:
    """Return ``words`` with the boxes that are filled altogether as ticked ones; beside other boxes they are no bullets."""
    return [
        replace(word, text=CROSSED)
        if word.text == EMPTY and _inside(_crop(picture.ink, word.box, picture.scale)) >= _SOLID_INK
        else word
        for word in words
    ]


def _crop(levels: Image, box: Box, px_per_pt: float) -> Levels:
    rows = slice(max(0, round(box.top * px_per_pt)), round(box.bottom * px_per_pt) + 1)
    columns = slice(max(0, round(box.x0 * px_per_pt)), round(box.x1 * px_per_pt) + 1)
    return np.asarray(levels[rows, columns].astype(np.float32) / np.float32(255), dtype=np.float32)


# -- squares drawn in a PDF ------------------------------------------------------------------------------------------------


def drawn_squares(rules: Iterable[Rule]) -> list[Box]:
    """Return the squares of a tick box's size that four drawn lines make."""
    small = [rule for rule in rules if _SMALLEST_PT <= max(rule.x1 - rule.x0, rule.bottom - rule.top) <= _LARGEST_PT]
    across = sorted((rule for rule in small if rule.horizontal), key=lambda rule: rule.top)
    down = [rule for rule in small if not rule.horizontal]
    if len(small) > _MOST_SIDES:
        return []
    found: list[Box] = []
    for number, upper in enumerate(across):
        for lower in _below(upper, across[number + 1 :]):
            box = Box(upper.x0, upper.top, upper.x1, lower.bottom)
            level = abs(upper.x0 - lower.x0) <= _MEET_PT and abs(upper.x1 - lower.x1) <= _MEET_PT
            if not level or not _LEAST_SQUARE <= box.width / max(box.height, 0.1) <= 1 / _LEAST_SQUARE:
                continue
            sides = all(any(_is_side(rule, x, box) for rule in down) for x in (box.x0, box.x1))
            if sides and not any(_overlap(box, other) > 0.3 for other in found):
                found.append(box)
    return found


def _below(upper: Rule, others: Iterable[Rule]) -> Iterator[Rule]:
    return takewhile(lambda rule: rule.top - upper.top <= _LARGEST_PT, others)


def _is_side(rule: Rule, x: float, box: Box) -> bool:
    near = abs((rule.x0 + rule.x1) / 2 - x) <= _MEET_PT
    return near and rule.top <= box.top + _MEET_PT and rule.bottom >= box.bottom - _MEET_PT


def mark_squares(image: Image, words: Sequence[Word], squares: Sequence[Box], px_per_pt: float) -> tuple[Word, ...]:
    """Return the words of a text layer with drawn ``squares`` among them, ticked where there is ink in them.

    A letter that stands in a square is its tick.
    """
    levels = ink(image, px_per_pt)
    kept = [word for word in words if not any(_overlap(word.box, square) > _WITHIN for square in squares)]
    size = float(np.median([word.size_pt for word in words])) if words else 10.0
    marks = [Word(_state(_crop(levels, box, px_per_pt)), box, 1.0, TEXT_LAYER, size) for box in squares]
    return (*kept, *marks)


# -- squares in the image ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Square:
    """A square found, and whether other ink stands close beside it, as a letter's neighbours do.

    ``sharp`` says that its corners are full of ink.
    """

    mark: Word
    crowded: bool
    sharp: bool

    @property
    def alone(self) -> bool:
        """Whether it is no letter by its look."""
        return self.sharp and not self.crowded


def _squares(picture: Picture) -> list[_Square]:
    levels, scale = picture.ink, picture.scale
    mask = (levels > 90).astype(np.uint8)
    found: list[_Square] = []
    straight = _straight(mask, scale)
    trimmed = (_trimmed(straight, box) for box in _outlines(straight, scale))
    for box in sorted({*_outlines(mask, scale), *trimmed}):
        x, y, width, height = box
        if min(width, height) < _LEAST_SQUARE * max(width, height, _SMALLEST_PT * scale):
            continue
        crop = levels[y : y + height, x : x + width].astype(np.float32) / np.float32(255)
        if _is_outlined(crop, scale) and not _is_cell(levels, box, scale):
            place = Box(x / scale, y / scale, (x + width) / scale, (y + height) / scale)
            mark = Word(_state(crop), place, 0.95, "marks", place.height)
            sharp = min(_corners(crop)) >= _SHARP_CORNERS
            found.append(_Square(mark, _is_crowded(levels, box), sharp))
    return _apart(found)


def _is_crowded(levels: Image, box: tuple[int, int, int, int]) -> bool:
    x, y, width, height = box
    reach = round(_CLEAR * height) + 1
    rows = slice(y + height // 8, y + height - height // 8)
    sides = levels[rows, max(0, x - reach) : max(0, x - 1)], levels[rows, x + width + 1 : x + width + reach]
    return any(side.size > 0 and float((side > 90).mean()) > 0.06 for side in sides)


def _outlines(mask: Image, scale: float) -> list[tuple[int, int, int, int]]:
    """Return the boxes (x, y, width, height) around what hangs together and is about square, of a tick box's size."""
    boxes = outlines(mask)
    low, high = boxes[:, 2:].min(axis=1), boxes[:, 2:].max(axis=1)
    fit = (low >= _SMALLEST_PT * scale) & (high <= _LARGEST_PT * scale) & (low >= _LEAST_SQUARE * high)
    return [(int(row[0]), int(row[1]), int(row[2]), int(row[3])) for row in boxes[fit]]


def _straight(mask: Image, scale: float) -> Image:
    """Return what lies and stands straight: a box without the tick that runs out over its sides."""
    length = max(3, round(0.8 * _SMALLEST_PT * scale))
    lying = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    standing = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    return np.asarray(cv2.bitwise_or(lying, standing), dtype=np.uint8)


def _trimmed(straight: Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return the part of ``box`` between its outermost full sides: a tick may stick out beyond them."""
    x, y, width, height = box
    crop = straight[y : y + height, x : x + width]
    columns = np.flatnonzero(crop.sum(axis=0) > 0.65 * min(width, height))
    rows = np.flatnonzero(crop.sum(axis=1) > 0.65 * min(width, height))
    if columns.size < 2 or rows.size < 2:
        return box
    left, top = int(columns[0]), int(rows[0])
    return x + left, y + top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1


def _is_outlined(crop: Levels, scale: float) -> bool:
    """Say whether four straight sides meet in four sharp corners, and the middle is not solid."""
    if min(_corners(crop)) < _CORNER_INK:
        return False
    band = max(2, round(1.1 * scale))
    sides = (crop[:band], crop[: -band - 1 : -1], crop[:, :band].T, crop[:, : -band - 1 : -1].T)
    return all(_straightness(side) >= _SIDE_INK for side in sides) and _inside(crop) < _SOLID_INK


def _corners(crop: Levels) -> list[float]:
    """Return how full of ink each corner is."""
    size = max(2, round(0.12 * min(crop.shape)))
    corners = (crop[:size, :size], crop[:size, -size:], crop[-size:, :size], crop[-size:, -size:])
    return [float(part.mean()) for part in corners]


def _straightness(side: Levels) -> float:
    """Return how much of its length a side's best two neighbouring rows of pixels are inked."""
    inked = np.maximum(side[:-1], side[1:]) > 0.35
    best = inked[int(inked.mean(axis=1).argmax())]
    breaks = np.diff(np.flatnonzero(np.concatenate(([True], best, [True])))) - 1
    return float(best.mean()) if breaks.max() <= max(2, 0.16 * best.size) else 0.0


def _is_cell(levels: Image, box: tuple[int, int, int, int], scale: float) -> bool:
    """Say whether the sides run on beyond the corners, as those of a table's cell do."""
    x, y, width, height = box
    reach, inset = max(3, round(2.5 * scale)), max(2, round(0.8 * scale))
    ends = 0
    for row in (y, y + height - inset):
        for start in (x - reach, x + width + 1):
            ends += _runs_on(levels[max(0, row) : row + inset, max(0, start) : max(0, start + reach)])
    for column in (x, x + width - inset):
        for start in (y - reach, y + height + 1):
            ends += _runs_on(levels[max(0, start) : max(0, start + reach), max(0, column) : column + inset].T)
    return ends >= 3


def _runs_on(strip: Image) -> bool:
    return bool(strip.size) and float((strip.max(axis=0) > 90).mean()) > 0.85


def _inside(crop: Levels) -> float:
    """Return the share of ink in the inner part of a box."""
    height, width = crop.shape
    inner = crop[round(0.25 * height) : round(0.75 * height), round(0.25 * width) : round(0.75 * width)]
    return float((inner > 0.4).mean()) if inner.size else 0.0


def _state(crop: Levels) -> str:
    return CROSSED if _inside(crop) > _TICKED_INK else EMPTY


def _apart(squares: list[_Square]) -> list[_Square]:
    """Keep the outer one of squares that lie in one another."""
    kept: list[_Square] = []
    for square in sorted(squares, key=lambda square: -square.mark.box.width):
        if not any(_overlap(square.mark.box, other.mark.box) > 0.3 for other in kept):
            kept.append(square)
    return sorted(kept, key=lambda square: (square.mark.box.top, square.mark.box.x0))


def _overlap(inner: Box, outer: Box) -> float:
    """Return the share of ``inner`` that lies in ``outer``."""
    wide = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    high = min(inner.bottom, outer.bottom) - max(inner.top, outer.top)
    return max(0.0, wide) * max(0.0, high) / max(inner.width * inner.height, 0.01)


# -- squares and words ------------------------------------------------------------------------------------------------


def _is_letter(square: _Square, words: Sequence[Word], advance: float) -> bool:
    """Say whether a square is a letter of a word: one within it, or its first and needed to fill it."""
    box = square.mark.box
    for word in words:
        if _overlap(box, word.box) <= _WITHIN:
            continue
        before, after = box.x0 - word.box.x0, word.box.x1 - box.x1
        if before < 0.3 * box.width and after < 0.3 * box.width:
            return _is_sure(word)
        if before > 0.35 * box.width or square.crowded:
            # A box that ends a word is none of its letters where these fill the room before it.
            ends = after < 0.3 * box.width and not square.crowded
            gain = _fills(word, word.box.width, advance) - _fills(word, max(before, 0.1), advance)
            return not ends or gain < _SURE_GAIN
        gain = _fills(word, word.box.width, advance) - _fills(word, after, advance)
        return not _begins_with_box(word.text) and gain < (_GAIN if _is_caption(word.text) else _SURE_GAIN)
    return False


def _begins_with_box(text: str) -> bool:
    """Say whether the first letter of ``text`` can only be what OCR made of a box: "□Open", "OKey"."""
    return not (text[0].isalnum() or text[0] in "£$€(“‘'\"") or (
        not text[0].islower() and text[1:2].isupper() and not text.isupper()
    )


def _is_caption(text: str) -> bool:
    """Say whether a word begins as captions of tick boxes do, and with no capital that looks like a box itself."""
    return text[0].isupper() and text[0] not in "OQD" and not text.isupper()


def _is_sure(word: Word) -> bool:
    """Say whether a word as wide as a square is print: OCR makes capitals, digits and signs of tick boxes, and doubts."""
    bare = word.text.strip("()[]|.,")
    if len(bare) >= 2 and bare.isdigit():
        return word.confidence >= _SURE
    return len(bare) > 3 or (word.confidence >= _SURE and bare.islower() and bare not in _MISREAD)


def _fills(word: Word, width: float, advance: float) -> float:
    """Return how badly the text of ``word`` would fill ``width``, given the page's usual advance of a letter."""
    return abs(math.log(max(width, 0.1) / (advance * word.box.height * _letters(word.text))))


def _advance(words: Iterable[Word]) -> float:
    """Return the width of a middling letter over the height of its word, as usual on this page."""
    known = [word.box.width / word.box.height / _letters(word.text) for word in words if len(word.text) >= 4]
    return median(known) if known else 0.6


def _letters(text: str) -> float:
    """Return the width of ``text`` in middling letters."""
    return sum(
        0.5 if letter in _NARROW else 1.4 if letter in _WIDE else 1.25 if letter.isupper() else 1 for letter in text
    )


def _without(word: Word, marks: Sequence[Word]) -> list[Word]:
    """Return what is left of ``word`` when the marks it covers are taken out."""
    for mark in marks:
        if _overlap(word.box, mark.box) > 0.55:
            return []
        if _overlap(mark.box, word.box) > _WITHIN and mark.box.x0 - word.box.x0 > 0.35 * mark.box.width:
            text = word.text.rstrip("".join(_GLYPHS) + EMPTY + CROSSED + TICKED + "[]|")
            box = replace(word.box, x1=max(mark.box.x0 - 0.5, word.box.x0 + 1))
            return _without(replace(word, text=text, box=box), marks) if text else []
        if _overlap(mark.box, word.box) > _WITHIN:
            text = _after_box(word.text)
            box = replace(word.box, x0=min(mark.box.x1 + 0.5, word.box.x1 - 1))
            return _without(replace(word, text=text.strip(), box=box), marks) if text.strip() else []
    return [word]


def _after_box(text: str) -> str:
    """Return ``text`` without what OCR made of the box before it: "OKey" is "Key", "[]No" is "No", "Open" stays."""
    return re.sub(r"^(?:[\[(|{CJLUI1lO0DoQ×xXKE&8B©®M]{0,2}[\])|}]|[^\W\d_](?=[A-Z][a-z])|[^\w(£]+(?=\w))", "", text)
