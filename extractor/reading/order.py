"""Reading order by geometry.

In: the blocks of one region (lines, and tables as wholes). Out: the same blocks in the order in which they are
read. A region is cut into bands at its blank strips; bands that share a gutter are read as columns of prose where
they are that, else row by row, a label (with the lines it wraps over) before its text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from extractor.document import Box, Line, union
from extractor.reading.lines import baselines, em

# Columns are at least this far apart: what lines are parted at has 0.55 and more (`gutters`).
_GUTTER_EM = 0.55
# Print farther below than this does not go on with what stands above.
_APART_EM = 2.6
# How far apart the lines of one label stand at the most.
_NEXT_LINE_EM = 1.5
# Rows of labels stand looser than the lines of one label: this much, in lines of the text's own.
_LOOSE = 1.15
# Columns that are balanced end no farther apart than a line with the white around it.
_LEVEL_ENDS_EM = 1.7
# So many rows make a table.
_FEWEST_ROWS = 3
# Points that are numbered on from one column to the next: so many in each.
_NUMBER, _FEWEST_NUMBERS = re.compile(r"(\d{1,3})[.)]?\s"), 2


@dataclass(frozen=True, slots=True)
class Block:
    """A line, or a table that is read as a whole (``line`` is None and ``table`` its index)."""

    box: Box
    line: Line | None
    table: int | None = None

    @property
    def em(self) -> float:
        """The font size, or a usual one for a table."""
        return max(em(word) for word in self.line.words) if self.line else 11.0


def in_order(blocks: Sequence[Block]) -> list[Block]:
    """Return ``blocks`` in reading order."""
    if len(blocks) < 2:
        return list(blocks)
    ordered: list[Block] = []
    for zone in _zones(_bands(blocks)):
        ordered.extend(_zone_in_order(zone))
    return ordered


# -- bands ------------------------------------------------------------------------------------------------------------


def _bands(blocks: Sequence[Block]) -> list[list[Block]]:
    """Cut at blank strips. Boxes may overlap by a fifth of a line: OCR draws them generously."""
    bands: list[list[Block]] = []
    reach = float("-inf")
    for block in sorted(blocks, key=lambda block: block.box.middle if block.line else block.box.top):
        slack = 0.22 * block.box.height if block.line else 1.0
        if bands and block.box.top + slack < reach:
            bands[-1].append(block)
        else:
            bands.append([block])
        reach = max(reach, block.box.bottom - slack)
    return bands


# -- zones: bands that share a gutter ---------------------------------------------------------------------------------

Band = list[Block]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _Zone:
    """Neighbouring bands and the gutter (from x0 to x1) that runs through them, if one does."""

    bands: list[Band]
    gutter: tuple[float, float] | None


def _zones(bands: list[Band]) -> list[_Zone]:
    zones: list[_Zone] = []
    index = 0
    while index < len(bands):
        zone = _zone_from(bands, index)
        zones.append(zone)
        index += len(zone.bands)
    return zones


def _zone_from(bands: list[Band], first: int) -> _Zone:
    """Return the zone that begins with band ``first``: it alone, or with those that share its most lasting gutter."""
    best = _Zone([bands[first]], None)
    for gutter in _gaps(bands[first]):
        zone = _grown(bands, first, gutter)
        if best.gutter is None or len(zone.bands) > len(best.bands):
            best = zone
    return best if best.gutter else _columns_from(bands, first) or best


def _columns_from(bands: list[Band], first: int) -> _Zone | None:
    """Return columns of prose whose lines do not stand level, so that hardly a band has print on both sides."""
    size = max(block.em for block in bands[first])
    spans: list[tuple[float, float]] = []
    found: tuple[int, tuple[float, float]] | None = None
    for index in range(first, len(bands)):
        if index > first and _white_between(bands[index - 1], bands[index]) > _APART_EM * size:
            break
        if found and _is_below_both(bands[index], *_sides(bands[first:index], found[1])):
            break
        spans = _merged([*spans, *((block.box.x0, block.box.x1) for block in bands[index])])
        gaps = [(low[1], high[0]) for low, high in pairwise(spans) if high[0] - low[1] >= _GUTTER_EM * size]
        if len(gaps) == 1:
            found = index, gaps[0]
        elif found:
            break
    if found is None or found[0] == first:
        return None
    zone = _Zone(bands[first : found[0] + 1], found[1])
    return zone if _are_columns(*_sides(zone.bands, found[1])) else None


def _merged(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], high)
        else:
            merged.append((low, high))
    return merged


def _grown(bands: list[Band], first: int, gutter: tuple[float, float]) -> _Zone:
    """Return the zone that ``gutter`` runs through from band ``first`` on.

    It ends with the last band that has something on the right; columns of prose go on where the left one is longer.
    """
    size = max(block.em for block in bands[first])
    last, held = first, gutter
    for index in range(first + 1, len(bands)):
        narrowed = _narrowed(gutter, bands[index])
        if narrowed is None or narrowed[1] - narrowed[0] < _GUTTER_EM * size:
            break
        before = _sides(bands[first:index], gutter)
        if _white_between(bands[index - 1], bands[index]) > _APART_EM * size or _is_below_both(bands[index], *before):
            break
        gutter = narrowed
        sides = _sides(bands[first : index + 1], gutter)
        right = any(block.box.x0 >= gutter[1] - 1 for block in bands[index])
        if right or _are_columns(*sides) or (index == last + 1 and _goes_on_label(sides[0], gutter[0])):
            last, held = index, gutter
    return _Zone(bands[first : last + 1], held)


def _goes_on_label(left: Sequence[Block], edge: float) -> bool:
    """Say whether the last block on the left is no more than the end of the label above it."""
    ends = sorted(left, key=lambda block: block.box.middle)[-2:]
    if len(ends) < 2 or ends[1].line is None or ends[1].box.middle - ends[0].box.middle > _NEXT_LINE_EM * ends[0].em:
        return False
    return ends[1].line.words[0].text[:1].islower() and _wraps(ends[0], ends[1], edge)


def _is_below_both(band: Band, left: Sequence[Block], right: Sequence[Block]) -> bool:
    """Say whether a band stands below two sides that end level, by more white than there is within either."""
    if not left or not right or min(len(left), len(right)) < _FEWEST_ROWS:
        return False
    ends = [max(block.box.bottom for block in side) for side in (left, right)]
    within = [white for side in (left, right) for white in _whites(side)]
    white = min(block.box.top for block in band) - max(ends)
    return abs(ends[0] - ends[1]) <= _LEVEL_ENDS_EM * left[0].em and white > _LOOSE * max(within)


def _whites(side: Sequence[Block]) -> list[float]:
    """Return how far apart the blocks of one side stand."""
    return [below.box.top - above.box.bottom for above, below in pairwise(_by_place(side))]


def _white_between(above: Band, below: Band) -> float:
    return min(block.box.top for block in below) - max(block.box.bottom for block in above)


def _sides(bands: list[Band], gutter: tuple[float, float]) -> tuple[list[Block], list[Block]]:
    """Part the blocks of ``bands`` by the side of ``gutter`` that they stand on."""
    middle = sum(gutter) / 2
    blocks = [block for band in bands for block in band]
    left = [block for block in blocks if (block.box.x0 + block.box.x1) / 2 < middle]
    return left, [block for block in blocks if (block.box.x0 + block.box.x1) / 2 >= middle]


def _narrowed(gutter: tuple[float, float], band: Band) -> tuple[float, float] | None:
    """Return what ``band`` leaves of ``gutter``."""
    low, high = gutter
    for block in band:
        middle = (block.box.x0 + block.box.x1) / 2
        if block.box.x0 < high and block.box.x1 > low:
            if block.box.x0 < low and block.box.x1 > high:
                return None
            low, high = (max(low, block.box.x1), high) if middle < (low + high) / 2 else (low, min(high, block.box.x0))
    return (low, high) if high > low else None


def _gaps(band: Band) -> list[tuple[float, float]]:
    """Return the gaps between the columns of ``band``, from left to right."""
    gaps: list[tuple[float, float]] = []
    reach = min(block.box.x1 for block in band)
    for block in sorted(band, key=lambda block: block.box.x0):
        if block.box.x0 - reach >= _GUTTER_EM * block.em:
            gaps.append((reach, block.box.x0))
        reach = max(reach, block.box.x1)
    return gaps


# -- within a zone ----------------------------------------------------------------------------------------------------


def _zone_in_order(zone: _Zone) -> list[Block]:
    blocks = [block for band in zone.bands for block in band]
    if zone.gutter is None:
        return (
            sorted(blocks, key=lambda block: (block.box.x0, block.box.top)) if _is_level(blocks) else _by_place(blocks)
        )
    columns = _columns_of(blocks)
    if len(columns) > 2 and all(map(_is_prose_column, columns)) and not _in_rows(columns[0], columns[1]):
        return [block for column in columns for block in in_order(column)]
    left, right = _sides(zone.bands, zone.gutter)
    if _are_columns(left, right):
        return [*in_order(left), *in_order(right)]
    return _row_by_row(left, right, zone.gutter[0])


def _columns_of(blocks: Sequence[Block]) -> list[list[Block]]:
    """Part blocks at all the gutters that none of them crosses."""
    size = max(block.em for block in blocks)
    spans = _merged([(block.box.x0, block.box.x1) for block in blocks])
    edges = [sum(gap) / 2 for gap in ((a[1], b[0]) for a, b in pairwise(spans)) if gap[1] - gap[0] >= _GUTTER_EM * size]
    columns: list[list[Block]] = [[] for _ in range(len(edges) + 1)]
    for block in blocks:
        columns[sum(edge < block.box.x0 for edge in edges)].append(block)
    return columns


def _is_level(blocks: Sequence[Block]) -> bool:
    return max(b.box.top for b in blocks) < min(b.box.bottom for b in blocks)


def _by_place(blocks: Sequence[Block]) -> list[Block]:
    return sorted(blocks, key=lambda block: (block.box.top, block.box.x0))


def _are_columns(left: Sequence[Block], right: Sequence[Block]) -> bool:
    """Say whether both sides are prose: enough lines, long ones, of words, and filled to the column's edge.

    What is set in rows, each begun on both sides at one height, is a table of prose and none of columns. Points that are
    numbered down the left side and on down the right are columns, however short.
    """
    return _numbered_on(left, right) or (
        all(_is_prose_column(side) for side in (left, right)) and _alike(left, right) and not _in_rows(left, right)
    )


def _numbered_on(left: Sequence[Block], right: Sequence[Block]) -> bool:
    """Say whether the right side goes on with the numbers that the left one ends with."""
    before, after = _numbers(left), _numbers(right)
    numbers = [*before, *after]
    goes_on = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return goes_on and len(before) >= _FEWEST_NUMBERS and len(after) >= _FEWEST_NUMBERS


def _numbers(side: Sequence[Block]) -> list[int]:
    lines = sorted((block for block in side if block.line), key=lambda block: block.box.middle)
    edge = min((block.box.x0 for block in lines), default=0.0)
    found = [_NUMBER.match(b.line.text) for b in lines if b.line and b.box.x0 - edge < 0.5 * b.em]
    return [int(match[1]) for match in found if match]


def _in_rows(left: Sequence[Block], right: Sequence[Block]) -> bool:
    starts = [_starts(side) for side in (left, right)]
    if min(map(len, starts)) < _FEWEST_ROWS:
        return False
    level = sum(any(abs(a - b) <= 0.35 * left[0].em for b in starts[1]) for a in starts[0])
    return level >= 0.8 * max(map(len, starts))


def _starts(side: Sequence[Block]) -> list[float]:
    """Return the heights at which paragraphs begin."""
    heights, steps = sorted(_standing(side)), _steps_of(side)
    if not steps:
        return heights
    tight = min(step for step in steps if step > 0.5 * side[0].em) if max(steps) > 0.5 * side[0].em else max(steps)
    return [heights[0], *(below for step, below in zip(steps, heights[1:], strict=True) if step > _LOOSE * tight)]


def _standing(blocks: Sequence[Block]) -> list[float]:
    """Return how far down the page each block stands: the baseline of a line, the top of a table."""
    lines = iter(baselines([block.line.words for block in blocks if block.line]))
    return [next(lines) if block.line else block.box.top for block in blocks]


def _is_prose_column(blocks: Sequence[Block]) -> bool:
    lines = [block.line for block in blocks if block.line]
    if len(lines) < 5 or len(lines) < len(blocks):
        return False
    width = union(line.box for line in lines).width
    full = sum(line.box.width > 0.75 * width for line in lines)
    words = sum(len(line.words) for line in lines) / len(lines)
    # Short items end and are headed by lines that are not full.
    return full >= 0.4 * len(lines) and words >= 4 and width > 130


def _alike(left: Sequence[Block], right: Sequence[Block]) -> bool:
    widths = sorted(union(block.box for block in side).width for side in (left, right))
    return widths[0] > 0.6 * widths[1]


def _row_by_row(left: list[Block], right: list[Block], edge: float) -> list[Block]:
    """Read each label with the lines it wraps over, then what stands beside it."""
    labels = _labels(sorted(left, key=lambda block: block.box.middle), right, edge)
    starts = [label[0] for label in labels]
    rows: list[list[Block]] = [[] for _ in range(len(labels) + 1)]
    for block in right:
        above = sum(_begins_at_or_above(start, block) for start in starts)
        rows[above].append(block)
    ordered = in_order(rows[0])
    for label, beside in zip(labels, rows[1:], strict=True):
        ordered += [*in_order(label), *in_order(beside)] if len(label) < len(left) + len(right) else label
    return ordered


def _begins_at_or_above(start: Block, block: Block) -> bool:
    return start.box.top - 0.6 * min(start.box.height, block.box.height) <= block.box.top


def _labels(left: list[Block], right: Sequence[Block], edge: float) -> list[list[Block]]:
    """Gather the lines that one label wraps over."""
    tight = _tight(left, right)
    standing = _standing(left)
    labels: list[list[Block]] = []
    for at, block in enumerate(left):
        above = labels[-1][-1] if labels else None
        near = above is not None and standing[at] - standing[at - 1] <= min(_LOOSE * tight, _NEXT_LINE_EM * block.em)
        if above is not None and near and _is_one_label(above, block, right, edge):
            labels[-1].append(block)
        else:
            labels.append([block])
    return labels


def _is_one_label(above: Block, below: Block, right: Sequence[Block], edge: float) -> bool:
    """Say whether a label wraps from one line to the next: where it is plainly unfinished, whatever stands beside it."""
    if above.line is None or below.line is None or not _wraps(above, below, edge):
        return False
    unfinished = above.line.text.rstrip().endswith(("/", "&", ",")) or below.line.text.startswith(("/", "&"))
    # No label begins small; one that is cut by a narrow column goes on so.
    goes_on = below.line.words[0].text[:1].islower() and above.line.words[0].text[:1].isupper()
    return unfinished or goes_on or not _have_own_values(above, below, right)


def _tight(left: Sequence[Block], right: Sequence[Block]) -> float:
    """Return the least distance from line to line on either side: that of a text's own lines, where there are any."""
    steps = [
        step
        for side in (left, right)
        for step in _steps_of([block for block in side if block.line])
        if step > 0.8 * left[0].em
    ]
    return min(steps, default=float("inf"))


def _steps_of(lines: Sequence[Block]) -> list[float]:
    standing = sorted(_standing(lines))
    return [below - above for above, below in pairwise(standing)]


def _have_own_values(above: Block, below: Block, right: Sequence[Block]) -> bool:
    """Say whether beside both lines stands text, and that beside the upper one ends before its line is full."""
    beside = [_beside(block, right) for block in (above, below)]
    if beside[0] is None or beside[1] is None or beside[0].line is None or beside[1].line is None:
        return False
    full = max(block.box.x1 for block in right)
    return beside[0].box.x1 + 0.3 * beside[0].em + beside[1].line.words[0].box.width < full


def _beside(block: Block, right: Sequence[Block]) -> Block | None:
    return next((other for other in right if abs(other.box.middle - block.box.middle) < 0.5 * block.em), None)


def _wraps(above: Block, below: Block, edge: float) -> bool:
    """Say whether ``below`` goes on with the label that ``above`` ends with."""
    if above.line is None or below.line is None or below.box.top - above.box.bottom > 0.75 * above.em:
        return False
    text = above.line.text.rstrip()
    first = below.line.words[0]
    if text.endswith((":", "?", ".")) or abs(above.em - below.em) > 0.25 * above.em:
        return text.endswith("?") and first.text.startswith("(")
    if first.text[:1].islower() or first.text.startswith(("(", "&", "/")) or text.endswith(("-", ",", "/", "&")):
        return True
    # Whoever breaks a line lets it run as far as it goes: a word that had room above begins something new.
    return above.box.x1 + 0.3 * above.em + first.box.width > edge
