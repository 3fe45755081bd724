"""Compares a record with the corrected one: fields, makers, sections, mentions and text."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from rapidfuzz.distance import Levenshtein

from decision_models import DecisionMaker, DecisionRecord, Field, Section, SectionKind
from extractor.audit.comparison.normalisation import Normalisation, normalise
from extractor.audit.comparison.tallies import ALL, Difference, Group, Measure, Tally, retrieval, tally_of_texts

Counts = dict[Measure, tuple[float, float]]
FIELDS = (
    "authority",
    "decision_number",
    "subject",
    "lead_officer",
    "publication",
    "key_decision",
    "key_decision_reason",
    "decision_date",
    "publication_date",
    "effective_date",
    "call_in_deadline",
    "signed",
    "outcome",
    "status",
)
MAKERS = "decision_makers"
# What the fields tell is not told twice: the front matter and the signatures are no sections of their own here.
_FRONT = frozenset({SectionKind.HEADER, SectionKind.SIGNATURE})
# A section is found when nine tenths of its characters are there: a few misread letters leave it the same section, a
# paragraph that went elsewhere does not.
SAME_SECTION = 0.9


def tally_of_records(name: str, truth: DecisionRecord, found: DecisionRecord, normalisation: Normalisation) -> Tally:
    """Compare two records of one decision."""
    counts: Counts = {}
    differences: list[Difference] = []
    for part in (_fields, _sections, _mentions):
        for some, other in part(truth, found):
            _add(counts, some)
            differences += other
    return tally_of_texts(name, (text_of(truth), text_of(found)), normalisation, counts, differences)


def tally_of_fields(name: str, truth: Mapping[str, str | None], found: DecisionRecord) -> Tally:
    """Compare a record with what is true of some of its fields: a text each, None where the document does not state it."""
    counts: Counts = {}
    differences: list[Difference] = []
    for field, wanted in truth.items():
        got = _makers(found.decision_makers) if field == MAKERS else _shown(getattr(found, field))
        some, other = _field(field, wanted, got)
        _add(counts, some)
        differences += other
    return Tally(name, counts, differences=tuple(differences))


def text_of(record: DecisionRecord) -> str:
    """Return all that a record says, headings included, in reading order."""
    parts = (part for section in record.sections for part in (section.heading, section.text))
    return "\n".join(part for part in parts if part)


def _add(counts: Counts, more: Counts) -> None:
    for measure, (part, whole) in more.items():
        before, of = counts.get(measure, (0.0, 0.0))
        counts[measure] = (before + part, of + whole)


Part = Iterator[tuple[Counts, list[Difference]]]


# -- fields -----------------------------------------------------------------------------------------------------------


def _fields(truth: DecisionRecord, found: DecisionRecord) -> Part:
    for name in FIELDS:
        yield _field(name, _shown(getattr(truth, name)), _shown(getattr(found, name)))
    yield _field(MAKERS, _makers(truth.decision_makers), _makers(found.decision_makers))


def _field(name: str, wanted: str | None, got: str | None) -> tuple[Counts, list[Difference]]:
    """Score one field. It counts where either side has a value: a value invented is as wrong as one not found."""
    if wanted is None and got is None:
        return {}, []
    same = wanted is not None and got is not None and _folded(wanted) == _folded(got)
    near = 0.0
    if wanted is not None and got is not None:
        near = Levenshtein.normalized_similarity(_folded(wanted).casefold(), _folded(got).casefold())
    counts = {
        Measure("fields", which, measure): (score, 1.0)
        for which in (name, ALL)
        for measure, score in (("exact", float(same)), ("fuzzy", near))
    }
    return counts, [] if same else [Difference(name.replace("_", " "), wanted, got)]


def _folded(text: str) -> str:
    # How a value's quotation marks and line breaks are printed makes no other value of it, whatever the text is held to.
    return normalise(text, Normalisation.PRINT)


def _shown(field: Field[Any] | None) -> str | None:
    if field is None:
        return None
    value = field.value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _makers(makers: Sequence[DecisionMaker]) -> str | None:
    shown = (
        ", ".join([*([maker.name.value] if maker.name else []), *sorted(role.value for role in maker.roles)])
        for maker in makers
    )
    return "; ".join(shown) or None


# -- sections -----------------------------------------------------------------------------------------------------------


def _sections(truth: DecisionRecord, found: DecisionRecord) -> Part:
    wanted, got = _bodies(truth), _bodies(found)
    pairs = _paired(wanted, got)
    kinds = dict.fromkeys(section.kind.value for section in (*wanted, *got))
    for kind in (*kinds, ALL):
        right = sum(kind in {ALL, one.kind.value} for one, _ in pairs)
        of = (sum(kind in {ALL, s.kind.value} for s in side) for side in (wanted, got))
        yield retrieval("sections", kind, right, *of), []
    states = sum(one.state == other.state for one, other in pairs)
    yield {Measure("sections", ALL, "state right"): (states, len(pairs))}, _unpaired(wanted, got, pairs)


def _bodies(record: DecisionRecord) -> list[Section]:
    return [section for section in record.sections if section.kind not in _FRONT]


def _paired(wanted: list[Section], got: list[Section]) -> list[tuple[Section, Section]]:
    """Pair sections of one kind, the most alike first."""
    alike = [
        (_likeness(one, other), n, m)
        for n, one in enumerate(wanted)
        for m, other in enumerate(got)
        if one.kind == other.kind
    ]
    pairs, taken, given = [], set[int](), set[int]()
    for likeness, n, m in sorted(alike, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if likeness >= SAME_SECTION and n not in taken and m not in given:
            taken.add(n)
            given.add(m)
            pairs.append((wanted[n], got[m]))
    return pairs


def _likeness(one: Section, other: Section) -> float:
    first, second = (_folded(section.text) for section in (one, other))
    return float(Levenshtein.normalized_similarity(first, second, score_cutoff=SAME_SECTION))


def _unpaired(wanted: list[Section], got: list[Section], pairs: list[tuple[Section, Section]]) -> list[Difference]:
    right, there = {id(one) for one, _ in pairs}, {id(other) for _, other in pairs}
    return [
        *(Difference(f"section: {s.kind}", _brief(s), None) for s in wanted if id(s) not in right),
        *(Difference(f"section: {s.kind}", None, _brief(s)) for s in got if id(s) not in there),
    ]


def _brief(section: Section) -> str:
    text = " ".join(f"{section.heading or ''} {section.text}".split())
    return text if len(text) <= 120 else f"{text[:119]}…"


# -- mentions -------------------------------------------------------------------------------------------------------------

_KEYS: dict[str, Callable[[Any], str]] = {
    "amounts": lambda m: f"{m.value.normalize():f} {m.currency}" if m.value is not None else f"“{m.text}”",
    "dates": lambda m: m.value or f"“{m.text}”",
    "roles": lambda m: _folded(m.title).casefold(),
    "people": lambda m: _folded(m.name).casefold(),
    "references": lambda m: f"{m.kind.value} {_folded(m.value).casefold()}",
}


def _mentions(truth: DecisionRecord, found: DecisionRecord) -> Part:
    group: Group = "mentions"
    for kind, key in _KEYS.items():
        wanted, got = (Counter(key(m) for m in getattr(record, kind)) for record in (truth, found))
        right = (wanted & got).total()
        placed = (_placed(truth, kind, key) & _placed(found, kind, key)).total()
        missed = [Difference(kind, one, None) for one in sorted((wanted - got).elements())]
        extra = [Difference(kind, None, one) for one in sorted((got - wanted).elements())]
        for name in (kind, ALL):
            counts = retrieval(group, name, right, wanted.total(), got.total())
            counts[Measure(group, name, "in the right section")] = (placed, right)
            yield counts, []
        yield {}, missed + extra


def _placed(record: DecisionRecord, kind: str, key: Callable[[Any], str]) -> Counter[tuple[str, str]]:
    return Counter((_place(record.sections[m.section]), key(m)) for m in getattr(record, kind))


def _place(section: Section) -> str:
    return SectionKind.HEADER if section.kind in _FRONT else section.kind
