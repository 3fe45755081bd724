"""Labelled candidates: a document as read and its runs in, every candidate with what it truly is out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.structure.alignment import Place, aligned
from benchmarks.structure.runs import FRONT_KINDS
from extractor.document import Document, Word
from extractor.splitting.candidates import Candidate, Shape, find_candidates
from extractor.splitting.forms import Form
from extractor.splitting.furniture import sift
from extractor.splitting.line_stream import FlowLine, build_flow, part_labels
from extractor.splitting.rows import LEAST_COLUMNS
from fixtures.foundry.annotated import Role, Run

_FIELDS = {"decision_maker": "decision_makers", "call_in": "call_in_deadline", "header": "front"}
NONE, HEADING, LABEL, START = "none", "heading", "label", "start"


@dataclass(frozen=True, slots=True)
class Truth:
    """What a candidate is: nothing, a heading, a label, or where text begins under none; and of which kind or field."""

    what: str = NONE
    kind: str = ""


@dataclass(frozen=True)
class Example:
    """A document's lines and candidates with the truth about each; ``places`` by the id of a word."""

    name: str
    lines: tuple[FlowLine, ...]
    candidates: tuple[Candidate, ...]
    truths: tuple[Truth, ...]
    places: Mapping[int, Place]


def example(name: str, document: Document, runs: Sequence[Run], form: Form) -> Example:
    """Return the candidates of a document with what each truly is."""
    places = aligned(document, runs)
    lines = part_labels(sift(build_flow(document.pages), form)[0])
    candidates = find_candidates(lines, form.lexicon)
    headed = _headed(document, places)
    several = len({run.decision for run in runs if run.decision}) > 1
    truths = [_truth(c, lines, places, headed, several=several) for c in candidates]
    return Example(name, lines, candidates, tuple(_one_each(candidates, truths)), places)


def beheaded(whole: Example, line: int) -> Example:
    """Return an example without its lines before ``line``: a document that begins where it has something to say."""
    kept = [(c, t) for c, t in zip(whole.candidates, whole.truths, strict=True) if c.first >= line]
    candidates = tuple(replace(c, first=c.first - line, last=c.last - line) for c, _ in kept)
    return replace(whole, lines=whole.lines[line:], candidates=candidates, truths=tuple(t for _, t in kept))


def headings_of(whole: Example) -> list[int]:
    """Return the lines at which headings of an example begin."""
    return [c.first for c, t in zip(whole.candidates, whole.truths, strict=True) if t.what == HEADING]


def _headed(document: Document, places: Mapping[int, Place]) -> dict[int, frozenset[int]]:
    """Return the words with letters of the heading or label of every part, by their ids."""
    words: dict[int, set[int]] = defaultdict(set)
    for page in document.pages:
        for word in (w for line in page.lines for w in line.words):
            place = places.get(id(word))
            if place and place.run.role in {Role.HEADING, Role.LABEL} and _is_lettered(word):
                words[place.run.part].add(id(word))
    return {part: frozenset(ids) for part, ids in words.items()}


def _is_lettered(word: Word) -> bool:
    return any(map(str.isalpha, word.text))


def _truth(
    c: Candidate,
    lines: Sequence[FlowLine],
    places: Mapping[int, Place],
    headed: Mapping[int, frozenset[int]],
    *,
    several: bool,
) -> Truth:
    if c.shape is Shape.NOTHING:
        return _start(c, lines, places, headed)
    own = [w for w in c.words if _is_lettered(w)]
    first = next((places[id(w)] for w in own if id(w) in places), None)
    if first is None:
        return Truth()
    alone = all(places[id(w)].run.part == first.run.part for w in c.words if id(w) in places)
    if first.run.role in {Role.HEADING, Role.LABEL} and alone and headed[first.run.part] == {id(w) for w in own}:
        return _headed_truth(first.run) if places.get(id(c.words[-1]), first).run.role is first.run.role else Truth()
    if first.run.decision and all(_is_of_item(places.get(id(w)), first.run) for w in c.words):
        return _item(c, lines, places, headed, several=several)
    return Truth()


def _headed_truth(run: Run) -> Truth:
    if run.kind == "signature":
        return Truth(HEADING, "signature")
    return Truth(LABEL, _FIELDS.get(run.kind, run.kind)) if run.kind in FRONT_KINDS else Truth(HEADING, run.kind)


def _is_of_item(place: Place | None, run: Run) -> bool:
    """Whether a word is of the number and title of an item that a decision was taken on."""
    if place is None:
        return True
    of = place.run
    return of.role is Role.VALUE and of.kind in {"decision_number", "subject"} and of.decision == run.decision


def _item(
    c: Candidate,
    lines: Sequence[FlowLine],
    places: Mapping[int, Place],
    headed: Mapping[int, frozenset[int]],
    *,
    several: bool,
) -> Truth:
    """Judge a title of an item: it has it whole, nothing of it stands before or behind, and it has a subject.

    A subject that a label asks for ("Proposal: ...") is no title, nor is a cell of a table of decisions. In a paper of one
    decision it has its number too: a title of which that can't be said is the paper's.
    """
    labelled = any(headed.get(places[id(w)].run.part) for w in c.words if id(w) in places)
    table = lines[c.first].table
    if labelled or (table is not None and max(cell.column for cell in table.cells) >= LEAST_COLUMNS - 1):
        return Truth()
    own = [places[id(w)].run for w in c.words if id(w) in places]
    ordered = [w for line in lines[max(0, c.first - 3) : c.last + 4] for w in line.words]
    at = next(n for n, w in enumerate(ordered) if w is c.words[0])
    above, below = (ordered[n] if 0 <= n < len(ordered) else None for n in (at - 1, at + len(c.words)))
    begun = above is not None and id(above) in places and _is_of_item(places[id(above)], own[0])
    goes_on = below is not None and id(below) in places and places[id(below)].run.part in {run.part for run in own}
    kinds = {run.kind for run in own}
    titled = kinds >= ({"subject"} if several else {"subject", "decision_number"})
    return Truth(HEADING, "item") if titled and not begun and not goes_on else Truth()


def _start(
    c: Candidate, lines: Sequence[FlowLine], places: Mapping[int, Place], headed: Mapping[int, frozenset[int]]
) -> Truth:
    place = _first_place(lines[c.first], places)
    before = _last_place(lines, c.first, places)
    if place is None or before is None or before.run.part == place.run.part or headed.get(place.run.part):
        return Truth()
    if place.run.role is Role.TEXT:
        return Truth(START, place.run.kind)
    if place.run.role is Role.VALUE and before.run.kind not in FRONT_KINDS:
        return Truth(START, "signature" if place.run.kind == "signature" else "header")
    if place.run.kind == "signature" and before.run.kind != "signature":
        return Truth(START, "signature")
    return Truth()


def _first_place(line: FlowLine, places: Mapping[int, Place]) -> Place | None:
    return next((places[id(w)] for w in line.words if id(w) in places), None)


def _last_place(lines: Sequence[FlowLine], at: int, places: Mapping[int, Place]) -> Place | None:
    before = (w for line in reversed(lines[max(0, at - 4) : at]) for w in reversed(line.words))
    return next((places[id(w)] for w in before if id(w) in places and places[id(w)].run.part >= 0), None)


def _one_each(candidates: Sequence[Candidate], truths: Sequence[Truth]) -> list[Truth]:
    """Of several candidates that fit one heading keep the longest: that with its number and its mark."""
    best: dict[int, int] = {}
    for n, (c, truth) in enumerate(zip(candidates, truths, strict=True)):
        if truth.what in {HEADING, LABEL}:
            held = best.get(c.last)
            if held is None or len(c.words) > len(candidates[held].words):
                best[c.last] = n
    kept = set(best.values())
    return [t if t.what not in {HEADING, LABEL} or n in kept else Truth() for n, t in enumerate(truths)]
