"""The stream of lines cut at its headings: lines and headings go in, parts come out, each with what it heads."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from decision_models import SectionKind
from extractor.document import CellPlace, Word
from extractor.splitting.flow import PARAGRAPH_GAP, FlowLine
from extractor.splitting.forms import Form
from extractor.splitting.labels import CellKey
from extractor.splitting.notices import days_told, has_day
from extractor.splitting.proposals import Shape
from extractor.splitting.signature import signatory_start, signature_start
from extractor.splitting.targets import Heading
from extractor.splitting.wording import Target

# A paragraph of the front matter this long is the text of the decision's report, not an entry.
PROSE_WORDS = 25
# White between the lines of a decision maker's name and posts, in lines.
MAKER_GAP = 0.5
# How far a value may begin left of its label, in points.
ALIGNED_PT = 6.0
# A box of more lines is the form's frame and not that of a signature.
MOST_SIGNATURE_LINES = 12
_DAYS = frozenset({"call_in_deadline", "effective_date", "publication_date"})
_CALLED_IN = re.compile(r"\bcall(?:ed)?[ -]in\b", re.IGNORECASE)
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
    skip = 1 if rest and rest[0].text in {"–", "-", "—", ":-", ":"} else 0
    if skip:
        label[-1] = _first_words(flow[heading.last], heading.end_word + skip)
        rest = rest[skip:]
    lines = [replace(flow[heading.last], words=rest)] if rest else []
    lines += flow[heading.last + 1 : end]
    return Part(heading.target, tuple(label), tuple(lines), heading.confidence, heading)


def _first_words(line: FlowLine, count: int) -> FlowLine:
    return replace(line, words=line.words[:count])


def _with_values_below(parts: Sequence[Part]) -> list[Part]:
    """Give labels that stand side by side, in cells or without, the values that stand below each."""
    out = list(parts)
    at = 0
    while at < len(out):
        end = at
        while end + 1 < len(out) and not out[end].lines and _side_by_side(out[at], out[end + 1]):
            end += 1
        if end > at:
            out[at : end + 1] = _shared_out(out[at : end + 1])
        at = end + 1
    return out


def _side_by_side(part: Part, other: Part) -> bool:
    if not part.label or not other.label:
        return False
    one, two = part.label[0], other.label[0]
    if one.cell != two.cell:
        return _same_row(one.cell, two.cell)
    level = min(one.line.box.bottom, two.line.box.bottom) - max(one.line.box.top, two.line.box.top)
    return one.page is two.page and level > 0.5 * one.line.box.height


def _shared_out(parts: Sequence[Part]) -> list[Part]:
    """Share out the lines of the last of some labels among all, each to the label it stands under."""
    lines = parts[-1].lines
    starts = [part.label[0].line.box.x0 for part in parts]
    shares: list[list[FlowLine]] = [[] for _ in parts]
    for n, line in enumerate(lines):
        if _spans(line, parts):
            shares[-1] += lines[n:]
            break
        column = max((k for k, x0 in enumerate(starts) if x0 <= line.line.box.x0 + ALIGNED_PT), default=len(parts) - 1)
        shares[column].append(line)
    return [replace(part, lines=tuple(share)) for part, share in zip(parts, shares, strict=True)]


def _spans(line: FlowLine, parts: Sequence[Part]) -> bool:
    """Tell whether a line runs below several labels, or in a cell that is not right below them."""
    cell = parts[0].label[0].cell
    if cell is not None and cell == parts[-1].label[0].cell:
        # Two columns of labels within one box.
        right = parts[-1].label[0].line.box.x0
        return line.cell != cell or line.line.box.x1 > right > line.line.box.x0 + ALIGNED_PT
    if cell is not None:
        below = line.cell is not None and line.cell[0] == cell[0]
        return not (below and line.cell is not None and _row(line.cell[1]) == (cell[1].table, cell[1].row + 1))
    return line.cell is not None or line.line.box.x1 > parts[-1].label[0].line.box.x0 > line.line.box.x0 + ALIGNED_PT


def _row(place: CellPlace) -> tuple[int, int]:
    return (place.table, place.row)


def _same_row(cell: CellKey | None, other: CellKey | None) -> bool:
    return cell is not None and other is not None and cell[0] == other[0] and _row(cell[1]) == _row(other[1])


def _carved(parts: Sequence[Part], form: Form) -> Iterator[Part]:
    """Carve out of the parts what no heading announces: a report's text under the front matter, and signatures."""
    in_body = False
    last = max((n for n, part in enumerate(parts) if part.is_section and not _signs(part)), default=-1)
    for n, part in enumerate(parts):
        pieces = [part]
        if not in_body and not part.is_section:
            pieces = list(_carve_prose(part, form))
        in_body = in_body or any(p.is_section for p in pieces)
        for piece in pieces:
            is_last = n == len(parts) - 1
            carved = tuple(_carve_signature(piece, form, is_last=is_last)) if in_body else (piece,)
            yield from carved[:-1]
            yield from _carve_notices(carved[-1], form) if n == last else carved[-1:]


def _signs(part: Part) -> bool:
    return part.target is not None and part.target.kind is SectionKind.SIGNATURE


def _carve_notices(part: Part, form: Form) -> Iterator[Part]:
    """Part from the last section what is said below it of publication and call-in: it has no heading of its own."""
    lines, begin = part.lines, len(part.lines)
    while (start := _paragraph_start(lines, begin)) > 0 and _is_notice(" ".join(_texts(lines[start:begin])), form):
        begin = start
    yield replace(part, lines=lines[:begin])
    if lines[begin:]:
        yield Part(None, (), lines[begin:], 0.6)


def _paragraph_start(lines: Sequence[FlowLine], end: int) -> int:
    """Return the first line of the paragraph that ends before ``end``."""
    return next((n for n in range(end - 1, -1, -1) if lines[n].opens or lines[n].gap == float("inf")), 0)


def _is_notice(text: str, form: Form) -> bool:
    told = {name for name, _, _ in days_told(text, form)}
    return bool(told & {"call_in_deadline", "publication_date"}) or (bool(told) and bool(_CALLED_IN.search(text)))


def _texts(lines: Sequence[FlowLine]) -> Iterator[str]:
    return (line.text for line in lines)


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
    while end < len(part.lines) and (
        _still_value(part, label_cell, first, part.lines[end]) or _tells_on(part, part.lines[end - 1], part.lines[end])
    ):
        end += 1
    return end


def _tells_on(part: Part, above: FlowLine, line: FlowLine) -> bool:
    """Tell whether a line goes on with the sentence in which a day is told: "may be called in up to | 5 p.m. on ..."."""
    told = part.target is not None and part.target.field in _DAYS
    solid = line.cell == above.cell and line.page is above.page and line.gap < PARAGRAPH_GAP
    return told and solid and not above.text.endswith((".", ";")) and not has_day(above.text)


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
    return (not line.opens or (makers and line.gap < MAKER_GAP)) and line.gap != float("inf")


def _carve_signature(part: Part, form: Form, *, is_last: bool) -> Iterator[Part]:
    lines = part.lines
    boxed = _signature_cell(lines, part)
    if boxed is not None:
        start, end = boxed
    else:
        above = part.label[-1] if part.label else None
        start = signature_start(lines, form, above) if is_last else signatory_start(lines)
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
    heading = part.heading
    alone = heading is not None and not heading.exact and heading.shape not in {Shape.BESIDE, Shape.LABEL_CELL}
    return part.is_section and not part.lines and alone
