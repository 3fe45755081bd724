"""One reading of a line out of several: where readings differ or doubt, what fits the print and the language best.

In: the outputs of recognisers for the same image of a line, the best last. Out: characters with their places and chances.
Every change weighed is one that some recogniser saw, or a known word one letter from what it saw; the print decides by its
probability, the language only tips what the print leaves open. A change that was weighed lowers the chance of what is kept.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from extractor.reading.ocr.ctc import log_chances, log_likelihoods
from extractor.reading.ocr.decode import Glyph
from extractor.reading.ocr.lexicon import bare, look_alike, neighbours
from extractor.reading.ocr.priors import confusions, is_strange, is_suspect, log_prior

Floats = NDArray[np.float32]

# Nothing is held impossible that a recogniser merely gave no chance: both are at times sure and wrong.
_FLOOR = 2e-3
# Characters this far around a change are weighed with it.
_MARGIN = 2
_DOUBTFUL = 0.92
_WORTH_TRYING = 0.02
_MOST_NEIGHBOURS = 16
# Where the recognisers were unsure and Tesseract differed, it was right 6 times of 11, twelve times more often than chance.
_BACKING = 2.5
_MOST_HEARD = 2
# In labels of narrow letters it was right 9 times of 9. An i is little wider than a recogniser's step, and two like letters
# need three steps: of "(iii)" the recognisers cannot tell.
_LABEL_BACKING = 30.0
_ALIKE_BACKING = 2.0
_ROMAN_LABEL = re.compile(r"^\(?(?:[ivx]{1,5}|[IVX]{1,5})[.)](?= |$)")
# What the recognisers make of such labels; a lone 1 may well be one.
_LIKE_ROMAN_LABEL = re.compile(r"^(?!\(?1[.)])(?:\(?(?:[ivxljIVX1|üîï]{1,5}|[MH])[.)]|\(\))(?= |$)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one recogniser made of a line: its output, the characters decoded from it, and how far it is believed."""

    output: Floats
    glyphs: tuple[Glyph, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Edit:
    """Glyphs ``start`` to ``end`` replaced by others. ``backing`` is what speaks for it beside print and language."""

    start: int
    end: int
    glyphs: tuple[Glyph, ...]
    backing: float = 0.0


@dataclass(frozen=True, slots=True)
class _Scale:
    """What is needed to weigh a text: columns of characters and pixels of steps."""

    columns: dict[str, int]
    px_per_step: float


def resolve(readings: Sequence[Reading], characters: tuple[str, ...], px_per_step: float) -> tuple[Glyph, ...]:
    """Return the likeliest characters of a line."""
    base = _backed(readings)
    return _weighed(base, _edits(base, readings, characters, px_per_step), readings, characters, px_per_step)


def hear(
    base: tuple[Glyph, ...],
    witness: str,
    readings: Sequence[Reading],
    characters: tuple[str, ...],
    px_per_step: float,
) -> tuple[Glyph, ...]:
    """Weigh what another kind of reader made of the line against what was chosen.

    The witness is heard where it differs by a letter or two; one that differs more has not read the same thing.
    """
    known = set(characters)
    text = "".join(character for character in witness if character in known)
    spread = tuple(Glyph(character, 0.0, 0.5) for character in text)
    label = _LIKE_ROMAN_LABEL.match(_text(base)) if _ROMAN_LABEL.match(text) else None
    end = label.end() if label else 0
    edits = [
        replace(
            edit,
            glyphs=_spelt(_text(edit.glyphs), base[max(0, edit.start - 1) : edit.end + 1]),
            backing=_LABEL_BACKING if edit.end < end else _BACKING,
        )
        for edit in differences(base, spread)
        if edit.glyphs and max(edit.end - edit.start, len(edit.glyphs)) <= _MOST_HEARD and _is_plain(edit)
    ]
    return _weighed(base, edits, readings, characters, px_per_step)


def _is_plain(edit: Edit) -> bool:
    """Tell whether a change is one of letters and digits: in marks a witness is no better than those it is to judge."""
    if edit.end > edit.start and all(glyph.character == " " for glyph in edit.glyphs):
        return False
    return all(glyph.character.isalnum() or glyph.character in " £" for glyph in edit.glyphs)


def _weighed(
    base: tuple[Glyph, ...],
    edits: list[Edit],
    readings: Sequence[Reading],
    characters: tuple[str, ...],
    px_per_step: float,
) -> tuple[Glyph, ...]:
    scale = _Scale({character: index for index, character in enumerate(characters, start=1)}, px_per_step)
    logs = [(log_chances(reading.output, _FLOOR), reading.weight) for reading in readings]
    for cluster in reversed(_clusters(edits)):
        base = _settle(base, cluster, logs, scale)
    return base


def _backed(readings: Sequence[Reading]) -> tuple[Glyph, ...]:
    """Return the best reading's characters; each that another reading also has is the surer for it."""
    base = list(readings[-1].glyphs)
    for other in readings[:-1]:
        for code in Levenshtein.opcodes(_text(base), _text(other.glyphs)):
            for i in range(code.src_start, code.src_end if code.tag == "equal" else code.src_start):
                mine, theirs = base[i], other.glyphs[i - code.src_start + code.dest_start]
                doubt = (1 - mine.chance) * max(1 - theirs.chance, 0.1)
                base[i] = replace(mine, chance=max(mine.chance, 1 - doubt))
    return tuple(base)


def _text(glyphs: Sequence[Glyph]) -> str:
    return "".join(glyph.character for glyph in glyphs)


def _edits(
    base: tuple[Glyph, ...], readings: Sequence[Reading], characters: tuple[str, ...], px_per_step: float
) -> list[Edit]:
    found = [edit for reading in readings[:-1] for edit in differences(base, reading.glyphs)]
    for reading in readings:
        found += _alternatives(base, reading.output, characters, px_per_step)
    found += _known_words(base)
    found += [Edit(start, end, _spelt(right, base[start:end])) for start, end, right in confusions(_text(base))]
    return list(dict.fromkeys(found))


def differences(base: Sequence[Glyph], other: Sequence[Glyph]) -> list[Edit]:
    """Return what turns one reading into another, piece by piece."""
    codes = Levenshtein.opcodes(_text(base), _text(other))
    return [
        Edit(code.src_start, code.src_end, tuple(other[code.dest_start : code.dest_end]))
        for code in codes
        if code.tag != "equal"
    ]


def _alternatives(base: tuple[Glyph, ...], output: Floats, characters: tuple[str, ...], px: float) -> list[Edit]:
    """Return what else was seen at the steps where the likeliest was not likely enough."""
    places = [glyph.x for glyph in base]
    found = []
    for step in np.flatnonzero(output.max(axis=1) < _DOUBTFUL).tolist():
        x = (step + 0.5) * px
        near = _nearest(places, x)
        on = near is not None and abs(places[near] - x) <= 1.1 * px
        at = near if on and near is not None else bisect_left(places, x)
        for column in np.argsort(output[step])[-3:].tolist():
            chance = float(output[step, column])
            if chance < _WORTH_TRYING or (column and on and base[at].character == characters[column - 1]):
                continue
            new = (Glyph(characters[column - 1], base[at].x if on else x, chance),) if column else ()
            if on or new:
                found.append(Edit(at, at + on, new))
    return found


def _nearest(places: list[float], x: float) -> int | None:
    after = bisect_left(places, x)
    close = [i for i in (after - 1, after) if 0 <= i < len(places)]
    return min(close, key=lambda i: abs(places[i] - x)) if close else None


def _known_words(base: tuple[Glyph, ...]) -> list[Edit]:
    """Return the known words that are one letter from unknown ones."""
    text, start = _text(base), 0
    found: list[Edit] = []
    for word in text.split(" "):
        plain = bare(word)
        if is_strange(word) or is_suspect(word):
            place = slice(start + word.find(plain), start + word.find(plain) + len(plain))
            near = [w.capitalize() if plain.istitle() else w for w in neighbours(plain.lower())[:_MOST_NEIGHBOURS]]
            found += [
                Edit(place.start, place.stop, _spelt(known, base[place]), _ALIKE_BACKING * look_alike(plain, known))
                for known in near
            ]
        start += len(word) + 1
    return found


def _spelt(word: str, glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """Spread a word's letters over the places of another's."""
    if not word or not glyphs:
        return tuple(Glyph(letter, 0.0, 0.5) for letter in word)
    places = np.interp(np.linspace(0, 1, len(word)), np.linspace(0, 1, len(glyphs)), [g.x for g in glyphs])
    return tuple(Glyph(letter, float(x), 0.5) for letter, x in zip(word, places, strict=True))


def _clusters(edits: list[Edit]) -> list[list[Edit]]:
    """Gather the edits that lie too near to one another to be weighed apart."""
    clusters: list[list[Edit]] = []
    reach = -math.inf
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start > reach:
            clusters.append([])
        clusters[-1].append(edit)
        reach = max(reach, edit.end)
    return clusters


def _settle(
    base: tuple[Glyph, ...], edits: list[Edit], logs: list[tuple[NDArray[np.float64], float]], scale: _Scale
) -> tuple[Glyph, ...]:
    """Weigh the changes of one place against leaving it, and against one another."""
    start = max(0, min(edit.start for edit in edits) - _MARGIN)
    end = min(len(base), max(edit.end for edit in edits) + _MARGIN)
    options = [base[start:end], *(_apply(base, edit)[start : end + _growth(edit)] for edit in edits)]
    scores = _scores(base, start, end, options, logs, scale)
    scores[1:] += [edit.backing for edit in edits]
    best = int(scores.argmax())
    rival = float(np.sort(scores)[-2]) if len(scores) > 1 else -math.inf
    sure = 1.0 / (1.0 + math.exp(-min(30.0, max(0.0, float(scores[best]) - rival))))
    first, last = min(edit.start for edit in edits) - start, max(edit.end for edit in edits) - start
    chosen = list(options[best])
    stop = last + len(chosen) - (end - start)
    for i in range(first, max(stop, first + 1)):
        if i < len(chosen):
            chosen[i] = replace(chosen[i], chance=min(sure, chosen[i].chance) if best == 0 else sure)
    return (*base[:start], *chosen, *base[end:])


def _growth(edit: Edit) -> int:
    return len(edit.glyphs) - (edit.end - edit.start)


def _apply(base: tuple[Glyph, ...], edit: Edit) -> tuple[Glyph, ...]:
    return (*base[: edit.start], *edit.glyphs, *base[edit.end :])


def _scores(
    base: tuple[Glyph, ...],
    start: int,
    end: int,
    options: Sequence[Sequence[Glyph]],
    logs: list[tuple[NDArray[np.float64], float]],
    scale: _Scale,
) -> NDArray[np.float64]:
    """Return how likely each option for ``base[start:end]`` is, by the print and by the language."""
    left = 0.0 if start == 0 else (base[start - 1].x + base[start].x) / 2 if start < len(base) else base[-1].x
    right = math.inf if end >= len(base) else (base[end - 1].x + base[end].x) / 2 if end else 0.0
    texts = [[scale.columns[glyph.character] for glyph in option] for option in options]
    total = np.array([log_prior(_text((*base[:start], *option, *base[end:]))) for option in options])
    for steps, weight in logs:
        first = min(int(left / scale.px_per_step), len(steps) - 1)
        last = len(steps) if math.isinf(right) else max(first + 1, math.ceil(right / scale.px_per_step))
        total += weight * log_likelihoods(steps[first:last], texts)
    return total
