"""Tables without a full grid: rows parted by horizontal rules alone, and columns held together by alignment alone.

In: words, lines and rules. Out: tables whose cells tile the space, so that every word of theirs falls into one.
Both are found sparingly: prose with wide gaps, indented lists, and labels beside their text are no tables.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import fmean, median

from extractor.document import Box, Cell, CellPlace, Line, Table, Word, union
from extractor.reading.lines import baselines, build_lines, em
from extractor.reading.rules import Rule

_GUTTER_EM = 0.9
# Lines of a paragraph stand up to 0.4 em apart (leading 1.15 to 1.4).
_PARAGRAPH_GAP_EM = 0.45
_SAME_ENDS_PT = 6.0
_ALIGNED_PT = 3.0
# So many rows of nothing but figures, and this share of the rows, make columns of them, be the white between as narrow as
# one letter and a half.
_FIGURE_ROWS, _FIGURE_SHARE, _FIGURE_GUTTER_EM = 3, 0.6, 0.5
_TALLEST_ROW_PT = 170.0
# The lines of a cell follow one another as in a paragraph; a step wider than these by so much begins a row.
_LEAST_LEADING_EM, _MOST_LEADING_EM, _LOOSE = 0.9, 1.5, 1.14
# Where print stands as exactly as type, rows may be looser by as little as this; what is far looser tells of no rows.
_LEAST_LOOSE, _NEAR, _ALIKE = 0.08, 1.6, 0.83
# Rows whose cells wrap make a table where there are so many, most of them with something in every column, and nearly every
# cell begins level with its row.
_FEWEST_WRAPPED, _FULL_ROWS, _LEVEL_CELLS = 3, 0.6, 0.9
# Of two columns the first must hold labels, of so many words at the most.
_LONGEST_LABEL = 10
# Columns of figures may stand so close, over the type size, where so many rows in a row leave the white between them.
_STRIP_EM, _FEWEST_LEVELS, _FEWEST_STRIPS = 0.5, 4, 2
_FAR_LEFT = -1e6
_MOST_HEADS = 2
# How far above the first row of figures heads that are printed upwards may end.
_HEAD_ABOVE_PT = 24.0
_FIGURE = re.compile(
    r"[(\[]?[-–−+]?[£$€]?\(?[-–−]?\d[\d,.’' ]*\)?(?:%|p|k|m|bn|pm|am)?[)\]*†]?|[-–—]|n/?a|nil", re.IGNORECASE
)


# -- rows between rules -----------------------------------------------------------------------------------------------


def rows_between_rules(words: Sequence[Word], rules: Iterable[Rule], tables: Sequence[Table]) -> list[Table]:
    """Return the tables whose rows are parted by horizontal rules of one length and whose columns by blank gutters."""
    across = sorted(
        (rule for rule in rules if rule.horizontal and not _in_any(rule, tables)), key=lambda rule: rule.top
    )
    return [table for stack in _stacks(across) if (table := _ruled_rows(words, stack)) is not None]


def _in_any(rule: Rule, tables: Sequence[Table]) -> bool:
    middle = (rule.x0 + rule.x1) / 2
    reach = 3.0
    return any(
        table.box.x0 - reach <= middle <= table.box.x1 + reach
        and table.box.top - reach <= rule.top <= table.box.bottom + reach
        for table in tables
    )


def _stacks(across: Sequence[Rule]) -> list[list[Rule]]:
    stacks: list[list[Rule]] = []
    for rule in across:
        for stack in stacks:
            last = stack[-1]
            if (
                abs(rule.x0 - last.x0) <= _SAME_ENDS_PT
                and abs(rule.x1 - last.x1) <= _SAME_ENDS_PT
                and rule.top - last.top <= _TALLEST_ROW_PT
            ):
                if rule.top - last.top > 5:
                    stack.append(rule)
                break
        else:
            stacks.append([rule])
    return [stack for stack in stacks if len(stack) >= 3 and stack[0].x1 - stack[0].x0 > 120]


def _ruled_rows(words: Sequence[Word], stack: Sequence[Rule]) -> Table | None:
    x0, x1 = min(rule.x0 for rule in stack), max(rule.x1 for rule in stack)
    ys = [(rule.top + rule.bottom) / 2 for rule in stack]
    rows = [build_lines(_between(words, (x0, x1), span)) for span in pairwise(ys)]
    filled = [row for row in rows if row]
    if len(filled) < 2 or len(filled) < 0.8 * len(rows) or any(_is_stacked(row) for row in filled):
        return None
    edges = _edges(filled, x0, x1)
    if len(edges) < 3:
        return None
    edges = _with_figures_parted(filled, edges)
    ys = [*_head_above(words, ys, edges), *ys]
    cells = [
        Cell(Box(left, top, right, bottom), row, column)
        for row, (top, bottom) in enumerate(pairwise(ys))
        for column, (left, right) in enumerate(pairwise(edges))
    ]
    return Table(Box(x0, ys[0], x1, ys[-1]), tuple(cells))


def _head_above(words: Sequence[Word], ys: Sequence[float], edges: Sequence[float]) -> list[float]:
    """Return where a row of heads begins that stands above the first rule, in the same columns."""
    tallest = max(low - high for high, low in pairwise(ys))
    lines = build_lines(_between(words, (edges[0], edges[-1]), (ys[0] - 1.4 * tallest, ys[0])))
    if not lines:
        return []
    head = [line for line in lines if _on_level(line.box, lines[-1].box)]
    fits = all(any(low <= line.box.x0 and line.box.x1 <= high for low, high in pairwise(edges)) for line in head)
    return [min(line.box.top for line in head) - 1] if len(head) >= max(2, len(edges) - 2) and fits else []


def _between(words: Sequence[Word], across: tuple[float, float], down: tuple[float, float]) -> list[Word]:
    return [
        word
        for word in words
        if across[0] <= (word.box.x0 + word.box.x1) / 2 <= across[1] and down[0] <= word.box.middle < down[1]
    ]


def _is_stacked(row: Sequence[Line]) -> bool:
    """Say whether what stands between two rules is itself many rows (a table ruled only at head and foot)."""
    levels = _levels(row)
    return sum(len(level) >= 2 for level in levels) >= 4


def _edges(rows: Sequence[Sequence[Line]], x0: float, x1: float) -> list[float]:
    """Return where columns begin and end: in the middle of the gutters that no row crosses."""
    spans = [(line.box.x0, line.box.x1) for row in rows for line in row]
    size = em(rows[0][0].words[0])
    inner = [(low + high) / 2 for low, high in _gutters(spans) if high - low >= _GUTTER_EM * size]
    return [x0, *inner, x1] if sum(len(_levels(row)[0]) >= 2 for row in rows) >= 0.6 * len(rows) else []


def _with_figures_parted(rows: Sequence[Sequence[Line]], edges: Sequence[float]) -> list[float]:
    """Return ``edges`` with more of them where columns of figures stand so close that their rows look like one line.

    What stands there in other rows, such as a head that runs over two columns, does not count.
    """
    found = list(edges)
    for left, right in pairwise(edges):
        words = [[w for line in row for w in line.words if left <= w.box.x0 and w.box.x1 <= right] for row in rows]
        figures = [row for row in words if len(row) >= 2 and all(_FIGURE.fullmatch(w.text) for w in row)]
        if len(figures) >= _FIGURE_ROWS and len(figures) >= _FIGURE_SHARE * sum(map(bool, words)):
            spans = [(w.box.x0, w.box.x1) for row in figures for w in row]
            size = em(figures[0][0])
            found += [(low + high) / 2 for low, high in _gutters(spans) if high - low >= _FIGURE_GUTTER_EM * size]
    return sorted(found)


def _gutters(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    gutters: list[tuple[float, float]] = []
    reach: float | None = None
    for low, high in sorted(spans):
        if reach is not None and low > reach:
            gutters.append((reach, low))
        reach = high if reach is None else max(reach, high)
    return gutters


def _levels(lines: Iterable[Line]) -> list[list[Line]]:
    """Part lines into those that stand on one level, from top to bottom."""
    levels: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.middle):
        if levels and _on_level(levels[-1][0].box, line.box):
            levels[-1].append(line)
        else:
            levels.append([line])
    return levels


def _on_level(first: Box, second: Box) -> bool:
    common = min(first.bottom, second.bottom) - max(first.top, second.top)
    return common >= 0.5 * min(first.height, second.height)


# -- columns by alignment ---------------------------------------------------------------------------------------------


def aligned_tables(lines: Sequence[Line], place: CellPlace | None) -> list[Table]:
    """Return the tables that alignment alone holds together among the lines of one region.

    There must be three rows or more; and three columns, or two of which one holds figures.
    """
    return [table for run in _runs(_levels(lines)) if (table := _aligned(run, place)) is not None]


def _runs(levels: Sequence[list[Line]]) -> list[list[list[Line]]]:
    """Return runs of neighbouring levels that share a gutter, each from one level of several lines to another."""
    runs: list[list[list[Line]]] = []
    run: list[list[Line]] = []
    for level in levels:
        if run and not _goes_on(run, level):
            runs.append(run)
            run = []
        if run or len(level) >= 2:
            run.append(level)
    return [_trimmed(run) for run in [*runs, run] if run]


def _goes_on(run: list[list[Line]], level: list[Line]) -> bool:
    size = em(level[0].words[0])
    above = union(line.box for line in run[-1])
    if min(line.box.top for line in level) - above.bottom > 2 * size or _begins_another(run, level):
        return False
    spans = [(line.box.x0, line.box.x1) for row in [*run, level] for line in row]
    return any(high - low >= _GUTTER_EM * size for low, high in _gutters(spans))


def _begins_another(run: Sequence[list[Line]], level: Sequence[Line]) -> bool:
    """Say whether a level below a line that stands alone is aligned with nothing above it: the heads of another table."""
    if len(level) < 2 or len(run) < 2 or len(run[-1]) > 1:
        return False
    above = [_places(line) for row in run for line in row]
    beside = [_places(line) for line in sorted(level, key=lambda line: line.box.x0)[1:]]
    aligned = [any(abs(a - b) <= _ALIGNED_PT for one in above for a, b in zip(own, one, strict=True)) for own in beside]
    return sum(aligned) <= 0.5 * len(aligned)


def _places(line: Line) -> tuple[float, float, float]:
    """Return where a line begins and ends, and its middle: what columns are aligned by."""
    return line.box.x0, line.box.x1, (line.box.x0 + line.box.x1) / 2


def _trimmed(run: list[list[Line]]) -> list[list[Line]]:
    """Return a run up to the last level of several lines, and the lines of a wrapped cell that follow it closely."""
    last = max((number for number, level in enumerate(run) if len(level) >= 2), default=-1)
    kept = run[: last + 1]
    if _row_starts(kept):
        tight = min(_steps(kept))
        for step, level in zip(_steps(run)[last:], run[last + 1 :], strict=True):
            if step > _LOOSE * tight:
                break
            kept.append(level)
    return kept


def _steps(run: Sequence[list[Line]]) -> list[float]:
    """Return how far levels stand apart, from one to the next."""
    standing = iter(baselines([line.words for level in run for line in level]))
    levels = [fmean(next(standing) for _ in level) for level in run]
    return [below - above for above, below in pairwise(levels)]


def _aligned(run: list[list[Line]], place: CellPlace | None) -> Table | None:
    starts = _row_starts(run)
    rows = _gathered(run, starts) if starts else [level for level in run if len(level) >= 2]
    if len(rows) < 3 or (not starts and len(rows) < 0.6 * len(run)):
        return None
    every = [line for level in run for line in level]
    box = union(line.box for line in every)
    size = em(every[0].words[0])
    gutters = [
        gap for gap in _gutters((line.box.x0, line.box.x1) for line in every) if gap[1] - gap[0] >= _GUTTER_EM * size
    ]
    edges = [box.x0, *((low + high) / 2 for low, high in gutters), box.x1]
    columns = [[line for line in every if low <= line.box.x0 < high] for low, high in pairwise(edges)]
    labelled = len(columns) == 2 and _is_of_labels(rows, edges[1])
    if starts and (labelled or len(columns) >= 3) and _begin_together(run, starts, edges):
        return Table(box, _tiles(run, edges), ruled=False, parent=place)
    if not _is_table([level for level in run if len(level) >= 2], columns) or (
        _is_tight(rows) and not any(_is_figures(column) for column in columns)
    ):
        return None
    return Table(box, _tiles(run, edges), ruled=False, parent=place)


def _gathered(run: Sequence[list[Line]], starts: Sequence[int]) -> list[list[Line]]:
    """Return the rows that begin at the levels ``starts``."""
    ends = [*starts[1:], len(run)]
    return [[line for level in run[low:high] for line in level] for low, high in zip(starts, ends, strict=True)]


def _begin_together(run: Sequence[list[Line]], starts: Sequence[int], edges: Sequence[float]) -> bool:
    """Say whether the cells of rows begin at the rows' heads, in nearly all columns: columns of prose do so nowhere."""
    rows = _gathered(run, starts)
    if len(rows) < _FEWEST_WRAPPED:
        return False
    heads = [_columns_with(run[start], edges) for start in starts]
    filled = [_columns_with(row, edges) for row in rows]
    level = sum(map(len, heads)) >= _LEVEL_CELLS * sum(map(len, filled))
    return level and sum(len(row) == len(edges) - 1 for row in filled) >= _FULL_ROWS * len(rows)


def _is_of_labels(rows: Sequence[Sequence[Line]], edge: float) -> bool:
    """Say whether what stands left of ``edge`` is a label in every row, and no prose."""
    return all(sum(len(line.words) for line in row if line.box.x0 < edge) <= _LONGEST_LABEL for row in rows)


def _columns_with(lines: Iterable[Line], edges: Sequence[float]) -> set[int]:
    spans = list(pairwise(edges))
    return {n for line in lines for n, (low, high) in enumerate(spans) if low <= line.box.x0 < high}


def _is_table(rows: Sequence[list[Line]], columns: Sequence[list[Line]]) -> bool:
    figures = sum(_is_figures(column) for column in columns)
    full = sum(len(row) >= len(columns) for row in rows)
    short = all(len(line.words) <= 8 for column in columns[1:] for line in column)
    if len(columns) >= 3:
        return short and full >= 0.6 * len(rows) and (figures >= 1 or len(rows) >= 4)
    return len(columns) == 2 and figures == 1 and full >= 0.8 * len(rows)


def _is_tight(rows: Sequence[list[Line]]) -> bool:
    """Say whether the rows follow one another as closely as the lines of a paragraph."""
    gaps = [
        min(line.box.top for line in below) - max(line.box.bottom for line in above) for above, below in pairwise(rows)
    ]
    return median(gaps) < _PARAGRAPH_GAP_EM * em(rows[0][0].words[0])


def _is_figures(column: Sequence[Line]) -> bool:
    return sum(_FIGURE.fullmatch(line.text) is not None for line in column) >= 0.7 * len(column)


def _tiles(run: Sequence[list[Line]], edges: Sequence[float]) -> tuple[Cell, ...]:
    """Return the cells: a row begins at every level of several lines; what stands alone goes with the row above.

    Where the lines of a cell stand closer than the rows do, a row begins after each wider step.
    """
    starts = _row_starts(run) or [number for number, level in enumerate(run) if len(level) >= 2]
    tops = [min(line.box.top for line in run[number]) for number in starts]
    bottoms = [max(line.box.bottom for line in level) for level in run]
    return _cells(tops, bottoms, edges)


def _cells(tops: Sequence[float], bottoms: Sequence[float], edges: Sequence[float]) -> tuple[Cell, ...]:
    ys = [tops[0], *(_split(top, bottoms) for top in tops[1:]), bottoms[-1]]
    return tuple(
        Cell(Box(left, top, right, bottom), row, column)
        for row, (top, bottom) in enumerate(pairwise(ys))
        for column, (left, right) in enumerate(pairwise(edges))
    )


def _row_starts(run: Sequence[list[Line]]) -> list[int]:
    """Return the levels that begin a row, where the steps from level to level are of two kinds; else nothing."""
    if len(run) < 2:
        return []
    steps = _steps(run)
    size = em(run[0][0].words[0])
    tight = min(steps, default=0.0)
    wide = [number for number, step in enumerate(steps, start=1) if step >= _least_of_rows(steps)]
    # The lines of one cell stand as those of a paragraph do; a table of single lines has steps of one kind.
    if not _LEAST_LEADING_EM * size <= tight <= _MOST_LEADING_EM * size or len(wide) < 2 or len(wide) == len(steps):
        return []
    return [0, *wide]


def _least_of_rows(steps: Sequence[float]) -> float:
    """Return the least step that parts rows: that beyond the widest gap among those a line's step may be near, be it small.

    The steps before the gap are those of lines: much alike, and the gap is wider than what they stray by.
    """
    ordered = sorted(steps)
    gaps = [(0.0, _LOOSE * ordered[0])]
    for number in range(1, len(ordered)):
        usual, above = median(ordered[:number]), ordered[number]
        gap, strays = above - ordered[number - 1], 2 * (ordered[number - 1] - usual)
        if above <= _NEAR * usual and ordered[0] >= _ALIKE * usual and gap > max(_LEAST_LOOSE * usual, strays):
            gaps.append((gap, above))
    return max(gaps)[1]


def _split(top: float, bottoms: Sequence[float]) -> float:
    above = [bottom for bottom in bottoms if bottom <= top + 3]
    return (max(above) + top) / 2 if above else top


# -- columns by the white that all rows leave ---------------------------------------------------------------------------

Span = tuple[float, float]


def tables_of_figures(lines: Sequence[Line], place: CellPlace | None) -> list[Table]:
    """Return tables whose columns stand so close that their rows look like lines of print.

    Prose leaves no two strips of white in four lines or more, and its columns are none of figures.
    """
    levels = _levels(lines)
    found: list[Table] = []
    first = 0
    while first < len(levels):
        last, strips = _common_white(levels, first)
        run = levels[first : last + 1]
        if len(run) >= _FEWEST_LEVELS and (table := _of_strips(run, strips, place)) is not None:
            found.append(table)
            first = last + 1
        else:
            first += 1
    return found


def unruled_tables(lines: Sequence[Line], place: CellPlace | None) -> list[Table]:
    """Return the tables among the lines of one region, found either way; where both find one, that with more columns.

    Of tables with as many columns that which reaches farther: lines of a cell are no rows, be its first column of figures.
    """
    found: list[Table] = []
    for table in sorted([*aligned_tables(lines, place), *tables_of_figures(lines, place)], key=_worth, reverse=True):
        if not any(_overlap(table.box, other.box) for other in found):
            found.append(table)
    return sorted(found, key=lambda table: table.box.top)


def _worth(table: Table) -> tuple[int, int]:
    return max(cell.column for cell in table.cells), round(table.box.height)


def _overlap(one: Box, other: Box) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0 and down > 0


def _common_white(levels: Sequence[list[Line]], first: int) -> tuple[int, list[Span]]:
    """Return the last level that leaves, with all from ``first`` on, two strips of white or more; and the strips."""
    size = em(levels[first][0].words[0])
    # What stands before the first word is white too: heads often stand over the figures alone.
    start = min(line.box.x0 for line in levels[first])
    strips = [(_FAR_LEFT, start), *_white_of(levels[first], _STRIP_EM * size)]
    last = first
    for number in range(first + 1, len(levels)):
        step = levels[number][0].box.middle - levels[number - 1][0].box.middle
        left = _without(strips, levels[number], _STRIP_EM * size)
        start = min(start, *(line.box.x0 for line in levels[number]))
        if step > 2.2 * size or sum(low > start for low, _ in left) < _FEWEST_STRIPS:
            break
        strips, last = left, number
    return last, strips


def _white_of(level: Sequence[Line], least: float) -> list[Span]:
    words = sorted((word for line in level for word in line.words), key=lambda word: word.box.x0)
    return [gap for gap in _gutters((word.box.x0, word.box.x1) for word in words) if gap[1] - gap[0] >= least]


def _without(strips: Sequence[Span], level: Sequence[Line], least: float) -> list[Span]:
    """Return what the words of a level leave of strips of white."""
    words = [(word.box.x0, word.box.x1) for line in level for word in line.words]
    kept: list[Span] = []
    for low, high in strips:
        across = sorted(word for word in words if word[0] < high and word[1] > low)
        edges = [low, *(edge for word in across for edge in word), high]
        kept += [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= least]
    return kept


def _of_strips(run: Sequence[list[Line]], strips: Sequence[Span], place: CellPlace | None) -> Table | None:
    words = [word for level in run for line in level for word in line.words]
    box = union(word.box for word in words)
    inner = [(low + high) / 2 for low, high in strips if low > box.x0 and high < box.x1]
    edges = [box.x0, *inner, box.x1]
    rows = [
        [
            [w for line in level for w in line.words if low <= (w.box.x0 + w.box.x1) / 2 <= high]
            for low, high in pairwise(edges)
        ]
        for level in run
    ]
    columns = [[" ".join(w.text for w in row[n]) for row in rows if row[n]] for n in range(len(edges) - 1)]
    figures = sum(map(_is_figures_under_heads, columns))
    if len(columns) < 3 or not figures or any(len(text.split()) > 8 for column in columns[1:] for text in column):
        return None
    starts = _row_starts(run)
    if not starts or any(row[0] for number, row in enumerate(rows) if number not in starts):
        starts = list(range(len(run)))
    tops = [min(line.box.top for line in run[number]) for number in starts]
    bottoms = [max(line.box.bottom for line in level) for level in run]
    return Table(box, _cells(tops, bottoms, edges), ruled=False, parent=place)


def _is_figures_under_heads(texts: Sequence[str]) -> bool:
    """Say whether a column holds figures, below no more than a head and its unit."""
    told = [_FIGURE.fullmatch(text) is not None for text in texts]
    heads = min(told.index(True) if any(told) else 0, _MOST_HEADS)
    return len(told) - heads >= _FIGURE_ROWS and sum(told) >= 0.7 * (len(told) - heads)


# -- heads printed upwards --------------------------------------------------------------------------------------------


def with_turned_head(table: Table, turned: Sequence[Line]) -> Table:
    """Return ``table`` with the heads of its columns that stand turned just above it as a first row."""
    box = table.box
    above = [
        line
        for line in turned
        if box.x0 - _SAME_ENDS_PT <= (line.box.x0 + line.box.x1) / 2 <= box.x1 + _SAME_ENDS_PT
        and line.box.bottom <= box.top + 0.5 * line.box.width
        and box.top - line.box.bottom <= _HEAD_ABOVE_PT
    ]
    if not above:
        return table
    top = min(line.box.top for line in above) - 1
    first = [cell for cell in table.cells if cell.row == 0]
    heads = [replace(cell, box=replace(cell.box, top=top, bottom=box.top), row_span=1) for cell in first]
    rest = [replace(cell, row=cell.row + 1) for cell in table.cells]
    return replace(table, box=replace(box, top=top), cells=(*heads, *rest))
