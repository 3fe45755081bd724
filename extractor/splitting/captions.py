"""Captions that ask for a signature or a date, the lines to write on, and what OCR makes of the signature itself."""

import re
from collections.abc import Sequence
from statistics import fmean

from decision_models import PageSource
from extractor.splitting.form_print import FormPrint
from extractor.splitting.line_stream import LEADER, FlowLine
from extractor.splitting.wording import normalise

# Ink so much larger than the usual print is no print.
SCRAWL = 2.4
# Words in the ink of a signature that are read with less confidence are none.
DOUBTFUL = 0.6
# A post under a line to sign on has no more words than this.
MOST_POST_WORDS = 8
_CAPTIONS = frozenset(
    {
        "signed",
        "signature",
        "sign",
        "date",
        "dated",
        "print name",
        "signed by",
        "name",
        "signed and dated",
        "signature date",
        "signed date",
        "date signed",
    }
)
# What OCR makes of the signature itself may stand behind the caption, a letter or two.
_CAPTION = re.compile(r"^(?:signed|signature)(?: (?:of|by) (?:the )?[a-z ]{3,40}|(?: \w{1,2}){1,2})?$")


_LEADERS, _DOTS = re.compile(r"[._…]{5,}"), re.compile(r"[._…]{4,}")


def sift_captions(form_print: FormPrint, posts: re.Pattern[str]) -> None:
    """Drop captions such as "Signed" and "Date", and note which lines sign; ``posts`` finds the words of posts."""
    for at in range(len(form_print.flow)):
        _sift_caption(form_print, at)
    for at, line in enumerate(form_print.flow):
        if form_print.dropped_whole(at):
            continue
        below = _signs_below(form_print, at)
        if not below and not _has_leader(line):
            continue
        post_follows = at + 1 < len(form_print.flow) and _is_post(form_print.flow[at + 1], posts)
        if (_is_post(line, posts) and (_has_leader(line) or below)) or (below and _is_name(line) and post_follows):
            form_print.posts.add(at)


def _is_post(line: FlowLine, posts: re.Pattern[str]) -> bool:
    words = [w for w in line.words if not LEADER.match(w.text)]
    text = " ".join(w.text for w in words)
    return 0 < len(words) <= MOST_POST_WORDS and ":" not in text and bool(posts.search(normalise(text)))


def _is_name(line: FlowLine) -> bool:
    """Tell whether a line could be a name: a few words with capitals."""
    words = [w.text for w in line.words]
    return 2 <= len(words) <= 5 and all(word[0].isupper() for word in words) and ":" not in line.text


def _has_leader(line: FlowLine) -> bool:
    """Tell whether a line to sign on stands before a post, with or without "Signed" before it."""
    return any(LEADER.match(w.text) for w in line.words[:3])


def _signs_below(form_print: FormPrint, at: int) -> bool:
    """Tell whether the line above is one to sign on, and nothing else."""
    above, line = form_print.flow[max(0, at - 1)], form_print.flow[at]
    same = above.page is line.page and above.cell == line.cell
    return same and _has_leader(above) and form_print.dropped_whole(max(0, at - 1))


def _sift_caption(form_print: FormPrint, at: int) -> None:
    line = form_print.flow[at]
    has_leader = bool(_LEADERS.search(line.text)) or any(LEADER.match(w.text) for w in line.words)
    text = normalise(_DOTS.sub(" ", line.text))
    if text not in _CAPTIONS and not _CAPTION.match(text):
        if has_leader:
            _drop_leading_caption(form_print, at)
    elif has_leader or _is_caption(form_print.flow, at):
        form_print.drop(at)
        if text.startswith("sign"):
            _note_signed(form_print, at)


def _is_caption(flow: Sequence[FlowLine], at: int) -> bool:
    """Tell whether a caption's wording stands where one is signed: at the end, by a line to sign on, by ink."""
    alone = flow[at].text.casefold().rstrip(": ") in {"signature", "signed"}
    return alone or _closes(flow, at) or _leader_near(flow, at) or _ink_near(flow[at])


def _drop_leading_caption(form_print: FormPrint, at: int) -> None:
    """Drop "SIGNED ........" where the line goes on with something filled in."""
    words = form_print.flow[at].words
    leader = next((n for n, w in enumerate(words) if re.search(r"[._…]{4,}", w.text)), 0)
    text = normalise(" ".join(w.text for w in words[:leader]))
    if text in _CAPTIONS or _CAPTION.match(text) or len(words) == leader + 1 == 2:
        form_print.drop(at, range(leader + 1))
        if text.startswith("sign"):
            _note_signed(form_print, at)


def _note_signed(form_print: FormPrint, at: int) -> None:
    form_print.captions.append(form_print.flow[at])
    cell = form_print.flow[at].outer_cell
    if cell:
        form_print.signed_cells.add(cell)
    above = next((n for n in range(at - 1, -1, -1) if not form_print.dropped_whole(n)), None)
    line = form_print.flow[at]
    if above is not None and form_print.flow[above].page is line.page and form_print.flow[above].cell == line.cell:
        form_print.signed_lines.add(above)


def _leader_near(flow: Sequence[FlowLine], at: int) -> bool:
    near = flow[max(0, at - 3) : at + 4]
    return any(o.page is flow[at].page and any(LEADER.match(w.text) for w in o.words) for o in near)


def _closes(flow: Sequence[FlowLine], at: int) -> bool:
    """Tell whether a caption stands at the document's end with nothing filled in after it."""
    after = flow[at + 1 :]
    return len(after) < 6 and not any(c.isdigit() for line in after[:1] for c in line.text)


def _ink_near(line: FlowLine) -> bool:
    box = line.line.box
    return any(ink.top < box.bottom + 40 and ink.bottom > box.top - 60 for ink in line.page.handwriting)


def sift_scrawl(form_print: FormPrint) -> None:
    """Drop what OCR makes of a signature: a few letters, far larger than print."""
    for at, line in enumerate(form_print.flow):
        if line.page.source is PageSource.TEXT_LAYER:
            continue
        few = sum(len(w.text) for w in line.words) <= 12
        beside = any(_stands_beside(caption, line) for caption in form_print.captions)
        is_ink = _lies_in_ink(line) or beside
        # Who signs has a name: what stands by the caption without a word in it is what OCR made of the ink.
        wordless = beside and not any(_says_something(w.text) for w in line.words)
        if few and (line.size >= SCRAWL or wordless or (_is_doubtful(line) and is_ink)):
            form_print.drop(at)
            form_print.scrawl.add(at)


def _says_something(text: str) -> bool:
    """Tell a word or a date from the strokes of a signature."""
    return (text.isalpha() and len(text) > 2) or "/" in text or sum(c.isdigit() for c in text) >= 4


def _stands_beside(caption: FlowLine, line: FlowLine) -> bool:
    one, other = caption.line.box, line.line.box
    # A signature reaches above and below the line it is asked for on.
    near = other.top < one.bottom + one.height and other.bottom > one.top - one.height
    return caption.page is line.page and near and other.x0 > one.x0


def _is_doubtful(line: FlowLine) -> bool:
    return fmean(w.confidence for w in line.words) < DOUBTFUL if line.words else False


def _lies_in_ink(line: FlowLine) -> bool:
    box = line.line.box
    return any(
        ink.x0 < box.x1 and ink.x1 > box.x0 and ink.top < box.bottom and ink.bottom > box.top
        for ink in line.page.handwriting
    )
