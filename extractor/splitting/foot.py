"""Where a section's text ends and what signs it begins.

That is a block of names and posts, a boxed signature, or the line of who is to sign.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from decision_models import SectionKind
from extractor.splitting.blocks import LABEL, START, Block
from extractor.splitting.forms import Form
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.values import days_told
from extractor.splitting.wording import normalise, whole_words

_SIGNED = re.compile(
    r"^(?:signed|signature|authorised by|approved by|print name|(?:name|post|position|job title)(?= \S))\b"
)
# How sure it is that what is set like a signature is one.
FOUND = 0.8
# A signature's lines are short, and white stands above the block.
MOST_WORDS, MOST_LINES, WHITE_ABOVE, FAR_APART, FAR_BELOW = 14, 9, 0.4, 1.0, 2.0
_DATE_LINE = re.compile(r"^(?:[Dd]ate|DATE|[Dd]ated|DATED)\b|^\d{1,2}(?:st|nd|rd|th)?(?:[ /.-]|[A-Z][a-z]{2})")


def signature_start(lines: Sequence[FlowLine], form: Form, above: FlowLine | None = None) -> int:
    """Return from which of a section's ``lines`` on a signature block stands; their number where there is none.

    ``above`` is the section's heading: a block far below it stands under a section left blank.
    """
    posts = whole_words(form.wordings("signature", "posts"))
    if above and lines and _white(above, lines[0]) >= FAR_BELOW and _is_block(lines, posts):
        return 0
    first = max(1, len(lines) - MOST_LINES)
    asked = signatory_start(lines)
    if asked < len(lines):
        return asked
    for at in range(first, len(lines)):
        line = lines[at]
        if _SIGNED.match(normalise(line.text)) and all(_is_short(other) for other in lines[at:]):
            return _with_name_above(lines, at)
        if line.gap >= WHITE_ABOVE and _is_block(lines[at:], posts):
            return at
    return len(lines)


def signatory_start(lines: Sequence[FlowLine]) -> int:
    """Return from which of a section's ``lines`` on they name who is to sign; their number where none does."""
    asked = next((at for at in range(max(0, len(lines) - MOST_LINES), len(lines)) if lines[at].signatory), len(lines))
    if asked == len(lines) or not all(_is_short(other) for other in lines[asked:]):
        return len(lines)
    return _with_name_above(lines, asked)


def _white(above: FlowLine, line: FlowLine) -> float:
    if above.page is not line.page or above.cell != line.cell:
        return 0.0
    return (line.line.box.top - above.line.box.bottom) / max(line.line.box.height, 1.0)


def _is_block(lines: Sequence[FlowLine], posts: re.Pattern[str]) -> bool:
    """Tell whether lines are a name, posts and perhaps a date, and nothing that is a sentence."""
    text = normalise(" ".join(line.text for line in lines))
    if not all(_is_short(line) for line in lines):
        return False
    # A line alone is a signature's only where the form asks for one under it, where it is a date, or a name and a post.
    if len(lines) < 2 and not (
        lines[-1].signs or _DATE_LINE.match(lines[0].text) or _is_name_and_post(lines[0], posts)
    ):
        return False
    prose = sum(line.text.rstrip().endswith((".", ";")) for line in lines)
    starts_upper = all(_starts_one(line) for line in lines[:2])
    return prose == 0 and starts_upper and (bool(posts.search(text)) or bool(_DATE_LINE.match(lines[0].text)))


def _is_name_and_post(line: FlowLine, posts: re.Pattern[str]) -> bool:
    """Tell "Ann Pugh, Head of Ferries", set well apart at the end."""
    name, comma, post = line.text.partition(",")
    named = 2 <= len(name.split()) <= 5 and all(word[0].isupper() for word in name.split())
    return line.gap >= FAR_APART and bool(comma) and named and bool(posts.search(normalise(post)))


def _starts_one(line: FlowLine) -> bool:
    return line.text[:1].isupper() or line.text[:1].isdigit() or bool(_SIGNED.match(normalise(line.text)))


def _is_short(line: FlowLine) -> bool:
    return len(line.words) <= MOST_WORDS


def _with_name_above(lines: Sequence[FlowLine], at: int) -> int:
    while (
        at > 1
        and lines[at].gap < WHITE_ABOVE
        and len(lines[at - 1].words) <= 6
        and not lines[at - 1].text.endswith((".", ";"))
    ):
        at -= 1
    return at


# A box of more lines is the form's frame and not that of a signature.
MOST_BOXED_LINES = 12
SIGNATURE = SectionKind.SIGNATURE.value
OF_SIGNATURES = frozenset(
    {
        "name",
        "post",
        "position",
        "role",
        "job title",
        "post title",
        "name and title",
        "title",
        "date",
        "dated",
        "signed",
        "print name",
    }
)
_CALLED_IN = re.compile(r"\bcall(?:ed)?[ -]in\b", re.IGNORECASE)


def with_feet(blocks: Sequence[Block], kinds: Sequence[str | None], form: Form) -> list[tuple[Block, str | None]]:
    """Return the blocks with their kinds, the signatures that close sections parted from them."""
    out: list[tuple[Block, str | None]] = []
    in_body = False
    last = max((n for n, kind in enumerate(kinds) if kind not in {None, SIGNATURE}), default=-1)
    for n, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
        in_body = in_body or kind is not None
        is_last = all(kinds[k] is None and _is_of_signature(blocks[k]) for k in range(n + 1, len(blocks)))
        parted = list(_parted(block, kind, form, is_last=is_last)) if in_body else [(block, kind)]
        if out and out[-1][1] == SIGNATURE and kind is None and _is_of_signature(block):
            out[-1] = (replace(out[-1][0], lines=(*out[-1][0].lines, *block.all_lines)), SIGNATURE)
            continue
        out += [*_without_notices(*parted[0], form), *parted[1:]] if n == last else parted
    return out


def _is_of_signature(block: Block) -> bool:
    """Tell whether a label is one of those in the block of a signature: "Name:", "Post:", "Date:"."""
    return block.what == LABEL and normalise(block.label_text) in OF_SIGNATURES


def _without_notices(block: Block, kind: str | None, form: Form) -> Iterator[tuple[Block, str | None]]:
    """Part from the last section what is said below it of publication and call-in: it has no heading of its own."""
    lines, begin = block.lines, len(block.lines)
    while (start := _paragraph_start(lines, begin)) > 0 and _is_notice(
        " ".join(line.text for line in lines[start:begin]), form
    ):
        begin = start
    yield replace(block, lines=lines[:begin]), kind
    if lines[begin:]:
        yield Block(0, (), lines[begin:]), None


def _paragraph_start(lines: Sequence[FlowLine], end: int) -> int:
    """Return the first line of the paragraph that ends before ``end``."""
    return next((n for n in range(end - 1, -1, -1) if lines[n].opens or lines[n].gap == float("inf")), 0)


def _is_notice(text: str, form: Form) -> bool:
    told = {name for name, _, _ in days_told(text, form)}
    return bool(told & {"call_in_deadline", "publication_date"}) or (bool(told) and bool(_CALLED_IN.search(text)))


def _parted(block: Block, kind: str | None, form: Form, *, is_last: bool) -> Iterator[tuple[Block, str | None]]:
    lines = block.lines
    start, end = _boxed(block) or (0, 0)
    if start >= end:
        above = block.label[-1] if block.label else None
        start = signature_start(lines, form, above) if is_last else signatory_start(lines)
        end = len(lines)
    if start >= end or (start == 0 and not block.label) or kind == SIGNATURE:
        yield block, kind
        return
    yield replace(block, lines=lines[:start]), kind
    yield Block(START, (), lines[start:end], confidence=FOUND), SIGNATURE
    if lines[end:]:
        yield from _parted(Block(START, (), lines[end:], confidence=FOUND), SIGNATURE, form, is_last=is_last)


def _boxed(block: Block) -> tuple[int, int] | None:
    """Return where a boxed signature stands: the cell of a line that says no more than "Signed" or "Signature"."""
    own, lines = block.label[0].cell if block.label else None, block.lines
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
        if end - start <= MOST_BOXED_LINES and lines[start].gap == float("inf"):
            return start, end
    return None
