"""Where a section's text ends and the block of the signature begins."""

import re
from collections.abc import Sequence

from extractor.splitting.flow import FlowLine
from extractor.splitting.forms import Form
from extractor.splitting.wording import normalise, whole_words

_SIGNED = re.compile(
    r"^(?:signed|signature|authorised by|approved by|print name|(?:name|post|position|job title)(?= \S))\b"
)
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
