"""Where a heading could stand: lines go in, every stretch of words that layout allows as a heading comes out.

Knows nothing of what a heading may say; :mod:`extractor.splitting.headings` weighs look and wording together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from extractor.document import union
from extractor.splitting.flow import BULLETS, LABEL, PARAGRAPH_GAP, FlowLine, has_letters, is_caps
from extractor.splitting.wording import Lexicon

# The longest heading seen on British forms ("Any interest declared ... by the Proper Officer:") has 16 words.
MOST_WORDS = 26
MOST_LINES = 4
# What is filled in behind a label takes no more lines than its own and these.
MOST_FILLED_LINES = 1
# What stands over or under a table, a figure or a map.
_CAPTION = re.compile(r"^(?:table|figure|fig\.?|chart|map|graph|diagram|plate)\s+[\dA-Z]{1,3}\b", re.IGNORECASE)


class Shape(StrEnum):
    """How a heading stands to what it heads."""

    LABEL_CELL = "label cell"
    BESIDE = "beside"
    ALONE = "alone"
    RUN_IN = "run in"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The words of lines ``first`` to ``last`` (inclusive), of the last only ``end_word``, as a heading.

    ``parted`` tells that the rest of its last line looks different, ``fills_line`` that this line is all that it heads,
    ``set_apart`` that white parts it from what stands above.
    """

    first: int
    last: int
    end_word: int
    text: str
    shape: Shape
    bold: bool
    caps: bool
    whole_line_caps: bool
    underlined: bool
    italic: bool
    larger: bool
    colon: bool
    numbering: str
    opens: bool
    parted: bool
    fills_line: bool
    set_apart: bool
    inset: bool
    left: float


def propose(flow: Sequence[FlowLine], at: int, lexicon: Lexicon, *, label_cell: bool) -> Iterator[Proposal]:
    """Yield the headings that could begin at line ``at``, at most one for each way a heading can end."""
    seen: set[tuple[int, int]] = set()
    for last, end_word, shape in _stretches(flow, at, lexicon, label_cell=label_cell):
        if (last, end_word) not in seen and end_word > 0:
            seen.add((last, end_word))
            yield _proposal(flow, at, last, end_word, shape)


def _stretches(
    flow: Sequence[FlowLine], at: int, lexicon: Lexicon, *, label_cell: bool
) -> Iterator[tuple[int, int, Shape]]:
    line = flow[at]
    if not line.words or _CAPTION.match(line.text) or not (label_cell or _may_begin(line)):
        return
    if at and not label_cell and _is_second_line(flow[at - 1], line):
        return
    if label_cell:
        last = cell_end(flow, at)
        yield last, len(flow[last].words), Shape.LABEL_CELL
        return
    for last in range(at, min(at + 2, block_end(flow, at)) + 1):
        if stands_beside(flow, at, last):
            yield last, len(flow[last].words), Shape.BESIDE
    yield from _to_colon(flow, at)
    yield from _to_emphasis_end(flow, at)
    yield from _to_dash(line, at, lexicon)
    prefix = lexicon.longest_prefix([w.text for w in line.words]) if line.opens else 0
    if 0 < prefix < len(line.words) and line.words[prefix].text[0].isupper() and _may_end(line, prefix):
        yield at, prefix, Shape.RUN_IN
    count = 0
    for last in range(at, min(at + 2, block_end(flow, at)) + 1):
        count += len(flow[last].words)
        if count > MOST_WORDS or (last > at and not _same_look(flow[last - 1], flow[last])):
            return
        yield last, len(flow[last].words), Shape.ALONE


def _may_end(line: FlowLine, count: int) -> bool:
    """Tell whether a heading run in may end after ``count`` words: not in the midst of words that are set alike.

    "REASONS FOR ACTING NOW", set in capitals or underlined as a whole, is one heading, though "Reasons" is one too.
    """
    word, following = line.words[count - 1], line.words[count]
    if word.text.endswith((":", ";", "-", "–", ".", "?")):
        return True
    shouted = is_caps(" ".join(w.text for w in line.words[:count])) and _is_shouted(following.text)
    return not shouted and line.emphasised <= count


def _is_shouted(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


def _same_look(above: FlowLine, line: FlowLine) -> bool:
    """Tell whether a heading may go on from one line to the next: one look, and no end in a question mark or colon."""
    ended = above.text.rstrip().endswith(("?", ":"))
    return not ended and (above.emphasised == len(above.words)) == (line.emphasised == len(line.words))


def _may_begin(line: FlowLine) -> bool:
    # A line in the middle of a paragraph can begin a heading only where it is set apart by its look.
    return line.opens or line.gap == float("inf") or line.emphasised > 0 or line.larger or line.caps


def _to_colon(flow: Sequence[FlowLine], at: int) -> Iterator[tuple[int, int, Shape]]:
    count = 0
    for n in range(at, min(block_end(flow, at), at + MOST_LINES - 1) + 1):
        if n > at and _looks_otherwise(flow[at], flow[n]):
            return
        for k, word in enumerate(flow[n].words):
            count += 1
            if count > MOST_WORDS:
                return
            if word.text.rstrip("-–").endswith((":", ";")) and (word.text[0].isalnum() or len(word.text) > 1 or k):
                yield n, k + 1, _shape(flow, n, k + 1)
                if word.text.endswith(":"):
                    return


def _is_second_line(above: FlowLine, line: FlowLine) -> bool:
    """Tell whether a line goes on with the large print above it, as where a title takes two lines."""
    large = above.larger and line.larger and above.all_bold and line.all_bold
    return large and not line.opens and above.cell == line.cell and line.gap < PARAGRAPH_GAP and above.caps == line.caps


def _looks_otherwise(first: FlowLine, line: FlowLine) -> bool:
    """Tell whether a line is set unlike the first of a heading: not emphasised, or not in capitals."""
    return (first.emphasised == len(first.words) and not line.emphasised) or (first.caps and not line.caps)


def _to_emphasis_end(flow: Sequence[FlowLine], at: int) -> Iterator[tuple[int, int, Shape]]:
    last, end = at, block_end(flow, at)
    if not flow[at].emphasised:
        return
    while flow[last].emphasised == len(flow[last].words) and last < min(end, at + MOST_LINES):
        if not flow[last + 1].emphasised:
            break
        last += 1
    yield last, flow[last].emphasised, _shape(flow, last, flow[last].emphasised)


def _to_dash(line: FlowLine, at: int, lexicon: Lexicon) -> Iterator[tuple[int, int, Shape]]:
    dash = next((k for k, word in enumerate(line.words[1:8], start=1) if word.text in {"–", "-", "—"}), None)
    if dash is None:
        return
    match = lexicon.match(" ".join(word.text for word in line.words[:dash]))
    # A title in capitals goes on behind its dash: "DECISION NOTICE – CABINET MEMBER".
    if not (line.caps and match and match.target("title") and not match.target("field")):
        yield at, dash, Shape.RUN_IN


def _shape(flow: Sequence[FlowLine], last: int, end_word: int) -> Shape:
    return Shape.RUN_IN if end_word < len(flow[last].words) else Shape.ALONE


def block_end(flow: Sequence[FlowLine], at: int) -> int:
    """Return the last line that follows ``at`` without a paragraph's gap, in the same cell and page."""
    end = at
    while end + 1 < len(flow) and _goes_on(flow[end], flow[end + 1]):
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


def cell_end(flow: Sequence[FlowLine], at: int) -> int:
    """Return the last line of the cell that ``at`` stands in."""
    end = at
    while end + 1 < len(flow) and flow[end + 1].cell == flow[at].cell:
        end += 1
    return end


def stands_beside(flow: Sequence[FlowLine], at: int, last: int) -> bool:
    """Tell whether, outside any table, the line after ``last`` stands to the right of lines ``at`` to ``last``."""
    if last + 1 >= len(flow) or any(flow[n].cell is not None for n in (at, last, last + 1)):
        return False
    if flow[at].page is not flow[last + 1].page:
        return False
    box, right = union(flow[n].line.box for n in range(at, last + 1)), flow[last + 1].line.box
    level = min(box.bottom, right.bottom) - max(box.top, right.top)
    return right.x0 > box.x1 and level > 0.5 * min(box.height, right.height)


def _proposal(flow: Sequence[FlowLine], at: int, last: int, end_word: int, shape: Shape) -> Proposal:
    words = [w for n in range(at, last) for w in flow[n].words] + list(flow[last].words[:end_word])
    lettered = [w for w in words if has_letters(w.text)]
    text = " ".join(w.text for w in words)
    return Proposal(
        first=at,
        last=last,
        end_word=end_word,
        text=text,
        shape=shape,
        bold=bool(lettered) and sum(w.bold for w in lettered) >= 0.7 * len(lettered),
        caps=is_caps(text),
        whole_line_caps=flow[last].caps,
        underlined=bool(lettered) and sum(w.underlined for w in lettered) >= 0.6 * len(lettered),
        italic=bool(lettered) and all(w.italic for w in lettered),
        larger=flow[at].larger,
        colon=text.rstrip("-– ").endswith((":", ";")),
        numbering=numbering_style(words[0].text if len(words) > 1 else ""),
        opens=flow[at].opens or flow[at].gap == float("inf"),
        parted=_is_parted(flow[last], end_word),
        fills_line=block_end(flow, at) - at <= MOST_FILLED_LINES,
        set_apart=flow[at].gap >= PARAGRAPH_GAP,
        inset=_is_inset(flow, at),
        left=flow[at].line.box.x0,
    )


def _is_parted(line: FlowLine, count: int) -> bool:
    """Tell whether the look of the first ``count`` words ends with them: a label and its value look different."""
    if count >= len(line.words):
        return False
    shouted = is_caps(" ".join(w.text for w in line.words[:count])) and not _is_shouted(line.words[count].text)
    return line.emphasised == count or shouted


def numbering_style(label: str) -> str:
    """Return the style of a heading's number: "1", "1.1", "a", "i", "(a)" and so on, or "" where there is none.

    >>> [numbering_style(label) for label in ("3.", "3", "2.1", "b)", "(iv)", "Reasons")]
    ['1', '1', '1.1', 'a)', '(i)', '']
    """
    if re.fullmatch(r"\d{1,2}[.):]?|[A-Z]\d{1,2}[.):]?", label):
        return "1"
    if re.fullmatch(r"\d{1,2}(\.\d{1,2})+\.?", label):
        return "1.1"
    if not LABEL.match(label):
        return ""
    roman = re.fullmatch(r"\(?[ivx]+[).]", label) is not None
    return re.sub(r"[A-Za-z0-9]+", "i" if roman else "a", label)


def _is_inset(flow: Sequence[FlowLine], at: int) -> bool:
    # A line of one cell of a table of several columns, other than a label: the inside of a form or of a table of data.
    table = flow[at].table
    return table is not None and max((c.column for c in table.cells), default=0) > 0
