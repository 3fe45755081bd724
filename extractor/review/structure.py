"""Sections cut, joined and worded anew: a record as JSON enters, one with every offset in its place leaves.

No word is lost: what is no heading any more stands in the text, what leaves a section stands in its neighbour. Points and
mentions go with their words; one that a cut parts is no longer there.
"""

from collections.abc import Callable, Sequence
from typing import Any

from rapidfuzz.distance import Levenshtein

from extractor.errors import CorrectionError
from extractor.review.places import MENTIONS, SECTIONS, Raw

Stretch = tuple[int, int, int]
"""Section, start, end."""
Moves = Callable[[int, int, int], Stretch | None]


def cut(raw: Raw, number: int, at: int, *, heading_end: int | None, kind: str, regions: Sequence[Raw]) -> Raw:
    """Return ``raw`` with a new section from ``at`` of section ``number`` on, headed by the words up to ``heading_end``."""
    section = raw[SECTIONS][number]
    text: str = section["text"]
    if not 0 <= at <= (heading_end or at) <= len(text):
        raise CorrectionError(detail=f"the text of section {number} has no such place: {at} to {heading_end}")
    start = _next_word(text, at if heading_end is None else heading_end)
    kept = text[:at].rstrip()
    heading = None if heading_end is None else " ".join(text[at:heading_end].split()) or None
    new = {
        **section,
        "kind": kind,
        "heading": heading,
        "text": text[start:],
        "state": "stated" if text[start:] else "blank",
        "confidence": 1.0,
        "regions": list(regions) or section["regions"],
        "clauses": _clauses(section["clauses"], start, len(text)),
    }
    old = {**section, "text": kept, "clauses": _clauses(section["clauses"], 0, len(kept))}

    def moved(where: int, first: int, last: int) -> Stretch | None:
        if where != number:
            return where + (where > number), first, last
        if last <= len(kept):
            return where, first, last
        return (where + 1, first - start, last - start) if first >= start else None

    sections = raw[SECTIONS]
    return _with({**raw, SECTIONS: [*sections[:number], old, new, *sections[number + 1 :]]}, moved)


def join(raw: Raw, number: int) -> Raw:
    """Return ``raw`` with section ``number`` at the end of the one before it, its heading among the words."""
    if not 0 < number < len(raw[SECTIONS]):
        raise CorrectionError(detail=f"there is no section before section {number} that could take it in")
    before, section = raw[SECTIONS][number - 1 : number + 1]
    words = [part for part in (before["text"], section["heading"] or "") if part]
    text = "\n".join([*words, *([section["text"]] if section["text"] else [])])
    offset = len(text) - len(section["text"])
    whole = {
        **before,
        "text": text,
        "state": "stated" if text else before["state"],
        "regions": [*before["regions"], *section["regions"]],
        "clauses": [*before["clauses"], *_shifted(section["clauses"], offset)],
    }

    def moved(where: int, first: int, last: int) -> Stretch:
        if where == number:
            return where - 1, first + offset, last + offset
        return where - (where > number), first, last

    sections = raw[SECTIONS]
    return _with({**raw, SECTIONS: [*sections[: number - 1], whole, *sections[number + 1 :]]}, moved)


def move_boundary(raw: Raw, number: int, source: int, at: int) -> Raw:
    """Return ``raw`` with section ``number`` beginning at ``at`` of section ``source``: its own text, or the one before's."""
    if not 0 < number < len(raw[SECTIONS]) or source not in {number - 1, number}:
        raise CorrectionError(detail=f"section {number} can begin in its own text or in that of the section before")
    if not 0 <= at <= len(raw[SECTIONS][source]["text"]):
        raise CorrectionError(detail=f"the text of section {source} has no place {at}")
    section = raw[SECTIONS][number]
    if source == number:
        parted = cut(raw, number, at, heading_end=None, kind=section["kind"], regions=section["regions"])
        headed = _headed(parted, number + 1, section["heading"])
        return join(_headed(headed, number, None), number)
    kind = section["kind"]
    parted = cut(raw, source, at, heading_end=None, kind=kind, regions=section["regions"])
    joined = join(_headed(parted, number + 1, None), number + 1)
    return _headed(joined, number, section["heading"])


def unhead(raw: Raw, number: int) -> Raw:
    """Return ``raw`` with the heading of section ``number`` as the first words of its text."""
    section = raw[SECTIONS][number]
    if not section["heading"]:
        raise CorrectionError(detail=f"section {number} has no heading")
    text = "\n".join(part for part in (section["heading"], section["text"]) if part)
    return _worded(raw, number, None, text, len(text) - len(section["text"]))


def head(raw: Raw, number: int, end: int) -> Raw:
    """Return ``raw`` with the first words of section ``number``, up to ``end``, as its heading."""
    text = raw[SECTIONS][number]["text"]
    heading = " ".join(text[:end].split())
    if not 0 < end <= len(text) or not heading:
        raise CorrectionError(detail=f"the text of section {number} has no words up to {end}")
    start = _next_word(text, end)
    return _worded(raw, number, heading, text[start:], -start)


def reword(raw: Raw, number: int, text: str) -> Raw:
    """Return ``raw`` with another text of section ``number``: what was misread in it. Offsets go with their words."""
    section = raw[SECTIONS][number]
    place = _alignment(section["text"], text)
    clauses = _aligned_clauses(section["clauses"], place, text)

    def moved(where: int, first: int, last: int) -> Stretch | None:
        return (where, place(first), place(last)) if where == number else (where, first, last)

    changed = {**section, "text": text, "clauses": clauses, "state": "stated" if text else "blank"}
    sections = raw[SECTIONS]
    return _with({**raw, SECTIONS: [*sections[:number], changed, *sections[number + 1 :]]}, moved)


def _headed(raw: Raw, number: int, heading: str | None) -> Raw:
    sections = list(raw[SECTIONS])
    sections[number] = {**sections[number], "heading": heading}
    return {**raw, SECTIONS: sections}


def _worded(raw: Raw, number: int, heading: str | None, text: str, offset: int) -> Raw:
    section = raw[SECTIONS][number]
    clauses = _shifted(_clauses(section["clauses"], max(0, -offset), len(section["text"])), max(0, offset))
    changed = {**section, "heading": heading, "text": text, "clauses": clauses}

    def moved(where: int, first: int, last: int) -> Stretch | None:
        if where != number:
            return where, first, last
        return (where, first + offset, last + offset) if first + offset >= 0 else None

    sections = raw[SECTIONS]
    return _with({**raw, SECTIONS: [*sections[:number], changed, *sections[number + 1 :]]}, moved)


def _with(raw: Raw, moves: Moves) -> Raw:
    """Return ``raw`` with every mention moved, and its text as its section has it."""
    moved = dict(raw)
    for name in MENTIONS:
        moved[name] = [new for mention in raw[name] if (new := _moved(raw, mention, moves)) is not None]
    return moved


def _moved(raw: Raw, mention: Raw, moves: Moves) -> Raw | None:
    place = moves(mention["section"], mention["start"], mention["end"])
    if place is None:
        return None
    section, start, end = place
    text = raw[SECTIONS][section]["text"][start:end]
    return {**mention, "section": section, "start": start, "end": end, "text": text} if text.strip() else None


def _next_word(text: str, at: int) -> int:
    return len(text) - len(text[at:].lstrip())


def _shifted(clauses: Sequence[Raw], offset: int) -> list[Raw]:
    return [
        {**c, "start": c["start"] + offset, "end": c["end"] + offset, "clauses": _shifted(c["clauses"], offset)}
        for c in clauses
    ]


def _clauses(clauses: Sequence[Raw], start: int, end: int) -> list[Raw]:
    """Return the points that begin between ``start`` and ``end``, counted from ``start``; of one cut off its own points."""
    kept: list[Raw] = []
    for clause in clauses:
        own = _clauses(clause["clauses"], start, end)
        if start <= clause["start"] < end and clause["start"] + len(clause["label"]) <= end:
            last = min(clause["end"], end)
            kept.append({**clause, "start": clause["start"] - start, "end": last - start, "clauses": own})
        else:
            kept += own
    return kept


def _alignment(old: str, new: str) -> Callable[[int], int]:
    """Return what tells an offset in ``old`` its place in ``new``."""
    places = list(range(len(old) + 1))
    for step in Levenshtein.opcodes(old, new):
        first, last = step.src_start, step.src_end
        for offset in range(first, last):
            places[offset] = min(step.dest_start + offset - first, step.dest_end)
        places[last] = step.dest_end
    return lambda offset: places[min(offset, len(old))]


def _aligned_clauses(clauses: Sequence[Raw], place: Callable[[int], int], text: str) -> list[Raw]:
    kept: list[Any] = []
    for clause in clauses:
        own = _aligned_clauses(clause["clauses"], place, text)
        start, end = place(clause["start"]), place(clause["end"])
        if text[start:end].startswith(clause["label"]):
            kept.append({**clause, "start": start, "end": end, "clauses": own})
        else:
            kept += own
    return kept
