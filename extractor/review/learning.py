"""A form learnt from records that people corrected: corrected records enter, a form file with its evidence leaves.

What is learnt is what the documents of a form have in common and a person has answered for: the headings with the kinds they
announce, the labels with the fields they stand before, how the body's name ends where nobody would take it for a body's, what all
of them print (which the form is known by), and its boilerplate. Wordings that the generic form has with the same meaning are left
out of headings and labels, but tell the form apart too.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import get_args

from decision_models import DecisionRecord, SectionKind
from extractor.document import FieldName
from extractor.errors import LearningError
from extractor.shapes.bodies import find_authority
from extractor.splitting.forms import GENERIC, Form, load_forms
from extractor.splitting.wording import LONGEST_HEADING_WORDS, Target, normalise

# A wording of one record may be its own; what two share is the form's. A wording that a person put right counts at once.
_LEAST = 2
# So many of the form's records must print what it is known by: one may lack it, cut off or misread.
_SHARE = 0.75
_MOST_PHRASES, _LEAST_LETTERS = 8, 4
# A shorter piece of furniture is a running head, a page's number or a rule, which are known by their place.
_LEAST_BOILERPLATE_WORDS, _MOST_BOILERPLATE_WORDS = 4, 8
_MOST_LABEL_WORDS = 8
_PAGE_NUMBER = re.compile(r"(?:page )?\d+(?: (?:of )?\d+)*")
_LABEL = re.compile(r"^(?P<label>[^:?\n]{2,80})[:?]\s*$")
_KINDS = [kind.value for kind in SectionKind if kind is not SectionKind.HEADER]


@dataclass(frozen=True, slots=True)
class Line:
    """A wording of the form and what speaks for it."""

    wording: str
    evidence: str
    put_right: bool = False


@dataclass(frozen=True, slots=True)
class Learnt:
    """A form: the lines of each key of its tables, and the records it was learnt from."""

    id: str
    title: str
    requires: tuple[Line, ...]
    phrases: tuple[Line, ...]
    bodies: tuple[Line, ...]
    labels: dict[str, tuple[Line, ...]]
    headings: dict[str, tuple[Line, ...]]
    boilerplate: tuple[Line, ...]
    files: tuple[str, ...]


@dataclass(slots=True)
class _Seen:
    """In which records a wording means what, and in which files a person said so."""

    records: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    said: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, meaning: str, record: DecisionRecord, *, said: bool) -> None:
        self.records[meaning].add(record.record_id)
        if said:
            self.said[meaning].add(_file(record))

    def meaning(self) -> str | None:
        """Return what most records say it means; where as many say one as another, what a person said; None for too few."""
        ranked = sorted(self.records, key=lambda m: (len(self.said[m]), len(self.records[m]), m), reverse=True)
        best = ranked[0]
        return best if len(self.records[best]) >= _LEAST or self.said[best] else None


def learnt(records: Sequence[DecisionRecord], name: str) -> Learnt:
    """Return the form that ``records``, as corrected, have in common, called ``name``.

    Raises LearningError where there are fewer than two, or where they have nothing in common to know the form by.
    """
    if len(records) < _LEAST:
        raise LearningError(
            detail=f"of the records meant, {len(records)} were corrected or said to be done; it takes {_LEAST}"
        )
    lines = {n: frozenset(_printed(record)) for n, record in enumerate(records)}
    headings, labels = _headings(records), _labels(records)
    requires = _requires(records, lines.values())
    phrases = _phrases(lines.values(), [*headings.values(), *labels.values()], records)
    if not phrases:
        raise LearningError(detail="the records print nothing in common; --only TEXT keeps to the files of one form")
    return Learnt(
        id=name,
        title=_title(records, name),
        requires=requires,
        phrases=phrases,
        bodies=_bodies(records),
        labels=_own(labels, "field"),
        headings=_own(headings, "section"),
        boilerplate=_boilerplate(records),
        files=tuple(sorted({_file(record) for record in records})),
    )


def _file(record: DecisionRecord) -> str:
    return PurePath(record.source.path).name


def _title(records: Sequence[DecisionRecord], name: str) -> str:
    bodies = Counter(record.authority.value for record in records if record.authority is not None)
    return f"{bodies.most_common(1)[0][0]}: {name}" if bodies else name


# -- wordings ---------------------------------------------------------------------------------------------------------------

_Wordings = dict[str, tuple[Line, ...]]


def _headings(records: Sequence[DecisionRecord]) -> _Wordings:
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for record in records:
        corrected = {c.path.split("/")[1] for c in record.corrections if c.path.startswith("sections/")}
        for number, section in enumerate(record.sections):
            wording = normalise(section.heading or "")
            if wording and section.kind.value in _KINDS and len(wording.split()) <= LONGEST_HEADING_WORDS:
                seen[wording].add(section.kind.value, record, said=str(number) in corrected)
    return _grouped(seen, len(records))


def labels_of(record: DecisionRecord) -> Iterable[tuple[str, str]]:
    """Give the fields of a record whose value has a label, with the label as it is compared."""
    for name, text in _values(record):
        yield from ((name, label) for label in _before(record.sections[0].text, text))


def _labels(records: Sequence[DecisionRecord]) -> _Wordings:
    """Return what stands before the values of fields, in the line of the value or alone in the line above it."""
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for record in records:
        corrected = _corrected(record)
        for name, label in labels_of(record):
            seen[label].add(name, record, said=name in corrected)
    return _grouped(seen, len(records))


def _corrected(record: DecisionRecord) -> set[str]:
    return {c.path.split("/")[0] for c in record.corrections}


def _values(record: DecisionRecord) -> Iterable[tuple[str, str]]:
    corrected = _corrected(record)
    for name in get_args(FieldName):
        value = getattr(record, name, None)
        if name == "decision_makers":
            for maker in record.decision_makers:
                yield from (
                    (name, one.text or str(one.value)) for one in (maker.name, *maker.roles[:1]) if one is not None
                )
        elif value is not None and hasattr(value, "text"):
            text, said = value.text or str(value.value), str(value.value)
            # What a person cut away from the words that were read is no part of the value: its label, for one.
            yield name, said if name in corrected and said in text else text


def _before(front: str, value: str) -> Iterable[str]:
    """Give the label of a value in the front matter, as it is compared."""
    lines = front.split("\n")
    for number, line in enumerate(lines):
        at = line.find(value) if value.strip() else -1
        if at < 0:
            continue
        label = line[:at].strip()
        if not label and number and _LABEL.match(lines[number - 1].strip()):
            label = lines[number - 1].strip()
        wording = normalise(label)
        if (
            wording
            and len(wording.split()) <= _MOST_LABEL_WORDS
            and len(wording) >= _LEAST_LETTERS
            and label[-1] in ":?-–"
        ):
            yield wording
        return


def _grouped(seen: dict[str, _Seen], records: int) -> _Wordings:
    found: dict[str, list[Line]] = defaultdict(list)
    for wording, one in sorted(seen.items()):
        meaning = one.meaning()
        if meaning is not None:
            evidence = _evidence(one, meaning, records)
            found[meaning].append(Line(wording, evidence, put_right=bool(one.said[meaning])))
    return {meaning: tuple(lines) for meaning, lines in sorted(found.items())}


def _evidence(seen: _Seen, meaning: str, records: int) -> str:
    told = f"in {len(seen.records[meaning])} of {records}"
    if seen.said[meaning]:
        told += f"; put right in {', '.join(sorted(seen.said[meaning]))}"
    others = {other: some for other, some in seen.records.items() if other != meaning}
    return told + "".join(f"; {other} in {len(some)}" for other, some in sorted(others.items()))


def _own(wordings: _Wordings, kind: str) -> _Wordings:
    """Return the wordings that the generic form does not have with the same meaning, or that were read otherwise all the same."""
    generic = _generic().lexicon.wordings

    def known(meaning: str, line: Line) -> bool:
        targets: Iterable[Target] = generic.get(line.wording, ())
        named = [t.kind.value if kind == "section" else t.field for t in targets if t.type == kind]
        return named[:1] == [meaning]

    kept = {
        meaning: tuple(line for line in lines if line.put_right or not known(meaning, line))
        for meaning, lines in wordings.items()
    }
    return {meaning: lines for meaning, lines in kept.items() if lines}


def _generic() -> Form:
    return next(form for form in load_forms() if form.id == GENERIC)


def _bodies(records: Sequence[DecisionRecord]) -> tuple[Line, ...]:
    """Return how the names of the bodies end, all but their first word, that the generic form does not take for names of any."""
    seen: dict[str, _Seen] = defaultdict(_Seen)
    known = _generic().body_words
    for record in records:
        name = "" if record.authority is None else record.authority.value
        ending = " ".join(normalise(name).split()[1:])
        if ending and find_authority([name], known) is None:
            seen[ending].add("authority", record, said="authority" in _corrected(record))
    return _grouped(seen, len(records)).get("authority", ())


# -- what the form is known by ----------------------------------------------------------------------------------------------


def _printed(record: DecisionRecord) -> Iterable[str]:
    """Give the lines of a record that a form may have printed: furniture, front matter, headings."""
    for piece in record.quality.furniture:
        yield normalise(piece.text)
    for line in record.sections[0].text.split("\n"):
        yield normalise(line)
    for section in record.sections:
        yield normalise(section.heading or "")


def _requires(records: Sequence[DecisionRecord], lines: Iterable[frozenset[str]]) -> tuple[Line, ...]:
    """Return the body's name, where all records are of one body and print it."""
    bodies = {normalise(record.authority.value) for record in records if record.authority is not None}
    if len(bodies) != 1 or any(record.authority is None for record in records):
        return ()
    (body,) = bodies
    everywhere = all(any(body in line for line in some) for some in lines)
    return (Line(body, f"the body, printed in all {len(records)}"),) if everywhere and body else ()


def _phrases(
    lines: Iterable[frozenset[str]], wordings: Iterable[Sequence[Line]], records: Sequence[DecisionRecord]
) -> tuple[Line, ...]:
    """Return what most of the records print: whole lines first, then labels and headings, the longest first."""
    values = {value for record in records for _, text in _values(record) if (value := normalise(text))}
    people = {value for record in records for value in _people(record)}
    common = Counter(
        line
        for some in lines
        for line in some
        if len(line) >= _LEAST_LETTERS and line not in values and not any(f" {one} " in f" {line} " for one in people)
    )
    labels = {line.wording for some in wordings for line in some}
    for some in labels:
        common[some] = max(
            common[some], sum(any(some in line for line in one) for one in [set(_printed(r)) for r in records])
        )
    least = max(_LEAST, _SHARE * len(records))
    often = [line for line, count in common.items() if count >= least and not _PAGE_NUMBER.fullmatch(line)]
    ranked = sorted(often, key=lambda line: (-common[line], -len(line), line))[:_MOST_PHRASES]
    return tuple(Line(line, f"in {common[line]} of {len(records)}") for line in ranked)


def _people(record: DecisionRecord) -> Iterable[str]:
    """Give the names of those who filled the form in: others will, another time."""
    names = [maker.name for maker in record.decision_makers]
    for one in [*names, record.lead_officer]:
        if one is not None and (name := normalise(one.value)):
            yield name


def _boilerplate(records: Sequence[DecisionRecord]) -> tuple[Line, ...]:
    """Return how the pieces of furniture begin that several records have: what the form prints and nobody filled in."""
    begins: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for piece in record.quality.furniture:
            words = normalise(piece.text).split()
            if len(words) >= _LEAST_BOILERPLATE_WORDS:
                begins[" ".join(words[:_MOST_BOILERPLATE_WORDS])].add(_file(record))
    often = sorted((text, len(files)) for text, files in begins.items() if len(files) >= _LEAST)
    return tuple(Line(text, f"in {count} of {len(records)}") for text, count in often)


# -- the file -----------------------------------------------------------------------------------------------------------------


def form_text(form: Learnt) -> str:
    """Return the form as TOML, a wording a line with its evidence behind it."""
    documents = "document" if len(form.files) == 1 else "documents"
    learnt_from = f"# Learnt from {len(form.files)} corrected {documents}: {_comment(', '.join(form.files))}.\n"
    advice = (
        "# Read it before it is used: a table's name says what a line means, and what speaks for it stands behind it.\n"
    )
    named = f"id = {_quoted(form.id)}\ntitle = {_quoted(form.title)}\n"
    parts = [
        learnt_from + advice + named,
        "[recognise]\n" + _key("requires", form.requires) + _key("phrases", form.phrases) + f"minimum = {_SHARE}\n",
        "[authority]\n" + _key("after", form.bodies) if form.bodies else "",
        _table("labels", form.labels),
        _table("headings", form.headings),
        "[boilerplate]\n" + _key("starts", form.boilerplate) if form.boilerplate else "",
    ]
    return "\n".join(part for part in parts if part)


def _table(name: str, keys: dict[str, tuple[Line, ...]]) -> str:
    return f"[{name}]\n" + "".join(_key(key, lines) for key, lines in sorted(keys.items())) if keys else ""


def _key(name: str, lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    listed = "".join(f"    {_quoted(line.wording)},  # {_comment(line.evidence)}\n" for line in lines)
    return f"{name} = [\n{listed}]\n"


def _quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in text.replace("\\", r"\\"))
    return '"' + escaped.replace('"', r"\"") + '"'


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
