"""Fields that are text: subject, number, public body. An entry's words go in, the value as one writes it comes out."""

import re

from decision_models import Field
from extractor.assembling.answers import is_pending
from extractor.assembling.found import Found
from extractor.document import FieldName
from extractor.shapes.bodies import as_name, body_within, find_authority, is_own_name
from extractor.shapes.numbers import find_number, number_within, repair_number
from extractor.shapes.points import lead_number

# A value mended from misread letters is less sure than one read as it stands.
REPAIRED = 0.7
# Of 29 documents whose form labels no public body, 3 were given a wrong one.
_UNLABELLED_AUTHORITY = 0.89
# Where the tagger takes a name for none, its shape alone speaks for it.
BY_SHAPE = 0.6
_MOST_NUMBER_WORDS = 3
_REPLY = re.compile(r"^(?:(?:re|fwd?) ?: *)+", re.IGNORECASE)


def text_field(found: Found, name: FieldName) -> Field[str] | None:
    """Return an entry's text on one line, or None."""
    entry = next(found.entries(name), None)
    if entry is None:
        return None
    text = found.said(entry).strip(" :–-")
    return found.field(text, entry, entry.confidence) if text else None


def subject_field(found: Found) -> Field[str] | None:
    """Return the subject without the number of its item: "Item 12.3 Replacement of the pump".

    A line that no label asks for and that names a public body and nothing else is whose paper it is.
    """
    entry = next(found.entries("subject"), None)
    stated = _without_reply(text_field(found, "subject"))
    whole = (0, 0, len(stated.value)) if stated else None
    if entry and stated and not entry.label and find_authority([stated.value], found.form.body_words) == whole:
        return None
    lead = lead_number(stated.value.split()) if stated else None
    # "48 Tamarack Crescent" is no forty-eighth item.
    numbered = lead is not None and (lead.style == "ref" or lead.style.startswith("item"))
    rest = " ".join(stated.value.split())[lead.behind :].strip(" :–—-") if stated and lead and numbered else ""
    return stated.model_copy(update={"value": rest}) if stated and rest else stated


def number_field(found: Found) -> Field[str] | None:
    """Return the decision's number without the words around it, digits for the letters that OCR took them for."""
    entry = next(found.entries("decision_number"), None)
    if entry is None:
        return _number_of_mail(found)
    if is_pending(found.said(entry), found.form):
        return None
    text = number_within(found.said(entry))
    value = repair_number(text)
    certainty = min(1.0, entry.confidence + 0.1) * (REPAIRED if value != text else 1.0)
    said = any(c.isdigit() for c in value) or 0 < len(value.split()) <= _MOST_NUMBER_WORDS
    return found.field(value, entry, certainty) if said else None


def _without_reply(subject: Field[str] | None) -> Field[str] | None:
    """Return the subject without what a mail program sets before it: "RE: FW: Repair of the slipway"."""
    rest = _REPLY.sub("", subject.value) if subject else ""
    return subject.model_copy(update={"value": rest}) if subject and rest else subject


def _number_of_mail(found: Found) -> Field[str] | None:
    """Return the number that the subject of a mail begins with, behind "RE:"."""
    entry = next(found.entries("subject"), None)
    text = found.said(entry) if entry else ""
    reply = _REPLY.match(text)
    rest = text[reply.end() :] if reply else ""
    place = find_number(rest)
    if entry is None or place is None or rest[: place[0]].strip():
        return None
    return found.field(rest[slice(*place)], entry, entry.confidence * REPAIRED)


def authority_field(found: Found) -> Field[str] | None:
    """Return the public body: as labelled, else as the form's title, a running head or the text names it."""
    entry = next(found.entries("authority"), None)
    name = body_within(found.decision.said(entry), found.form.body_words) if entry else ""
    named = found.decision.authority
    if entry and name and (is_own_name(name) or named is None):
        return found.field(as_name(name), entry, entry.confidence)
    if named is None:
        return None
    value = as_name(body_within(named.text, found.form.body_words))
    return found.resting(value, named.text, named.tokens, _UNLABELLED_AUTHORITY)
