"""What each heading of a document announces: a section, an entry of the front matter or the foot, or the form's title.

Enters what was found to be headings, in reading order; leaves headings with their targets. What a wording announces
depends on where it stands and on what stands under it: "Decision" over a number is a label of the front matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from decision_models import SectionKind
from extractor.splitting.flow import FlowLine
from extractor.splitting.numbers import find_number
from extractor.splitting.proposals import Proposal, Shape
from extractor.splitting.wording import Match, Target

# Labels within a signature's block.
_OF_SIGNATURES = frozenset({"name", "post", "position", "role", "job title", "post title", "name and title"})
# What is filled in behind a label of the front matter has no more words than this, and what follows a heading more.
MOST_FILLED_IN, LEAST_PROSE = 12, 60
_LABELS = frozenset({Shape.LABEL_CELL, Shape.BESIDE})
_DAYS = frozenset({"effective_date", "publication_date", "call_in_deadline", "decision_date"})


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
class Weighed:
    """A proposal with what its words announce, and how much speaks for its being a heading."""

    proposal: Proposal
    match: Match | None
    weight: float


def targeted(chosen: Sequence[Weighed], flow: Sequence[FlowLine]) -> list[Heading]:
    """Return the headings among ``chosen``, which are in reading order and do not overlap."""
    headings: list[Heading] = []
    in_body = False
    for w, following in zip_longest(chosen, chosen[1:]):
        if _is_value(w) or _is_answer(w, headings):
            continue
        text = _text_below(w.proposal, following.proposal if following else None, flow)
        target = _front_target(w, headings, text) if not in_body else _body_target(w)
        if target is None or _opens_text(w, target, headings) or _is_point_of(w, target, headings):
            continue
        in_body = in_body or (target.type == "section" and target.kind is not SectionKind.SIGNATURE)
        p = w.proposal
        exact = w.match is not None and not w.match.by_cue
        headings.append(Heading(p.first, p.last, p.end_word, p.text, target, p.shape, min(1.0, w.weight), exact))
    return headings


def _text_below(p: Proposal, following: Proposal | None, flow: Sequence[FlowLine]) -> list[str]:
    """Return the words between a heading and the next."""
    words = [w.text for w in flow[p.last].words[p.end_word :]]
    end = following.first if following else len(flow)
    return words + [w.text for line in flow[p.last + 1 : end] for w in line.words]


def _opens_text(w: Weighed, target: Target, before: Sequence[Heading]) -> bool:
    """Tell whether a line right under a heading of its own kind is the text's first: "Decision", "I have decided:"."""
    if not before or target.type != "section" or before[-1].target.kind is not target.kind:
        return False
    above, p = before[-1], w.proposal
    follows = above.last + 1 == p.first and above.shape in {Shape.ALONE, *_LABELS} and p.shape not in _LABELS
    return follows and p.colon and not p.numbering and target.kind is SectionKind.DECISION


def _is_point_of(w: Weighed, target: Target, before: Sequence[Heading]) -> bool:
    """Tell whether bold words that lead a paragraph are one of the points of its section: "Option 1 - do nothing"."""
    told = target.type == "section" and w.match is not None and w.match.by_cue and w.proposal.shape is Shape.RUN_IN
    return told and bool(before) and before[-1].target == target


def _is_value(w: Weighed) -> bool:
    """Tell whether a line is what forms fill in: "Exempt" is a value, "Exempt:" and "Exempt?" are labels."""
    p = w.proposal
    asks = p.colon or p.text.endswith("?") or p.shape in _LABELS
    return w.match is not None and w.match.target("value") is not None and not asks


def _is_answer(w: Weighed, before: Sequence[Heading]) -> bool:
    """Tell whether a line stands right under a label that still wants its value."""
    if not before or (w.match is not None and not w.match.by_cue):
        return False
    label = before[-1]
    return label.target.type == "field" and label.shape is Shape.ALONE and label.last + 1 == w.proposal.first


def _front_target(w: Weighed, before: Sequence[Heading], text: Sequence[str]) -> Target | None:
    p = w.proposal
    labels = p.shape in _LABELS
    if w.match is None:
        return _of_prose(p, text) or _unknown_in_front(p, before)
    title = _title_in_front(p, w.match, before)
    if title is not None or _is_title_throughout(p, w.match):
        return title
    entry, section = w.match.target("field", "front"), w.match.target("section", "title")
    if labels and section and section.kind is SectionKind.DECISION and _is_number(text):
        return Target("field", field="decision_number")
    if not w.match.by_cue:
        return section if entry is None else (None if section else _of_prose(p, text)) or entry
    if labels:
        return entry or (Target("front") if section and _is_vague(section, text) else section)
    return _cued_in_front(p, entry, section, has_subject=_has_subject(before))


def _title_in_front(p: Proposal, match: Match, before: Sequence[Heading]) -> Target | None:
    """Return the form's name, where a line can be that: above all entries, or in capitals below the first."""
    placed = all(h.target.type == "title" for h in before) or (
        p.caps and p.whole_line_caps and match.by_cue and p.first == p.last
    )
    return match.target("title") if placed and p.shape is Shape.ALONE and not p.colon else None


def _is_title_throughout(p: Proposal, match: Match) -> bool:
    """Tell whether words before a colon are part of a title: "Delegated decision by a Cabinet Member: summary"."""
    cued = match.by_cue and match.target("title") is not None
    return cued and p.larger and p.shape is Shape.RUN_IN and not p.parted


def _unknown_in_front(p: Proposal, before: Sequence[Heading]) -> Target | None:
    """Return what a wording that nothing is known of announces: an entry, where it is set like the form's labels."""
    if p.text.strip(" .)").isdigit():
        # The number of an item of minutes.
        return None
    run_in = p.shape is Shape.RUN_IN and p.colon and p.parted
    alone = p.shape is Shape.ALONE and not (_is_title_like(p) and not _has_subject(before))
    return Target("front") if p.shape in _LABELS or (before and (alone or run_in)) else None


def _has_subject(before: Sequence[Heading]) -> bool:
    return any(h.target.field == "subject" for h in before)


def _is_title_like(p: Proposal) -> bool:
    """Tell whether a line could be what the decision is about: several words on their own that ask for nothing."""
    return p.shape is Shape.ALONE and not (p.colon or p.text.endswith("?")) and len(p.text.split()) > 3


def _is_number(text: Sequence[str]) -> bool:
    """Tell whether what is filled in is the number of a decision, and nothing else."""
    value = " ".join(text)
    return find_number(value) == (0, len(value))


def _of_prose(p: Proposal, text: Sequence[str]) -> Target | None:
    """Return the section that a label's wording heads where it is numbered and paragraphs stand below it."""
    if p.shape is Shape.ALONE and p.numbering == "1" and len(text) >= LEAST_PROSE:
        return Target("section", SectionKind.BACKGROUND)
    return None


def _is_vague(section: Target, text: Sequence[str]) -> bool:
    """Tell whether a word or two in a label tell too little to begin the body: of no kind, or with little filled in."""
    return section.kind is SectionKind.OTHER or 0 < len(text) <= MOST_FILLED_IN


def _cued_in_front(p: Proposal, entry: Target | None, section: Target | None, *, has_subject: bool) -> Target | None:
    """Return what a line of the front matter announces that only a word or two of it tells."""
    asks = p.colon or p.text.endswith("?")
    if p.caps and p.whole_line_caps and p.shape is Shape.RUN_IN:
        # "URGENT DECISION: REPAIRS TO THE WEIR" is a title throughout.
        return None
    if not has_subject and _is_title_like(p):
        # What stands out above the first heading is what the decision is about: "Parks - Results of Consultation".
        return None
    return entry or section if asks else section


def _body_target(w: Weighed) -> Target | None:
    if w.match is None:
        return Target("section", SectionKind.OTHER)
    section, entry = w.match.target("section"), w.match.target("field", "front")
    labels = w.proposal.shape in _LABELS
    p = w.proposal
    set_as_label = p.text.endswith("?") or (p.shape is Shape.RUN_IN and p.bold and p.colon and p.parted)
    asks = set_as_label and entry is not None and section is None
    if w.match.by_cue and _tells_an_effect(entry, section):
        return entry
    if w.match.by_cue and not (labels or asks):
        return section
    vague = {SectionKind.OTHER, SectionKind.DECISION} if labels and _tells_a_day(entry) else {SectionKind.OTHER}
    if entry is None or (section is not None and not (w.match.by_cue and section.kind in vague)):
        return section
    return entry if _is_entry_in_body(w, entry) else None


def _tells_a_day(entry: Target | None) -> bool:
    """Tell whether a label asks for a day: "Decision comes into force" says more of it than of the decision."""
    return entry is not None and entry.field in _DAYS


def _tells_an_effect(entry: Target | None, section: Target | None) -> bool:
    """Tell "When this determination takes effect" from a heading over what was determined."""
    is_day = entry is not None and entry.field in {"effective_date", "call_in_deadline"}
    return is_day and section is not None and section.kind is SectionKind.DECISION


def _is_entry_in_body(w: Weighed, entry: Target) -> bool:
    p = w.proposal
    if p.shape in _LABELS:
        return True
    if entry.type == "front" and (not p.bold or (w.match and w.match.phrase in _OF_SIGNATURES)):
        return False
    # "Title:" or "Date:" within running text is no entry of the form unless it is set like one.
    plain_word = " " not in (w.match.phrase if w.match else "")
    return p.bold or p.caps or (not plain_word and (p.colon or p.shape is Shape.ALONE))
