"""Compare the tagger with what a user would take instead, on the text of annotated decisions.

    python -m benchmarks.tagging_rivals FOLDER

FOLDER holds annotated HTML (see ``annotated_text``). A value counts as found where one of the same value (and currency)
overlaps its place. price-parser reads one price from a string, so it is given each place that holds a currency sign or
"p" with the words around it, which is how its documentation means it to be used; quantulum3, dateparser.search and
recognizers-text (``pip install recognizers-text-suite "emoji<2"``) are given the whole section. A rival that is not
installed is skipped with the reason.
"""

import argparse
import datetime as dt
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.annotated_text import AnnotatedSection, Wanted, read_annotated
from decision_models import SectionKind
from extractor.document import Decision, Entry, FieldName, Mentions, Section
from extractor.tagging.pipeline import build_nlp
from extractor.tagging.tag import tag

Found = tuple[int, int, str]
Rival = Callable[[Sequence[AnnotatedSection]], list[list[Found]]]

_DATE_ENTRIES: dict[str, FieldName] = {
    "decision_date": "decision_date",
    "publication_date": "publication_date",
    "effective_date": "effective_date",
    "call_in": "call_in_deadline",
    "decision_number": "decision_number",
}
_PRICE_PLACE = re.compile(r"[£€$][^\n\t;]{1,24}|\d{1,3}p\b")
_CURRENCIES = {"pound sterling": "GBP", "euro": "EUR", "united states dollar": "USD", "dollar": "USD", "pound": "GBP"}


@dataclass
class Tally:
    """What was found of what was wanted."""

    right: int = 0
    wanted: int = 0
    found: int = 0
    seconds: float = 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.wanted + self.found) if self.wanted + self.found else 0.0


# -- ours -------------------------------------------------------------------------------------------------------------


def as_decision(sections: Sequence[AnnotatedSection]) -> Decision:
    """Return annotated sections as the splitting stage would give them."""
    entries = tuple(
        Entry(_DATE_ENTRIES[s.kind], index, 0, len(s.text), 1.0)
        for index, s in enumerate(sections)
        if s.kind in _DATE_ENTRIES
    )
    parts = tuple(Section(_kind(s.kind), None, s.text, (), cells=tuple(s.cells)) for s in sections)
    return Decision(1, "generic", 1, 1, parts, entries, ())


def _kind(name: str) -> SectionKind:
    return SectionKind(name) if name in set(SectionKind) else SectionKind.HEADER


def ours() -> Callable[[Sequence[AnnotatedSection]], Mentions]:
    nlp = build_nlp()
    return lambda sections: tag(as_decision(sections), nlp)


def our_amounts() -> Rival:
    tagger = ours()

    def read(sections: Sequence[AnnotatedSection]) -> list[list[Found]]:
        found = tagger(sections).amounts
        return [
            [(a.start, a.end, _sum(a.value, a.currency)) for a in found if a.section == index]
            for index in range(len(sections))
        ]

    return read


def our_dates() -> Rival:
    tagger = ours()

    def read(sections: Sequence[AnnotatedSection]) -> list[list[Found]]:
        found = tagger(sections).dates
        return [[(d.start, d.end, str(d.value)) for d in found if d.section == index] for index in range(len(sections))]

    return read


# -- theirs -----------------------------------------------------------------------------------------------------------


def price_parser() -> Rival:
    price = import_module("price_parser").Price

    def read(section: AnnotatedSection) -> Iterable[Found]:
        for place in _PRICE_PLACE.finditer(section.text):
            parsed = price.fromstring(place[0])
            if parsed.amount is not None:
                currency = {"£": "GBP", "€": "EUR", "$": "USD"}.get(parsed.currency or "", "GBP")
                yield place.start(), place.end(), _sum(parsed.amount, currency)

    return lambda sections: [list(read(section)) for section in sections]


def quantulum3() -> Rival:
    parser = import_module("quantulum3.parser")

    def read(section: AnnotatedSection) -> Iterable[Found]:
        for quantity in parser.parse(section.text):
            if quantity.unit.entity.name == "currency":
                value = Decimal(repr(round(quantity.value, 2)))
                yield *quantity.span, _sum(value, _CURRENCIES.get(quantity.unit.name, quantity.unit.name))

    return lambda sections: [list(read(section)) for section in sections]


def dateparser_search() -> Rival:
    search: Any = import_module("dateparser.search").search_dates

    def read(section: AnnotatedSection, base: dt.datetime | None) -> Iterable[Found]:
        settings = {"DATE_ORDER": "DMY"} | ({"RELATIVE_BASE": base} if base else {})
        at = 0
        for shape, day in search(section.text, languages=["en"], settings=settings) or ():
            start = section.text.find(shape, at)
            at = max(at, start)
            yield start, start + len(shape), day.date().isoformat()

    def read_all(sections: Sequence[AnnotatedSection]) -> list[list[Found]]:
        own = next((w.value for s in sections if s.kind == "decision_date" for w in s.wanted if w.kind == "date"), None)
        base = dt.datetime.fromisoformat(own) if own else None
        return [list(read(section, base)) for section in sections]

    return read_all


def recognizers_currency() -> Rival:
    recognize: Any = import_module("recognizers_number_with_unit").recognize_currency

    def read(section: AnnotatedSection) -> Iterable[Found]:
        for found in recognize(section.text, "en-us"):
            number, unit = (found.resolution or {}).get("value"), (found.resolution or {}).get("unit", "")
            if number is not None:
                currency = found.resolution.get("isoCurrency") or _CURRENCIES.get(str(unit).casefold(), str(unit))
                yield found.start, found.end + 1, _sum(Decimal(number), currency)

    return lambda sections: [list(read(section)) for section in sections]


def recognizers_dates() -> Rival:
    recognize: Any = import_module("recognizers_date_time").recognize_datetime

    def read(section: AnnotatedSection, base: dt.datetime | None) -> Iterable[Found]:
        for found in recognize(section.text, "en-*", reference=base):
            value = ((found.resolution or {}).get("values") or [{}])[0]
            if value.get("type") in {"date", "daterange"}:
                yield found.start, found.end + 1, _timex(value)

    def read_all(sections: Sequence[AnnotatedSection]) -> list[list[Found]]:
        own = next((w.value for s in sections if s.kind == "decision_date" for w in s.wanted if w.kind == "date"), None)
        base = dt.datetime.fromisoformat(own) if own else dt.datetime.fromisoformat("2020-01-01")
        return [list(read(section, base)) for section in sections]

    return read_all


def _timex(value: dict[str, str]) -> str:
    """Return what it resolved in EDTF; an interval of its ends after the last day."""
    if value["type"] == "date":
        return value.get("value", "")
    if re.fullmatch(r"\d{4}(?:-\d\d)?", value.get("timex", "")):
        return value["timex"]
    if "start" not in value or "end" not in value:
        return ""
    last = dt.date.fromisoformat(value["end"]) - dt.timedelta(days=1)
    return f"{value['start']}/{last.isoformat()}"


# -- the comparison ---------------------------------------------------------------------------------------------------


def _sum(value: Decimal | None, currency: str | None) -> str:
    return "none" if value is None else f"{value.normalize():f} {currency}"


def wanted_value(one: Wanted) -> str:
    return _sum(Decimal(one.value), one.told.get("currency", "GBP")) if one.kind == "amount" else one.value


def count(rival: Rival, documents: Sequence[Sequence[AnnotatedSection]], kind: str, *, days_only: bool) -> Tally:
    """Count what a rival finds; ``days_only`` leaves out the months, years and periods that a rival cannot express."""
    tally = Tally()
    for sections in documents:
        began = time.process_time()
        found = rival(sections)
        tally.seconds += time.process_time() - began
        for section, here in zip(sections, found, strict=True):
            every = [w for w in section.wanted if w.kind == kind]
            wanted = [w for w in every if len(w.value) == 10] if days_only else every
            skipped = [w for w in every if w not in wanted]
            _count_section(
                tally, wanted, [f for f in here if not any(f[0] < w.end and w.start < f[1] for w in skipped)]
            )
    return tally


def _count_section(tally: Tally, wanted: Sequence[Wanted], found: Sequence[Found]) -> None:
    left = list(found)
    for one in wanted:
        hit = next((f for f in left if f[0] < one.end and one.start < f[1] and f[2] == wanted_value(one)), None)
        if hit is not None:
            left.remove(hit)
            tally.right += 1
    tally.wanted += len(wanted)
    tally.found += len(found)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    documents = [read_annotated(path) for path in sorted(arguments.parse_args().folder.glob("*.html"))]
    words = sum(len(section.text.split()) for sections in documents for section in sections)
    print(f"{len(documents)} documents, {words} words\n")
    print(f"{'':34} {'found':>6} {'right':>6} {'wanted':>6} {'F1':>6} {'words/s':>9}")
    lines: list[tuple[str, Callable[[], Rival], str, bool]] = [
        ("amounts: this", our_amounts, "amount", False),
        ("amounts: price-parser", price_parser, "amount", False),
        ("amounts: quantulum3", quantulum3, "amount", False),
        ("amounts: recognizers-text", recognizers_currency, "amount", False),
        ("dates: this", our_dates, "date", False),
        ("dates: dateparser.search", dateparser_search, "date", False),
        ("dates: recognizers-text", recognizers_dates, "date", False),
        ("single days only: this", our_dates, "date", True),
        ("single days only: dateparser.search", dateparser_search, "date", True),
        ("single days only: recognizers-text", recognizers_dates, "date", True),
    ]
    for name, make, kind, days_only in lines:
        try:
            rival = make()
        except ImportError as error:
            print(f"{name:34} skipped: {error}")
            continue
        t = count(rival, documents, kind, days_only=days_only)
        print(f"{name:34} {t.found:>6} {t.right:>6} {t.wanted:>6} {t.f1:>6.3f} {words / t.seconds:>9,.0f}")


if __name__ == "__main__":
    main()
