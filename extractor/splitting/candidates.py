"""Where something of a document could begin: lines go in, every stretch of words that layout allows comes out.

A candidate is a heading or label with all its words, or, with none, a place where text begins under no heading. Knows
nothing of what a wording means, but for the known beginnings of lines that a lexicon is asked for.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from extractor.document import CellPlace, Word, union
from extractor.shapes.points import BULLETS, LABEL
from extractor.splitting.line_stream import PARAGRAPH_GAP, FlowLine, has_letters, is_caps, is_point_label
from extractor.splitting.wording import Lexicon

# The longest heading seen on British forms ("Any interest declared ... by the Proper Officer:") has 16 words.
MOST_WORDS = 26
MOST_LINES = 4
# A heading run in that ends in a full stop ("Apologies. ...") is no longer than this.
MOST_STOPPED_WORDS = 8
CellKey = tuple[int, CellPlace]
TableKey = tuple[int, int]
# What stands over or under a table, a figure or a map.
_CAPTION = re.compile(r"^(?:table|figure|fig\.?|chart|map|graph|diagram|plate)\s+[\dA-Z]{1,3}\b", re.IGNORECASE)


# What a table of figures has outside its head and its first column: figures for the most part, and several.
_FIGURE = re.compile(r"^[-–(]?[£€$]?[-–]?(?:\d[\d,. ]*)?(?:[%kKmM]|bn)?\)?$")
MOSTLY_FIGURES, LEAST_FIGURES, LEAST_COLUMNS = 0.75, 4, 3


class Shape(StrEnum):
    """How a heading stands to what it heads."""

    LABEL_CELL = "label cell"
    BESIDE = "beside"
    ALONE = "alone"
    RUN_IN = "run in"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Candidate:
    """The words of lines ``first`` to ``last`` (inclusive), of the last only ``end_word``; none where text just begins."""

    first: int
    last: int
    end_word: int
    shape: Shape
    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """The words on one line."""
        return " ".join(w.text for w in self.words)


def find_candidates(lines: Sequence[FlowLine], lexicon: Lexicon) -> tuple[Candidate, ...]:
    """Return the candidates of a document by their first line, at most one for each way one can end."""
    rows, figures = _cells_by_row(lines), tables_of_figures(lines)
    return tuple(
        c for at, line in enumerate(lines) if not stands_in(line, figures) for c in _at_line(lines, at, lexicon, rows)
    )


def tables_of_figures(lines: Sequence[FlowLine]) -> frozenset[TableKey]:
    """Return the tables that hold figures under heads and beside names: nothing of a document begins in them."""
    cells: dict[TableKey, list[str]] = defaultdict(list)
    for line in lines:
        if line.cell and line.table and max(cell.column for cell in line.table.cells) + 1 >= LEAST_COLUMNS:
            place = line.cell[1]
            if place.row and place.column:
                cells[line.cell[0], place.table].append(line.text)
    counts = {key: (sum(map(bool, map(_FIGURE.match, texts))), len(texts)) for key, texts in cells.items()}
    return frozenset(key for key, (n, of) in counts.items() if n >= max(LEAST_FIGURES, MOSTLY_FIGURES * of))


def stands_in(line: FlowLine, tables: AbstractSet[TableKey]) -> bool:
    """Tell whether a line stands in one of several tables."""
    return line.cell is not None and (line.cell[0], line.cell[1].table) in tables


def _at_line(
    lines: Sequence[FlowLine], at: int, lexicon: Lexicon, rows: dict[tuple[int, int, int], set[int]]
) -> Iterator[Candidate]:
    line = lines[at]
    if not line.words:
        return
    if opens_paragraph(line):
        yield Candidate(at, at, 0, Shape.NOTHING, ())
    seen: set[tuple[int, int]] = set()
    for last, end_word, shape in _stretches(lines, at, lexicon, rows):
        if (last, end_word) not in seen and end_word > 0:
            seen.add((last, end_word))
            words = [w for n in range(at, last) for w in lines[n].words] + list(lines[last].words[:end_word])
            yield Candidate(at, last, end_word, shape, tuple(words))


def opens_paragraph(line: FlowLine) -> bool:
    """Whether a paragraph may begin with a line."""
    return line.opens or line.gap == float("inf")


def _cells_by_row(lines: Sequence[FlowLine]) -> dict[tuple[int, int, int], set[int]]:
    """Return the columns of every row of every table, the cells without print among them."""
    rows: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    for page, number, table in {(line.page.number, line.cell[1].table, line.table) for line in lines if line.cell}:
        for cell in table.cells if table else ():
            rows[page, number, cell.row].add(cell.column)
    return rows


def _stretches(
    lines: Sequence[FlowLine], at: int, lexicon: Lexicon, rows: dict[tuple[int, int, int], set[int]]
) -> Iterator[tuple[int, int, Shape]]:
    line = lines[at]
    if _CAPTION.match(line.text):
        return
    starts_cell = line.cell is not None and (at == 0 or lines[at - 1].cell != line.cell)
    if (
        starts_cell
        and line.cell
        and max(rows[line.cell[0], line.cell[1].table, line.cell[1].row]) > line.cell[1].column
    ):
        last = cell_end(lines, at)
        if sum(len(lines[n].words) for n in range(at, last + 1)) <= MOST_WORDS:
            yield last, len(lines[last].words), Shape.LABEL_CELL
    if not _may_begin(line) or (at and _is_second_line(lines[at - 1], line)):
        return
    end = block_end(lines, at)
    for last in range(at, min(at + 2, end) + 1):
        if stands_beside(lines, at, last):
            yield last, len(lines[last].words), Shape.BESIDE
    yield from _to_colon(lines, at, end)
    yield from _to_emphasis_end(lines, at, end)
    yield from _within_line(line, at, lexicon)
    count = 0
    for last in range(at, min(at + 2, end) + 1):
        count += len(lines[last].words)
        if count > MOST_WORDS or (last > at and not _same_look(lines[last - 1], lines[last])):
            return
        yield last, len(lines[last].words), Shape.ALONE


def _within_line(line: FlowLine, at: int, lexicon: Lexicon) -> Iterator[tuple[int, int, Shape]]:
    """Yield the ends within a line that no change of look marks: a dash, a full stop, a change of case, a known wording."""
    texts = [w.text for w in line.words]
    dash = next((k for k, text in enumerate(texts[1:8], start=1) if text in {"–", "-", "—"}), None)
    if dash is not None:
        yield at, dash, Shape.RUN_IN
    if not opens_paragraph(line):
        return
    stop = next((k for k, t in enumerate(texts[:MOST_STOPPED_WORDS]) if k + has_number(texts) and _stops(t)), None)
    if stop is not None and stop + 1 < len(texts):
        yield at, stop + 1, Shape.RUN_IN
    shouted = _shouted(texts)
    if 0 < shouted < len(texts):
        yield at, shouted, Shape.RUN_IN
    prefix = lexicon.longest_prefix(texts)
    if 0 < prefix < len(texts):
        yield at, prefix, Shape.RUN_IN


def has_number(texts: Sequence[str]) -> bool:
    """Whether the first of several words is the label of a point."""
    return len(texts) > 1 and is_point_label(texts[0])


def _stops(text: str) -> bool:
    return text.endswith(".") and len(text) > 3 and not LABEL.match(text)


def _shouted(texts: Sequence[str]) -> int:
    """Return how many words lead a line in capitals, its number apart: "RESOLVED that", "12. IT WAS AGREED to"."""
    begin = 1 if has_number(texts) else 0
    count = begin
    while count < len(texts) and _is_shouted(texts[count]):
        count += 1
    return count if is_caps(" ".join(texts[begin:count])) else 0


def _is_shouted(text: str) -> bool:
    return not any(map(str.islower, text)) and (text.isupper() or not has_letters(text))


def _same_look(above: FlowLine, line: FlowLine) -> bool:
    """Tell whether a heading may go on from one line to the next: one look, and no end in a question mark or colon."""
    ended = above.text.rstrip().endswith(("?", ":"))
    return not ended and (above.emphasised == len(above.words)) == (line.emphasised == len(line.words))


def _may_begin(line: FlowLine) -> bool:
    # A line in the middle of a paragraph can begin a heading only where it is set apart by its look.
    return opens_paragraph(line) or line.emphasised_end > 0 or line.larger or line.caps


def _to_colon(lines: Sequence[FlowLine], at: int, end: int) -> Iterator[tuple[int, int, Shape]]:
    count = 0
    for n in range(at, min(end, at + MOST_LINES - 1) + 1):
        if n > at and _looks_otherwise(lines[at], lines[n]):
            return
        for k, word in enumerate(lines[n].words):
            count += 1
            if count > MOST_WORDS:
                return
            if word.text.rstrip("-–").endswith((":", ";")) and (word.text[0].isalnum() or len(word.text) > 1 or k):
                yield n, k + 1, _shape(lines, n, k + 1)
                if word.text.endswith(":"):
                    return


def _is_second_line(above: FlowLine, line: FlowLine) -> bool:
    """Tell whether a line goes on with the large print above it, as where a title takes two lines."""
    large = above.larger and line.larger and above.all_bold and line.all_bold
    return large and not line.opens and above.cell == line.cell and line.gap < PARAGRAPH_GAP and above.caps == line.caps


def _looks_otherwise(first: FlowLine, line: FlowLine) -> bool:
    """Tell whether a line is set unlike the first of a heading: not emphasised, or not in capitals."""
    return (first.emphasised == len(first.words) and not line.emphasised) or (first.caps and not line.caps)


def _to_emphasis_end(lines: Sequence[FlowLine], at: int, end: int) -> Iterator[tuple[int, int, Shape]]:
    last = at
    if not lines[at].emphasised_end:
        return
    while lines[last].emphasised_end == len(lines[last].words) and last < min(end, at + MOST_LINES):
        if not lines[last + 1].emphasised:
            break
        last += 1
    yield last, lines[last].emphasised_end, _shape(lines, last, lines[last].emphasised_end)


def _shape(lines: Sequence[FlowLine], last: int, end_word: int) -> Shape:
    return Shape.RUN_IN if end_word < len(lines[last].words) else Shape.ALONE


def block_end(lines: Sequence[FlowLine], at: int) -> int:
    """Return the last line that follows ``at`` without a paragraph's gap, in the same cell and page."""
    end = at
    while end + 1 < len(lines) and _goes_on(lines[end], lines[end + 1]):
        end += 1
        if end - at >= MOST_LINES:
            break
    return end


def _goes_on(above: FlowLine, line: FlowLine) -> bool:
    # A heading is set in one size.
    same = line.cell == above.cell and line.page is above.page and line.larger == above.larger
    one, other = above.line.box, line.line.box
    overlap = min(one.x1, other.x1) - max(one.x0, other.x0)
    return same and overlap > 0.3 * min(one.width, other.width) and line.gap < PARAGRAPH_GAP and not _is_point(line)


def _is_point(line: FlowLine) -> bool:
    return bool(line.words) and (bool(LABEL.match(line.words[0].text)) or line.words[0].text in BULLETS)


def cell_end(lines: Sequence[FlowLine], at: int) -> int:
    """Return the last line of the cell that ``at`` stands in."""
    end = at
    while end + 1 < len(lines) and lines[end + 1].cell == lines[at].cell:
        end += 1
    return end


def stands_beside(lines: Sequence[FlowLine], at: int, last: int) -> bool:
    """Tell whether, outside any table, the line after ``last`` stands to the right of lines ``at`` to ``last``."""
    if last + 1 >= len(lines) or any(lines[n].cell is not None for n in (at, last, last + 1)):
        return False
    if lines[at].page is not lines[last + 1].page:
        return False
    box, right = union(lines[n].line.box for n in range(at, last + 1)), lines[last + 1].line.box
    level = min(box.bottom, right.bottom) - max(box.top, right.top)
    return right.x0 > box.x1 and level > 0.5 * min(box.height, right.height)
