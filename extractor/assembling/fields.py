"""What the entries of a decision say: entries and mentions in, the fields of the record out.

Dates, posts and names are not read here again: an entry's value is the mention that stands in it.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from decision_models import Field, Publication, SectionKind
from extractor.assembling.boundaries import RUNS_ON, Kind, runs_on
from extractor.assembling.provenance import Pages, confidence_of, region_of, regions_of, tokens_within
from extractor.document import (
    Amount,
    Date,
    Decision,
    Entry,
    FieldName,
    Mentions,
    Person,
    Reference,
    Role,
    Token,
)
from extractor.shapes.bodies import as_name
from extractor.shapes.numbers import repair_number
from extractor.splitting.forms import Form
from extractor.splitting.wording import normalise, whole_words

T = TypeVar("T")
Located = Date | Role | Person
Placed = Amount | Date | Role | Person | Reference
_KINDS: dict[type[Placed], Kind] = {Amount: "sum", Date: "date", Role: "post", Person: "name", Reference: "reference"}
# A value mended from misread letters is less sure than one read as it stands.
REPAIRED = 0.7
# Of 29 documents whose form labels no public body, 3 were given a wrong one.
_UNLABELLED_AUTHORITY = 0.89
_QUESTION = re.compile(r"([^?]*)\?\s*(yes|no)\b", re.IGNORECASE)
_WITHHOLDS = re.compile(r"part (?:2|ii)|exempt|confidential|restrict|sensitive|defer|withh|private", re.IGNORECASE)
# What is exempt, where only a part of the record is: "Appendix B only".
_PART_OF_IT = re.compile(r"(?:the )?(?:appendi(?:x|ces)|annex(?:es)?|schedules?|enclosures?|attachments?|parts?)\b")
_ATTACHED = re.compile(r"\b(?:appendi(?:x|ces)|annex(?:es)?|enclosures?)\b")
_ASKS_PUBLICATION = re.compile(
    r"\b(?:publication|(?:be )?published|(?:public|anyone|everyone) (?:see|read)|open to the public|is it public)\b"
)
_YES = re.compile(r"\byes\b")
_SAY_EFFECT: tuple[FieldName, ...] = ("call_in_deadline", "publication_date", "decision_date", "publication")
_EFFECT = re.compile(
    r"\b(?:implemented|acted (?:up)?on|carried out|tak(?:e|es|en) effect|effective|com(?:e|es) into (?:force|effect)|"
    r"put into effect|actioned)\b[^.;]{0,40}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """Where the fields of one decision are looked for."""

    decision: Decision
    mentions: Mentions
    form: Form
    pages: Pages

    def entries(self, name: FieldName) -> Iterator[Entry]:
        """Yield the entries of one name that say something, in reading order."""
        return (e for e in self.decision.entries if e.name == name and e.end > e.start)

    def tokens(self, section: int, start: int, end: int) -> tuple[Token, ...]:
        """Return the words behind a stretch of a section's text."""
        return tokens_within(self.decision.sections[section].tokens, start, end)

    def text(self, section: int, start: int, end: int) -> str:
        """Return a stretch of a section's text."""
        return self.decision.sections[section].text[start:end]

    def field(self, value: T, place: Located | Entry, certainty: float = 1.0) -> Field[T]:
        """Return ``value`` as a field that rests on the words at ``place``."""
        tokens = self.tokens(place.section, place.start, place.end)
        text = self.text(place.section, place.start, place.end)
        confidence = confidence_of(tokens, certainty * (1.0 if isinstance(place, Entry) else self.wholeness(place)))
        return Field(value=value, text=text, confidence=confidence, regions=regions_of(tokens, self.pages))

    def wholeness(self, mention: Placed) -> float:
        """Return what is left of a mention's certainty where it seems to be cut off, else 1."""
        span, text = (mention.start, mention.end), self.decision.sections[mention.section].text
        given = self.mentions
        every: tuple[Placed, ...] = (*given.amounts, *given.dates, *given.roles, *given.people, *given.references)
        others = ((m.start, m.end) for m in every if m.section == mention.section)
        return RUNS_ON if runs_on(text, span, _KINDS[type(mention)], others) else 1.0


def within(mentions: Sequence[Located], entry: Entry) -> list[Located]:
    """Return the mentions that stand in an entry."""
    return [m for m in mentions if m.section == entry.section and entry.start <= m.start and m.end <= entry.end]


# -- plain values -----------------------------------------------------------------------------------------------------


def text_field(found: Found, name: FieldName) -> Field[str] | None:
    """Return an entry's text on one line, or None."""
    entry = next(found.entries(name), None)
    if entry is None:
        return None
    text = " ".join(found.text(entry.section, entry.start, entry.end).split()).strip(" :–-")
    return found.field(text, entry, entry.confidence) if text else None


def number_field(found: Found) -> Field[str] | None:
    """Return the decision's number, digits for the letters that OCR took them for."""
    entry = next(found.entries("decision_number"), None)
    if entry is None:
        return None
    text = " ".join(found.text(entry.section, entry.start, entry.end).split()).strip(" :.,;–-")
    # A narrow cell breaks it after a stroke.
    text = re.sub(r"(?<=\w[/-]) (?=\d)", "", text)
    value = repair_number(text)
    certainty = min(1.0, entry.confidence + 0.1) * (REPAIRED if value != text else 1.0)
    return found.field(value, entry, certainty) if any(c.isdigit() for c in value) or len(value.split()) <= 3 else None


def authority_field(found: Found) -> Field[str] | None:
    """Return the public body: as labelled, else as the form's title, a running head or the text names it."""
    stated = text_field(found, "authority")
    if stated is not None:
        return stated.model_copy(update={"value": as_name(re.sub(r"^the\s+", "", stated.value, flags=re.IGNORECASE))})
    named = found.decision.authority
    if named is None:
        return None
    text = " ".join(named.text.split())
    return Field(
        value=as_name(text),
        text=named.text,
        confidence=confidence_of(named.tokens, _UNLABELLED_AUTHORITY),
        regions=regions_of(named.tokens, found.pages),
    )


def lead_officer_field(found: Found) -> Field[str] | None:
    """Return the officer to ask: the person named in the entry, else the entry's words before the first comma."""
    for entry in found.entries("lead_officer"):
        people = [m for m in within(found.mentions.people, entry) if isinstance(m, Person)]
        if people:
            return found.field(people[0].name, people[0], people[0].certainty)
    entry_or_none = next(found.entries("lead_officer"), None)
    if entry_or_none is None:
        return None
    text = re.split(r"[,;\n\t(]|\s[–-]\s", found.text(entry_or_none.section, entry_or_none.start, entry_or_none.end))[
        0
    ].strip()
    return found.field(text, entry_or_none, 0.6) if text else None


# -- values from a closed set -----------------------------------------------------------------------------------------


def publication_field(found: Found) -> Field[Publication] | None:
    """Return how much the public may see, or None where the form does not say or says two things."""
    for entry in found.entries("publication"):
        value = _publication(found.text(entry.section, entry.start, entry.end), entry.label, found.form)
        if value is not None:
            return found.field(value, entry, min(1.0, entry.confidence + 0.1))
    return None


def _publication(text: str, label: str, form: Form) -> Publication | None:
    answers = [m[2].casefold() for m in _QUESTION.finditer(text) if _WITHHOLDS.search(m[1])]
    if answers:
        return Publication.PART_EXEMPT if "yes" in answers else Publication.PUBLIC
    said = normalise(text)
    if any(w in normalise(label) for w in form.wordings("publication", "affirmative")):
        # "Exempt? No": what is affirmed or denied is the label.
        if re.match(r"(?:no|none|nil|not applicable|n/?a)\b", said):
            return Publication.PUBLIC
        if re.match(r"yes\b", said):
            return Publication.PART_EXEMPT if _finds(form, "part_exempt", said) else Publication.EXEMPT
        if _PART_OF_IT.match(said):
            return Publication.PART_EXEMPT
    asks_publication = bool(_ASKS_PUBLICATION.search(normalise(label)))
    if asks_publication and re.match(r"no\b", said):
        return Publication.PART_EXEMPT if "in full" in normalise(label) else Publication.EXEMPT
    return _publication_words(said, form, asks_publication=asks_publication)


def _publication_words(said: str, form: Form, *, asks_publication: bool) -> Publication | None:
    if _finds(form, "part_exempt", said) or _withholds_part(form, said):
        return Publication.PART_EXEMPT
    if _finds(form, "not_exempt", said):
        return Publication.PUBLIC
    if _finds(form, "exempt", said):
        return None if _offers_choice(said) else Publication.EXEMPT
    is_public = _finds(form, "public", said) or (asks_publication and re.match(r"yes\b", said))
    return Publication.PUBLIC if is_public else None


def _finds(form: Form, key: str, said: str) -> bool:
    words = form.wordings("publication", key)
    return bool(words) and bool(whole_words(re.escape(normalise(w)) for w in words).search(said))


def _withholds_part(form: Form, said: str) -> bool:
    """Tell whether only an appendix is kept back: "Open; Appendix 3 is not for publication"."""
    if not _finds(form, "exempt", said) or _finds(form, "not_exempt", said):
        return False
    return bool(_ATTACHED.search(said))


def _offers_choice(said: str) -> bool:
    # "Open / Part exempt / Exempt": the form's choices with none taken.
    return bool(re.search(r"\b(?:open|public)\b\s*/\s*(?:\w+ )?(?:exempt|confidential|private|closed)", said))


def key_decision_fields(found: Found) -> tuple[Field[bool] | None, Field[str] | None]:
    """Return whether it is a key decision, and the reason given."""
    for entry in found.entries("key_decision"):
        text = found.text(entry.section, entry.start, entry.end)
        value, reason = _key_decision(text, entry.label, found.form)
        if value is not None:
            flag = found.field(value, entry, min(1.0, entry.confidence + 0.1))
            given = found.field(reason, entry, entry.confidence) if reason else text_field(found, "key_decision_reason")
            return flag, given
    return None, text_field(found, "key_decision_reason")


def _key_decision(text: str, label: str, form: Form) -> tuple[bool | None, str | None]:
    said = normalise(text)
    if not said or (_YES.search(said) and re.search(r"\byes\b\W*\bno\b", said)):
        return None, None
    asks = "key" in normalise(label).split()
    denies = whole_words(re.escape(w) for w in form.wordings("key_decision", "no") if w != "no").search(said)
    if denies or re.match(r"(?:[\w ]+ / )?no\b", said):
        return False, None
    if said in {normalise(w) for w in form.wordings("nil", "wordings")}:
        return None, None
    confirms = re.match(r"(?:yes|key(?: decision)?)\b", said) or re.search(r"\bkey decision\b|^\w+ / yes\b", said)
    if confirms or asks:
        reason = re.sub(
            r"^\s*(?:[^\W\d]+ ?/ ?)?(?:yes|key(?: decision)?)\b[\s.,:;–—-]*", "", text, flags=re.IGNORECASE
        ).strip()
        reason = reason[1:-1] if reason.startswith("(") and reason.endswith(")") else reason
        return True, reason or None
    return None, None


# -- dates ------------------------------------------------------------------------------------------------------------


def date_field(found: Found, name: FieldName) -> Field[dt.date] | None:
    """Return the first whole date of an entry, or None."""
    for entry in found.entries(name):
        for mention in within(found.mentions.dates, entry):
            if isinstance(mention, Date) and _is_day(mention) and mention.earliest is not None:
                return found.field(mention.earliest, mention, mention.certainty * min(1.0, entry.confidence + 0.1))
    return None


def effective_date_field(found: Found) -> Field[dt.date] | None:
    """Return when the decision takes effect: as labelled, else as the entry on call-in or publication says."""
    labelled = date_field(found, "effective_date")
    if labelled is not None:
        return labelled
    for name in _SAY_EFFECT:
        for entry in found.entries(name):
            for mention in within(found.mentions.dates, entry):
                before = found.text(entry.section, max(entry.start, mention.start - 60), mention.start)
                if isinstance(mention, Date) and _is_day(mention) and mention.earliest and _EFFECT.search(before):
                    return found.field(mention.earliest, mention, mention.certainty * 0.8)
    return None


def _is_day(mention: Date) -> bool:
    return mention.earliest is not None and mention.earliest == mention.latest


def decision_date_field(found: Found, is_maker: Callable[[int], bool]) -> Field[dt.date] | None:
    """Return the decision's date: as labelled, else as its maker's signature is dated, else the last signature's date.

    ``is_maker`` tells whether a section bears the decision maker's name or post.
    """
    labelled = date_field(found, "decision_date")
    if labelled is not None:
        return labelled
    signed = [m for m in found.mentions.dates if _is_day(m) and _kind(found, m) is SectionKind.SIGNATURE]
    if not signed:
        return None
    makers = [m for m in signed if is_maker(m.section)]
    chosen = makers[0] if makers else max(signed, key=lambda m: (m.earliest or dt.date.min, -m.start))
    return found.field(chosen.earliest, chosen, chosen.certainty * 0.8) if chosen.earliest else None


def _kind(found: Found, mention: Located) -> SectionKind:
    return found.decision.sections[mention.section].kind


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
