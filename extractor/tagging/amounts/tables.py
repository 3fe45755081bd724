"""Reads the sums of tables: bare numbers under "£000", and what a column's or row's heading says of the sums in it.

What enters is a text and its cells; what leaves is sums with full values, and rates by cell. A caption is the paragraph
right before a table. It must not know how tables are found.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from extractor.document import CellSpan
from extractor.tagging.amounts.numbers import FULL_STOP_FOR_COMMA, GAP, NUMBER, read_number
from extractor.tagging.amounts.old_money import column_sum
from extractor.tagging.amounts.sums import Sum, scaled
from extractor.tagging.amounts.terms import rate_in_heading
from extractor.tagging.lexicon import either, folded, inverse, mapping, words

_SIGNS = inverse(mapping("amounts", "currencies"))
_BOUND_WORDS = (*inverse(mapping("amounts", "before")), *inverse(mapping("amounts", "flips")))
_RATES = inverse(mapping("amounts", "rates"))
_POWERS = {unit.casefold(): int(power) for unit, power in inverse(mapping("amounts", "heading_units")).items()}
_UNIT = re.compile(
    rf"(?<![\w£€$])(?P<sign>{either(_SIGNS)}){GAP}?(?:(?P<unit>{either(_POWERS)})(?![\w.,]*\d|\w)|(?!{GAP}?[\d.½¼¾]|\w))",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?P<open>\()?{GAP}?(?P<sign>[-+\u2212\u2013])?{GAP}?(?P<number>{NUMBER}){GAP}?(?P<close>\))?[*†‡#]{{0,3}}"
)
# "312 p.a.", "up to 60", "4,875 / over 3 years": what may stand beside a bare number without making it something else.
_LIMITED = rf"(?:{either(_BOUND_WORDS)}{GAP}?)?"
_QUALIFIED = re.compile(
    rf"{_LIMITED}(?P<bare>\(?{GAP}?[-+\u2212\u2013]?{GAP}?(?:{NUMBER}){GAP}?\)?)"
    rf"(?:[\s,(]+(?:(?:for|over|in){GAP}[\w ]{{1,20}}|{either(_RATES)}"
    rf"|in total|one-off|approx\.?)\)?)?",
    re.IGNORECASE,
)
_OLD_CELL = re.compile(r"£\s?[\d,]+\.\s?\d{1,2}\.\s?\d|£?\d+/\d+/\d|\d\s?s\.|\d/-")
_OLD_UNIT = re.compile(r"£\W{1,4}s\W{1,4}d\b|(?<!\w)s\W{1,4}d\b\.?$")
_HEADING = re.compile(r"(?=.*[^\W\d_])|^\W*$|^(?:19|20)\d\d(?:\W\d{2,4})?$", re.DOTALL)
_NOT_MONEY = re.compile(rf"(?<!\w){either(words('amounts', 'not_money'))}(?!\w)", re.IGNORECASE)
_COUNTED_ALONE = re.compile(
    rf"\({either(words('amounts', 'not_money'))}\)|^{either(words('amounts', 'not_money'))}$", re.IGNORECASE
)
_COUNTED = re.compile(rf"(?:^|\(){either(words('amounts', 'not_money'))}(?!\w)", re.IGNORECASE)
_MONEY = re.compile(rf"(?<!\w){either(words('amounts', 'money'))}(?!\w)|£", re.IGNORECASE)
_SUM = re.compile(r"[£€$]\s?\d")
# A caption is short; a paragraph of prose that speaks of pounds heads no table.
_CAPTION_LENGTH = 200
_HEADING_ROWS = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """What the numbers under a heading count."""

    currency: str
    power: int


@dataclass(frozen=True)
class Table:
    """The cells of one table as text, and what its headings say."""

    text: str
    cells: tuple[CellSpan, ...]
    heading: str = ""
    old: bool = False

    def read(self, cell: CellSpan) -> str:
        """Return the text of a cell."""
        return self.text[cell.start : cell.end].strip()

    @cached_property
    def headings(self) -> dict[int, str]:
        """The text that heads each column, of all heading rows together."""
        heads: dict[int, str] = {}
        for cell in self.cells:
            if cell.row < self.heading_rows:
                heads[cell.column] = f"{heads.get(cell.column, '')} {self.read(cell)}".strip()
        return heads

    @cached_property
    def labels(self) -> dict[int, str]:
        """The text that heads each row below the heading rows."""
        return {c.row: self.read(c) for c in self.cells if c.column == 0 and c.row >= self.heading_rows}

    @cached_property
    def heading_rows(self) -> int:
        """How many rows stand above the first number."""
        numeric = [c.row for c in self.cells if c.column > 0 and not _HEADING.match(self.read(c))]
        first = {cell.row: self.read(cell) for cell in self.cells if cell.column == 0}
        # Rows that each name their own unit need no heading above them.
        if 0 in numeric and unit_in(first.get(0, "")) and unit_in(first.get(1, "")):
            return 0
        return min(_HEADING_ROWS, max(1, min(numeric, default=1)))

    @cached_property
    def caption(self) -> str:
        """The paragraph right before the table."""
        before = self.text[max(0, self.cells[0].start - _CAPTION_LENGTH - 1) : self.cells[0].start].rstrip()
        line = before[before.rfind("\n") + 1 :]
        return line if line and len(line) <= _CAPTION_LENGTH else self.heading

    @cached_property
    def has_old_sums(self) -> bool:
        """Whether any of its cells is a sum of old money beyond doubt."""
        return any(_OLD_CELL.search(self.read(cell)) for cell in self.cells)

    @cached_property
    def own_unit(self) -> Unit | None:
        """The unit of the table as a whole: of its caption, its first cell, or a heading row that says nothing else."""
        sources = [self.caption, *(self.read(c) for c in self.cells if c.row == 0 and c.column == 0)]
        lone = [self.read(c) for c in self.cells if c.row < self.heading_rows and self._stands_alone(c)]
        return next((unit for source in (*sources, *lone) if (unit := unit_in(source)) is not None), None)

    def _stands_alone(self, cell: CellSpan) -> bool:
        return not any(other.row == cell.row and other is not cell and self.read(other) for other in self.cells)

    def unit(self, cell: CellSpan) -> Unit | None:
        """Return what a bare number in the cell counts, None where it is no money."""
        heading, label = self.headings.get(cell.column, ""), self.labels.get(cell.row, "")
        for own in (label, heading):
            if (unit := unit_in(own)) is not None:
                return unit
            # "People" and "Staff (FTE)" count; "Residential care, older people" in a table of pounds is what the pounds are for.
            counted = _COUNTED if own is label and self.own_unit else _NOT_MONEY
            if own is label and unit_in(heading) is not None:
                counted = _COUNTED_ALONE
            if counted.search(own) and not _MONEY.search(own):
                return None
        return self.own_unit

    def rate(self, cell: CellSpan) -> str | None:
        """Return the period of the rate that the cell's row or column is headed with."""
        label, heading = self.labels.get(cell.row, ""), self.headings.get(cell.column, "")
        of_row = rate_in_heading(label) if cell.column and not _SUM.search(label) else None
        beside = next(
            (
                rate
                for c in self.cells
                if c.row == cell.row and (rate := _RATES.get(self.read(c).casefold())) is not None
            ),
            None,
        )
        return of_row or rate_in_heading(heading) or beside or self._own_rate

    @cached_property
    def _own_rate(self) -> str | None:
        """The period in the table's first cell, where that names the unit: "£ per week"."""
        first = next((self.read(c) for c in self.cells if c.row == 0 and c.column == 0), "")
        return rate_in_heading(first) if unit_in(first) else None


def unit_in(heading: str) -> Unit | None:
    """Return the unit that a heading or caption names.

    >>> unit_in("Programme (£000)")
    Unit(currency='GBP', power=3)
    """
    match = _UNIT.search(heading)
    if match is None:
        return None
    currency = _SIGNS[folded(match["sign"])]
    return Unit(currency, _POWERS[folded(match["unit"])] if match["unit"] else 0)


def tables(text: str, cells: Iterable[CellSpan], *, heading: str = "", old: bool = False) -> list[Table]:
    """Return the tables of a text; ``heading`` is that of its section, ``old`` says that it counts in old money."""
    by_table: dict[int, list[CellSpan]] = {}
    for cell in cells:
        by_table.setdefault(cell.table, []).append(cell)
    return [Table(text, tuple(found), heading, old) for found in by_table.values()]


def lone_sum(text: str, heading: str) -> Sum | None:
    """Return the sum of a section that is one bare number, counted as its heading says: "Value £000" and under it "312 p.a."."""
    unit = unit_in(heading) if len(text) <= _CAPTION_LENGTH else None
    match = _QUALIFIED.fullmatch(text.strip()) if unit is not None and re.search(r"[\d½¼¾]", text) else None
    if unit is None or match is None:
        return None
    return _counted(match["bare"], text.index(match["bare"]), unit)


def bare_sums(table: Table) -> Iterator[tuple[Sum, CellSpan]]:
    """Yield the sums of a table that are bare numbers, scaled as their headings say."""
    for cell in table.cells:
        if cell.row < table.heading_rows or cell.column == 0:
            continue
        one = _old_sum(table, cell) or _bare_sum(table, cell)
        if one is not None:
            yield one, cell


def _old_sum(table: Table, cell: CellSpan) -> Sum | None:
    """Read "3,412 10 0" under "£ s. d.", and "12. 0" or "17/9" where the table counts in old money."""
    inner = table.read(cell)
    headed = _OLD_UNIT.search(table.headings.get(cell.column, "")) or _OLD_UNIT.search(table.caption)
    value = column_sum(inner.strip("£ ")) if headed or (table.old and table.has_old_sums) else None
    if value is None:
        return None
    start = cell.start + table.text[cell.start : cell.end].index(inner)
    return Sum(start, start + len(inner), value, "GBP", value, sure=0.95 if headed else 0.85)


def _bare_sum(table: Table, cell: CellSpan) -> Sum | None:
    inner = table.read(cell)
    qualified = _QUALIFIED.fullmatch(inner)
    bare = qualified["bare"].strip() if qualified else inner
    unit = table.unit(cell) if qualified or _BARE.fullmatch(inner) else None
    if unit is None:
        return None
    return _counted(bare, cell.start + table.text[cell.start : cell.end].index(bare), unit)


def _counted(bare: str, start: int, unit: Unit) -> Sum | None:
    match = _BARE.fullmatch(bare)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    number = read_number(match["number"], scaled=True).value
    if number is None:
        return None
    # Thousands are printed whole: three decimals of one are a comma misread.
    grouped = unit.power == 3 and re.fullmatch(r"\d{1,3}\.\d{3}", match["number"]) is not None
    number = (number * 1000).quantize(Decimal(1)) if grouped else number
    sure, why = (0.6, FULL_STOP_FOR_COMMA) if grouped else (0.97, None)
    signed = -number if match["open"] or (match["sign"] or "+") != "+" else number
    return Sum(start, start + len(bare), scaled(signed, unit.power), unit.currency, signed, unit.power, sure, why)
