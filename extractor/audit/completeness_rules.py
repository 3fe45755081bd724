"""Loads what the law requires of a record: ``data/statutes.toml`` enters, checked rules leave.

It must not know how a record is searched, only what is to be looked for and who is bound by what.
"""

import datetime as dt
import re
import tomllib
from functools import cache
from importlib import resources
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from decision_models import SectionKind
from extractor.errors import InternalError

MakerKind = Literal["member", "body", "officer", "other", "unknown"]
FILE = "statutes.toml"


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


Patterns = tuple[Annotated[str, AfterValidator(_compiles)], ...]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Makers(_Rule):
    """How one kind of decision maker is told by post, body or name."""

    kind: MakerKind
    patterns: Patterns


class Authorities(_Rule):
    """Which bodies the rules for councils with an executive bind, and which other rules bind."""

    councils: Patterns
    without_executive: Patterns
    under_other_law: Patterns
    elsewhere: Patterns = ()
    elsewhere_texts: Patterns = ()


class Item(_Rule):
    """Something that a record must contain, and how it is recognised.

    A blank section may be continued in the next, of a kind in ``continues_in``. Of a section's sentences only those with
    ``about`` in them count, where that is given. ``follows`` names the item that calls for this one.
    """

    title: str
    field: Literal["decision_date"] | None = None
    kinds: tuple[SectionKind, ...] = ()
    headings: Patterns = ()
    phrases: Patterns = ()
    continues_in: tuple[SectionKind, ...] = ()
    about: Annotated[str, AfterValidator(_compiles)] | None = None
    nil_suffices: bool
    follows: str | None = None


class Requirement(_Rule):
    """An item with the paragraph that asks for it. ``conditional`` says when, where not always."""

    item: str
    provision: str
    conditional: str | None = None


class Regime(_Rule):
    """One provision: whom it binds, from when (inclusive), until when (exclusive), and what it asks for.

    ``checked`` says whether the letters of its paragraphs were held against the official text.
    """

    id: str
    title: str
    citation: str
    makers: frozenset[MakerKind]
    executive: bool = False
    key_only: bool = False
    checked: bool = True
    begins: dt.date
    ends: dt.date | None = None
    requires: tuple[Requirement, ...] = Field(min_length=1)

    def covers(self, day: dt.date) -> bool:
        """Tell whether the provision is in force on ``day``."""
        return self.begins <= day and (self.ends is None or day < self.ends)


class Nil(_Rule):
    """Sentences that say there is nothing."""

    sentences: Patterns


class Statutes(_Rule):
    """All of ``statutes.toml``."""

    makers: tuple[Makers, ...]
    authorities: Authorities
    items: dict[str, Item]
    nil: Nil
    regimes: tuple[Regime, ...]

    @model_validator(mode="after")
    def _names_known_items(self) -> Self:
        named = {r.item: f"regimes.{regime.id}" for regime in self.regimes for r in regime.requires}
        named |= {item.follows: f"items.{name}" for name, item in self.items.items() if item.follows}
        unknown = [f"{place} names the item '{item}', which is not there" for item, place in named.items()]
        unknown = [line for line, item in zip(unknown, named, strict=True) if item not in self.items]
        if unknown:
            raise ValueError("; ".join(unknown))
        return self


@cache
def statutes() -> Statutes:
    """Return the packaged rules. Raises InternalError, naming file and keys, when they are not sound."""
    text = (resources.files("extractor.audit") / "data" / FILE).read_text(encoding="utf-8")
    return read_statutes(text)


def read_statutes(text: str) -> Statutes:
    """Read rules from TOML. Raises InternalError, naming file and keys, when they are not sound."""
    try:
        return Statutes.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InternalError(FILE, detail=str(error)) from error
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg']}" for e in error.errors())
        raise InternalError(FILE, detail="; ".join(faults)) from error
