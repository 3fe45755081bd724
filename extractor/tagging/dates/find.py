"""The spaCy component ``decision_dates``: dates in EDTF, day first, always.

Reads ``doc.text`` and ``doc._.context``; leaves ``doc._.dates``, ``doc.spans["dates"]`` and notices. It must not know
of pages or forms.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from extractor.document import Date, Notice
from extractor.tagging.context import TaggingContext, apart, mark, notify, text_of
from extractor.tagging.dates.context import in_course, sureness
from extractor.tagging.dates.forms import Order, Printed, printed_dates
from extractor.tagging.dates.joins import join, opens_period
from extractor.tagging.dates.noise import spoilt_dates
from extractor.tagging.dates.order import name_first
from extractor.tagging.dates.points import edtf, exists
from extractor.tagging.dates.years import span, with_century, with_years

# Words that went out with the old money.
_OLD_WORDS = re.compile(r"\b(?:Messrs\.?|Esq(?:re?)?\.?|shewing|shewn|inst\.|ult\.|prox\.|ultimo|proximo)(?!\w)")
_OLD_YEAR = 1925
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def find_dates(text: str, context: TaggingContext | None = None) -> tuple[tuple[Date, ...], tuple[Notice, ...]]:
    """Return the dates in ``text``, in reading order, and what is wrong with them.

    >>> find_dates("It closed on 31 August 2011.")[0][0].value
    '2011-08-31'
    """
    context = context or TaggingContext()
    reference = context.reference_date
    joined = join(list(_accepted(text, context)), text)
    filled = with_years(joined, text, reference, context.cells)
    dates = tuple(_date(printed, inferred=inferred) for printed, inferred in filled)
    return dates, tuple(_notices(text, [printed for printed, _ in filled]))


@Language.component("decision_dates")
def decision_dates(doc: Doc) -> Doc:
    """Find the dates of a Doc."""
    doc._.dates, notices = find_dates(text_of(doc), doc._.context)
    notify(doc, notices)
    mark(doc, "dates", doc._.dates)
    return doc


def _accepted(text: str, context: TaggingContext) -> Iterator[Printed]:
    # Where only the words of a text tell its age, two-digit years lie near the old ones.
    old = _OLD_YEAR if context.old_money or _OLD_WORDS.search(text) else None
    year = context.reference_date.year if context.reference_date else old
    first = name_first([text], context.country) if context.name_first is None else context.name_first
    order = Order(context.month_first, first)
    # What a repair makes longer goes before what could be read as it stood.
    looks = [with_century(found, year) for found in apart((*printed_dates(text, order), *spoilt_dates(text)))]
    before: Printed | None = None
    for index, printed in enumerate(looks):
        opens = index + 1 < len(looks) and opens_period(printed, looks[index + 1], text)
        sure = printed.sure if opens else sureness(printed, text, before, year, context.cells)
        if sure > 0:
            begins = {} if context.country is None else {"year_begins": context.country.year_begins}
            before = in_course(replace(printed, sure=min(sure, printed.sure)), text, **begins)
            yield before


def _date(printed: Printed, *, inferred: bool) -> Date:
    period = printed.period
    if not (exists(period.first) and exists(period.last)):
        return Date(0, printed.start, printed.end, None, certainty=min(printed.sure, 0.9))
    first, last = span(period)
    return Date(
        section=0,
        start=printed.start,
        end=printed.end,
        value=f"{(period.first.year or 0) // 10}X" if printed.form == "decade" else edtf(period),
        earliest=first,
        latest=last,
        inferred="year" if inferred else None,
        certainty=printed.sure,
    )


def _notices(text: str, dates: Sequence[Printed]) -> Iterator[Notice]:
    for printed in dates:
        shape = " ".join(text[printed.start : printed.end].split())
        if not (exists(printed.period.first) and exists(printed.period.last)):
            yield Notice("impossible_date", f"The calendar has no {shape!r}; it was left without a value.")
        elif printed.why is not None:
            yield Notice("repaired_date", f"{shape!r} was {printed.why}.")
        elif (day := span(printed.period)[0]) and printed.weekday not in {None, day.weekday()}:
            yield Notice("weekday_mismatch", f"{shape!r} was a {_WEEKDAYS[day.weekday()]}.")
