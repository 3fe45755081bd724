"""The tagging stage: a decision's sections in, its amounts, dates, references, people and roles out.

Works out first what the document as a whole tells (its date, its currency), then tags section by section. It must not
know how a decision was read or split.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from decision_models import SectionKind
from extractor.document import Amount, Date, Decision, Entry, FieldName, Mentions, Notice, Section
from extractor.tagging.amounts.currencies import dollar_of, main_currency
from extractor.tagging.amounts.old_money import counts_in_old_money
from extractor.tagging.context import TaggingContext
from extractor.tagging.countries import country_of
from extractor.tagging.dates import find_dates
from extractor.tagging.dates.order import month_first, name_first
from extractor.tagging.people import find_people, link_people
from extractor.tagging.pipeline import build_nlp

# The entries that tell a document's date, the best first.
_DATE_ENTRIES: tuple[FieldName, ...] = (
    "decision_date",
    "signature",
    "publication_date",
    "effective_date",
    "call_in_deadline",
)
# From here on the pound has a hundred pence.
_DECIMAL_DAY = dt.date(1971, 2, 15)
# Text is seldom set in lines of fewer characters; shorter ones are lines of their own.
_NARROWEST = 40
_BEGINS = re.compile(r"\s*$|\s*(?:[-*\u2022\u00b7]|\(?[0-9a-z]{1,3}[.)])\s|\s*[A-Z][\w ]{1,30}:|\s{4,}")
_FORMAL = frozenset({SectionKind.HEADER, SectionKind.SIGNATURE})
# "16/00051", "2017/034", "DN 2021/012": the year a decision was numbered in.
_NUMBERED_YEAR = re.compile(r"(?<!\d)(?:(?P<year>20\d\d)[/\-\u2013 ]\d{1,5}|(?P<short>\d\d)[/\-\u2013]\d{2,6})(?!\d)")


def tag(decision: Decision, nlp: Language) -> Mentions:
    """Return everything that is tagged in the sections of one decision. ``nlp`` is of :func:`build_nlp`."""
    texts = [section.text for section in decision.sections]
    furniture = [*decision.furniture, *([decision.authority] if decision.authority else [])]
    whole = replace(
        document_context([*texts, *(part.text for part in furniture)]), known_people=_formal_names(decision)
    )
    reference = reference_date(decision, whole)
    whole = replace(whole, reference_date=reference, old_money=_in_old_money(texts, reference))
    docs = [_run(nlp, section.text, _context(section, whole)) for section in decision.sections]
    numbers = [entry for entry in decision.entries if entry.name == "decision_number" and not entry.in_heading]
    return _mentions(docs, numbers)


def tag_text(text: str, nlp: Language | None = None) -> Mentions:
    """Return everything that is tagged in a plain text, taken as a document of its own.

    >>> [str(amount.value) for amount in tag_text("A grant of £1.5m was made.").amounts]
    ['1500000']
    """
    text = _unwrapped(text)
    context = replace(document_context([text]), scanned=False)
    reference = _likeliest(find_dates(text, context)[0], None)
    context = replace(context, reference_date=reference, old_money=_in_old_money([text], reference))
    return _mentions([_run(nlp or _plain_nlp(), text, context)], ())


def _unwrapped(text: str) -> str:
    r"""Return the text with the line ends of wrapped paragraphs made blanks, so that all offsets hold.

    >>> _unwrapped("The contract was let to the lowest of seven tenders on 3 May\n2019 for three years.")[58:66]
    'ay 2019 '
    """
    lines = text.split("\n")
    width = max(map(len, lines))
    parted = [_is_wrapped(line, following, width) for line, following in pairwise(lines)]
    return lines[0] + "".join(
        (" " if wrapped else "\n") + line for wrapped, line in zip(parted, lines[1:], strict=True)
    )


def _is_wrapped(line: str, following: str, width: int) -> bool:
    """Say whether a line was broken for want of room: it ends no sentence, and nothing new begins below it."""
    if _BEGINS.match(following) or not line.strip() or "\t" in line or line.rstrip()[-1:] in {".", ":", ";", "!", "?"}:
        return False
    full = width >= _NARROWEST and len(line) + 1 + len(following.split(maxsplit=1)[0]) > width
    return full or following[0].islower()


def document_context(texts: Sequence[str]) -> TaggingContext:
    """Return what the texts of a document tell as a whole: its country, its currency, the order of its dates."""
    country = country_of(texts)
    return TaggingContext(
        currency=main_currency(texts),
        country=country,
        dollar=dollar_of(texts, country),
        month_first=month_first(texts, country),
        name_first=name_first(texts, country),
    )


def _in_old_money(texts: Sequence[str], reference: dt.date | None) -> bool:
    """Say whether a document counts in pounds, shillings and pence: by its date where that is known."""
    if reference is not None:
        return (reference < _DECIMAL_DAY and any("£" in text or counts_in_old_money(text) for text in texts)) or (
            reference < _DECIMAL_DAY.replace(year=1955)
        )
    return any(counts_in_old_money(text) for text in texts)


def reference_date(decision: Decision, context: TaggingContext | None = None) -> dt.date | None:
    """Return the document's own date: as entered in it, else the likeliest of those in its text.

    Where only the decision's number tells the year ("16/00051"), it is the middle of that year.
    """
    for name in _DATE_ENTRIES:
        for entry in decision.entries:
            if entry.name == name and (day := _entered_day(decision, entry, context)) is not None:
                return day
    year = _numbered_year(decision)
    found = [date for section in decision.sections for date in find_dates(section.text, context)[0]]
    return _likeliest(found, year) or (dt.date(year, 7, 1) if year is not None else None)


def _entered_day(decision: Decision, entry: Entry, context: TaggingContext | None) -> dt.date | None:
    dates, _ = find_dates(decision.said(entry), context)
    return next((date.earliest for date in dates if _is_day(date)), None)


def _is_day(date: Date) -> bool:
    return date.earliest is not None and date.earliest == date.latest


def _numbered_year(decision: Decision) -> int | None:
    for entry in decision.entries:
        if entry.name == "decision_number":
            match = _NUMBERED_YEAR.search(decision.said(entry))
            if match:
                return int(match["year"]) if match["year"] else 2000 + int(match["short"])
    return None


def _likeliest(dates: Sequence[Date], year: int | None) -> dt.date | None:
    """Return the last full date of ``year``, or else of the year that most full dates fall in."""
    days = [date.earliest for date in dates if date.earliest is not None and _is_day(date) and not date.inferred]
    # "29/03" may be the 29th of 2003: a year in which nothing is dated is none.
    if days and not any(day.year == year for day in days):
        year = Counter(day.year for day in days).most_common(1)[0][0]
    return max((day for day in days if day.year == year), default=None)


def _formal_names(decision: Decision) -> tuple[str, ...]:
    """Return the full names that front matter and signatures give, where names stand with nothing around them."""
    formal = (section for section in decision.sections if section.kind in _FORMAL)
    people = [person for section in formal for person in find_people(section.text, kind=section.kind)]
    return tuple(dict.fromkeys(person.name for person in people if " " in person.name))


def _context(section: Section, whole: TaggingContext) -> TaggingContext:
    return replace(
        whole,
        heading=section.heading or section.column,
        cells=section.cells,
        kind=section.kind,
        scanned=any(token.word.reading != "text_layer" for token in section.tokens),
    )


def _run(nlp: Language, text: str, context: TaggingContext) -> Doc:
    doc = nlp.make_doc(text)
    doc._.context = context
    doc._.whole_text = text
    return nlp(doc)


def _mentions(docs: Sequence[Doc], numbers: Sequence[Entry]) -> Mentions:
    notices: list[Notice] = [notice for doc in docs for notice in doc._.notices]
    return Mentions(
        # A decision's own number is no date, even where it has the look of one ("2016/17").
        amounts=tuple(m for m in _placed(docs, "amounts") if not _within(m, numbers)),
        dates=tuple(m for m in _placed(docs, "dates") if not _within(m, numbers)),
        roles=_placed(docs, "roles"),
        people=link_people(_placed(docs, "people")),
        references=_placed(docs, "references"),
        notices=tuple(dict.fromkeys(notices)),
    )


def _placed(docs: Sequence[Doc], kind: str) -> tuple[Any, ...]:
    """Gather what the components left; spaCy does not know the types of what a Doc is extended with."""
    return tuple(replace(found, section=index) for index, doc in enumerate(docs) for found in getattr(doc._, kind))


def _within(mention: Amount | Date, entries: Sequence[Entry]) -> bool:
    return any(e.section == mention.section and e.start <= mention.start and mention.end <= e.end for e in entries)


@cache
def _plain_nlp() -> Language:
    return build_nlp()
