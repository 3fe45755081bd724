"""Where the fields of one decision are looked for: its entries, with the mentions and the words behind them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from decision_models import Field
from extractor.assembling.boundaries import REACH, RUNS_ON, Kind, Span, Spans, runs_on
from extractor.assembling.provenance import Pages, confidence_of, regions_of, tokens_within
from extractor.document import Amount, Date, Decision, Entry, FieldName, Mentions, Person, Reference, Role, Token
from extractor.splitting.forms import Form

T = TypeVar("T")
# An entry with a label that asks for it this surely is taken at its word.
SURELY_ASKED = 0.8
Located = Date | Role | Person
Placed = Amount | Date | Role | Person | Reference
_KINDS: dict[type[Placed], Kind] = {Amount: "sum", Date: "date", Role: "post", Person: "name", Reference: "reference"}


@dataclass(frozen=True)
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

    def said(self, entry: Entry) -> str:
        """Return the words of an entry on one line."""
        return " ".join(self.decision.said(entry).split())

    def field(self, value: T, place: Located | Entry, certainty: float = 1.0) -> Field[T]:
        """Return ``value`` as a field that rests on the words at ``place``."""
        section = self.decision.sections[place.section]
        headed = isinstance(place, Entry) and place.in_heading
        tokens = tokens_within(section.heading_tokens if headed else section.tokens, place.start, place.end)
        text = self.decision.said(place) if isinstance(place, Entry) else section.text[place.start : place.end]
        return self.resting(
            value, text, tokens, certainty * (1.0 if isinstance(place, Entry) else self.wholeness(place))
        )

    def resting(self, value: T, text: str, tokens: Sequence[Token], certainty: float) -> Field[T]:
        """Return ``value`` as a field that rests on some words, which read ``text``."""
        confidence = confidence_of(tokens, certainty)
        return Field(value=value, text=text, confidence=confidence, regions=regions_of(tokens, self.pages))

    def wholeness(self, mention: Placed) -> float:
        """Return what is left of a mention's certainty where it seems to be cut off, else 1."""
        span, text = (mention.start, mention.end), self.decision.sections[mention.section].text
        others = self._spans[mention.section].around(mention.start - REACH, mention.end + REACH)
        return RUNS_ON if runs_on(text, span, _KINDS[type(mention)], others) else 1.0

    @cached_property
    def _spans(self) -> Mapping[int, Spans]:
        given = self.mentions
        every: tuple[Placed, ...] = (*given.amounts, *given.dates, *given.roles, *given.people, *given.references)
        by_section: dict[int, list[Span]] = defaultdict(list)
        for mention in every:
            by_section[mention.section].append((mention.start, mention.end))
        return {section: Spans.of(spans) for section, spans in by_section.items()}


def is_asked(entry: Entry) -> bool:
    """Say whether a label surely asks for what an entry holds."""
    return bool(entry.label) and entry.confidence >= SURELY_ASKED


def within(mentions: Sequence[Located], entry: Entry) -> list[Located]:
    """Return the mentions that stand in an entry."""
    if entry.in_heading:
        return []
    return [m for m in mentions if m.section == entry.section and entry.start <= m.start and m.end <= entry.end]
