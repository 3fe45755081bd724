"""From the words and rules of a page to its lines, in reading order, and its tables.

In: words and rules of one upright, straight page, in points. Out: an Arrangement. Must not know what any word means
beyond its shape.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractor.document import CellPlace, Line, Table, Word
from extractor.reading.columns import rows_between_rules, unruled_tables, with_turned_head
from extractor.reading.gutters import part_at_gutters
from extractor.reading.lines import build_lines
from extractor.reading.order import Block, in_order
from extractor.reading.rules import Rule
from extractor.reading.spreads import fold_of
from extractor.reading.tables import cell_of, find_tables


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The lines of a page in reading order, and the tables that their cells refer to."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...]


def arrange(
    words: Iterable[Word], rules: Iterable[Rule], width_pt: float, height_pt: float, turned: Sequence[Line] = ()
) -> Arrangement:
    """Put the words of a page in reading order, as lines and tables. Every word stands in exactly one line.

    Of a sheet with two pages of a book the left one is read first. Lines that are ``turned`` by a right angle are read in
    their cells; outside of tables they stand in the margin, and are running print.
    """
    words, rules = list(words), list(rules)
    fold = fold_of(words, rules, width_pt, height_pt)
    if fold is None:
        return _arranged(words, rules, width_pt, height_pt, turned)
    left, right = (
        _arranged(
            [w for w in words if (w.box.x0 < fold) is is_left],
            _on_side(rules, fold, left=is_left),
            fold,
            height_pt,
            [line for line in turned if (line.box.x0 < fold) is is_left],
        )
        for is_left in (True, False)
    )
    return _side_by_side(left, right)


def _on_side(rules: Iterable[Rule], fold: float, *, left: bool) -> list[Rule]:
    return [rule for rule in rules if ((rule.x0 + rule.x1) / 2 < fold) is left]


def _side_by_side(left: Arrangement, right: Arrangement) -> Arrangement:
    """Put one arrangement behind another, its tables counted on."""
    count = len(left.tables)
    lines = [replace(line, cell=_counted_on(line.cell, count)) for line in right.lines]
    tables = [replace(table, parent=_counted_on(table.parent, count)) for table in right.tables]
    return Arrangement((*left.lines, *lines), (*left.tables, *tables))


def _counted_on(place: CellPlace | None, count: int) -> CellPlace | None:
    return replace(place, table=place.table + count) if place else None


def _arranged(
    words: list[Word], rules: list[Rule], width_pt: float, height_pt: float, turned: Sequence[Line] = ()
) -> Arrangement:
    every = [*words, *(word for line in turned for word in line.words)]
    tables = list(find_tables(rules, width_pt, height_pt, every))
    tables += rows_between_rules(words, rules, tables)
    for place, own in _rooms(words, tables).items():
        tables += [
            with_turned_head(table, turned) for table in unruled_tables(part_at_gutters(build_lines(own)), place)
        ]
    placed = [replace(line, cell=cell_of(line.box, tables)) for line in turned]
    lines = _read(None, _rooms(words, tables), tables, [line for line in placed if line.cell])
    lines += [beside_all(line) for line in placed if line.cell is None]
    return Arrangement(tuple(lines), tuple(tables))


def beside_all(line: Line) -> Line:
    """Return ``line`` as running print that stands level with no other, high as it may be: its box is its middle."""
    return replace(line, running=True, box=replace(line.box, top=line.box.middle, bottom=line.box.middle))


def _rooms(words: Sequence[Word], tables: Sequence[Table]) -> dict[CellPlace | None, list[Word]]:
    """Part the words by the innermost cell that they stand in."""
    rooms: dict[CellPlace | None, list[Word]] = {}
    for word in words:
        rooms.setdefault(cell_of(word.box, tables), []).append(word)
    return rooms


def _read(
    place: CellPlace | None,
    rooms: dict[CellPlace | None, list[Word]],
    tables: list[Table],
    turned: Sequence[Line] = (),
) -> list[Line]:
    """Return the lines of a cell (of the page, where ``place`` is None) and of the tables in it, in reading order."""
    own = [replace(line, cell=place) for line in part_at_gutters(build_lines(rooms.get(place, ())))]
    blocks = [Block(line.box, line) for line in own]
    blocks += [Block(table.box, None, index) for index, table in enumerate(tables) if table.parent == place]
    lines: list[Line] = []
    for block in in_order(blocks):
        lines += [block.line] if block.line else _read_table(block.table, rooms, tables, turned)
    # Which of these comes first depends on which way they are turned: they come in their order.
    return lines + [line for line in turned if line.cell == place]


def _read_table(
    index: int | None, rooms: dict[CellPlace | None, list[Word]], tables: list[Table], turned: Sequence[Line]
) -> list[Line]:
    if index is None:
        return []
    cells = tables[index].cells
    return [line for cell in cells for line in _read(CellPlace(index, cell.row, cell.column), rooms, tables, turned)]
