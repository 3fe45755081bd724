"""Ruled tables and boxes: from the rules of a page to cells.

In: rules. Out: tables with their cells, outer tables before those nested in them. A box around text is a table of
one cell. Knows nothing of what words say; tables held together by alignment are the business of `columns`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.document import Box, Cell, CellPlace, Table, Word
from extractor.reading.rules import Rule

# Rules that come this near meet. Residual skew of 0.2 degrees puts the ends of a page-wide rule 1.7 points apart.
_REACH_PT = 3.0
# Two rules nearer than this are one: a double line, or the borders of two neighbouring cells.
_SAME_PT = 4.5
# The smallest box that is no tick box.
_SMALLEST_PT = (18.0, 8.0)
# A vertical that ends in the open is a line of a table only from this length on.
_LONG_PT = 30.0
# What share of a cell's side must be drawn for the side to stand. A photocopy breaks lines, but rarely half of one.
_LEAST_DRAWN = 0.5
# A frame around all of the page tells nothing; a box that goes on over all of it has the page's foot outside.
_PAGE_SHARE = 0.86


def find_tables(
    rules: Iterable[Rule], width_pt: float, height_pt: float, words: Sequence[Word] = ()
) -> tuple[Table, ...]:
    """Return the ruled tables and boxes of a page, each nested one with the cell it stands in.

    A frame around the whole page and all of its ``words`` is none, nor is what holds no word where there are any.
    Sorted from top to bottom, a nested table after the table around it.
    """
    grids = [table for group in _groups(list(rules)) for table in _grids(group)]
    kept = [table for table in grids if not _frames_page(table, width_pt, height_pt, words)]
    kept = [table for table in kept if not words or any(_holds(table.box, word.box) for word in words)]
    kept.sort(key=lambda table: (round(table.box.top), table.box.x0, -table.box.width * table.box.height))
    return tuple(replace(table, parent=_parent(index, kept)) for index, table in enumerate(kept))


def cell_of(box: Box, tables: Sequence[Table]) -> CellPlace | None:
    """Return the innermost cell that holds the middle of ``box``."""
    best: tuple[float, CellPlace] | None = None
    for index, table in enumerate(tables):
        if not _holds(table.box, box):
            continue
        for cell in table.cells:
            size = cell.box.width * cell.box.height
            if _holds(cell.box, box) and (best is None or size < best[0]):
                best = size, CellPlace(index, cell.row, cell.column)
    return best[1] if best else None


def _holds(outer: Box, box: Box) -> bool:
    middle = (box.x0 + box.x1) / 2
    return outer.x0 <= middle <= outer.x1 and outer.top <= box.middle <= outer.bottom


def _parent(index: int, tables: Sequence[Table]) -> CellPlace | None:
    own = tables[index].box
    around = [
        (cell.box.width * cell.box.height, CellPlace(place, cell.row, cell.column))
        for place, table in enumerate(tables)
        if place != index
        for cell in table.cells
        if _encloses(cell.box, own)
    ]
    return min(around, key=lambda pair: pair[0])[1] if around else None


def _encloses(outer: Box, inner: Box) -> bool:
    slack = 1.0
    return (
        outer.x0 - slack <= inner.x0
        and outer.top - slack <= inner.top
        and inner.x1 <= outer.x1 + slack
        and inner.bottom <= outer.bottom + slack
        and outer.width * outer.height > 1.05 * inner.width * inner.height
    )


def _frames_page(table: Table, width_pt: float, height_pt: float, words: Sequence[Word]) -> bool:
    box = table.box
    wide, high = box.width > _PAGE_SHARE * width_pt, box.height > _PAGE_SHARE * height_pt
    return len(table.cells) == 1 and wide and high and all(_holds(box, word.box) for word in words)


# -- rules that meet --------------------------------------------------------------------------------------------------


def _groups(rules: list[Rule]) -> list[list[Rule]]:
    """Part the rules into groups that hang together."""
    across = [rule for rule in rules if rule.horizontal]
    down = [rule for rule in rules if not rule.horizontal]
    leader = list(range(len(across) + len(down)))
    for i, horizontal in enumerate(across):
        for j, vertical in enumerate(down, start=len(across)):
            if _meets(horizontal, vertical):
                _unite(leader, i, j)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate([*across, *down]):
        groups.setdefault(_leader(leader, index), []).append(rule)
    return [group for group in groups.values() if _could_be_table(group)]


def _could_be_table(group: list[Rule]) -> bool:
    down = sum(not rule.horizontal for rule in group)
    across = len(group) - down
    return (down >= 2 and across >= 1) or (down == 1 and across >= 3)


def _meets(across: Rule, down: Rule) -> bool:
    return (
        across.x0 - _REACH_PT <= down.x1
        and down.x0 <= across.x1 + _REACH_PT
        and down.top - _REACH_PT <= across.bottom
        and across.top <= down.bottom + _REACH_PT
    )


def _leader(leader: list[int], index: int) -> int:
    while leader[index] != index:
        leader[index] = leader[leader[index]]
        index = leader[index]
    return index


def _unite(leader: list[int], first: int, second: int) -> None:
    leader[_leader(leader, first)] = _leader(leader, second)


# -- from a group of rules to cells -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Grid:
    """Grid lines, and which sides of the elementary cells between them are drawn.

    ``above[r][c]`` is the side above row r, ``left[r][c]`` the side left of column c; both have one more than there are
    rows or columns. A side on which the whole table is open counts as drawn.
    """

    xs: list[float]
    ys: list[float]
    above: list[list[bool]]
    left: list[list[bool]]


def _grids(group: list[Rule]) -> list[Table]:
    """Return the table that a group of rules draws, if it is one."""
    across = [rule for rule in group if rule.horizontal]
    down = [rule for rule in group if not rule.horizontal and _is_anchored(rule, across)]
    if not across or not down:
        return []
    open_x, open_y = _open_sides(across), _open_ends(down)
    xs = _clusters([*((rule.x0 + rule.x1) / 2 for rule in down), *open_x])
    ys = _clusters([*((rule.top + rule.bottom) / 2 for rule in across), *open_y])
    if len(xs) < 2 or len(ys) < 2 or xs[-1] - xs[0] < _SMALLEST_PT[0] or ys[-1] - ys[0] < _SMALLEST_PT[1]:
        return []
    cells = _cells(_grid(across, down, xs, ys))
    return [Table(Box(xs[0], ys[0], xs[-1], ys[-1]), tuple(cells))] if cells else []


def _is_anchored(rule: Rule, across: list[Rule]) -> bool:
    """Say whether a vertical ends at horizontals, or is too long for a stroke of a letter or of a signature."""
    ends = sum(
        any(abs((other.top + other.bottom) / 2 - end) <= _SAME_PT for other in across if _meets(other, rule))
        for end in (rule.top, rule.bottom)
    )
    return ends == 2 or rule.bottom - rule.top >= (_LONG_PT if ends else 2 * _LONG_PT)


def _clusters(places: Iterable[float]) -> list[float]:
    """Return the grid lines: the mean of each run of places that lie close together."""
    runs: list[list[float]] = []
    for place in sorted(places):
        if runs and place - runs[-1][0] <= _SAME_PT:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [sum(run) / len(run) for run in runs]


def _open_ends(down: list[Rule]) -> list[float]:
    """Return where verticals end together: at the last horizontal, or where the page cuts the table off."""
    top, bottom = min(rule.top for rule in down), max(rule.bottom for rule in down)
    width = max(rule.x1 for rule in down) - min(rule.x0 for rule in down)
    ends = (
        (top, [rule.x0 for rule in down if rule.top <= top + _REACH_PT]),
        (bottom, [rule.x0 for rule in down if rule.bottom >= bottom - _REACH_PT]),
    )
    return [place for place, xs in ends if len(xs) >= 2 and max(xs) - min(xs) >= 0.6 * width]


def _open_sides(across: list[Rule]) -> list[float]:
    """Return where horizontals end together: at the outer verticals, or in a table without outer borders."""
    left, right = min(rule.x0 for rule in across), max(rule.x1 for rule in across)
    lefts = sum(rule.x0 <= left + _REACH_PT for rule in across)
    rights = sum(rule.x1 >= right - _REACH_PT for rule in across)
    return [place for place, ends in ((left, lefts), (right, rights)) if ends >= 2]


def _grid(across: list[Rule], down: list[Rule], xs: list[float], ys: list[float]) -> _Grid:
    above = [[_is_drawn(_lying(across, y), span) for span in pairwise(xs)] for y in ys]
    left = [[_is_drawn(_standing(down, x), span) for x in xs] for span in pairwise(ys)]
    for edge in (0, -1):
        if not any(above[edge]):
            above[edge] = [True] * len(above[edge])
        if not any(row[edge] for row in left):
            for row in left:
                row[edge] = True
    return _Grid(xs, ys, above, left)


def _lying(rules: list[Rule], y: float) -> list[tuple[float, float]]:
    return [(rule.x0, rule.x1) for rule in rules if abs((rule.top + rule.bottom) / 2 - y) <= _SAME_PT]


def _standing(rules: list[Rule], x: float) -> list[tuple[float, float]]:
    return [(rule.top, rule.bottom) for rule in rules if abs((rule.x0 + rule.x1) / 2 - x) <= _SAME_PT]


def _is_drawn(strokes: list[tuple[float, float]], span: tuple[float, float]) -> bool:
    reached, drawn = span[0], 0.0
    for start, end in sorted(strokes):
        low, high = max(start, reached), min(end, span[1])
        if high > low:
            drawn += high - low
            reached = high
    return drawn >= _LEAST_DRAWN * (span[1] - span[0])


def _cells(grid: _Grid) -> list[Cell]:
    """Unite elementary cells that no line parts, and drop what is not walled in."""
    columns = len(grid.xs) - 1
    leader = list(range((len(grid.ys) - 1) * columns))
    for here in range(len(leader)):
        row, column = divmod(here, columns)
        if column and not grid.left[row][column]:
            _unite(leader, here, here - 1)
        if row and not grid.above[row][column]:
            _unite(leader, here, here - columns)
    regions: dict[int, list[tuple[int, int]]] = {}
    for here in range(len(leader)):
        regions.setdefault(_leader(leader, here), []).append(divmod(here, columns))
    cells = [cell for region in regions.values() for cell in _rectangles(region, grid)]
    return sorted((cell for cell in cells if _is_walled_in(cell, grid)), key=lambda cell: (cell.row, cell.column))


def _is_walled_in(cell: Cell, grid: _Grid) -> bool:
    """Say whether a cell has room for print and at least three of its sides."""
    rows = range(cell.row, cell.row + cell.row_span)
    columns = range(cell.column, cell.column + cell.column_span)
    sides = (
        [grid.above[cell.row][c] for c in columns],
        [grid.above[cell.row + cell.row_span][c] for c in columns],
        [grid.left[r][cell.column] for r in rows],
        [grid.left[r][cell.column + cell.column_span] for r in rows],
    )
    return cell.box.width >= 5 and cell.box.height >= 5 and sum(any(side) for side in sides) >= 3


def _rectangles(region: list[tuple[int, int]], grid: _Grid) -> list[Cell]:
    """Return ``region`` as cells: one where it is a rectangle, else one for each run of equal rows."""
    spans: dict[int, tuple[int, int]] = {}
    for row, column in sorted(region):
        first, last = spans.get(row, (column, column))
        spans[row] = min(first, column), max(last, column)
    cells: list[Cell] = []
    for row, (first, last) in spans.items():
        if cells and _continues(cells[-1], row, first, last):
            above = cells[-1]
            box = replace(above.box, bottom=grid.ys[row + 1])
            cells[-1] = replace(above, box=box, row_span=above.row_span + 1)
        else:
            box = Box(grid.xs[first], grid.ys[row], grid.xs[last + 1], grid.ys[row + 1])
            cells.append(Cell(box, row, first, 1, last - first + 1))
    return cells


def _continues(cell: Cell, row: int, first: int, last: int) -> bool:
    return cell.row + cell.row_span == row and (cell.column, cell.column_span) == (first, last - first + 1)
