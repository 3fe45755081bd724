"""The spaCy component ``decision_amounts``: sums of money, exact, with what limits them and what they are for.

Reads ``doc.text``, ``doc._.context`` and, so that no date is taken for a sum, ``doc._.dates``; leaves
``doc._.amounts``, ``doc.spans["amounts"]`` and notices. It must not know of pages or forms.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from spacy.language import Language
from spacy.tokens import Doc

from decision_models import AmountBound
from extractor.document import Amount, CellSpan, Date, Notice
from extractor.tagging.amounts.bounds import bound_after, bound_before, words_before
from extractor.tagging.amounts.currencies import dollar_of, main_currency
from extractor.tagging.amounts.forms import sums
from extractor.tagging.amounts.numbers import FULL_STOP_FOR_COMMA, THREE_DECIMALS
from extractor.tagging.amounts.old_money import counts_in_old_money
from extractor.tagging.amounts.ranges import Pair, pairs, share_magnitude, with_bare_ends
from extractor.tagging.amounts.sums import Sum
from extractor.tagging.amounts.tables import Table, bare_sums, lone_sum, tables
from extractor.tagging.amounts.terms import rate_after, rate_before, term_after, term_before
from extractor.tagging.context import TaggingContext, mark, notify, text_of
from extractor.tagging.countries import country_of
from extractor.tagging.lexicon import either, words

_EURO_WORDS = re.compile(rf"(?<!\w){either(words('amounts', 'euro_words'))}(?!\w)")
# "a variance of (£741k)": a bracket that is the object of a preposition is no aside.
_OBJECT = re.compile(r"(?:\b(?:of|is|was|by|at|to|from|net)|[\w)]:)[ \u00a0]$", re.IGNORECASE)
_NEAR_EURO = 200


@dataclass(frozen=True, slots=True)
class _Placed:
    """A sum with the cell it stands in."""

    sum: Sum
    cell: CellSpan | None = None
    table: Table | None = None


def find_amounts(
    text: str, context: TaggingContext | None = None, dates: Sequence[Date] = ()
) -> tuple[tuple[Amount, ...], tuple[Notice, ...]]:
    """Return the sums in ``text``, in reading order, and what had to be repaired or could not be read.

    >>> find_amounts("up to £1.5m a year")[0][0].bound.value
    'maximum'
    """
    context = context or TaggingContext(currency=main_currency([text]), old_money=counts_in_old_money(text))
    placed = list(_placed(text, context, dates))
    found = [one.sum for one in placed]
    bonds = pairs(found, text)
    for pair in bonds:
        found[pair.left] = share_magnitude(found[pair.left], found[pair.left + 1])
    amounts = list(_amounts(found, placed, text))
    return tuple(_bonded(amounts, bonds)), tuple(_notices(found, text))


@Language.component("decision_amounts")
def decision_amounts(doc: Doc) -> Doc:
    """Find the sums of a Doc."""
    doc._.amounts, notices = find_amounts(text_of(doc), doc._.context, doc._.dates)
    notify(doc, notices)
    mark(doc, "amounts", doc._.amounts)
    return doc


def _placed(text: str, context: TaggingContext, dates: Sequence[Date]) -> Iterator[_Placed]:
    """Yield the sums of prose and of tables in reading order."""
    dollar = context.dollar or dollar_of([text], country_of([text]) if "$" in text or "dollar" in text else None)
    old = context.old_money or counts_in_old_money(text)
    pounds = context.currency == "GBP"
    found = with_bare_ends(sums(text, pounds=pounds, dollar=dollar, old=old), text)
    all_tables = tables(text, context.cells, heading=context.heading, old=old)
    bare = [_Placed(one, cell, table) for table in all_tables for one, cell in bare_sums(table)]
    lone = lone_sum(text, context.heading) if context.heading and not found else None
    bare += [_Placed(lone)] if lone is not None else []
    cells = [(cell, table) for table in all_tables for cell in table.cells]
    dated = [(date.start, date.end) for date in dates]
    signed = [_settled(one, text, context, cells) for one in found]
    floor = 0
    for one in sorted((*signed, *bare), key=lambda placed: (placed.sum.start, -placed.sum.end)):
        if one.sum.start >= floor and not _overlaps(one.sum, dated):
            floor = one.sum.end
            yield one


def _overlaps(one: Sum, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < one.end and one.start < end for start, end in spans)


def _settled(one: Sum, text: str, context: TaggingContext, cells: Sequence[tuple[CellSpan, Table]]) -> _Placed:
    """Return the sum with its sign and currency settled by what stands around it."""
    cell, table = next(((c, t) for c, t in cells if c.start <= one.start < c.end), (None, None))
    one = _signed(one, text, cell)
    if context.scanned and one.why == THREE_DECIMALS and one.value is not None and one.bare is not None:
        thousands = (one.value * 1000).quantize(Decimal(1)), (one.bare * 1000).quantize(Decimal(1))
        one = replace(one, value=thousands[0], bare=thousands[1], why=FULL_STOP_FOR_COMMA)
    printed = text[one.start : one.end].lstrip("(-\u2212+ ")
    if one.currency == "EUR" and context.currency == "GBP" and context.scanned and printed.startswith("€"):
        near = text[max(0, one.start - _NEAR_EURO) : one.end + _NEAR_EURO]
        if not _EURO_WORDS.search(near):
            one = replace(one, currency="GBP", sure=0.6, why="the pound sign read wrongly", misread=True)
    if table is not None and cell is not None and one.power == 0 and (unit := table.unit(cell)) and unit.power:
        one = replace(one, sure=min(one.sure, 0.6), why="a sum in full under a heading that scales")
    return _Placed(one, cell, table)


def _signed(one: Sum, text: str, cell: CellSpan | None) -> Sum:
    """Return the sum, negative where a minus or an accountant's bracket says so."""
    before, after = text[max(0, one.start - 24) : one.start], text[one.end : one.end + 1]
    bracketed = before.endswith("(") and after == ")"
    start, end = one.start, one.end
    negative = False
    if bracketed:
        whole = cell is not None and not text[cell.start : start - 1].strip() and not text[end + 1 : cell.end].strip()
        negative = whole or _OBJECT.search(before[:-1]) is not None
        start, end = (start - 1, end + 1) if negative else (start, end)
    elif re.search(r"(?:^|[\s(])[-\u2212]$", before) or (
        cell is not None and before.endswith("\u2013") and start - 1 == cell.start
    ):
        negative, start = True, start - 1
    elif re.search(r"(?:^|[\s(])\+$", before):
        start -= 1
    elif re.search(r"\bminus[ \u00a0]$", before, re.IGNORECASE):
        negative = True
    if not negative or one.value is None or one.bare is None or one.value < 0:
        return replace(one, start=start, end=end)
    return replace(one, start=start, end=end, value=-one.value, bare=-one.bare)


def _amounts(found: Sequence[Sum], placed: Sequence[_Placed], text: str) -> Iterator[Amount]:
    floor = 0
    for index, one in enumerate(found):
        left = words_before(text, one.start)
        per, told = rate_after(text, one.end)
        over, told_over = term_after(text, told, found[index + 1].start if index + 1 < len(found) else len(text))
        # A term before the sum may belong to the sum before that.
        over = over or term_before(left[max(0, len(left) - max(0, one.start - floor)) :])
        floor = max(one.end, told_over)
        yield Amount(
            section=0,
            start=one.start,
            end=one.end,
            value=one.value,
            currency=one.currency,
            bound=_bound(left, text, one.end, told),
            per=per or rate_before(left) or _rate_of_table(placed[index]),
            over=over,
            certainty=one.sure,
        )


def _bound(left: str, text: str, end: int, told: int) -> AmountBound:
    """Return how a sum is limited: by the words before it, after it, or after its rate, which ends at ``told``."""
    return bound_before(left, text, end) or bound_after(text, end) or bound_after(text, told) or AmountBound.EXACT


def _rate_of_table(placed: _Placed) -> str | None:
    return placed.table.rate(placed.cell) if placed.table is not None and placed.cell is not None else None


def _bonded(amounts: list[Amount], bonds: Sequence[Pair]) -> list[Amount]:
    """Return the amounts, the two of a pair agreed on what they are for, and ends of ranges bounded."""
    for pair in bonds:
        left, right = amounts[pair.left], amounts[pair.left + 1]
        per = right.per or left.per
        left, right = replace(left, per=left.per or per), replace(right, per=right.per or per)
        if pair.bond == "range":
            over = right.over or left.over
            left = replace(left, bound=AmountBound.MINIMUM, over=left.over or over)
            right = replace(right, bound=AmountBound.MAXIMUM, over=right.over or over)
        amounts[pair.left], amounts[pair.left + 1] = left, right
    return amounts


def _notices(found: Sequence[Sum], text: str) -> Iterator[Notice]:
    for one in found:
        shape = text[one.start : one.end]
        if one.value is None:
            yield Notice("unreadable_amount", f"{shape!r} was left without a value: {one.why}.")
        elif one.why is not None:
            yield Notice("repaired_amount", f"{shape!r} was taken for {one.currency} {one.value}: {one.why}.")
