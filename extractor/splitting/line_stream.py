"""The document as one stream of lines, each with what its place and look say: enters pages, leaves FlowLines.

Knows nothing of wordings. Running heads and feet are not in the stream; they are kept apart as furniture.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise, zip_longest
from statistics import median

from decision_models import PageSource
from extractor.document import CellPlace, Line, Page, Table, Word, union
from extractor.shapes.points import BULLETS, LABEL, lead_number

# Dotted and ruled lines to write on, as words.
LEADER = re.compile(r"^[.…_·‥\-–—]{4,}:?$|^[._…]{3,}$|^…[.…]*$")
# A label of a few words with a colon that leads a line and has its value behind it.
_LABELLED = re.compile(r"^[A-Z][\w/’'()-]*(?: [\w/’'()&-]+){0,5}:(?= \S)")
# White above a line, in lines of solid text, from which it opens a paragraph. On the bench's born pages and scans alike
# solid lines lie below 0.1 and points of a list, the least parted of paragraphs, above 0.25.
PARAGRAPH_GAP = 0.18
# A line that begins small goes on with the sentence above it up to this much white.
SENTENCE_GAP = 0.5
# Solid setting in type sizes: from tight office print to one and a half lines.
LEAST_LEADING, USUAL_LEADING, MOST_LEADING = 0.95, 1.35, 2.0
# Print of this size, relative to the usual, is larger or small; estimates from scans may be a fifth off.
LARGER, LARGER_SCANNED, SMALL, SMALL_SCANNED = 1.12, 1.25, 0.9, 0.8
# A block of so many lines shows by itself how far its lines go.
LINES_THAT_TELL = 4
# Fewer lines than this that follow on another may for the most part be headings and paragraphs of one line.
LINES_OF_TEXT = 10
# How far word boxes and the right edge of ragged text may be off, in points.
SLACK_PT = 9.0
# A number in the margin has at most so many words: "Item 4".
MOST_NUMBER_WORDS = 2


@dataclass(frozen=True)
class FlowLine:
    """A line in the stream.

    ``words`` are those that have not been found to be furniture. ``gap`` is the white above it in lines of solid text,
    infinite where it stands first in its page, cell or column. ``opens`` tells that a paragraph may begin here;
    ``size`` is relative to the document's usual print. ``signs`` tells that a caption such as "Signature" stands in its
    cell or right below it, ``signatory`` that it names who is to sign on a line before or above it.
    """

    page: Page
    line: Line
    words: tuple[Word, ...]
    gap: float
    opens: bool
    size: float
    signs: bool = False
    signatory: bool = False

    @cached_property
    def text(self) -> str:
        """The words on one line."""
        return " ".join(w.text for w in self.words)

    @property
    def cell(self) -> tuple[int, CellPlace] | None:
        """The page and the cell the line stands in."""
        return (self.page.number, self.line.cell) if self.line.cell else None

    @property
    def outer_cell(self) -> tuple[int, CellPlace] | None:
        """The page and the outermost cell around the line: that of the form, where a table is nested in it."""
        place = self.line.cell
        while place and (parent := self.page.tables[place.table].parent):
            place = parent
        return (self.page.number, place) if place else None

    @property
    def table(self) -> Table | None:
        """The innermost table the line stands in."""
        return self.page.tables[self.line.cell.table] if self.line.cell else None

    @cached_property
    def bold(self) -> int:
        """How many words at the line's start are bold."""
        return next((n for n, w in enumerate(self.words) if not w.bold), len(self.words))

    @cached_property
    def emphasised(self) -> int:
        """How many words at the line's start are set apart from the word after them: bold, in italics or underlined."""
        first = _look(self.words[0]) if self.words else (False, False, False)
        count = len(self.words)
        return next((n for n, word in enumerate(self.words) if _look(word) != first), count) if any(first) else 0

    @cached_property
    def lead(self) -> int:
        """How many words lead the line that are no more than a point's label in the text face: one or none."""
        numbered = len(self.words) > 1 and not self.emphasised and is_point_label(self.words[0].text)
        return int(numbered and any(_look(self.words[1])))

    @cached_property
    def emphasised_end(self) -> int:
        """Where the words at its start, but for a plain number before them, cease to look alike; 0 where none is set apart."""
        if not self.lead:
            return self.emphasised
        first = _look(self.words[1])
        return next((n for n, w in enumerate(self.words) if n and _look(w) != first), len(self.words))

    @cached_property
    def all_bold(self) -> bool:
        """Whether the line is bold as a whole."""
        # A mark or dash set in the text face does not make a bold line plain.
        letters = [w for w in self.words if has_letters(w.text)]
        return bool(letters) and sum(w.bold for w in letters) >= 0.8 * len(letters)

    @cached_property
    def underlined(self) -> bool:
        """Whether the line is underlined as a whole."""
        return bool(self.words) and sum(w.underlined for w in self.words) >= 0.6 * len(self.words)

    @cached_property
    def larger(self) -> bool:
        """Whether the line is set larger than the usual print."""
        return self.size >= (LARGER if self.page.source is PageSource.TEXT_LAYER else LARGER_SCANNED)

    @cached_property
    def small(self) -> bool:
        """Whether the line is small print."""
        return self.size <= (SMALL if self.page.source is PageSource.TEXT_LAYER else SMALL_SCANNED)

    @cached_property
    def caps(self) -> bool:
        """Whether the line is set in capitals."""
        return is_caps(self.text)


def _look(word: Word) -> tuple[bool, bool, bool]:
    return (word.bold, word.italic, word.underlined)


def is_point_label(text: str) -> bool:
    """Tell whether a word is no more than the number or letter of a point."""
    return bool(LABEL.match(text)) or text.rstrip(".").isdigit()


@lru_cache(maxsize=65_536)
def has_letters(text: str) -> bool:
    """Tell whether a word is more than marks."""
    return any(map(str.isalnum, text))


def is_caps(text: str) -> bool:
    """Tell whether a text is set in capitals.

    >>> is_caps("KEY DECISION?"), is_caps("HR"), is_caps("Key Decision")
    (True, False, False)
    """
    capitals, small = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return capitals + small >= 4 and capitals >= 0.9 * (capitals + small)


# A paragraph of bold labels, each with its value behind it, has at least so many of so many words at most.
LEAST_RUN_IN, MOST_RUN_IN_WORDS = 3, 6


def part_labels(lines: Sequence[FlowLine]) -> tuple[FlowLine, ...]:
    """Return the lines with those of a paragraph of labels parted: "**Dated** 3 May. **Posted** 4 May. **Key:** no"."""
    out: list[FlowLine] = []
    begin = 0
    for n in range(1, len(lines) + 1):
        if n == len(lines) or lines[n].opens or lines[n].gap == float("inf"):
            paragraph = lines[begin:n]
            starts = [_bold_starts(line) for line in paragraph]
            labels = bool(paragraph) and bool(paragraph[0].bold) and sum(map(len, starts)) >= LEAST_RUN_IN
            out += [
                piece
                for line, at in zip(paragraph, starts, strict=True)
                for piece in _pieces(line, at if labels else [])
            ]
            begin = n
    return tuple(out)


def _bold_starts(line: FlowLine) -> list[int]:
    """Return where bold words begin behind plain ones, few enough to be a label."""
    bold = [w.bold for w in line.words]
    starts = [n for n in range(1, len(bold)) if bold[n] and not bold[n - 1]]
    ends = [next((m for m in range(n, len(bold)) if not bold[m]), len(bold)) for n in starts]
    return [n for n, end in zip(starts, ends, strict=True) if end - n <= MOST_RUN_IN_WORDS]


def _pieces(line: FlowLine, starts: Sequence[int]) -> Iterator[FlowLine]:
    if not starts:
        yield line
        return
    for n, (a, b) in enumerate(pairwise([0, *starts, len(line.words)])):
        yield replace(line, words=line.words[a:b], opens=line.opens or n > 0, gap=line.gap if n == 0 else 0.0)


def build_flow(pages: Sequence[Page]) -> tuple[FlowLine, ...]:
    """Return the lines of ``pages`` in reading order, without running heads and feet."""
    usual = _usual_size(pages)
    leading = _leading(pages) * usual
    lines: list[FlowLine] = []
    for page in pages:
        for block in _blocks(_body_lines(page), leading, usual):
            edge = _right_edge(page, [line for _, line in block])
            above: Line | None = None
            labelled = False
            for gap, line in block:
                begins = above is None and not _goes_on(gap, line)
                broken = above is not None and _is_broken_early(above, line, edge)
                opens = begins or broken or _starts_point(line) or (labelled and _is_labelled(line))
                lines.append(FlowLine(page, line, line.words, gap, opens, _size(line) / usual))
                labelled = _is_labelled(line) if opens else labelled
                above = line
    return tuple(lines)


def _blocks(lines: Sequence[Line], leading: float, usual: float) -> Iterator[list[tuple[float, Line]]]:
    """Yield runs of lines with no paragraph's gap between them, each line with the gap above it."""
    block: list[tuple[float, Line]] = []
    above: Line | None = None
    for line in lines:
        gap = _gap(above, line, leading, usual)
        above = line
        if block and gap >= PARAGRAPH_GAP:
            yield block
            block = []
        block.append((gap, line))
    if block:
        yield block


def _leading(pages: Iterable[Page]) -> float:
    """Return the distance from line to line of solid text, in type sizes."""
    advances: list[float] = []
    usual = _usual_size(pages)
    for page in pages:
        lines = _body_lines(page)
        steps = (
            (line.box.middle - above.box.middle) / usual for above, line in pairwise(lines) if _follows(above, line)
        )
        advances += [step for step in steps if LEAST_LEADING <= step <= MOST_LEADING]
    # Most lines of running text follow on solid; the lower part of the spread is free of the white between paragraphs.
    # A page of few lines may have less running text than headings: there the closest lines tell.
    lower = len(advances) * 3 // 10 if len(advances) >= LINES_OF_TEXT else 0
    return sorted(advances)[lower] if len(advances) >= LINES_THAT_TELL else USUAL_LEADING


def _follows(above: Line, line: Line) -> bool:
    return above.cell == line.cell and line.box.x0 < above.box.x1 and line.box.middle > above.box.middle


def running_lines(pages: Iterable[Page]) -> tuple[tuple[int, Line], ...]:
    """Return the running heads and feet with the page each stands on."""
    heads = ((page, _running(page)) for page in pages)
    return tuple((p.number, line) for p, running in heads for line in p.lines if line.words and _runs(line, running))


def _body_lines(page: Page) -> list[Line]:
    running = _running(page)
    own = [line for line in page.lines if line.words and not _runs(line, running)]
    lines: list[Line] = []
    for line, below in zip_longest(own, own[1:]):
        if lines and below is not None and _numbers(lines[-1], line, below):
            above = lines.pop()
            lines.append(replace(line, words=(*above.words, *line.words), box=union((above.box, line.box))))
        else:
            lines.append(line)
    return lines


def _numbers(margin: Line, line: Line, below: Line) -> bool:
    """Tell whether a line is no more than a number in the margin of the one beside it: "C165/2022 | LEASE OF THE BOATHOUSE".

    The text ``below`` goes on under that.
    """
    beside = margin.cell is None and line.cell is None and margin.box.x1 < line.box.x0 and _on_level(margin, line)
    under = below.cell is None and abs(below.box.x0 - line.box.x0) < 2 * SLACK_PT
    if not (beside and under) or len(margin.words) > MOST_NUMBER_WORDS:
        return False
    lead = lead_number([w.text for w in (*margin.words, *line.words)])
    return lead is not None and lead.behind == len(" ".join(w.text for w in margin.words)) + 1


def _running(page: Page) -> list[Line]:
    return [line for line in page.lines if line.running]


def _runs(line: Line, running: Sequence[Line]) -> bool:
    """Tell whether a line is part of a running head or foot: all that stands on one level of it is."""
    if line.running or line.cell is not None:
        return line.running
    return any(_on_level(line, other) for other in running)


def _on_level(line: Line, other: Line) -> bool:
    common = min(line.box.bottom, other.box.bottom) - max(line.box.top, other.box.top)
    return common > 0.5 * min(line.box.height, other.box.height)


def _usual_size(pages: Iterable[Page]) -> float:
    sizes = [w.size_pt for page in pages for line in page.lines for w in line.words if w.size_pt > 0]
    return median(sizes) if sizes else 1.0


def _size(line: Line) -> float:
    return median(w.size_pt for w in line.words) or 1.0


def _gap(above: Line | None, line: Line, leading: float, usual: float) -> float:
    # Boxes of scans hug the ink and those of text layers do not: the distance from line to line is the same in both.
    if above is None or above.cell != line.cell:
        return float("inf")
    advance = line.box.middle - above.box.middle
    if advance < -0.5 * usual or line.box.x0 > above.box.x1:  # the next column, or beside
        return float("inf")
    relative = max(_size(above), _size(line)) / usual
    return advance / (leading * (relative if relative > LARGER else 1.0)) - 1.0


def _goes_on(gap: float, line: Line) -> bool:
    """Tell whether a line, though set a little apart, goes on with the sentence above: boxes of scans are not exact."""
    return gap < SENTENCE_GAP and line.words[0].text[0].islower() and not _starts_point(line)


def _is_labelled(line: Line) -> bool:
    """Tell whether a label leads a line: under another such line it is an entry of its own, however long that is."""
    return bool(_LABELLED.match(line.text))


def _starts_point(line: Line) -> bool:
    first = line.words[0].text
    return bool(LABEL.match(first)) or (first in BULLETS and len(line.words) > 1)


def _right_edge(page: Page, block: Sequence[Line]) -> float:
    """Return how far right the lines of a block could go: as far as its own do, or as its cell and its page allow."""
    own = max(line.box.x1 for line in block)
    if len(block) >= LINES_THAT_TELL:
        return own
    place = block[0].cell
    if place is not None:
        cells = page.tables[place.table].cells
        return max((c.box.x1 for c in cells if (c.row, c.column) == (place.row, place.column)), default=own)
    # Lines that begin to the right of this block are another column.
    return max(line.box.x1 for line in page.lines if line.cell is None and line.box.x0 <= own and not line.running)


def _is_broken_early(above: Line, line: Line, edge: float) -> bool:
    """Tell whether a line ended though the next line's first word would still have fitted: its end was meant."""
    first = line.words[0]
    if first.text[0].islower() or above.words[-1].text.endswith(("-", "\u00ad")):
        return False
    space = 0.3 * first.box.height
    return edge - above.box.x1 > first.box.width + space + SLACK_PT
