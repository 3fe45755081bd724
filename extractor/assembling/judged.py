"""A record's names and days with what each most likely is: judged once for all its fields."""

from dataclasses import dataclass
from functools import cached_property

from decision_models import SectionKind
from extractor.assembling.deciders import candidates_of
from extractor.assembling.found import Found
from extractor.assembling.judging import Judge, Judges
from extractor.assembling.judging_features import Record
from extractor.assembling.places import Candidate, Place, Where
from extractor.splitting.word_model import Floats


@dataclass(frozen=True)
class Judged:
    """A record with everybody and every day it names.

    ``opening`` is the first record of the file where that is another: what it says before it decides stands for all.
    """

    record: Record
    judges: Judges
    opening: Found | None = None

    @property
    def found(self) -> Found:
        """Where the record's fields are looked for."""
        return self.record.found

    @cached_property
    def names(self) -> "Weighed":
        """Everybody who is named, as maker, officer or other."""
        return Weighed.by(self.judges.names, candidates_of(self.found, self.opening), self.record)

    @cached_property
    def days(self) -> "Weighed":
        """Every day that is named, as the field it is."""
        return Weighed.by(self.judges.days, days_of(self.found, self.opening), self.record)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Candidates in the order they are named, with how likely each is to be of each class."""

    candidates: tuple[Candidate, ...]
    likely: dict[str, Floats]

    @classmethod
    def by(cls, judge: Judge, candidates: list[Candidate], record: Record) -> "Weighed":
        """Return candidates as a judge weighs them."""
        return cls(tuple(candidates), judge.likely(candidates, record))

    def likelier_than(self, name: str, least: float) -> list[tuple[Candidate, float]]:
        """Return those at least so likely to be of a class."""
        told = zip(self.candidates, self.likely[name].tolist(), strict=True)
        return [(candidate, sure) for candidate, sure in told if sure >= least]

    def likeliest(self, name: str, least: float) -> tuple[Candidate, float] | None:
        """Return the likeliest to be of a class; None where none is at least so likely."""
        return max(self.likelier_than(name, least), key=lambda one: one[1], default=None)


def days_of(found: Found, opening: Found | None = None) -> list[Candidate]:
    """Return every whole day that a record names, and its file's first record in its front matter."""
    days = dict[str, Candidate]()
    sources: list[tuple[Found, Where]] = [(found, "text")]
    if opening is not None:
        sources.append((opening, "opening"))
    for source, where in sources:
        for mention in source.mentions.dates:
            section = source.decision.sections[mention.section]
            whole = mention.earliest is not None and mention.earliest == mention.latest
            if whole and (where == "text" or section.kind is SectionKind.HEADER):
                span = (mention.start, mention.end)
                place = Place(source, where, mention.section, section.text, section.tokens, *span, mention.certainty)
                days.setdefault(str(mention.earliest), Candidate("day", str(mention.earliest), [])).places.append(place)
    return list(days.values())
