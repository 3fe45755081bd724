"""Shows a record to a person: who decided what and when, how sure that is, and what to look out for."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from decision_models import (
    AmountBound,
    AmountMention,
    DateMention,
    DecisionRecord,
    Field,
    PageQuality,
    PersonMention,
    ReferenceMention,
    Region,
    RoleMention,
    SectionState,
)
from extractor.cli.printable import printable
from extractor.shapes.durations import duration_in_words

_FIELDS = {
    "authority": "authority",
    "decision_number": "number",
    "subject": "subject",
    "publication": "publication",
    "key_decision": "key decision",
    "key_decision_reason": "because",
    "decision_date": "decided",
    "publication_date": "published",
    "effective_date": "takes effect",
    "call_in_deadline": "call-in until",
    "outcome": "outcome",
    "status": "status",
    "lead_officer": "lead officer",
    "signed": "signed",
}
_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
_BOUNDS = {AmountBound.MINIMUM: "at least ", AmountBound.MAXIMUM: "at most ", AmountBound.APPROXIMATE: "about "}
_STATES = {
    SectionState.STATED: "",
    SectionState.NIL: "cyan",
    SectionState.BLANK: "yellow",
    SectionState.ILLEGIBLE: "red",
}


def print_summaries(records: Sequence[DecisionRecord], console: Console | None = None) -> None:
    """Print the records of one file: where there are several, first what they are and where each stands."""
    console = console or Console(highlight=False)
    if len(records) > 1:
        path = printable(records[0].source.path)
        console.print(Panel(_contents(records), title=Text(f"{len(records)} decisions in {path}", "bold")))
    told: set[_Place] = set()
    for number, record in enumerate(records, 1):
        place = f"decision {number} of {len(records)}" if len(records) > 1 else None
        print_summary(record, console, place=place, told=frozenset(told))
        told.update(_place(kind, mention) for kind in _MENTIONS for mention in getattr(record, kind))


def _contents(records: Sequence[DecisionRecord]) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    for heading, justify in (("", "right"), ("page", "right"), ("number", "left")):
        table.add_column(heading, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column("subject", overflow="fold", ratio=1)
    table.add_column("outcome", no_wrap=True)
    table.add_column("sure", justify="right")
    for place, record in enumerate(records, 1):
        first, last = record.source.first_page, record.source.last_page
        pages = str(first) if first == last else f"{first}–{last}"
        number, subject, outcome = (
            Text(_clipped(_shown(field.value), 120)) if field else Text("–", "dim")
            for field in (record.decision_number, record.subject, record.outcome)
        )
        table.add_row(str(place), pages, number, subject, outcome, _sure(record.quality.confidence))
    return table


_Place = tuple[str, str, tuple[Region, ...]]
_Mention = AmountMention | DateMention | PersonMention | ReferenceMention | RoleMention
_MENTIONS = ("amounts", "dates", "roles", "people", "references")


def _place(kind: str, mention: _Mention) -> _Place:
    return kind, mention.text, mention.regions


def print_summary(
    record: DecisionRecord,
    console: Console | None = None,
    *,
    place: str | None = None,
    told: frozenset[_Place] = frozenset(),
) -> None:
    """Print ``record`` to ``console``, by default to standard output.

    ``place`` says which of its file's it is. Mentions in ``told``, which were printed with another decision of the file, are
    left out.
    """
    console = console or Console(highlight=False)
    parts = [_front(record), _sections(record), *_mentions(record, told), *_warnings(record), _quality(record)]
    title = " · ".join(_shown(f.value) for f in (record.authority, record.decision_number) if f) or "A decision"
    console.print(
        Panel(Group(*_spaced(parts)), title=Text(title, "bold"), subtitle=Text(_source(record, place), "dim"))
    )


def _spaced(parts: Sequence[RenderableType]) -> Iterable[RenderableType]:
    for number, part in enumerate(parts):
        if number:
            yield ""
        yield part


def _source(record: DecisionRecord, place: str | None) -> str:
    source = record.source
    pages = _span(source.first_page, source.last_page)
    whole = f"{source.path}, {pages} of {source.page_count} · form {record.form}"
    return printable(f"{place} · {whole}" if place else whole)


def _span(first: int, last: int) -> str:
    return f"page {first}" if first == last else f"pages {first}–{last}"


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, show_header=any(headings), header_style="dim", expand=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _front(record: DecisionRecord) -> RenderableType:
    table = _table("", "", "sure", "page")
    for maker in record.decision_makers:
        roles = "; ".join(_shown(role.value) for role in maker.roles)
        lead = maker.name or (maker.roles[0] if maker.roles else None)
        if lead is not None:
            name = _shown(maker.name.value) if maker.name else ""
            table.add_row("decided by", Text(" – ".join(x for x in (name, roles) if x), "bold"), *_evidence(lead))
    for name, label in _FIELDS.items():
        field: Field[object] | None = getattr(record, name)
        if field is not None:
            table.add_row(label, Text(_shown(field.value)), *_evidence(field))
    return table


def _evidence(field: Field[str] | Field[object]) -> tuple[Text, str]:
    pages = sorted({region.page for region in field.regions})
    return _sure(field.confidence), ", ".join(str(page) for page in pages)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    return printable(str(value))


def _sure(confidence: float) -> Text:
    style = "green" if confidence >= 0.9 else "yellow" if confidence >= 0.6 else "red"
    return Text(f"{confidence:.0%}", style)


def _sections(record: DecisionRecord) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    table.add_column("section", no_wrap=True)
    table.add_column("heading", no_wrap=True, overflow="ellipsis", ratio=2)
    table.add_column("state", no_wrap=True)
    table.add_column("points", justify="right")
    table.add_column("begins", no_wrap=True, overflow="ellipsis", ratio=3)
    table.add_column("sure", justify="right")
    for section in record.sections:
        state = Text(section.state, _STATES[section.state])
        heading, begins = Text(_clipped(section.heading or "–", 80)), Text(_clipped(section.text, 120))
        points = str(len(section.clauses) or "")
        table.add_row(section.kind, heading, state, points, begins, _sure(section.confidence))
    return table


def _clipped(text: str, width: int) -> str:
    flat = " ".join(printable(text).split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def _mentions(record: DecisionRecord, told: frozenset[_Place]) -> Iterable[RenderableType]:
    kinds = [section.kind for section in record.sections]
    for title, rows in (
        ("amounts", [(_money(m), m) for m in record.amounts]),
        ("dates", [(_date(m), m) for m in record.dates]),
        ("roles", [(f"{m.title} ({m.holder})" if m.holder else m.title, m) for m in record.roles]),
        ("people", [(m.name, m) for m in record.people]),
        ("references", [(m.value, m) for m in record.references]),
    ):
        own = [(shown, mention) for shown, mention in rows if _place(title, mention) not in told]
        shared = len(rows) - len(own)
        if own:
            # What names a post or a person is as printed anyway.
            printed = title in {"amounts", "dates", "references"}
            table = _table(title, *(["as printed"] if printed else []), "in", "sure")
            for shown, mention in own:
                evidence = [Text(_clipped(mention.text, 40))] if printed else []
                place = str(kinds[mention.section])
                table.add_row(Text(_clipped(shown, 90)), *evidence, place, _sure(mention.confidence))
            yield table
        if shared:
            yield Text(f"{title}: {shared}{' more' if own else ''}, as in a decision above", "dim")


def _money(amount: AmountMention) -> str:
    if amount.value is None:
        return "not understood"
    symbol = _SYMBOLS.get(amount.currency or "", f"{amount.currency or ''} ")
    sign, digits = ("−" if amount.value < 0 else ""), _digits(abs(amount.value))
    rate = f" per {duration_in_words(amount.per)}" if amount.per else ""
    term = f" over {duration_in_words(amount.over)}" if amount.over else ""
    return f"{_BOUNDS.get(amount.bound, '')}{sign}{symbol}{digits}{rate}{term}"


def _digits(value: Decimal) -> str:
    return f"{value:,.2f}" if value % 1 else f"{value:,.0f}"


def _date(date: DateMention) -> str:
    if date.value is None:
        return "not a date"
    return f"{date.value} (year inferred)" if date.inferred else date.value


def _warnings(record: DecisionRecord) -> Iterable[RenderableType]:
    for warning in record.warnings:
        page = f" (page {warning.page})" if warning.page else ""
        yield Text(f"! {printable(warning.message)}{page}", "yellow")


def _quality(record: DecisionRecord) -> RenderableType:
    lines = Text.assemble("confidence of the whole ", _sure(record.quality.confidence))
    for page in record.quality.pages:
        lines.append(f"\npage {page.number}: {_page(page)}", "dim")
    return lines


def _page(page: PageQuality) -> str:
    facts = [page.source.replace("_", " "), f"{page.words} words"]
    if page.dpi:
        facts.append(f"{page.dpi:.0f} dpi")
    if page.rotation:
        facts.append(f"turned by {page.rotation}°")
    if page.skew:
        facts.append(f"skew {page.skew:+.1f}°")
    if page.expected_cer is not None:
        facts.append(f"about {page.expected_cer:.2%} of characters misread")
    return ", ".join(facts)
