"""The public body a decision is of, looked for where forms print it: at the top of the first page, in a running head."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.document import FurnitureText, Section, Token
from extractor.shapes.bodies import find_authority, most_named
from extractor.splitting.forms import Form
from extractor.splitting.furniture import tokens_of
from extractor.splitting.line_stream import MOST_LEADING, FlowLine

# Lines at the top of the first page that may name the public body.
TOP_LINES = 8


def authority_of(
    own: Sequence[FlowLine], heads: Sequence[FurnitureText], sections: Sequence[Section], form: Form
) -> FurnitureText | None:
    """Return the public body's name: from the top of the first page, a running head, or the text."""
    first_page = own[0].page.number if own else 0
    top = [line for line in own if line.page.number == first_page][:TOP_LINES]
    sources = [_as_source([line]) for line in top] + list(heads)
    # A name set on lines of its own, one under another.
    sources += [_as_source(stack) for stack in _stacks(top)]
    found = find_authority([source.text for source in sources], form.body_words)
    if found is not None:
        return _excerpt(sources[found[0]], found[1], found[2])
    name = most_named([section.text for section in sections], form.body_words)
    holder = next((s for s in sections if name and name in s.text), None)
    if name is None or holder is None:
        return None
    start = holder.text.index(name)
    return _excerpt(FurnitureText(holder.text, holder.tokens), start, start + len(name))


def _stacks(lines: Sequence[FlowLine]) -> Iterator[list[FlowLine]]:
    """Yield every three and every two lines that stand one under another, whatever stands beside them."""
    for count in (3, 2):
        for line in lines:
            stack = [line]
            while len(stack) < count and (below := _below(stack[-1], lines)) is not None:
                stack.append(below)
            if len(stack) == count:
                yield stack


def _below(line: FlowLine, lines: Sequence[FlowLine]) -> FlowLine | None:
    box = line.line.box
    near = (other for other in lines if 0 < other.line.box.middle - box.middle < MOST_LEADING * box.height)
    return next((other for other in near if other.line.box.x0 < box.x1 and other.line.box.x1 > box.x0), None)


def _as_source(lines: Sequence[FlowLine]) -> FurnitureText:
    at, tokens = 0, list[Token]()
    for line in lines:
        tokens += [replace(t, start=t.start + at, end=t.end + at) for t in tokens_of(line.words, line.page.number)]
        at += len(line.text) + 1
    return FurnitureText(" ".join(line.text for line in lines), tuple(tokens))


def _excerpt(source: FurnitureText, start: int, end: int) -> FurnitureText:
    return FurnitureText(source.text[start:end], tuple(t for t in source.tokens if t.start < end and t.end > start))
