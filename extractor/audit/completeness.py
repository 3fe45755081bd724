"""What the law requires a record to contain, and whether it is there: a record enters, one finding an item leaves.

Rules and their citations are data (``completeness_rules``). A missing heading is not yet a breach: what is said of an
item under another heading counts, and where a page could not be read nothing is called missing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from decision_models import DecisionRecord, Region, Section, SectionState
from extractor.audit.completeness_regime import dating_of, maker_kind, regime_of
from extractor.audit.completeness_rules import Item, Regime, Requirement, statutes
from extractor.audit.finding import Finding, FindingKind, FindingState

# Of several sections on one matter the one that says most counts.
_SAID = ((SectionState.STATED, FindingState.PRESENT), (SectionState.NIL, FindingState.NIL))
_UNSAID = ((SectionState.ILLEGIBLE, FindingState.ILLEGIBLE), (SectionState.BLANK, FindingState.BLANK))
_DATE_LINE = re.compile(r"(?:^|\n)\W*(?:signed\W+)?dated?\b(?: of decision)?[\s.:_…]*(?:\n|$)", re.IGNORECASE)
_UNREADABLE = frozenset({"page_illegible", "page_damaged", "page_out_of_memory"})


@dataclass(frozen=True, slots=True)
class _Found:
    """What became of an item, in words for a person, and where."""

    state: FindingState
    message: str
    regions: tuple[Region, ...] = ()


def completeness(record: DecisionRecord) -> tuple[Finding, ...]:
    """Return a finding for each item that the law asks for; none where no law is known to bind the record."""
    regime = regime_of(record)
    if regime is None:
        return ()
    found = {one.item: _look(record, one.item) for one in regime.requires}
    for one in regime.requires:
        follows = statutes().items[one.item].follows
        if follows:
            found[one.item] = _following(record, one.item, found[follows])
    return tuple(_finding(record, regime, one, found) for one in regime.requires)


def _finding(record: DecisionRecord, regime: Regime, one: Requirement, found: dict[str, _Found]) -> Finding:
    item, result = statutes().items[one.item], found[one.item]
    message = result.message
    if one.conditional and result.state is FindingState.MISSING:
        message += f" It is {one.conditional}."
    if item.field == "decision_date" and result.state is not FindingState.PRESENT:
        message += _judged_by(record)
    if one is regime.requires[0] and maker_kind(record) == "unknown":
        message += " Who decided cannot be told; it is judged as a member's decision."
    return Finding(
        rule=f"{regime.id}-{one.item}",
        title=item.title,
        citation=f"{regime.citation}{one.provision}",
        kind=FindingKind.COMPLETENESS,
        state=result.state,
        is_fault=_is_fault(item, one, found),
        message=message,
        regions=result.regions,
    )


def _is_fault(item: Item, one: Requirement, found: dict[str, _Found]) -> bool:
    state = found[one.item].state
    if state is FindingState.PRESENT or (state is FindingState.NIL and item.nil_suffices):
        return False
    if item.follows and found[item.follows].state is not FindingState.PRESENT:
        # The fault lies with what it follows, which has a finding of its own.
        return False
    return not (one.conditional and state is FindingState.MISSING)


def _judged_by(record: DecisionRecord) -> str:
    dating = dating_of(record)
    if dating is None:
        return " Without a date it is judged by the rules in force today."
    return f" It is judged by the rules of {dating.by}."


# -- looking ----------------------------------------------------------------------------------------------------------


def _look(record: DecisionRecord, name: str) -> _Found:
    item = statutes().items[name]
    if item.field is not None:
        return _date(record)
    headed = [s for s in record.sections if s.kind in item.kinds or _any(item.headings, s.heading or "")]
    return (
        _from_sections(headed, item)
        or _from_phrases(record, item)
        or _continued(record, headed, item)
        or _left_open(headed)
        or _absent(record)
    )


def _date(record: DecisionRecord) -> _Found:
    if record.decision_date is not None:
        day, regions = record.decision_date.value, record.decision_date.regions
        return _Found(FindingState.PRESENT, f"{day.day} {day:%B %Y}{_on(regions)}.", regions)
    for regions in _unfilled_dates(record):
        return _Found(FindingState.BLANK, f"The place for the date{_on(regions)} is not filled in.", regions)
    return _absent(record)


def _unfilled_dates(record: DecisionRecord) -> Iterator[tuple[Region, ...]]:
    """Give the places of captions "Date" with nothing beside them."""
    yield from (f.regions for f in record.quality.furniture if _DATE_LINE.fullmatch(f.text))
    front = (s for s in record.sections if s.kind in {"header", "signature"})
    yield from (s.regions for s in front if _DATE_LINE.search(s.text))


def _from_sections(sections: list[Section], item: Item) -> _Found | None:
    """Look at what the sections on a matter say, or say that there is nothing."""
    for said, state in _SAID:
        for section in sections:
            if section.state is said:
                nil = state is FindingState.PRESENT and _says_nothing(section.text, item)
                shown = FindingState.NIL if nil else state
                return _Found(shown, _message(section, shown), section.regions)
    return None


def _continued(record: DecisionRecord, headed: list[Section], item: Item) -> _Found | None:
    """Look under the next heading, where a form goes on with sub-headings at once."""
    for section, following in pairwise(record.sections):
        if section in headed and following.kind in item.continues_in and following.state is SectionState.STATED:
            message = f"{_message(section, FindingState.PRESENT)[:-1]}, continued under “{following.heading}”."
            return _Found(FindingState.PRESENT, message, (*section.regions, *following.regions))
    return None


def _left_open(sections: list[Section]) -> _Found | None:
    for said, state in _UNSAID:
        for section in sections:
            if section.state is said:
                return _Found(state, _message(section, state), section.regions)
    return None


def _from_phrases(record: DecisionRecord, item: Item) -> _Found | None:
    for section in record.sections:
        said = next((m[0] for p in item.phrases if (m := re.search(p, section.text, re.IGNORECASE))), None)
        if said is not None:
            under = f", under “{section.heading}”" if section.heading else ""
            words = " ".join(said.split())
            return _Found(FindingState.PRESENT, f"“{words}”{_on(section.regions)}{under}.", section.regions)
    return None


def _absent(record: DecisionRecord) -> _Found:
    pages = sorted({w.page for w in record.warnings if w.code in _UNREADABLE and w.page is not None})
    if pages:
        listed = ", ".join(map(str, pages))
        said = f"Not found; it may stand on page {listed}, which could not be read."
        return _Found(FindingState.ILLEGIBLE, said)
    return _Found(FindingState.MISSING, "No heading and no sentence speaks of it.")


def _following(record: DecisionRecord, name: str, led: _Found) -> _Found:
    """Judge what is called for only by something else: a dispensation by a declared interest."""
    if led.state is FindingState.NIL:
        return _Found(FindingState.NIL, "No interest was declared, so none is called for.", led.regions)
    if led.state is not FindingState.PRESENT:
        return _Found(
            led.state, "Whether one was called for cannot be told, for want of a note of interests.", led.regions
        )
    noted = _from_phrases(record, statutes().items[name])
    said = "An interest is declared; whether there is a dispensation is not said."
    return noted or _Found(FindingState.MISSING, said, led.regions)


# -- words ------------------------------------------------------------------------------------------------------------


def _message(section: Section, state: FindingState) -> str:
    heading, place = f"“{section.heading}”" if section.heading else f"The {section.kind} section", _on(section.regions)
    if state is FindingState.NIL:
        said = " ".join(section.text.split())
        return f"{heading}{place} says “{said[:60]}{'…' if len(said) > 60 else ''}”."
    if state is FindingState.BLANK:
        return f"{heading}{place} has nothing under it."
    if state is FindingState.ILLEGIBLE:
        return f"{heading}{place} could not be read."
    return f"{heading}{place}."


def _on(regions: Iterable[Region]) -> str:
    pages = sorted({region.page for region in regions})
    if not pages:
        return ""
    return f" on page {pages[0]}" if len(pages) == 1 else f" on pages {pages[0]}–{pages[-1]}"


def _says_nothing(text: str, item: Item) -> bool:
    """Tell whether each sentence (that is about the item) says that there is nothing."""
    sentences = [s.strip() for s in re.split(r"[.;]\s+|\n", text) if s.strip(" .;")]
    if item.about is not None and any(re.search(item.about, s, re.IGNORECASE) for s in sentences):
        sentences = [s for n, s in enumerate(sentences) if not n or re.search(item.about, s, re.IGNORECASE)]
        # "(Item 2)" and the like before the first sentence say nothing either way.
        sentences = [s for s in sentences if not re.fullmatch(r"\W*(?:item|minute)?\W*\d*\W*", s, re.IGNORECASE)]
    return bool(sentences) and all(_any(statutes().nil.sentences, s) for s in sentences)


def _any(patterns: tuple[str, ...], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
