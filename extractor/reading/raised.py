"""Marks of footnotes: small raised figures and signs, as words of their own.

In: the words of a text layer with their fonts, as the page draws them; or the words of a scan with its picture, where only
marks on sums are told. Out: the same, a mark parted from what it follows and written as the raised sign that it looks like.
Powers ("m²") and ordinals ("1st") stay what they are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median

import cv2
import numpy as np

from extractor.document import Word
from extractor.reading.components import outlines
from extractor.reading.ink import Image, Picture

Set = tuple[Word, str]

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARK = re.compile(r"[0-9]{1,2}|[*†‡§]{1,2}")
# "£184,250¹", "maintenance²,"; not "m²", "10³".
_ENDING = re.compile(
    r"(?P<body>.*(?:[^\W\d_]{3}|\d{2}|[.,;:)\]’”\"])(?<!km)(?<!cm)(?<!mm)(?<!\b10))(?P<mark>[⁰¹²³⁴-⁹]{1,2})(?P<rest>[.,;:)\]]*)"
)
_UNITS = frozenset({"m", "km", "cm", "mm", "ft", "in", "yd", "sq"})
# A mark is set in less than this of the size of the print it stands beside, and its foot higher by this much of that size.
_SMALLER, _HIGHER = 0.82, 0.16
_BESIDE_EM = 0.35
_SHELF_PT = 20.0
# What engines make of a mark on a sum: more figures than thousands have, or a letter.
_ON_SUM = re.compile(r"(?P<body>.*\d,\d{3}(?:\.\d\d)?)(?P<mark>[0-9]{1,2}|[⁰¹²³⁴-⁹]{1,2}|[a-e])(?P<rest>[.,;:]*)")
# Of the print of a sum marks have at the most this share of the height, and stand on this much of it; less of it is no letter.
_LOWER_INK, _RAISED_INK, _LEAST_INK = 0.82, 0.22, 0.35
# A sum that was read with its mark, whatever the engine thought of that.
_PARTED = 0.9


def part_raised(words: Iterable[Set]) -> list[Set]:
    """Return ``words`` with the marks of footnotes parted and written as raised signs."""
    every = list(words)
    ends: dict[int, list[Word]] = {}
    for word, _ in every:
        ends.setdefault(int(word.box.x1 // _SHELF_PT), []).append(word)
    found: list[Set] = []
    for word, font in every:
        if _MARK.fullmatch(word.text) and (base := _beside(word, ends)) is not None:
            text = word.text.translate(_RAISED)
            if base.text.rsplit("/")[-1].lower().lstrip("0123456789.,") in _UNITS:
                found = [(_with_power(other, word) if other is base else other, name) for other, name in found]
                continue
            found.append((replace(word, text=text), font))
        else:
            found += [(part, font) for part in _parted(word)]
    return found


def _beside(mark: Word, ends: Mapping[int, Sequence[Word]]) -> Word | None:
    """Return the word whose end ``mark`` is raised beside; ``ends`` holds all words by where they end."""
    shelf = int(mark.box.x0 // _SHELF_PT)
    for word in (word for near in (shelf - 1, shelf, shelf + 1) for word in ends.get(near, ())):
        if (
            mark.size_pt <= _SMALLER * word.size_pt
            and -0.1 * word.size_pt <= mark.box.x0 - word.box.x1 <= _BESIDE_EM * word.size_pt
            and word.box.bottom - mark.box.bottom >= _HIGHER * word.size_pt
            and word.box.top - 0.4 * word.size_pt <= mark.box.middle <= word.box.middle
        ):
            return word
    return None


def _with_power(word: Word, mark: Word) -> Word:
    box = replace(word.box, x1=max(word.box.x1, mark.box.x1), top=min(word.box.top, mark.box.top))
    return replace(word, text=word.text + mark.text.translate(_RAISED), box=box)


def _parted(word: Word) -> list[Word]:
    """Part a word at raised signs of its font that end it."""
    match = _ENDING.fullmatch(word.text)
    if match is None:
        return [word]
    body, mark, rest = match["body"], match["mark"], match["rest"]
    step = word.box.width / len(word.text)
    at = word.box.x0 + step * len(body)
    before = replace(word, text=body, box=replace(word.box, x1=at))
    after = replace(word, text=mark + rest, box=replace(word.box, x0=at))
    return [before, after]


# -- on scans ---------------------------------------------------------------------------------------------------------


def part_raised_print(picture: Picture, words: Iterable[Word]) -> tuple[Word, ...]:
    """Return the words of a scan with the marks on sums parted, where their ink is raised."""
    return tuple(part for word in words for part in _parted_by_ink(picture, word))


def _parted_by_ink(picture: Picture, word: Word) -> list[Word]:
    match = _ON_SUM.fullmatch(word.text)
    at = _raised_from(picture, word, len(match["mark"])) if match else None
    if match is None or at is None:
        return [word]
    body = replace(word, text=match["body"], box=replace(word.box, x1=at), confidence=max(word.confidence, _PARTED))
    mark = match["mark"].translate(_RAISED) + match["rest"]
    return [body, replace(word, text=mark, box=replace(word.box, x0=at), size_pt=_LOWER_INK * word.size_pt)]


def _raised_from(picture: Picture, word: Word, count: int) -> float | None:
    """Return where the last ``count`` letters of a word begin, in points, if these and no others are small and raised."""
    scale = picture.px_per_pt
    left, top = max(0, round(word.box.x0 * scale)), max(0, round((word.box.top - 0.2 * word.box.height) * scale))
    part = picture.image[top : round(word.box.bottom * scale) + 1, left : round(word.box.x1 * scale) + 1]
    boxes = _letters(part, _LEAST_INK * word.box.height * scale)
    if len(boxes) < count + 3:
        return None
    base, marks = boxes[:-count], boxes[-count:]
    high, foot = median(h for *_, h in base), median(y + h for _, y, _, h in base)
    small = all(h <= _LOWER_INK * high and y + h <= foot - _RAISED_INK * high for _, y, _, h in marks)
    level = all(y + h > foot - _RAISED_INK * high for _, y, _, h in base)
    return (left + marks[0][0]) / scale if small and level else None


def _letters(part: Image, least: float) -> list[tuple[int, ...]]:
    """Return left, top, width and height of what hangs together in print and is no stop, from left to right."""
    if part.size == 0:
        return []
    _, mask = cv2.threshold(np.ascontiguousarray(part), 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return sorted(tuple(box) for box in outlines(np.asarray(mask, np.uint8)).tolist() if box[3] >= least)
