"""Who and what a record names, each once with the places where it is named: what its fields are judged among."""

from dataclasses import dataclass, field
from typing import Literal

from decision_models import Field
from extractor.assembling.found import Found, T
from extractor.assembling.provenance import tokens_within
from extractor.document import Token

Kind = Literal["person", "post", "body", "day"]
Where = Literal["text", "heading", "furniture", "short", "opening"]
"""What names a candidate: a section's text, its heading, print of the form, its name in short, or the file's first pages."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate is named: ``text[start:end]`` of a section (-1: of none), and what is left of it if it is cut off."""

    found: Found = field(repr=False)
    where: Where
    section: int
    text: str = field(repr=False)
    tokens: tuple[Token, ...] = field(repr=False)
    start: int
    end: int
    whole: float = 1.0

    @property
    def said(self) -> str:
        """The words themselves."""
        return self.text[self.start : self.end]

    def field(self, value: T, certainty: float) -> Field[T]:
        """Return a value that rests on this place."""
        tokens = tokens_within(self.tokens, self.start, self.end)
        return self.found.resting(value, self.said, tokens, certainty * self.whole)


@dataclass(frozen=True, slots=True)
class Post:
    """A post as titled, with where it is named."""

    title: str
    place: Place


@dataclass(slots=True)
class Candidate:
    """Somebody or a day that is named. ``posts`` are those a person holds, a post's own, or a body's name."""

    kind: Kind
    name: str
    places: list[Place]
    posts: list[Post] = field(default_factory=list)
