"""Fields that are days, and whether the record is signed. Days are not read here again: they are an entry's mentions."""

import datetime as dt
import re

from decision_models import Field
from extractor.assembling.found import Found, is_asked, within
from extractor.assembling.judged import Judged
from extractor.assembling.provenance import region_of, regions_of
from extractor.document import Date, FieldName

# A day at least this likely is the decision's: nearly every decision has one.
EXPECTED = 0.5
# Of publication, effect and call-in many decisions say nothing: of 955 where the body was left out, .7 lets 25 through that are
# none and 233 that are (.5: 39 and 248).
LIKELY = 0.7
_SAY_EFFECT: tuple[FieldName, ...] = ("call_in_deadline", "publication_date", "decision_date", "publication")
_EFFECT = re.compile(
    r"\b(?:implemented|acted (?:up)?on|carried out|tak(?:e|es|en) effect|effective|com(?:e|es) into (?:force|effect)|"
    r"put into effect|actioned)\b[^.;]{0,40}$",
    re.IGNORECASE,
)


def date_field(found: Found, name: FieldName) -> Field[dt.date] | None:
    """Return the first whole date of an entry, or None."""
    for entry in found.entries(name):
        for mention in within(found.mentions.dates, entry):
            if isinstance(mention, Date) and _is_day(mention) and mention.earliest is not None:
                return found.field(mention.earliest, mention, mention.certainty * min(1.0, entry.confidence + 0.1))
    return None


def stated_or_judged(judged: Judged, name: FieldName) -> Field[dt.date] | None:
    """Return the day of an entry, else the day that surely is it without one."""
    return date_field(judged.found, name) or _judged_day(judged, name, LIKELY)


def effective_date_field(judged: Judged) -> Field[dt.date] | None:
    """Return when the decision takes effect: as labelled, else as the entry on call-in or publication says, else as judged."""
    found = judged.found
    labelled = date_field(found, "effective_date")
    if labelled is not None:
        return labelled
    for name in _SAY_EFFECT:
        for entry in found.entries(name):
            for mention in within(found.mentions.dates, entry):
                before = found.text(entry.section, max(entry.start, mention.start - 60), mention.start)
                if isinstance(mention, Date) and _is_day(mention) and mention.earliest and _EFFECT.search(before):
                    return found.field(mention.earliest, mention, mention.certainty * 0.8)
    return _judged_day(judged, "effective_date", LIKELY)


def _is_day(mention: Date) -> bool:
    return mention.earliest is not None and mention.earliest == mention.latest


def decision_date_field(judged: Judged) -> Field[dt.date] | None:
    """Return the decision's date: as a label asks for it, else the day that most likely is it."""
    found = judged.found
    if any(is_asked(entry) for entry in found.entries("decision_date")):
        return date_field(found, "decision_date")
    return _judged_day(judged, "decision_date", EXPECTED) or date_field(found, "decision_date")


def _judged_day(judged: Judged, name: FieldName, least: float) -> Field[dt.date] | None:
    told = judged.days.likeliest(name, least)
    return told[0].places[0].field(dt.date.fromisoformat(told[0].name), told[1]) if told else None


def signed_field(found: Found) -> Field[bool] | None:
    """Return whether ink stands where the form asks for a signature, or None where that cannot be told."""
    decision = found.decision
    if decision.signed is None:
        return None
    captions = decision.signature_captions
    ink = tuple(region_of(page, box, found.pages) for page, box in decision.signature_ink)
    return Field(
        value=decision.signed,
        text=" ".join(t.word.text for t in captions),
        # Whether ink is a signature is judged by its size and place alone.
        confidence=0.8,
        regions=ink or regions_of(captions, found.pages),
    )
