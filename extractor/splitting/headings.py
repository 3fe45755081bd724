"""Where the sections and entries of a document begin: look and wording weighed together.

Enters the stream of lines and a form; leaves headings in reading order. Three passes: weigh every proposal by itself,
learn how this document's sure headings look, weigh again those that look the same or different.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.splitting.flow import FlowLine
from extractor.splitting.forms import Form
from extractor.splitting.labels import CellKey, TableKey, form_tables, is_data_table, label_cells
from extractor.splitting.proposals import Proposal, Shape, propose
from extractor.splitting.targets import Heading, Weighed, targeted
from extractor.splitting.wording import Lexicon, Match

# What look and wording add to the weight of a heading, and the weight it needs. Set by hand and checked with the
# generic form alone (benchmarks/splitting.py).
ACCEPTED = 0.7
SHAPE_WEIGHT = {Shape.LABEL_CELL: 0.75, Shape.BESIDE: 0.3, Shape.ALONE: 0.15, Shape.RUN_IN: 0.05}
EXACT, FUZZY, CUE, UNKNOWN = 0.6, 0.5, 0.25, 0.0
LONGER_PHRASE, OWN, UNSURE_AT_MOST = 0.05, 0.15, 0.95
# Labels of one column begin within so many points of one another.
ALIGNED_PT = 5.0
# So many sure headings show how a document sets its headings.
ENOUGH_TO_LEARN = 3
# Where so many were found and so large a share is bold, the others are chance likenesses.
ENOUGH_FOR_A_RULE, BOLD_AS_A_RULE = 8, 0.85

_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|be|been|shall|should|may|must|can|would|could|that|which)\b", re.IGNORECASE
)


def find_headings(flow: Sequence[FlowLine], form: Form) -> tuple[Heading, ...]:
    """Return the headings of ``flow`` in reading order, none within another."""
    labels = label_cells(flow, form.lexicon)
    tables = form_tables(flow, form.lexicon, labels)
    weighed = [_weigh_all(flow, at, form.lexicon, labels, tables) for at in range(len(flow))]
    look = _look_of(_best(weighed))
    adjusted = [[_adjusted(w, look) for w in here] for here in weighed]
    return tuple(targeted(_best(adjusted), flow))


def _weigh_all(
    flow: Sequence[FlowLine], at: int, lexicon: Lexicon, labels: frozenset[CellKey], tables: frozenset[TableKey]
) -> list[Weighed]:
    line = flow[at]
    is_label = line.cell in labels and line.cell is not None
    if is_label and at and flow[at - 1].cell == line.cell:
        return []
    return [_weigh(p, line, lexicon, tables) for p in propose(flow, at, lexicon, label_cell=is_label)]


def _weigh(proposal: Proposal, line: FlowLine, lexicon: Lexicon, tables: frozenset[TableKey]) -> Weighed:
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
    return Weighed(proposal, match, weight)


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
        # "Access  Public document": a label in bold, what is filled in behind it in plain print.
        weight += 0.2 if proposal.bold and proposal.parted and proposal.fills_line else 0.0
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
        # In small capitals, which are read as small letters, a heading is set bold and apart all the same.
        known, apart = match is not None and match.score >= 99, proposal.bold and proposal.set_apart
        penalty += (0.1 if apart else 0.4) if known else (0.4 if apart else 0.9)
    if proposal.text[-1:] in ".,;" and not (match and not match.by_cue and proposal.text.count(" ") < 4):
        penalty += 0.3
    if (match is None or match.by_cue) and proposal.shape is not Shape.LABEL_CELL and not _is_set_as_label(proposal):
        penalty += 0.25 if len(words) > 10 else 0.0
        penalty += 0.2 if _VERB.search(proposal.text) else 0.0
    return penalty


def _is_set_as_label(proposal: Proposal) -> bool:
    """Tell whether a wording is plainly a label, long and with a verb though it may be: "To be reported to:"."""
    asks = proposal.text.endswith("?") and proposal.shape is not Shape.RUN_IN
    told = proposal.colon and (proposal.parted or proposal.text.count(" ") < 6)
    return proposal.bold and (asks or told)


def _best(weighed: Sequence[Sequence[Weighed]]) -> list[Weighed]:
    chosen: list[Weighed] = []
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
    """How a document sets its sure headings: each style with how often, and the labels that stand beside their text.

    ``bold`` tells that labels and headings are bold as a rule.
    """

    styles: Counter[_Style]
    labels: tuple[Proposal, ...]
    bold: bool

    def is_aligned(self, proposal: Proposal) -> bool:
        """Tell whether a proposal begins where labels do, and is bold where they are."""
        like = (p for p in self.labels if p.bold == proposal.bold and abs(p.left - proposal.left) < ALIGNED_PT)
        return sum(1 for _ in like) >= ENOUGH_TO_LEARN


def _style(p: Proposal) -> _Style:
    return (p.bold, p.caps, p.underlined, p.italic, p.colon, p.numbering, p.shape is Shape.LABEL_CELL)


def _look_of(chosen: Sequence[Weighed]) -> _Look:
    sure = [w for w in chosen if w.match and not w.match.by_cue]
    return _Look(
        styles=Counter(_style(w.proposal) for w in sure if w.match and w.match.target("section")),
        labels=tuple(w.proposal for w in sure if w.proposal.shape is Shape.BESIDE),
        bold=len(sure) >= ENOUGH_FOR_A_RULE and sum(w.proposal.bold for w in sure) >= BOLD_AS_A_RULE * len(sure),
    )


def _likeness(weighed: Weighed, look: _Look) -> float:
    """Return what a proposal gains by looking like the document's sure headings, or loses by looking otherwise."""
    proposal, sure = weighed.proposal, sum(look.styles.values())
    if proposal.shape is Shape.BESIDE:
        return 0.45 if look.is_aligned(proposal) else 0.0
    if _is_left_blank(proposal, look):
        return 0.4
    if look.bold and _is_plain(proposal) and weighed.match and weighed.match.target("title") is None:
        # "Accountable Officer" in plain print is a post that was filled in, where all labels are bold.
        return -0.3
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


def _is_plain(proposal: Proposal) -> bool:
    set_apart = proposal.bold or proposal.caps or proposal.underlined or proposal.italic or proposal.larger
    return proposal.shape is Shape.ALONE and not set_apart and not proposal.colon


def _is_left_blank(proposal: Proposal, look: _Look) -> bool:
    """Tell whether a line is a label beside which nothing was filled in: bold, and where labels begin."""
    return proposal.shape is Shape.ALONE and proposal.bold and not proposal.larger and look.is_aligned(proposal)


def _adjusted(weighed: Weighed, look: _Look) -> Weighed:
    weight = weighed.weight + _likeness(weighed, look)
    sure = weighed.match is not None and not weighed.match.by_cue
    proposal = weighed.proposal
    if _is_left_blank(proposal, look):
        proposal = replace(proposal, shape=Shape.BESIDE)
    # However much it looks like a heading, an unknown wording never outweighs a known one.
    return replace(weighed, proposal=proposal, weight=weight if sure else min(weight, UNSURE_AT_MOST))


def _is_set_apart(proposal: Proposal) -> bool:
    return proposal.bold or ((proposal.caps or proposal.underlined or proposal.italic) and proposal.opens)
