"""The stream of lines cut at what was chosen: lines and chosen candidates go in, blocks come out, each with what it heads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extractor.document import Word
from extractor.shapes.days import has_day
from extractor.shapes.points import Lead, lead_number
from extractor.splitting.candidates import Candidate, CellKey, Shape
from extractor.splitting.line_stream import PARAGRAPH_GAP, FlowLine
from extractor.splitting.series import HEADING, LABEL, START

# How far a value may begin left of its label, in points.
ALIGNED_PT = 6.0
# A dash or colon that parts a run-in heading from its text belongs to the heading's punctuation.
_PARTING = frozenset({"–", "-", "—", ":-", ":"})


@dataclass(frozen=True)
class Block:
    """A heading or label with its printed words and the lines it heads, or lines under none.

    ``what`` is HEADING, LABEL, START (text of the body that begins under no heading) or 0 for front matter under no label.
    ``label_odds`` speak for a label and against a heading, as a logarithm. ``column`` is the head of the column of a table
    of decisions that the lines stand in.
    """

    what: int
    label: tuple[FlowLine, ...] = ()
    lines: tuple[FlowLine, ...] = ()
    shape: Shape = Shape.NOTHING
    confidence: float = 1.0
    label_odds: float = 0.0
    column: str = ""

    @cached_property
    def label_words(self) -> tuple[Word, ...]:
        """The printed words of the heading or label."""
        return tuple(w for line in self.label for w in line.words)

    @cached_property
    def label_text(self) -> str:
        """The heading or label on one line."""
        return " ".join(w.text for w in self.label_words)

    @cached_property
    def lead(self) -> Lead | None:
        """The number that leads the heading or label."""
        return lead_number([w.text for w in self.label_words])

    @property
    def all_lines(self) -> tuple[FlowLine, ...]:
        """The lines of the heading or label and those under it."""
        return (*self.label, *self.lines)

    @property
    def is_headed(self) -> bool:
        """Whether a heading or a label leads it."""
        return self.what in {HEADING, LABEL}

    @property
    def is_section(self) -> bool:
        """Whether it makes a section of the body."""
        return self.what in {HEADING, START}

    def text(self, words: int) -> str:
        """Return the first words under it on one line."""
        found: list[str] = []
        for line in self.lines:
            found += [w.text for w in line.words]
            if len(found) >= words:
                break
        return " ".join(found[:words])


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate that was chosen: what it is taken for, and how sure that is."""

    candidate: Candidate
    what: int
    confidence: float
    label_odds: float = 0.0


def cut(lines: Sequence[FlowLine], choices: Sequence[Choice]) -> tuple[Block, ...]:
    """Return the blocks of ``lines`` in reading order; together they hold every word once."""
    starts = [choice.candidate.first for choice in choices]
    lead = Block(0, lines=tuple(lines[: starts[0]] if starts else lines))
    blocks = [lead] if lead.lines else []
    for choice, end in zip(choices, [*starts[1:], len(lines)][: len(starts)], strict=True):
        blocks.append(_block(lines, choice, end))
    return tuple(_with_values_below(blocks))


def _block(lines: Sequence[FlowLine], choice: Choice, end: int) -> Block:
    c = choice.candidate
    if not c.words:
        return Block(choice.what, (), tuple(lines[c.first : end]), c.shape, choice.confidence)
    rest = lines[c.last].words[c.end_word :]
    skip = 1 if rest and rest[0].text in _PARTING else 0
    label = [*lines[c.first : c.last], replace(lines[c.last], words=lines[c.last].words[: c.end_word + skip])]
    below = [replace(lines[c.last], words=rest[skip:])] if rest[skip:] else []
    below += lines[c.last + 1 : end]
    return Block(choice.what, tuple(label), tuple(below), c.shape, choice.confidence, choice.label_odds)


def _with_values_below(blocks: Sequence[Block]) -> list[Block]:
    """Give labels that stand side by side, in cells or without, the values that stand below each."""
    out = list(blocks)
    at = 0
    while at < len(out):
        end = at
        while end + 1 < len(out) and not out[end].lines and _side_by_side(out[at], out[end + 1]):
            end += 1
        if end > at:
            out[at : end + 1] = _shared_out(out[at : end + 1])
        at = end + 1
    return out


def _side_by_side(block: Block, other: Block) -> bool:
    if not block.label or not other.label:
        return False
    one, two = block.label[0], other.label[0]
    if one.cell != two.cell:
        return _same_row(one.cell, two.cell)
    level = min(one.line.box.bottom, two.line.box.bottom) - max(one.line.box.top, two.line.box.top)
    return one.page is two.page and level > 0.5 * one.line.box.height


def _same_row(one: CellKey | None, other: CellKey | None) -> bool:
    if one is None or other is None:
        return False
    return (one[0], one[1].table, one[1].row) == (other[0], other[1].table, other[1].row)


def _shared_out(blocks: Sequence[Block]) -> list[Block]:
    """Share out the lines of the last of some labels among all, each to the label it stands under."""
    lines = blocks[-1].lines
    starts = [block.label[0].line.box.x0 for block in blocks]
    shares: list[list[FlowLine]] = [[] for _ in blocks]
    for n, line in enumerate(lines):
        if _spans(line, blocks):
            shares[-1] += lines[n:]
            break
        column = max((k for k, x0 in enumerate(starts) if x0 <= line.line.box.x0 + ALIGNED_PT), default=len(blocks) - 1)
        shares[column].append(line)
    return [replace(block, lines=tuple(share)) for block, share in zip(blocks, shares, strict=True)]


def _spans(line: FlowLine, blocks: Sequence[Block]) -> bool:
    """Tell whether a line runs below several labels, or in a cell that is not right below them."""
    cell = blocks[0].label[0].cell
    if cell is not None and cell == blocks[-1].label[0].cell:
        # Two columns of labels within one box.
        right = blocks[-1].label[0].line.box.x0
        return line.cell != cell or line.line.box.x1 > right > line.line.box.x0 + ALIGNED_PT
    if cell is not None:
        if line.cell is None or line.cell[0] != cell[0]:
            return True
        return (line.cell[1].table, line.cell[1].row) != (cell[1].table, cell[1].row + 1)
    return line.cell is not None or line.line.box.x1 > blocks[-1].label[0].line.box.x0 > line.line.box.x0 + ALIGNED_PT


def value_length(block: Block) -> int:
    """Return how many of a label's lines are its value; the rest stands after it under no label."""
    if block.what != LABEL or not block.lines:
        return 0
    label_cell = block.label[0].cell
    first = block.lines[0]
    end = 1
    while end < len(block.lines) and (
        _still_value(label_cell, first, block.lines[end]) or _tells_on(block.lines[end - 1], block.lines[end])
    ):
        end += 1
    return end


def _tells_on(above: FlowLine, line: FlowLine) -> bool:
    """Tell whether a line goes on with the sentence in which a day is told: "may be called in up to | 5 p.m. on ..."."""
    solid = line.cell == above.cell and line.page is above.page and line.gap < PARAGRAPH_GAP
    return solid and has_day(line.text) and not above.text.endswith((".", ";")) and not has_day(above.text)


def _still_value(label_cell: CellKey | None, first: FlowLine, line: FlowLine) -> bool:
    if first.cell is not None:
        return line.cell == first.cell or (_same_row(line.cell, first.cell) and first.cell != label_cell)
    return line.cell is None and not line.opens and line.gap != float("inf")


def paragraphs(lines: Sequence[FlowLine]) -> Iterator[tuple[FlowLine, ...]]:
    """Yield runs of lines that stand in one paragraph each."""
    begin = 0
    for n in range(1, len(lines) + 1):
        if n == len(lines) or lines[n].opens or lines[n].gap == float("inf"):
            if n > begin:
                yield tuple(lines[begin:n])
            begin = n


__all__ = ["HEADING", "LABEL", "START", "Block", "Choice", "cut", "paragraphs", "value_length"]
