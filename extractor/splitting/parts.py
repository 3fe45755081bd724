"""The stream of lines cut at its headings: lines and headings go in, parts come out, each with what it heads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from decision_models import SectionKind
from extractor.document import Word
from extractor.splitting.flow import FlowLine
from extractor.splitting.forms import Form
from extractor.splitting.headings import Heading
from extractor.splitting.labels import CellKey
from extractor.splitting.signature import signature_start
from extractor.splitting.wording import Target

# A paragraph of the front matter this long is the text of the decision's report, not an entry.
PROSE_WORDS = 25
# A box of more lines is the form's frame and not that of a signature.
MOST_SIGNATURE_LINES = 12
BACKGROUND = Target("section", SectionKind.BACKGROUND)
SIGNATURE = Target("section", SectionKind.SIGNATURE)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, its printed lines, and the lines it heads. ``target`` is None for what stands under no heading."""

    target: Target | None
    label: tuple[FlowLine, ...] = ()
    lines: tuple[FlowLine, ...] = ()
    confidence: float = 1.0
    heading: Heading | None = field(default=None)

    @property
    def is_section(self) -> bool:
        """Whether the part is a section of its own."""
        return self.target is not None and self.target.type == "section"

    @property
    def heading_words(self) -> tuple[Word, ...]:
        """The printed words of the heading or label."""
        return tuple(w for line in self.label for w in line.words)


def cut(flow: Sequence[FlowLine], headings: Sequence[Heading], form: Form) -> tuple[Part, ...]:
    """Return the parts of ``flow`` in reading order; together they hold every word of it once."""
    starts = [h.first for h in headings]
    lead = Part(None, lines=tuple(flow[: starts[0]] if starts else flow))
    parts = [lead] if lead.lines else []
    for heading, end in zip(headings, [*starts[1:], len(flow)][: len(starts)], strict=True):
        parts.append(_part(flow, heading, end))
    return tuple(_carved(_with_values_below(parts), form))


def _part(flow: Sequence[FlowLine], heading: Heading, end: int) -> Part:
    label = [*flow[heading.first : heading.last], _first_words(flow[heading.last], heading.end_word)]
    rest = flow[heading.last].words[heading.end_word :]
    # A dash after a run-in heading belongs to the heading's punctuation.
    skip = 1 if rest and rest[0].text in {"–", "-", "—", ":-", ":"} and len(rest) > 1 else 0
    if skip:
        label[-1] = _first_words(flow[heading.last], heading.end_word + skip)
        rest = rest[skip:]
    lines = [replace(flow[heading.last], words=rest)] if rest else []
    lines += flow[heading.last + 1 : end]
    return Part(heading.target, tuple(label), tuple(lines), heading.confidence, heading)


def _first_words(line: FlowLine, count: int) -> FlowLine:
    return replace(line, words=line.words[:count])


def _with_values_below(parts: Sequence[Part]) -> list[Part]:
    """Give labels that stand in a row of their own the values of the row below."""
    out = list(parts)
    for n, part in enumerate(parts):
        cell = part.label[0].cell if part.label else None
        if cell is None or part.lines or n + 1 >= len(parts):
            continue
        row = [k for k in range(n, len(parts)) if _same_row(parts[k], cell)]
        last = row[-1]
        below = [line for line in out[last].lines if _is_below(line, cell)]
        if below and last > n:
            out[n] = replace(part, lines=tuple(below))
            out[last] = replace(out[last], lines=tuple(line for line in out[last].lines if line not in below))
    return out


def _same_row(part: Part, cell: CellKey) -> bool:
    other = part.label[0].cell if part.label else None
    return other is not None and other[0] == cell[0] and (other[1].table, other[1].row) == (cell[1].table, cell[1].row)


def _is_below(line: FlowLine, cell: CellKey) -> bool:
    other = line.cell
    if other is None or other[0] != cell[0]:
        return False
    return (other[1].table, other[1].row, other[1].column) == (cell[1].table, cell[1].row + 1, cell[1].column)


def _carved(parts: Sequence[Part], form: Form) -> Iterator[Part]:
    """Carve out of the parts what no heading announces: a report's text under the front matter, and signatures."""
    in_body = False
    for n, part in enumerate(parts):
        pieces = [part]
        if not in_body and not part.is_section:
            pieces = list(_carve_prose(part, form))
        in_body = in_body or any(p.is_section for p in pieces)
        for piece in pieces:
            is_last = n == len(parts) - 1
            yield from _carve_signature(piece, form, is_last=is_last) if in_body else (piece,)


def _carve_prose(part: Part, form: Form) -> Iterator[Part]:
    lines, own = part.lines, value_length(part)
    for at in range(own, len(lines)):
        begins = (lines[at].opens or at == own) and not lines[at].cell
        text = paragraph_text(lines, at) if begins else ""
        if len(text.split()) >= PROSE_WORDS and not _is_roll(text, form):
            yield replace(part, lines=lines[:at])
            yield Part(BACKGROUND, (), lines[at:], 0.6)
            return
    yield part


def _is_roll(text: str, form: Form) -> bool:
    """Tell whether a paragraph lists who was there: "Present: Councillors ..."."""
    match = form.lexicon.match(text.partition(":")[0])
    return match is not None and match.target("front") is not None


def paragraph_text(lines: Sequence[FlowLine], at: int) -> str:
    """Return the text of the paragraph that begins at line ``at``."""
    end = at + 1
    while end < len(lines) and not lines[end].opens and lines[end].gap != float("inf"):
        end += 1
    return " ".join(line.text for line in lines[at:end])


def value_length(part: Part) -> int:
    """Return how many of a part's lines are the value of its label; the rest stands after it under no label."""
    if part.target is None or part.target.type == "title" or not part.lines:
        return 0
    label_cell = part.label[0].cell if part.label else None
    first = part.lines[0]
    end = 1
    while end < len(part.lines) and _still_value(part, label_cell, first, part.lines[end]):
        end += 1
    return end


def _still_value(part: Part, label_cell: CellKey | None, first: FlowLine, line: FlowLine) -> bool:
    if part.target is not None and part.target.field == "publication":
        return line.cell == first.cell and line.page is first.page
    if first.cell is not None:
        same_row = (
            line.cell is not None
            and line.cell[0] == first.cell[0]
            and (line.cell[1].table, line.cell[1].row) == (first.cell[1].table, first.cell[1].row)
        )
        return line.cell == first.cell or (same_row and first.cell != label_cell)
    if line.cell is not None:
        return False
    makers = part.target is not None and part.target.field == "decision_makers"
    return (not line.opens or (makers and line.gap < 0.9)) and line.gap != float("inf")


def _carve_signature(part: Part, form: Form, *, is_last: bool) -> Iterator[Part]:
    lines = part.lines
    boxed = _signature_cell(lines, part)
    if boxed is not None:
        start, end = boxed
    else:
        above = part.label[-1] if part.label else None
        start = signature_start(lines, form, above) if is_last else len(lines)
        end = len(lines)
    if start >= end or (start == 0 and not part.label):
        yield part
        return
    yield replace(part, lines=lines[:start])
    yield Part(SIGNATURE, (), lines[start:end], 0.8)
    if lines[end:]:
        yield from _carve_signature(Part(SIGNATURE, (), lines[end:], 0.7), form, is_last=is_last)


def _signature_cell(lines: Sequence[FlowLine], part: Part) -> tuple[int, int] | None:
    """Return where a boxed signature stands: the cell of a line that says no more than "Signed" or "Signature"."""
    own = part.label[0].cell if part.label else None
    for at, line in enumerate(lines):
        cell = line.cell
        if cell is None or cell == own or not line.signs:
            continue
        start = at
        while start > 0 and lines[start - 1].outer_cell == line.outer_cell:
            start -= 1
        end = at + 1
        while end < len(lines) and lines[end].outer_cell == line.outer_cell:
            end += 1
        if end - start <= MOST_SIGNATURE_LINES and lines[start].gap == float("inf"):
            return start, end
    return None


def is_title(part: Part) -> bool:
    """Tell whether a part is the form's printed name."""
    return part.target is not None and part.target.type == "title"


def is_heading_of_headings(part: Part) -> bool:
    """Tell whether a part is no more than a line over the headings that follow, such as "Supporting report"."""
    return part.is_section and not part.lines and part.heading is not None and not part.heading.exact
