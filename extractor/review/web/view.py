"""What the desk shows of a record: its values in rows, each with its place, its evidence and what people said of it.

The corrected record and how each correction stands enter; what the template draws leaves.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decision_models import DecisionMaker, DecisionRecord, Field, Region, Section
from extractor.audit.main_fields import MAIN_FIELDS, MAKERS
from extractor.review.corrections import Action
from extractor.review.overlay import Judged, Standing
from extractor.review.places import MENTIONS, SECTIONS, place_of
from extractor.review.typed import label_of, shown
from extractor.shapes.durations import duration_in_words
from extractor.sinks.rows import FIELDS

# Of values that are surer than this, one in forty is wrong in forms that are new to the program (benchmarks/confidence.py).
SURE = 0.9
# What is no main field is worth a look only where it is more often wrong than not worth one: the report's last band but one.
_WEAK = 0.7
_ORDER = (*(name for name in MAIN_FIELDS if name != MAKERS), *(name for name in FIELDS if name not in MAIN_FIELDS))
_BEGINNING = 160
_TITLES = {MAKERS: "Decision makers", SECTIONS: "Sections"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on a row: what people or the program have to say of the value."""

    tone: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A value as it is shown. ``read`` is what was read where that says more; ``needs`` that a person should look at it."""

    path: str
    group: str
    label: str
    shown: str
    read: str = ""
    confidence: float | None = None
    regions: tuple[Region, ...] = ()
    marks: tuple[Mark, ...] = ()
    needs: bool = False
    is_absent: bool = False
    is_struck: bool = False

    @property
    def places(self) -> str:
        """The regions for the script: page, x0, top, x1, bottom, in points."""
        return json.dumps([[r.page, *(round(e, 1) for e in (r.x0, r.top, r.x1, r.bottom))] for r in self.regions])


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading."""

    name: str
    title: str
    rows: tuple[Row, ...]


def groups_of(record: DecisionRecord, judged: Iterable[Judged]) -> tuple[Group, ...]:
    """Return the rows of a record, the main fields first; of mentions only the kinds that are there."""
    said = _last_said(judged)
    groups = [
        Group("fields", "Fields", tuple(_field_row(record, name, said) for name in _ORDER)),
        Group("makers", _TITLES[MAKERS], tuple(_maker_rows(record, said))),
        Group("sections", _TITLES[SECTIONS], tuple(_section_rows(record, said))),
    ]
    groups += [Group(name, name.capitalize(), tuple(_mention_rows(record, name, said))) for name in MENTIONS]
    return tuple(group for group in groups if group.rows)


def _last_said(judged: Iterable[Judged]) -> Mapping[str, list[Judged]]:
    """Return what stands of each place: of a thing also what was said of its parts."""
    found: dict[str, list[Judged]] = {}
    for one in judged:
        if one.standing in {Standing.ORPHANED, Standing.SUPERSEDED}:
            continue
        if not (one.place or one.correction.path):
            continue  # of the decision as a whole
        place = place_of(one.place or one.correction.path)
        whole = place.name if place.index is None else f"{place.name}/{place.index}"
        found.setdefault(whole, []).append(one)
    return found


def _field_row(record: DecisionRecord, name: str, said: Mapping[str, list[Judged]]) -> Row:
    field: Field[Any] | None = getattr(record, name)
    own = said.get(name, [])
    label = label_of(place_of(name))
    if field is None:
        text = "illegible" if own and own[-1].correction.action is Action.ILLEGIBLE else "none"
        needs = name in MAIN_FIELDS and not own
        return Row(name, "fields", label, text, marks=_marks(own), needs=needs, is_absent=True)
    value = record.model_dump(mode="json", include={name})[name]["value"]
    needs = field.confidence < (SURE if name in MAIN_FIELDS else _WEAK) or _differs(own)
    return Row(
        name,
        "fields",
        label,
        shown(value),
        _as_read(field.text, shown(value)),
        field.confidence,
        field.regions,
        _marks(own),
        needs,
    )


def _maker_rows(record: DecisionRecord, said: Mapping[str, list[Judged]]) -> Iterator[Row]:
    if not record.decision_makers:
        own = said.get(MAKERS, [])
        yield Row(MAKERS, "makers", "Decision makers", "none", marks=_marks(own), needs=not own, is_absent=True)
    for number, maker in enumerate(record.decision_makers):
        path = f"{MAKERS}/{number}"
        parts = _parts(maker)
        own = [*said.get(path, []), *(said.get(MAKERS, []) if number == len(record.decision_makers) - 1 else [])]
        confidence = min(part.confidence for part in parts)
        text = " – ".join((*([maker.name.value] if maker.name else []), "; ".join(role.value for role in maker.roles)))
        regions = tuple(region for part in parts for region in part.regions)
        read = _as_read(" ".join(part.text for part in parts), text)
        label = label_of(place_of(path))
        yield Row(path, "makers", label, text.strip(" –"), read, confidence, regions, _marks(own), confidence < SURE)


def _parts(maker: DecisionMaker) -> tuple[Field[str], ...]:
    return (*([maker.name] if maker.name else []), *maker.roles)


def _section_rows(record: DecisionRecord, said: Mapping[str, list[Judged]]) -> Iterator[Row]:
    for number, section in enumerate(record.sections):
        path = f"{SECTIONS}/{number}"
        own = said.get(path, [])
        yield Row(
            path,
            "sections",
            section.kind.value.capitalize() if section.kind.value != "header" else "Front matter",
            f"“{section.heading}”" if section.heading else "no heading",
            _beginning(section),
            section.confidence,
            section.regions,
            (*_marks(own), *_points(section)),
            section.confidence < _WEAK and not own,
        )


def _beginning(section: Section) -> str:
    text = " ".join(section.text.split())
    return text if len(text) <= _BEGINNING else f"{text[:_BEGINNING].rstrip()} …"


def _points(section: Section) -> tuple[Mark, ...]:
    state = () if section.state.value == "stated" else (Mark("quiet", section.state.value),)
    count = len(section.clauses)
    return (*state, *([Mark("quiet", f"{count} point{'s' if count > 1 else ''}")] if count else []))


def _mention_rows(record: DecisionRecord, name: str, said: Mapping[str, list[Judged]]) -> Iterator[Row]:
    for number, mention in enumerate(getattr(record, name)):
        path = f"{name}/{number}"
        own = said.get(path, [])
        text = _mention_shown(name, mention)
        yield Row(
            path,
            name,
            label_of(place_of(path)),
            text or "not understood",
            _as_read(mention.text, text),
            mention.confidence,
            mention.regions,
            _marks(own),
            mention.confidence < _WEAK or _differs(own),
            is_struck=mention.struck,
        )


def _mention_shown(name: str, mention: Any) -> str:  # noqa: ANN401 - the union of mentions has no name in the models
    match name:
        case "amounts":
            if mention.value is None:
                return ""
            bound = "" if mention.bound.value == "exact" else f"{mention.bound.value} "
            told = (("per", mention.per), ("over", mention.over))
            terms = "".join(f", {word} {duration_in_words(term)}" for word, term in told if term)
            return f"{bound}{mention.value:,} {mention.currency or ''}".rstrip() + terms
        case "dates":
            return shown(mention.value)
        case "roles":
            return f"{mention.title}, held by {mention.holder}" if mention.holder else str(mention.title)
        case "people":
            return str(mention.name) if mention.name == mention.full_name else f"{mention.name} ({mention.full_name})"
        case _:
            return f"{mention.value} ({mention.kind.value})"


def _as_read(text: str, value: str) -> str:
    """Return what was read, where it is not what is shown already."""
    plain = " ".join(text.split())
    return "" if not plain or plain == " ".join(value.split()) else plain


def _differs(judged: Sequence[Judged]) -> bool:
    return any(one.changed and one.standing is Standing.STANDS for one in judged)


_DONE = {
    Action.CHANGE: ("good", "corrected"),
    Action.ADD: ("good", "added"),
    Action.REMOVE: ("good", "removed"),
    Action.CONFIRM: ("good", "confirmed"),
    Action.ILLEGIBLE: ("quiet", "illegible"),
}


def _marks(judged: Sequence[Judged]) -> tuple[Mark, ...]:
    if not judged:
        return ()
    last = judged[-1]
    correction = last.correction
    tone, word = _DONE.get(correction.action, ("good", "corrected"))
    title = f"by {correction.who} on {correction.when:%d.%m.%Y, %H:%M} UTC" + (
        f": {correction.reason}" if correction.reason else ""
    )
    marks = [Mark(tone, word, title)]
    if last.standing is Standing.STANDS and correction.action is Action.CHANGE and correction.old is not None:
        marks.append(Mark("quiet", f"was {shown(correction.old)[:80]}"))
    if last.standing is Standing.CONFIRMED and correction.action is Action.CHANGE:
        marks.append(Mark("good", "read so too now"))
    if _differs(judged):
        read = shown(last.read)[:80] or "nothing"
        marks.append(
            Mark("doubt", f"read anew as {read}", "The new reading is another than the one that was corrected.")
        )
    return tuple(marks)
