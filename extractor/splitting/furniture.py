"""Print that belongs to the form: instructions, criteria, leaders to write on, boxes left unticked, captions.

Enters the stream of lines; leaves the stream without that print, and the print. The form's wordings are data.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from extractor.document import Word
from extractor.splitting.flow import BULLETS, LABEL, LEADER, FlowLine
from extractor.splitting.forms import Form
from extractor.splitting.labels import CellKey
from extractor.splitting.proposals import block_end
from extractor.splitting.wording import normalise

TICKED, EMPTY = frozenset("☒☑☓✓✔✗✘🗹🗷"), frozenset("☐□▢")
MARKS = TICKED | EMPTY
# A bracketed text this long is an instruction ("[Do not include ...]") and no aside.
INSTRUCTION_WORDS = 5
# The white above a line, in lines, where what stood there was taken away.
WHERE_CUT = 1.0
# Ink so much larger than the usual print is no print.
SCRAWL = 2.4
# Words in the ink of a signature that are read with less confidence are none.
DOUBTFUL = 0.6
# The share of a page's height that is its edge.
EDGE = 0.09
_PAGE_OF = re.compile(r"\bpage\W*\d{1,4}\W*(?:of|/)\W*\d{1,4}\W*$", re.IGNORECASE)
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
_FILE_SIZE = re.compile(
    r"(?<!\S)[(\[]?(?:PDF|DOCX?|XLSX?|PPTX?|RTF|ODT|Word|Excel)[,:]? \d[\d.,]* ?[KM]B[)\]]?(?!\S)", re.IGNORECASE
)
_USE_ONLY = re.compile(r"^for .{2,60}\buse only$|^(?:office|official|internal) use only$")


@dataclass(slots=True)
class _Sieve:
    flow: Sequence[FlowLine]
    out: dict[int, set[int]] = field(default_factory=dict)
    signed_cells: set[CellKey] = field(default_factory=set)
    signed_lines: set[int] = field(default_factory=set)
    captions: list[FlowLine] = field(default_factory=list)
    scrawl: set[int] = field(default_factory=set)

    def drop(self, line: int, words: Iterable[int] | None = None) -> None:
        dropped = set(range(len(self.flow[line].words)) if words is None else words)
        if dropped:
            self.out.setdefault(line, set()).update(dropped)

    def dropped_whole(self, line: int) -> bool:
        """Tell whether nothing of a line is left."""
        return len(self.out.get(line, ())) == len(self.flow[line].words)


@dataclass(frozen=True, slots=True)
class Scrap:
    """Words of one line that are furniture; or, where ``is_scrawl``, what OCR made of a signature."""

    line: FlowLine
    words: tuple[Word, ...]
    is_scrawl: bool = False


def sift(flow: Sequence[FlowLine], form: Form) -> tuple[tuple[FlowLine, ...], tuple[Scrap, ...]]:
    """Return the stream without its furniture, and the furniture in reading order."""
    sieve = _Sieve(flow)
    for at, line in enumerate(flow):
        sieve.drop(at, (n for n, w in enumerate(line.words) if LEADER.match(w.text)))
    _sift_captions(sieve)
    _sift_brackets(sieve)
    _sift_boilerplate(sieve, form)
    _sift_instructions(sieve, form)
    _sift_marks(sieve)
    _sift_file_sizes(sieve)
    _sift_scrawl(sieve)
    _sift_page_numbers(sieve)
    kept, scraps, cut = list[FlowLine](), list[Scrap](), False
    for at, line in enumerate(flow):
        out = sieve.out.get(at, set())
        words = tuple(w for n, w in enumerate(line.words) if n not in out)
        if words:
            signs = line.outer_cell in sieve.signed_cells or at in sieve.signed_lines
            kept.append(replace(line, words=words, signs=signs))
            if cut:
                # Where lines were taken away, what stood above and below them is not one paragraph.
                kept[-1] = replace(kept[-1], opens=True, gap=max(line.gap, WHERE_CUT))
        cut = not words
        if out:
            dropped = tuple(w for n, w in enumerate(line.words) if n in out)
            scraps.append(Scrap(line, dropped, at in sieve.scrawl))
    return tuple(kept), tuple(scraps)


def _sift_captions(sieve: _Sieve) -> None:
    for at, line in enumerate(sieve.flow):
        has_leader = any(LEADER.match(w.text) or re.search(r"[._…]{5,}", w.text) for w in line.words)
        text = normalise(" ".join(re.sub(r"[._…]{4,}", " ", w.text) for w in line.words))
        if text in _CAPTIONS or _CAPTION.match(text):
            near = (
                has_leader
                or _closes(sieve.flow, at)
                or _leader_near(sieve.flow, at)
                or _ink_near(line)
                or line.text.casefold().rstrip(": ") in {"signature", "signed"}
            )
            if near:
                sieve.drop(at)
                if text.startswith("sign"):
                    _note_signed(sieve, at)
        elif has_leader:
            _drop_leading_caption(sieve, at)


def _drop_leading_caption(sieve: _Sieve, at: int) -> None:
    """Drop "SIGNED ........" where the line goes on with something filled in."""
    words = sieve.flow[at].words
    leader = next((n for n, w in enumerate(words) if re.search(r"[._…]{4,}", w.text)), 0)
    text = normalise(" ".join(w.text for w in words[:leader]))
    if text in _CAPTIONS or _CAPTION.match(text) or len(words) == leader + 1 == 2:
        sieve.drop(at, range(leader + 1))
        if text.startswith("sign"):
            _note_signed(sieve, at)


def _note_signed(sieve: _Sieve, at: int) -> None:
    sieve.captions.append(sieve.flow[at])
    cell = sieve.flow[at].outer_cell
    if cell:
        sieve.signed_cells.add(cell)
    above = next((n for n in range(at - 1, -1, -1) if not sieve.dropped_whole(n)), None)
    line = sieve.flow[at]
    if above is not None and sieve.flow[above].page is line.page and sieve.flow[above].cell == line.cell:
        sieve.signed_lines.add(above)


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


def _sift_brackets(sieve: _Sieve) -> None:
    opened: tuple[int, int] | None = None
    for at, line in enumerate(sieve.flow):
        for n, word in enumerate(line.words):
            if word.text.startswith("["):
                opened = (at, n)
            if opened and word.text.rstrip(".,;:").endswith("]"):
                _drop_between(sieve, opened, (at, n))
                opened = None
        if opened and at - opened[0] > 8:
            opened = None


def _drop_between(sieve: _Sieve, first: tuple[int, int], last: tuple[int, int]) -> None:
    places = [
        (at, n)
        for at in range(first[0], last[0] + 1)
        for n in range(len(sieve.flow[at].words))
        if first <= (at, n) <= last
    ]
    if len(places) >= INSTRUCTION_WORDS:
        for at, n in places:
            sieve.drop(at, (n,))


def _sift_boilerplate(sieve: _Sieve, form: Form) -> None:
    starts = tuple(normalise(s) for s in form.wordings("boilerplate", "starts"))
    at = 0
    while at < len(sieve.flow):
        end = _boilerplate_end(sieve.flow, at, starts, form)
        for n in range(at, end):
            sieve.drop(n)
        at = max(end, at + 1)


def _sift_instructions(sieve: _Sieve, form: Form) -> None:
    """Drop what is set small or in italics and tells whoever fills in the form what to write."""
    for at, line in enumerate(sieve.flow):
        begins = line.opens or line.gap == float("inf") or at == 0 or _is_small(line) != _is_small(sieve.flow[at - 1])
        if begins and _is_small(line) and form.instruction.search(normalise(_paragraph(sieve.flow, at))):
            for n in range(at, _paragraph_end(sieve.flow, at)):
                sieve.drop(n)


def _paragraph(flow: Sequence[FlowLine], at: int) -> str:
    return " ".join(line.text for line in flow[at : _paragraph_end(flow, at)])


def _is_small(line: FlowLine) -> bool:
    italic = bool(line.words) and all(w.italic for w in line.words)
    return line.small or italic


def _boilerplate_end(flow: Sequence[FlowLine], at: int, starts: tuple[str, ...], form: Form) -> int:
    text = normalise(flow[at].text)
    if _USE_ONLY.match(text):
        return _table_end(flow, at)
    if form.parts.match(text) and flow[at].all_bold | flow[at].caps and len(text.split()) <= 14:
        return at + 1
    if not text.startswith(starts) or _is_label(flow[at].text, form):
        return at
    end = _paragraph_end(flow, at)
    while end < len(flow) and "criteria" in text and _is_point(flow[end]):
        end = _paragraph_end(flow, end)
    return end


def _is_label(text: str, form: Form) -> bool:
    """Tell whether a line is an entry of the form ("Enter into force: 3 May") that begins as an instruction does."""
    label, colon, _ = text.partition(":")
    match = form.lexicon.match(label) if colon else None
    return match is not None and not match.by_cue


def _is_point(line: FlowLine) -> bool:
    return bool(line.words) and (bool(LABEL.match(line.words[0].text)) or line.words[0].text in BULLETS)


def _paragraph_end(flow: Sequence[FlowLine], at: int) -> int:
    end = at + 1
    while (
        end < len(flow) and not flow[end].opens and flow[end].cell == flow[at].cell and flow[end].page is flow[at].page
    ):
        end += 1
    return end


def _table_end(flow: Sequence[FlowLine], at: int) -> int:
    cell = flow[at].cell
    end = at + 1
    while (
        end < len(flow)
        and cell
        and (other := flow[end].cell)
        and (other[0], other[1].table) == (cell[0], cell[1].table)
    ):
        end += 1
    return end


def _sift_scrawl(sieve: _Sieve) -> None:
    """Drop what OCR makes of a signature: a few letters, far larger than print."""
    for at, line in enumerate(sieve.flow):
        few = sum(len(w.text) for w in line.words) <= 12
        beside = any(_stands_beside(caption, line) for caption in sieve.captions)
        is_ink = _lies_in_ink(line) or beside
        # Who signs has a name: what stands by the caption without a word in it is what OCR made of the ink.
        wordless = beside and not any((w.text.isalpha() and len(w.text) > 2) or w.text.count("/") for w in line.words)
        if few and (line.size >= SCRAWL or wordless or (_is_doubtful(line) and is_ink)):
            sieve.drop(at)
            sieve.scrawl.add(at)


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


def _sift_page_numbers(sieve: _Sieve) -> None:
    """Drop a line at the edge of a page that ends by counting the pages."""
    for at, line in enumerate(sieve.flow):
        edge = EDGE * line.page.height_pt
        at_edge = line.line.box.bottom < edge or line.line.box.top > line.page.height_pt - edge
        if at_edge and _PAGE_OF.search(line.text):
            sieve.drop(at)


def _sift_file_sizes(sieve: _Sieve) -> None:
    """Drop what a web page prints behind the name of a file: "PDF 412 KB"."""
    for at, line in enumerate(sieve.flow):
        for found in _FILE_SIZE.finditer(line.text):
            first = line.text.count(" ", 0, found.start())
            sieve.drop(at, range(first, first + found.group().count(" ") + 1))


def _sift_marks(sieve: _Sieve) -> None:
    """Drop the marks themselves and the captions of those left empty: what is ticked stays as what the form says."""
    for at, line in enumerate(sieve.flow):
        marks = [n for n, w in enumerate(line.words) if w.text in MARKS]
        if marks:
            sieve.drop(at, marks)
            for start, stop, ticked in _captions(line, marks):
                if not ticked:
                    sieve.drop(at, range(start, stop))
            if line.words[marks[-1]].text in EMPTY and marks[-1] + 1 < len(line.words):
                _drop_continuation(sieve, at)


def _captions(line: FlowLine, marks: Sequence[int]) -> Iterator[tuple[int, int, bool]]:
    count = len(line.words)
    if marks[0] > 0 and marks[-1] == count - 1 and not line.words[marks[0] - 1].text.endswith((":", "?")):
        # "Yes ☒ No ☐": the caption stands before its mark.
        for before, mark in zip([-1, *marks[:-1]], marks, strict=True):
            yield before + 1, mark, line.words[mark].text in TICKED
        return
    for mark, after in zip(marks, [*marks[1:], count], strict=True):
        yield mark + 1, after, line.words[mark].text in TICKED


def _drop_continuation(sieve: _Sieve, at: int) -> None:
    for n in range(at + 1, block_end(sieve.flow, at) + 1):
        line = sieve.flow[n]
        if line.opens or any(w.text in MARKS for w in line.words):
            return
        sieve.drop(n)
