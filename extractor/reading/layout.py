"""From the words and rules of a page to its lines, in reading order, and its tables.

In: words and rules of one upright, straight page, in points. Out: an Arrangement. Must not know what any word means
beyond its shape.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractor.document import CellPlace, Line, Table, Word
from extractor.reading.columns import aligned_tables, rows_between_rules
from extractor.reading.gutters import part_at_gutters
from extractor.reading.lines import build_lines
from extractor.reading.order import Block, in_order
from extractor.reading.rules import Rule
from extractor.reading.tables import cell_of, find_tables


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The lines of a page in reading order, and the tables that their cells refer to."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...]


def arrange(words: Iterable[Word], rules: Iterable[Rule], width_pt: float, height_pt: float) -> Arrangement:
    """Put the words of a page in reading order, as lines and tables. Every word stands in exactly one line."""
    words, rules = list(words), list(rules)
    tables = list(find_tables(rules, width_pt, height_pt, words))
    tables += rows_between_rules(words, rules, tables)
    for place, own in _rooms(words, tables).items():
        tables += aligned_tables(build_lines(own), place)
    return Arrangement(tuple(_read(None, _rooms(words, tables), tables)), tuple(tables))


def _rooms(words: Sequence[Word], tables: Sequence[Table]) -> dict[CellPlace | None, list[Word]]:
    """Part the words by the innermost cell that they stand in."""
    rooms: dict[CellPlace | None, list[Word]] = {}
    for word in words:
        rooms.setdefault(cell_of(word.box, tables), []).append(word)
    return rooms


def _read(place: CellPlace | None, rooms: dict[CellPlace | None, list[Word]], tables: list[Table]) -> list[Line]:
    """Return the lines of a cell (of the page, where ``place`` is None) and of the tables in it, in reading order."""
    own = [replace(line, cell=place) for line in part_at_gutters(build_lines(rooms.get(place, ())))]
    blocks = [Block(line.box, line) for line in own]
    blocks += [Block(table.box, None, index) for index, table in enumerate(tables) if table.parent == place]
    lines: list[Line] = []
    for block in in_order(blocks):
        lines += [block.line] if block.line else _read_table(block.table, rooms, tables)
    return lines


def _read_table(index: int | None, rooms: dict[CellPlace | None, list[Word]], tables: list[Table]) -> list[Line]:
    if index is None:
        return []
    cells = tables[index].cells
    return [line for cell in cells for line in _read(CellPlace(index, cell.row, cell.column), rooms, tables)]
