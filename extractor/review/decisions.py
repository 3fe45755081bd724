"""All records of a file and what people said of them enter, the corrected records leave: merged, split, each with its overlay.

Merging puts one decision's sections behind another's; splitting begins a new decision with a section. What the front matter says
(body, day, makers) stands in both parts; number and subject stay with the first.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from decision_models import DecisionRecord, SectionKind
from extractor.errors import CorrectionError
from extractor.review.corrections import Action, Change, Correction
from extractor.review.overlay import Judged, Standing, overlay
from extractor.review.places import MAKERS, MENTIONS, SECTIONS, Raw
from extractor.sinks.rows import FIELDS

STRUCTURE = frozenset({Action.MERGE, Action.SPLIT})
_OWN = ("decision_number", "subject", "outcome")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A decision of the file: as read (None where a person split it off), as corrected, and how its corrections stand.

    ``record`` is None where it was merged into the decision ``merged_into``.
    """

    record_id: str
    read: DecisionRecord | None
    record: DecisionRecord | None
    judged: tuple[Judged, ...] = ()
    merged_into: str | None = None


def corrected(records: Sequence[DecisionRecord], said: Mapping[str, Sequence[Correction]]) -> tuple[Corrected, ...]:
    """Return the decisions of one file as corrected, in their order; what was split off stands behind what it was part of.

    ``said`` holds the corrections in force by ``record_id``, in the order they were made. A record's values are corrected first,
    then decisions are split, then merged; what was said of a merged decision is said of the whole of it.
    """
    whole = [part for record in records for part in _parts(record, said)]
    for record_id, corrections in said.items():
        _, *later = _stretches(corrections)
        for merging, *then in later:
            whole = _merged(whole, record_id, merging)
            whole = [
                new for part in whole for new in (_said(part, then, said) if part.record_id == record_id else [part])
            ]
    return tuple(whole)


def _stretches(corrections: Sequence[Correction]) -> list[list[Correction]]:
    """Return what was said before the first merging, and each merging with what was said of the decision after it."""
    parts: list[list[Correction]] = [[]]
    for correction in corrections:
        if correction.action is Action.MERGE:
            parts.append([])
        parts[-1].append(correction)
    return parts


def split_id(correction: Correction | str, record_id: str) -> str:
    """Return the id of the decision that a split makes: of the same file, and the same wherever the correction goes."""
    made_by = correction if isinstance(correction, str) else correction.id
    return f"{record_id.partition('-')[0]}-{hashlib.sha256(made_by.encode()).hexdigest()[:8]}"


def _parts(record: DecisionRecord, said: Mapping[str, Sequence[Correction]]) -> list[Corrected]:
    """Return the record with its overlay and all that is split off it, and off that."""
    own = _stretches(said.get(record.record_id, ()))[0]
    return _said(Corrected(record.record_id, record, record), own, said)


def _said(part: Corrected, own: Sequence[Correction], said: Mapping[str, Sequence[Correction]]) -> list[Corrected]:
    """Return the decision with its overlay and all that is split off it, and off that."""
    if part.record is None or not own:
        return [part]
    done = overlay(part.record, own)
    parts = [replace(part, record=done.record, judged=(*part.judged, *done.judged))]
    for correction in own:
        if correction.action is Action.SPLIT:
            parts = [*_split(parts[0], correction, said), *parts[1:]]
    return parts


def _split(part: Corrected, correction: Correction, said: Mapping[str, Sequence[Correction]]) -> list[Corrected]:
    assert part.record is not None
    try:
        first, second = split(part.record, correction, split_id(correction, part.record_id))
    except CorrectionError:
        return [_judged(part, correction, Standing.ORPHANED)]
    kept = replace(_judged(part, correction, Standing.STANDS), record=first)
    new = [replace(one, read=None) if one.record_id == second.record_id else one for one in _parts(second, said)]
    return [kept, *new]


def _merged(whole: list[Corrected], record_id: str, correction: Correction) -> list[Corrected]:
    other = correction.new.get("record_id") if isinstance(correction.new, dict) else None
    into = next((p for p in whole if p.record_id == record_id), None)
    taken = next((p for p in whole if p.record_id == other), None)
    if into is None:
        return whole
    if taken is None or taken is into or into.record is None or taken.record is None:
        return [_judged(p, correction, Standing.ORPHANED) if p is into else p for p in whole]
    new = replace(_judged(into, correction, Standing.STANDS), record=merge(into.record, taken.record, correction))
    gone = replace(taken, record=None, merged_into=record_id)
    return [new if p is into else gone if p is taken else p for p in whole]


def _judged(part: Corrected, correction: Correction, standing: Standing) -> Corrected:
    return replace(part, judged=(*part.judged, Judged(correction, standing)))


def merge(record: DecisionRecord, other: DecisionRecord, correction: Correction) -> DecisionRecord:
    """Return ``record`` with all of ``other`` behind it. Where both state a field, the first one's counts."""
    one, two = (r.model_dump(mode="json") for r in (record, other))
    offset = len(one[SECTIONS])
    merged = {name: one[name] or two[name] for name in FIELDS}
    for name in MENTIONS:
        merged[name] = [*one[name], *({**m, "section": m["section"] + offset} for m in two[name])]
    pages = {page["number"]: page for page in (*two["quality"]["pages"], *one["quality"]["pages"])}
    first, last = (f(one["source"][n], two["source"][n]) for f, n in ((min, "first_page"), (max, "last_page")))
    furniture = [
        *one["quality"]["furniture"],
        *(f for f in two["quality"]["furniture"] if f not in one["quality"]["furniture"]),
    ]
    return _record(
        {
            **one,
            **merged,
            MAKERS: [*one[MAKERS], *(maker for maker in two[MAKERS] if _who(maker) not in map(_who, one[MAKERS]))],
            SECTIONS: [*one[SECTIONS], *two[SECTIONS]],
            "source": {**one["source"], "first_page": first, "last_page": last},
            "quality": {**one["quality"], "pages": [pages[n] for n in sorted(pages)], "furniture": furniture},
            "warnings": [*one["warnings"], *(w for w in two["warnings"] if w not in one["warnings"])],
            "corrections": [*one.get("corrections", ()), *two.get("corrections", ()), _told(correction)],
        }
    )


def split(record: DecisionRecord, correction: Change, new_id: str) -> tuple[DecisionRecord, DecisionRecord]:
    """Return ``record`` up to the section that the correction names, and a decision that begins with it.

    ``correction.new`` is ``{"section": number}``. Raises CorrectionError where there is no such section, or it is the first.
    """
    number = correction.new.get("section") if isinstance(correction.new, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < len(record.sections):
        raise CorrectionError(detail='a decision is split by {"section": number}, from 1')
    raw = record.model_dump(mode="json")
    told = [_told(correction)] if isinstance(correction, Correction) else []
    first = {**raw, SECTIONS: raw[SECTIONS][:number], "corrections": [*raw.get("corrections", ()), *told]}
    front = {**raw[SECTIONS][0], "clauses": [], "text": "", "heading": None, "state": "blank"}
    headless = raw[SECTIONS][number]["kind"] != SectionKind.HEADER.value
    second = {
        **raw,
        "record_id": new_id,
        SECTIONS: [*([front] if headless else []), *raw[SECTIONS][number:]],
        "corrections": told,
    }
    second |= dict.fromkeys(_OWN)
    for name in MENTIONS:
        first[name] = [m for m in raw[name] if m["section"] < number]
        moved = ({**m, "section": m["section"] - number + headless} for m in raw[name] if m["section"] >= number)
        second[name] = list(moved)
    return _record(_paged(first)), _record(_paged(second))


def _paged(raw: Raw) -> Raw:
    """Return the record with the pages that its sections stand on, where they say."""
    pages = [
        region["page"]
        for section in raw[SECTIONS]
        for region in section["regions"]
        if section["text"] or section["heading"]
    ]
    if not pages:
        return raw
    return {**raw, "source": {**raw["source"], "first_page": min(pages), "last_page": max(pages)}}


def _who(maker: Raw) -> tuple[object, ...]:
    return (maker["name"] and maker["name"]["value"], *(role["value"] for role in maker["roles"]))


def _told(correction: Change) -> Raw:
    assert isinstance(correction, Correction)
    own = {"path": "", "action": correction.action.as_told, "read": None}
    return {**own, "who": correction.who, "when": correction.when, "reason": correction.reason}


def _record(raw: Raw) -> DecisionRecord:
    try:
        return DecisionRecord.model_validate(raw)
    except ValidationError as error:
        raise CorrectionError(detail=str(error.errors()[0]["msg"])) from error
