"""The models of one decision record.

Offsets are half-open code-point offsets into the text of the section they name. Regions are PDF points with the origin
at the top left of the page as displayed. Confidence is a probability in [0, 1].
"""

import datetime as dt
from decimal import Decimal
from typing import Annotated, ClassVar, Generic, Literal, Protocol, Self, TypeVar

import pydantic
from pydantic import BaseModel, ConfigDict, NonNegativeInt, PositiveInt, model_validator

from decision_models.enums import (
    AmountBound,
    CorrectionAction,
    Outcome,
    PageSource,
    Publication,
    ReferenceKind,
    SectionKind,
    SectionState,
    Status,
)

SCHEMA_VERSION: Literal["1"] = "1"

T = TypeVar("T")
Confidence = Annotated[float, pydantic.Field(ge=0.0, le=1.0)]
Sha256 = Annotated[str, pydantic.Field(pattern=r"^[0-9a-f]{64}$")]
Iso8601Duration = Annotated[str, pydantic.Field(pattern=r"^P(\d+[YMWD])*(T(\d+[HM])+)?$")]
# There is one nothing: a database that keeps -0.0 as 0.0 gives the same record back.
Degrees = Annotated[float, pydantic.AfterValidator(lambda degrees: degrees + 0.0)]
CurrencyCode = Annotated[str, pydantic.Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")]


def _in_utc(when: dt.datetime) -> dt.datetime:
    if when.tzinfo is None:
        raise ValueError("a moment needs its zone, such as 2016-07-12T10:30:00Z")
    return when.astimezone(dt.UTC)


# Every database gives back the same moment, whatever zone it was told in.
Moment = Annotated[dt.datetime, pydantic.AfterValidator(_in_utc)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Region(_Model):
    """A rectangle on a page, in PDF points from the top left of the page as displayed."""

    page: PositiveInt
    x0: float
    top: float
    x1: float
    bottom: float

    @model_validator(mode="after")
    def _is_not_inside_out(self) -> Self:
        if self.x1 < self.x0 or self.bottom < self.top:
            raise ValueError("a region's x1 and bottom must not be less than its x0 and top")
        return self


class Field(_Model, Generic[T]):
    """One value of the record with the evidence it rests on."""

    value: T
    text: str = pydantic.Field(description="The words as they were read, unrepaired.")
    confidence: Confidence
    regions: tuple[Region, ...]


# Pickle looks a class up by its name in the module: made here, the parametrised ones are found, and a record can cross
# from one process to another.
_FIELDS = (Field[str], Field[bool], Field[dt.date], Field[Publication], Field[Outcome], Field[Status])


class Source(_Model):
    """The file a record was read from, and the pages of it that the decision takes up (1-based, inclusive)."""

    path: str
    sha256: Sha256
    bytes: NonNegativeInt
    page_count: PositiveInt
    first_page: PositiveInt
    last_page: PositiveInt


class DecisionMaker(_Model):
    """Who took the decision: a person with posts, or a body, which has no name and stands among the roles."""

    name: Field[str] | None
    roles: tuple[Field[str], ...]


class Clause(_Model):
    """A numbered or lettered point, from its label to where the next point of the same depth begins."""

    label: str
    start: NonNegativeInt
    end: NonNegativeInt
    clauses: tuple["Clause", ...] = ()


class Section(_Model):
    """A headed part of the document."""

    kind: SectionKind
    heading: str | None = pydantic.Field(description="As printed.")
    text: str
    clauses: tuple[Clause, ...]
    state: SectionState
    confidence: Confidence
    regions: tuple[Region, ...]


class _Mention(_Model):
    text: str = pydantic.Field(description="As read; sections[section].text[start:end].")
    section: NonNegativeInt
    start: NonNegativeInt
    end: NonNegativeInt
    confidence: Confidence
    regions: tuple[Region, ...]
    struck: bool = pydantic.Field(
        default=False, description="Whether a line goes through it: no value of the decision."
    )


class AmountMention(_Mention):
    """A sum of money. ``value`` is null where no reading of the text makes sense."""

    value: Decimal | None
    currency: CurrencyCode | None
    bound: AmountBound
    per: Iso8601Duration | None
    over: Iso8601Duration | None


class DateMention(_Mention):
    """A date, month, year or period in EDTF (ISO 8601-2). ``value`` is null for a date that cannot be."""

    value: str | None
    inferred: Literal["year"] | None
    earliest: dt.date | None
    latest: dt.date | None


class RoleMention(_Mention):
    """A post. ``post_id`` is the same for spellings of one post, so that a database can group them."""

    title: str
    holder: str | None
    post_id: str


class PersonMention(_Mention):
    """A person as printed. ``full_name`` is the fullest form of the name that the document gives."""

    name: str
    full_name: str


class ReferenceMention(_Mention):
    """A cross-reference to another decision, a statute or a minute."""

    value: str
    kind: ReferenceKind


class PageQuality(_Model):
    """How one page was read. ``skew`` and ``rotation`` are degrees, ``expected_cer`` a share of characters."""

    number: PositiveInt
    source: PageSource
    dpi: float | None
    rotation: Literal[0, 90, 180, 270]
    skew: Degrees
    words: NonNegativeInt
    mean_confidence: Confidence | None
    low_confidence_share: Confidence | None
    expected_cer: Confidence | None


class Furniture(_Model):
    """Print that belongs to the form and not to the decision: running heads, page numbers, instructions."""

    text: str
    regions: tuple[Region, ...]


class Quality(_Model):
    """How far the record can be trusted."""

    confidence: Confidence
    pages: tuple[PageQuality, ...]
    furniture: tuple[Furniture, ...]


class Warning(_Model):  # noqa: A001 - the contract's name; never used as the builtin here
    """Something the reader of the record ought to know."""

    code: str
    message: str
    page: PositiveInt | None


class ValueCorrection(_Model):
    """One value of the record that a person corrected or confirmed: what was read, who said otherwise, when and why."""

    path: str = pydantic.Field(description="The place in this record: decision_date, sections/2/kind, amounts/0.")
    action: CorrectionAction
    read: str | None = pydantic.Field(description="What was read there, as JSON; null where the place was empty.")
    who: str
    when: Moment
    reason: str = ""


class ProducedBy(_Model):
    """What made the record. Two records with the same values here and the same source are the same bytes."""

    version: str
    ocr_engine: str
    ocr_version: str
    language_data_sha256: str | None
    settings_sha256: Sha256


class Pictures(Protocol):
    """Draws the first page of a record."""

    def __call__(self, record: "DecisionRecord", /) -> str | None:
        """Return the address of an image, or None where the page cannot be had."""
        ...


class DecisionRecord(_Model):
    """One decision of a public body."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    record_id: str
    source: Source
    form: str
    authority: Field[str] | None
    decision_number: Field[str] | None
    subject: Field[str] | None
    lead_officer: Field[str] | None
    publication: Field[Publication] | None
    key_decision: Field[bool] | None
    key_decision_reason: Field[str] | None
    decision_date: Field[dt.date] | None
    publication_date: Field[dt.date] | None
    effective_date: Field[dt.date] | None
    call_in_deadline: Field[dt.date] | None
    signed: Field[bool] | None
    outcome: Field[Outcome] | None = None
    status: Field[Status] | None = None
    decision_makers: tuple[DecisionMaker, ...]
    sections: tuple[Section, ...]
    amounts: tuple[AmountMention, ...]
    dates: tuple[DateMention, ...]
    roles: tuple[RoleMention, ...]
    people: tuple[PersonMention, ...]
    references: tuple[ReferenceMention, ...]
    quality: Quality
    warnings: tuple[Warning, ...]
    produced_by: ProducedBy
    # A record as read has none, and is written as it was before there were any.
    corrections: tuple[ValueCorrection, ...] = pydantic.Field(default=(), exclude_if=lambda some: not some)

    picture_of: ClassVar["Pictures | None"] = None
    """What draws the first page of a record for a notebook, as the address of an image; ``extractor`` sets it."""

    @model_validator(mode="after")
    def _begins_with_the_front_matter(self) -> Self:
        if not self.sections or self.sections[0].kind is not SectionKind.HEADER:
            raise ValueError("sections: the first section must be the front matter, of kind 'header'")
        return self

    @model_validator(mode="after")
    def _offsets_hold(self) -> Self:
        faults = [*_mention_faults(self), *_clause_faults(self)]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def __repr__(self) -> str:
        """Return three lines: what the decision is, who took it, and where it stands."""
        return "\n".join(_told(self))

    def _repr_html_(self) -> str:
        """Return the same for a notebook, with the page where :attr:`picture_of` can draw it."""
        head, makers, place = (_escaped(line) for line in _told(self))
        drawn = type(self).picture_of
        picture = drawn(self) if drawn is not None else None
        image = f'<img alt="The first page" style="float:right;max-height:18em" src="{picture}">' if picture else ""
        return f"<div>{image}<p><strong>{head}</strong></p><p>{makers}</p><p><small>{place}</small></p></div>"


def _told(record: DecisionRecord) -> tuple[str, str, str]:
    named = (record.decision_number, record.authority, record.decision_date, record.subject)
    said = " · ".join(" ".join(str(field.value).split()) for field in named if field is not None)
    makers = "; ".join(_who(maker) for maker in record.decision_makers) or "not known"
    source = record.source
    pages = (
        f"page {source.first_page}"
        if source.first_page == source.last_page
        else f"pages {source.first_page}–{source.last_page}"
    )
    sure = f"{100 * record.quality.confidence:.0f} % sure"
    return said or "A decision", f"Decided by: {makers}", f"{source.path}, {pages}; {sure}; {record.record_id}"


def _who(maker: DecisionMaker) -> str:
    roles = ", ".join(role.value for role in maker.roles)
    if maker.name is None:
        return roles
    return f"{maker.name.value} ({roles})" if roles else maker.name.value


def _escaped(text: str) -> str:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(character, entity)
    return text


def _mention_faults(record: DecisionRecord) -> list[str]:
    faults = []
    for name in ("amounts", "dates", "roles", "people", "references"):
        for number, mention in enumerate(getattr(record, name)):
            if mention.section >= len(record.sections):
                faults.append(f"{name}[{number}]: there is no section {mention.section}")
            elif record.sections[mention.section].text[mention.start : mention.end] != mention.text:
                place = f"sections[{mention.section}].text"
                faults.append(f"{name}[{number}]: {place} does not read {mention.text!r} there")
    return faults


def _clause_faults(record: DecisionRecord) -> list[str]:
    faults = []
    for number, section in enumerate(record.sections):
        waiting = list(section.clauses)
        while waiting:
            clause = waiting.pop()
            waiting += clause.clauses
            if not section.text[clause.start : clause.end].startswith(clause.label):
                place = f"the text at {clause.start}"
                faults.append(f"sections[{number}]: {place} does not begin with clause {clause.label!r}")
    return faults
