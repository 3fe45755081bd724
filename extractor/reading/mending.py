"""Words of a text layer that say something else than the page shows, read from the page's look instead.

In: a page, its text layer, an engine. Out: the layer with suspect words read anew. Suspect are words with letters that map to
nothing, words of a font whose text is no language or whose characters look like others, and words that no space parts; what
is not suspect is left alone, so that a page of sound text costs no reading.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from extractor.document import Box, Notice, Word, union
from extractor.errors import EngineFailedError
from extractor.reading.letterforms import FIGURES
from extractor.reading.ocr.currency import SIGNS
from extractor.reading.ocr.engine import Engine
from extractor.reading.ocr.lexicon import bare, is_known
from extractor.reading.pdf import POINTS_PER_INCH, PdfPage, render
from extractor.reading.textlayer import UNTOLD, TextLayer
from extractor.reading.words import word_from

_DPI = 300.0
# A font whose text is language has half of its words in the list, be they names and numbers (the bench's forms: 0.55 and
# more); of one with a wrong map hardly any is.
_LEAST_KNOWN, _FEWEST = 0.34, 2
# A font is believed after all where the look of so many of its words bears out at least half of them.
_SAMPLE, _BORNE_OUT = 6, 0.5
# A look that gainsays text of a sound language is surer than this.
_SURELY = 0.8
# English has hardly a word of more letters; a name seldom has.
_LONGEST = 17
_FIGURES = re.compile(r"[\d.,:;/()£$€%+\-–—'’&*#@_]*")
# A sum behind a sign that no sum has, or behind a letter: its currency's sign maps to something else.
_ODD_SIGN = re.compile(r"(?:[^\W\d_]|[#?!%&@§¤¦¬^~|\\<>{}`°·¿¡])\d{1,3}(?:,\d{3})+(?:\.\d\d)?[.,;:)]*")
# What no word has in it: a ligature that maps to something else, be it to a letter of the font's own.
_ODD_WITHIN = re.compile(r"(?<=[^\W\d_])([!\"#$%*+<=>?\\^`{|}~\ue000-\uf8ff])(?=[a-z])|([\ue000-\uf8ff])(?=[a-z])")
_ADDRESS = re.compile(r"www\.|https?:|@|\.(?:uk|com|org)\b", re.IGNORECASE)
# White around a word that is read by itself, over its height.
_MARGIN = 0.3
_UNMENDED = 0.3


def mended(page: PdfPage, layer: TextLayer, engine: Engine) -> tuple[TextLayer, tuple[Notice, ...]]:
    """Return ``layer`` with suspect words read from the page's look, and what there is to say of it."""
    if len(layer.fonts) != len(layer.words):
        return layer, ()
    suspect = {n for n, word in enumerate(layer.words) if UNTOLD in word.text or _ODD_SIGN.fullmatch(word.text)}
    suspect |= _with_odd_letters(layer)
    glued = {index for index, word in enumerate(layer.words) if _is_glued(word.text)} - suspect
    fonts, misnamed = _strange_fonts(layer), _misnamed(layer)
    if not suspect and not glued and not fonts and not misnamed:
        return layer, ()
    try:
        eye = _Eye(page, layer, engine)
        for indexes in fonts.values():
            if not _borne_out(eye, layer, indexes):
                suspect.update(indexes)
        for indexes in misnamed:
            # What lies over print hides it, and says nothing against the text.
            if not _borne_out(eye, layer, indexes, least=_SURELY):
                suspect.update(indexes)
        suspect |= _truly_glued(eye, layer, sorted(glued - suspect))
        return _replaced(layer, _groups(layer.words, suspect), eye), _told(page.number, suspect)
    except EngineFailedError as error:
        doubted = _doubted(layer, suspect)
        return doubted, (Notice("text_not_mended", error.detail or error.summary, page.number),)


def _told(page: int, suspect: set[int]) -> tuple[Notice, ...]:
    if not suspect:
        return ()
    words = "1 word" if len(suspect) == 1 else f"{len(suspect)} words"
    message = f"{words} of the page's own text do not say what the page shows; what it shows was read instead."
    return (Notice("text_mended", message, page),)


# -- suspicion --------------------------------------------------------------------------------------------------------


def _is_glued(text: str) -> bool:
    """Tell whether a word is longer than words are, and none that the list knows.

    >>> _is_glued("thecontractwasawarded"), _is_glued("Llanfairpwllgwyngyll-upon-Sea"), _is_glued("counter-terrorism")
    (True, False, False)
    """
    plain = bare(text)
    return len(plain) > _LONGEST and plain.isalpha() and plain[1:].islower() and not is_known(plain)


def _with_odd_letters(layer: TextLayer) -> set[int]:
    """Return the words with a sign that stands for a letter somewhere in their font."""
    signs: dict[str, set[str]] = defaultdict(set)
    for word, font in zip(layer.words, layer.fonts, strict=True):
        if not _ADDRESS.search(word.text):
            signs[font].update(match[0] for match in _ODD_WITHIN.finditer(word.text))
    return {
        index
        for index, (word, font) in enumerate(zip(layer.words, layer.fonts, strict=True))
        if not signs[font].isdisjoint(word.text)
    }


def _strange_fonts(layer: TextLayer) -> dict[str, list[int]]:
    """Return the fonts whose text is no language, each with its words."""
    owned: dict[str, list[int]] = defaultdict(list)
    for index, font in enumerate(layer.fonts):
        owned[font].append(index)
    return {font: indexes for font, indexes in owned.items() if _is_strange([layer.words[i].text for i in indexes])}


def _is_strange(texts: Sequence[str]) -> bool:
    told = [text for text in texts if len(text) >= 3 and not _FIGURES.fullmatch(text) and not _ADDRESS.search(text)]
    if len(told) < _FEWEST:
        return False
    return sum(is_known(bare(text)) for text in told) < _LEAST_KNOWN * len(told)


def _misnamed(layer: TextLayer) -> list[list[int]]:
    """Return, font by font, the words with characters that look like others; with one figure, those with any."""
    kinds: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for font, text in layer.doubtful:
        is_figure = text in FIGURES
        kinds[font, is_figure] |= set(FIGURES if is_figure else text)
    return [
        [
            index
            for index, (word, own) in enumerate(zip(layer.words, layer.fonts, strict=True))
            if own == font and not texts.isdisjoint(word.text)
        ]
        for (font, _), texts in kinds.items()
    ]


def _borne_out(eye: "_Eye", layer: TextLayer, indexes: Sequence[int], least: float = 0.0) -> bool:
    """Tell whether what some words of a font look like is what they say; ``least`` is how sure a look must be to gainsay."""
    longest = sorted(indexes, key=lambda index: -len(layer.words[index].text))[:_SAMPLE]
    looks = eye.read([layer.words[index].box for index in longest])
    same = sum(
        _plain("".join(word.text for word in seen)) == _plain(layer.words[index].text)
        or min((word.confidence for word in seen), default=0.0) < least
        for index, seen in zip(longest, looks, strict=True)
    )
    return same >= _BORNE_OUT * len(longest)


def _truly_glued(eye: "_Eye", layer: TextLayer, indexes: Sequence[int]) -> set[int]:
    """Return the words that look like several of the same letters: a long word may well be one."""
    looks = eye.read([layer.words[index].box for index in indexes])
    return {
        index
        for index, seen in zip(indexes, looks, strict=True)
        if len(seen) > 1 and _plain("".join(word.text for word in seen)) == _plain(layer.words[index].text)
    }


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum() or letter in SIGNS)


# -- mending ----------------------------------------------------------------------------------------------------------


class _Eye:
    """Reads places of a page from its look. The page is drawn once."""

    def __init__(self, page: PdfPage, layer: TextLayer, engine: Engine) -> None:
        picture = render(page, _DPI)
        self._picture = np.ascontiguousarray(np.rot90(picture, -layer.rotation // 90))
        self._engine = engine
        self._scale = _DPI / POINTS_PER_INCH

    def read(self, boxes: Sequence[Box]) -> list[list[Word]]:
        """Return the words seen in each of ``boxes``, in points."""
        if not boxes:
            return []
        sheet = np.full_like(self._picture, 255)
        for box in boxes:
            rows, columns = self._pixels(box)
            part = self._picture[rows, columns]
            if part.size and float(np.median(part)) < 128:
                part = np.bitwise_not(part)
            sheet[rows, columns] = part
        top, bottom = min(b.top for b in boxes) - 20, max(b.bottom for b in boxes) + 20
        first, last = max(0, round(top * self._scale)), round(bottom * self._scale)
        found = self._engine.recognise(np.ascontiguousarray(sheet[first:last]), _DPI)
        words = [word_from(raw, self._scale, 0.0, first) for raw in found]
        return [sorted((w for w in words if _within(w.box, box)), key=lambda w: w.box.x0) for box in boxes]

    def _pixels(self, box: Box) -> tuple[slice, slice]:
        high, wide = self._picture.shape
        across = 0.06 * box.height
        top, bottom = max(0, round((box.top - 0.1 * box.height) * self._scale)), round(box.bottom * self._scale) + 1
        x0, x1 = max(0, round((box.x0 - across) * self._scale)), round((box.x1 + across) * self._scale) + 1
        return slice(min(top, high), min(bottom, high)), slice(min(x0, wide), min(x1, wide))


def _within(inner: Box, outer: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, inner.middle
    reach = 0.3 * outer.height
    return outer.x0 - reach <= x <= outer.x1 + reach and outer.top - reach <= y <= outer.bottom + reach


def _groups(words: Sequence[Word], suspect: Iterable[int]) -> list[list[int]]:
    """Gather suspect words that stand side by side: in company they are read better than alone."""
    groups: list[list[int]] = []
    for index in sorted(suspect, key=lambda index: (round(words[index].box.middle), words[index].box.x0)):
        last = words[groups[-1][-1]].box if groups else None
        own = words[index].box
        if last and abs(last.middle - own.middle) < 0.3 * own.height and 0 <= own.x0 - last.x1 < own.height:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _replaced(layer: TextLayer, groups: Sequence[Sequence[int]], eye: _Eye) -> TextLayer:
    looks = eye.read([union(layer.words[index].box for index in group) for group in groups])
    words: dict[int, list[Word]] = {}
    for group, seen in zip(groups, looks, strict=True):
        own = [layer.words[index] for index in group]
        told = _settled(own, seen)
        words |= {index: [] for index in group} | {group[0]: told}
    kept = [
        (word, font)
        for i, (old, font) in enumerate(zip(layer.words, layer.fonts, strict=True))
        for word in words.get(i, [old])
    ]
    return replace(layer, words=tuple(word for word, _ in kept), fonts=tuple(font for _, font in kept))


def _settled(own: Sequence[Word], seen: Sequence[Word]) -> list[Word]:
    """Return what stands in the place of words: what was seen, in the type of what was told."""
    if not seen:
        return [replace(word, confidence=_UNMENDED) for word in own]
    if len(seen) == len(own):
        return [_in_type(look, word) for look, word in zip(seen, own, strict=True)]
    return [_in_type(look, min(own, key=lambda word: abs(word.box.x0 - look.box.x0))) for look in seen]


def _in_type(look: Word, told: Word) -> Word:
    """Return a word as seen, with the type of the one told; what the text tells of its letters must be borne out."""
    box = Box(look.box.x0, told.box.top, look.box.x1, told.box.bottom)
    parts = [re.escape(part) for part in told.text.split(UNTOLD)]
    sure = UNTOLD in told.text and re.fullmatch(".{1,3}".join(parts), look.text) is not None
    confidence = max(look.confidence, 0.98) if sure else look.confidence
    return replace(told, text=look.text, box=box, confidence=confidence, reading=look.reading)


def _doubted(layer: TextLayer, suspect: set[int]) -> TextLayer:
    words = tuple(
        replace(word, confidence=_UNMENDED) if index in suspect else word for index, word in enumerate(layer.words)
    )
    return replace(layer, words=words)
