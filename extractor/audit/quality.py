"""How well an archive was read, as far as its records tell without a truth to hold them against.

Records enter one by one, rows of figures leave: one a page, one a record, and what an archive adds up to.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from decision_models import DecisionMaker, DecisionRecord, Field, PageQuality, Region
from extractor.audit.finding import Finding
from extractor.audit.main_fields import MAIN_FIELDS, absent_fields, doubted_fields

# Of values that are surer than this, one in forty is wrong in forms that are new to the program (benchmarks/confidence.py).
SURE = 0.9
_MENTIONS = ("amounts", "dates", "roles", "people", "references")
_SHOWN = {"amounts": "value", "dates": "value", "roles": "title", "people": "name", "references": "value"}
_DATED = ("decision_date", "publication_date", "effective_date")

Find = Callable[[DecisionRecord], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a record: where it stands in it, what it says, what was read, how sure it is, and where on the page."""

    place: str
    kind: str
    shown: str
    text: str
    confidence: float
    regions: tuple[Region, ...]

    @property
    def anchor(self) -> str:
        """The place as the fragment of an address."""
        return self.place.replace("[", "-").replace("].", "-").replace("]", "").replace(".", "-")


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of a decision: how many of its characters are expected to be wrong, and what of the decision on it is in doubt.

    A page that several decisions share has a row for each; ``decision`` is the number or subject of the one.
    """

    record_id: str
    decision: str
    path: str
    number: int
    source: str
    words: int
    expected_cer: float
    low_share: float
    in_doubt: int
    wrong_expected: float
    faults: int


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record: how far it can be trusted. ``wrong_expected`` is how many of its ``values`` are expected to be wrong."""

    record_id: str
    path: str
    number: str
    subject: str
    year: int | None
    form: str
    pages: int
    expected_cer: float
    values: int
    in_doubt: int
    wrong_expected: float
    faults: int
    absent: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()

    @property
    def need(self) -> tuple[int, int, float]:
        """How much a person's eye is needed: main fields that are absent, those in doubt, wrong values and faults."""
        return len(self.absent), len(self.doubted), self.wrong_expected + self.faults


@dataclass(slots=True)
class Survey:
    """What an archive adds up to."""

    records: list[RecordRow] = field(default_factory=list)
    pages: list[PageRow] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    absent: Counter[str] = field(default_factory=Counter)

    @property
    def sheets(self) -> tuple[PageRow, ...]:
        """The pages of the files, each once, however many decisions share it."""
        return tuple({(page.path, page.number): page for page in self.pages}.values())

    @property
    def words(self) -> int:
        """How many words were read."""
        return sum(page.words for page in self.sheets)

    @property
    def expected_cer(self) -> float:
        """The share of characters expected to be wrong, each page counted by its words."""
        return sum(page.expected_cer * page.words for page in self.sheets) / max(1, self.words)


def survey(records: Iterable[DecisionRecord], find: Find) -> Survey:
    """Go through an archive once. ``find`` says what is amiss in a record."""
    whole = Survey()
    for record in records:
        found = [finding for finding in find(record) if finding.is_fault]
        values = tuple(values_of(record))
        pages = [_page_row(record, page, values, found) for page in record.quality.pages]
        whole.pages += pages
        whole.records.append(_record_row(record, values, found, pages))
        whole.confidences += [value.confidence for value in values]
        whole.faults.update(finding.title for finding in found)
        whole.absent.update(name.replace("_", " ") for name in absent_fields(record))
        whole.warnings.update(warning.code for warning in record.warnings)
    return whole


def _page_row(record: DecisionRecord, page: PageQuality, values: Sequence[Value], found: Sequence[Finding]) -> PageRow:
    own = [value for value in values if any(region.page == page.number for region in value.regions)]
    return PageRow(
        record_id=record.record_id,
        decision=name_of(record),
        path=record.source.path,
        number=page.number,
        source=page.source.value,
        words=page.words,
        expected_cer=page.expected_cer or 0.0,
        low_share=page.low_confidence_share or 0.0,
        in_doubt=sum(value.confidence < SURE for value in own),
        wrong_expected=sum(1.0 - value.confidence for value in own),
        faults=sum(any(region.page == page.number for region in finding.regions) for finding in found),
    )


def _record_row(
    record: DecisionRecord, values: Sequence[Value], found: Sequence[Finding], pages: Sequence[PageRow]
) -> RecordRow:
    return RecordRow(
        record_id=record.record_id,
        path=record.source.path,
        number=record.decision_number.value if record.decision_number else "",
        subject=record.subject.value if record.subject else "",
        year=year_of(record),
        form=record.form,
        pages=len(pages),
        expected_cer=fmean(page.expected_cer for page in pages) if pages else 0.0,
        values=len(values),
        in_doubt=sum(value.confidence < SURE for value in values),
        wrong_expected=sum(1.0 - value.confidence for value in values),
        faults=len(found),
        absent=absent_fields(record, MAIN_FIELDS),
        doubted=doubted_fields(record, SURE),
    )


def name_of(record: DecisionRecord) -> str:
    """Return what a decision is told apart by from others of its file: its number, else its subject; "" without either."""
    named = record.decision_number or record.subject
    return "" if named is None else named.value


def year_of(record: DecisionRecord) -> int | None:
    """Return the year of the decision: of its own date, else of its publication or effect."""
    dated = (getattr(record, name) for name in _DATED)
    return next((date.value.year for date in dated if date is not None), None)


def values_of(record: DecisionRecord) -> Iterator[Value]:
    """Give every value of a record with its place in it: ``decision_date``, ``amounts[3]``, ``decision_makers[0].name``."""
    for name in type(record).model_fields:
        given = getattr(record, name)
        if isinstance(given, Field):
            yield _of_field(name, given)
    for number, maker in enumerate(record.decision_makers):
        yield from _of_maker(f"decision_makers[{number}]", maker)
    for name in _MENTIONS:
        for number, mention in enumerate(getattr(record, name)):
            said = getattr(mention, _SHOWN[name])
            shown = _money(mention) if name == "amounts" else "not understood" if said is None else str(said)
            yield Value(f"{name}[{number}]", name, shown, mention.text, mention.confidence, mention.regions)


def _of_field(place: str, given: Field[Any]) -> Value:
    said = getattr(given.value, "value", given.value)
    shown = ("no", "yes")[said] if isinstance(said, bool) else str(said)
    return Value(place, "fields", shown, given.text, given.confidence, given.regions)


def _of_maker(place: str, maker: DecisionMaker) -> Iterator[Value]:
    if maker.name is not None:
        yield _of_field(f"{place}.name", maker.name)
    for number, role in enumerate(maker.roles):
        yield _of_field(f"{place}.roles[{number}]", role)


def _money(mention: Any) -> str:  # noqa: ANN401 - an AmountMention; the union of mentions has no name in the models
    return "not understood" if mention.value is None else f"{mention.value:,} {mention.currency or ''}".rstrip()
