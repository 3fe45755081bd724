"""Where the sections and entries of a document begin: look and wording weighed together.

Enters the stream of lines and a form; leaves headings in reading order. Three passes: weigh every proposal by itself,
learn how this document's sure headings look, weigh again those that look the same or different.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from decision_models import SectionKind
from extractor.splitting.flow import FlowLine
from extractor.splitting.forms import Form
from extractor.splitting.labels import CellKey, TableKey, form_tables, is_data_table, label_cells
from extractor.splitting.proposals import Proposal, Shape, propose
from extractor.splitting.wording import Lexicon, Match, Target

# What look and wording add to the weight of a heading, and the weight it needs. Set by hand and checked with the
# generic form alone (benchmarks/splitting.py).
ACCEPTED = 0.7
SHAPE_WEIGHT = {Shape.LABEL_CELL: 0.75, Shape.BESIDE: 0.3, Shape.ALONE: 0.15, Shape.RUN_IN: 0.05}
EXACT, FUZZY, CUE, UNKNOWN = 0.6, 0.5, 0.25, 0.0
LONGER_PHRASE, OWN, UNSURE_AT_MOST = 0.05, 0.15, 0.95
# Labels of one column begin within so many points of one another.
ALIGNED_PT = 5.0
# Labels within a signature's block.
_OF_SIGNATURES = frozenset({"name", "post", "position", "role", "job title", "post title", "name and title"})
# So many sure headings show how a document sets its headings.
ENOUGH_TO_LEARN = 3

_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|be|been|shall|should|may|must|can|would|could|that|which)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: the words of lines ``first`` to ``last``, of the last only those before ``end_word``."""

    first: int
    last: int
    end_word: int
    text: str
    target: Target
    shape: Shape
    confidence: float
    exact: bool


@dataclass(frozen=True, slots=True)
class _Weighed:
    proposal: Proposal
    match: Match | None
    weight: float


def find_headings(flow: Sequence[FlowLine], form: Form) -> tuple[Heading, ...]:
    """Return the headings of ``flow`` in reading order, none within another."""
    labels = label_cells(flow, form.lexicon)
    tables = form_tables(flow, form.lexicon, labels)
    weighed = [_weigh_all(flow, at, form.lexicon, labels, tables) for at in range(len(flow))]
    look = _look_of(_best(weighed))
    adjusted = [[_adjusted(w, look) for w in here] for here in weighed]
    return tuple(_targeted(_best(adjusted)))


def _weigh_all(
    flow: Sequence[FlowLine], at: int, lexicon: Lexicon, labels: frozenset[CellKey], tables: frozenset[TableKey]
) -> list[_Weighed]:
    line = flow[at]
    is_label = line.cell in labels and line.cell is not None
    if is_label and at and flow[at - 1].cell == line.cell:
        return []
    return [_weigh(p, line, lexicon, tables) for p in propose(flow, at, lexicon, label_cell=is_label)]


def _weigh(proposal: Proposal, line: FlowLine, lexicon: Lexicon, tables: frozenset[TableKey]) -> _Weighed:
    match = lexicon.match(proposal.text)
    sure = match is not None and not match.by_cue
    weight = _wording_weight(proposal, match) + SHAPE_WEIGHT[proposal.shape] + _look_weight(proposal)
    weight -= _sentence_penalty(proposal, match)
    if is_data_table(line, tables):
        # In a table of data only a cell of the shape "Label: value" is an entry; everything else is data.
        weight -= 0.2 if (proposal.colon or _is_bar(line)) and sure else 0.8
    if line.signs and (not sure or _is_post(proposal, match)):
        # The post over a signature is set like a heading.
        weight -= 0.8
    return _Weighed(proposal, match, weight)


def _is_bar(line: FlowLine) -> bool:
    """Tell whether a line stands in a cell as wide as its table: a bar over the rows below it."""
    if line.table is None or line.cell is None:
        return False
    place = line.cell[1]
    box = next((c.box for c in line.table.cells if (c.row, c.column) == (place.row, place.column)), None)
    return box is not None and box.width >= 0.95 * line.table.box.width


def _is_post(proposal: Proposal, match: Match | None) -> bool:
    """Tell whether a line where a signature is asked for is the post of who signs, and no label for a name."""
    target = match.target("field") if match else None
    return target is not None and target.field == "decision_makers" and not proposal.colon


def _wording_weight(proposal: Proposal, match: Match | None) -> float:
    if match is None:
        return UNKNOWN
    if match.by_cue:
        # One telling word in a long line tells little.
        return CUE if len(proposal.text.split()) <= 9 else CUE / 2
    # Of two known wordings one within the other, the longer is meant; one of the form's own needs no look to tell it.
    longer = LONGER_PHRASE * min(match.phrase.count(" "), 4)
    return (EXACT if match.score >= 99 else FUZZY) + longer + (OWN if match.own else 0.0)


def _look_weight(proposal: Proposal) -> float:
    weight = 0.0
    if proposal.shape is Shape.RUN_IN:
        weight += 0.3 if proposal.bold else 0.0
        weight += 0.15 if proposal.colon else -0.1
    else:
        weight += 0.25 if proposal.bold else 0.0
        weight += 0.15 if proposal.colon else 0.0
        weight += 0.15 if proposal.larger else 0.0
    weight += 0.2 if proposal.caps else 0.0
    weight += 0.2 if proposal.underlined else 0.0
    weight += 0.15 if proposal.italic and not proposal.bold else 0.0
    weight += 0.05 if proposal.numbering == "1" else 0.0
    weight -= 0.25 if proposal.numbering not in {"", "1"} else 0.0
    set_apart = proposal.bold or proposal.italic or proposal.underlined
    weight -= 0.0 if proposal.opens or (set_apart and proposal.shape is Shape.RUN_IN) else 0.2
    return weight


def _sentence_penalty(proposal: Proposal, match: Match | None) -> float:
    words = proposal.text.split()
    penalty = 0.0
    if proposal.text[:1].islower():
        # A line that goes on with a sentence may begin with a word that is nearly a heading's: "effectively;".
        penalty += 0.4 if match and match.score >= 99 else 0.9
    if proposal.text[-1:] in ".,;" and not (match and not match.by_cue and proposal.text.count(" ") < 4):
        penalty += 0.3
    if match is None or match.by_cue:
        penalty += 0.25 if len(words) > 10 else 0.0
        # "To be reported to:" has a verb and is a label all the same.
        labels = proposal.bold and proposal.colon and len(words) <= 6
        penalty += 0.2 if _VERB.search(proposal.text) and not labels else 0.0
    return penalty


def _best(weighed: Sequence[Sequence[_Weighed]]) -> list[_Weighed]:
    chosen: list[_Weighed] = []
    at = 0
    while at < len(weighed):
        best = max(
            (w for w in weighed[at] if w.weight >= ACCEPTED), key=lambda w: (w.weight, w.proposal.last), default=None
        )
        if best is None:
            at += 1
            continue
        chosen.append(best)
        # A run-in heading leaves the rest of its last line as text, which cannot begin a heading of its own.
        at = best.proposal.last + 1
    return chosen


_Style = tuple[bool, bool, bool, bool, bool, str, bool]


@dataclass(frozen=True, slots=True)
class _Look:
    """How a document sets its sure headings: each style with how often, and where labels beside their text begin."""

    styles: Counter[_Style]
    labels_at: tuple[float, ...]


def _style(p: Proposal) -> _Style:
    return (p.bold, p.caps, p.underlined, p.italic, p.colon, p.numbering, p.shape is Shape.LABEL_CELL)


def _look_of(chosen: Sequence[_Weighed]) -> _Look:
    sure = [w for w in chosen if w.match and not w.match.by_cue]
    return _Look(
        styles=Counter(_style(w.proposal) for w in sure if w.match and w.match.target("section")),
        labels_at=tuple(w.proposal.left for w in sure if w.proposal.shape is Shape.BESIDE),
    )


def _likeness(weighed: _Weighed, look: _Look) -> float:
    """Return what a proposal gains by looking like the document's sure headings, or loses by looking otherwise."""
    proposal, sure = weighed.proposal, sum(look.styles.values())
    if proposal.shape is Shape.BESIDE:
        aligned = sum(abs(proposal.left - left) < ALIGNED_PT for left in look.labels_at)
        return 0.45 if aligned >= ENOUGH_TO_LEARN else 0.0
    aligned = sum(abs(proposal.left - left) < ALIGNED_PT for left in look.labels_at)
    if proposal.shape is Shape.ALONE and proposal.bold and aligned >= ENOUGH_TO_LEARN:
        # A label beside which nothing was filled in.
        return 0.4
    if sure < ENOUGH_TO_LEARN or proposal.shape is Shape.LABEL_CELL:
        return 0.0
    numbered = sum(n for (*_, numbering, _), n in look.styles.items() if numbering == "1")
    gain = 0.0
    if numbered >= 0.4 * sure and proposal.numbering not in {"1", ""}:
        gain -= 0.5
    if look.styles[_style(proposal)] >= ENOUGH_TO_LEARN and _is_set_apart(proposal) and not proposal.inset:
        # The unseen wording of a heading that is set like the others.
        gain += 0.4 if proposal.shape is Shape.ALONE or proposal.colon or weighed.match else 0.0
    in_cells = sum(n for (*_, cell), n in look.styles.items() if cell)
    if in_cells >= 0.6 * sure:
        gain -= 0.3
    return gain


def _adjusted(weighed: _Weighed, look: _Look) -> _Weighed:
    weight = weighed.weight + _likeness(weighed, look)
    sure = weighed.match is not None and not weighed.match.by_cue
    # However much it looks like a heading, an unknown wording never outweighs a known one.
    return replace(weighed, weight=weight if sure else min(weight, UNSURE_AT_MOST))


def _is_set_apart(proposal: Proposal) -> bool:
    return proposal.bold or ((proposal.caps or proposal.underlined or proposal.italic) and proposal.opens)


def _targeted(chosen: Sequence[_Weighed]) -> list[Heading]:
    headings: list[Heading] = []
    in_body = False
    for w in chosen:
        if _is_value(w) or _is_answer(w, headings):
            continue
        target = _front_target(w, headings) if not in_body else _body_target(w)
        if target is None or _opens_text(w, target, headings):
            continue
        in_body = in_body or (target.type == "section" and target.kind is not SectionKind.SIGNATURE)
        p = w.proposal
        exact = w.match is not None and not w.match.by_cue
        headings.append(Heading(p.first, p.last, p.end_word, p.text, target, p.shape, min(1.0, w.weight), exact))
    return headings


def _opens_text(w: _Weighed, target: Target, before: Sequence[Heading]) -> bool:
    """Tell whether a line right under a heading of its own kind is the text's first: "Decision", "I have decided:"."""
    if not before or target.type != "section" or before[-1].target.kind is not target.kind:
        return False
    above, p = before[-1], w.proposal
    labels = {Shape.LABEL_CELL, Shape.BESIDE}
    follows = above.last + 1 == p.first and above.shape in {Shape.ALONE, *labels} and p.shape not in labels
    return follows and p.colon and not p.numbering and target.kind is SectionKind.DECISION


def _is_value(w: _Weighed) -> bool:
    """Tell whether a line is what forms fill in: "Exempt" is a value, "Exempt:" and "Exempt?" are labels."""
    p = w.proposal
    asks = p.colon or p.text.endswith("?") or p.shape in {Shape.LABEL_CELL, Shape.BESIDE}
    return w.match is not None and w.match.target("value") is not None and not asks


def _is_answer(w: _Weighed, before: Sequence[Heading]) -> bool:
    """Tell whether a line stands right under a label that still wants its value."""
    if not before or (w.match is not None and not w.match.by_cue):
        return False
    label = before[-1]
    return label.target.type == "field" and label.shape is Shape.ALONE and label.last + 1 == w.proposal.first


def _front_target(w: _Weighed, before: Sequence[Heading]) -> Target | None:
    p = w.proposal
    labels = p.shape in {Shape.LABEL_CELL, Shape.BESIDE}
    if w.match is None:
        # Below the first entry, what is set like the form's headings begins an entry, whatever it says.
        run_in = p.shape is Shape.RUN_IN and p.colon and p.parted
        return Target("front") if labels or (before and (p.shape is Shape.ALONE or run_in)) else None
    on_top = all(h.target.type == "title" for h in before)
    if on_top and p.shape is Shape.ALONE and not p.colon and (title := w.match.target("title")):
        return title
    entry, section = w.match.target("field", "front"), w.match.target("section", "title")
    if not w.match.by_cue:
        return entry or section
    if labels:
        return entry or (Target("front") if section and section.kind is SectionKind.OTHER else section)
    return _cued_in_front(p, entry, section, has_subject=any(h.target.field == "subject" for h in before))


def _cued_in_front(p: Proposal, entry: Target | None, section: Target | None, *, has_subject: bool) -> Target | None:
    """Return what a line of the front matter announces that only a word or two of it tells."""
    asks = p.colon or p.text.endswith("?")
    if p.caps and p.whole_line_caps and p.shape is Shape.RUN_IN:
        # "URGENT DECISION: REPAIRS TO THE WEIR" is a title throughout.
        return None
    if not has_subject and p.shape is Shape.ALONE and not asks and len(p.text.split()) > 3:
        # What stands out above the first heading is what the decision is about: "Parks - Results of Consultation".
        return None
    return entry or section if asks else section


def _body_target(w: _Weighed) -> Target | None:
    if w.match is None:
        return Target("section", SectionKind.OTHER)
    section, entry = w.match.target("section"), w.match.target("field", "front")
    labels = w.proposal.shape in {Shape.LABEL_CELL, Shape.BESIDE}
    asks = w.proposal.text.endswith("?") and entry is not None and section is None
    if w.match.by_cue and not (labels or asks):
        return section
    vague = {SectionKind.OTHER, SectionKind.DECISION} if labels and _tells_a_day(entry) else {SectionKind.OTHER}
    if entry is None or (section is not None and not (w.match.by_cue and section.kind in vague)):
        return section
    return entry if _is_entry_in_body(w, entry) else None


def _tells_a_day(entry: Target | None) -> bool:
    """Tell whether a label asks for a day: "Decision comes into force" says more of it than of the decision."""
    return entry is not None and entry.field in {
        "effective_date",
        "publication_date",
        "call_in_deadline",
        "decision_date",
    }


def _is_entry_in_body(w: _Weighed, entry: Target) -> bool:
    p = w.proposal
    if p.shape in {Shape.LABEL_CELL, Shape.BESIDE}:
        return True
    if entry.type == "front" and (not p.bold or (w.match and w.match.phrase in _OF_SIGNATURES)):
        return False
    # "Title:" or "Date:" within running text is no entry of the form unless it is set like one.
    plain_word = " " not in (w.match.phrase if w.match else "")
    return p.bold or p.caps or (not plain_word and (p.colon or p.shape is Shape.ALONE))
