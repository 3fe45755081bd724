"""Print that belongs to the form: instructions, criteria, leaders to write on, boxes left unticked, captions.

Enters the stream of lines; leaves the stream without that print, and the print. The form's wordings are data.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.document import Token, Word
from extractor.splitting.captions import sift_captions, sift_scrawl
from extractor.splitting.form_print import FormPrint
from extractor.splitting.forms import Form
from extractor.splitting.instructions import sift_boilerplate, sift_brackets, sift_instructions, sift_notes
from extractor.splitting.line_stream import LEADER, FlowLine
from extractor.splitting.tick_boxes import sift_box_letters, sift_marks
from extractor.splitting.wording import whole_words

# The white above a line, in lines, where what stood there was taken away.
WHERE_CUT = 1.0
# The share of a page's height that is its edge.
EDGE = 0.09
_PAGE_OF = re.compile(r"\bpage\W*\d{1,4}\W*(?:of|/)\W*\d{1,4}\W*$", re.IGNORECASE)
_FILE_SIZE = re.compile(
    r"(?<!\S)[(\[]?(?:PDF|DOCX?|XLSX?|PPTX?|RTF|ODT|Word|Excel)[,:]? \d[\d.,]* ?[KM]B[)\]]?(?!\S)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Scrap:
    """Words of one line that are furniture; or, where ``is_scrawl``, what OCR made of a signature."""

    line: FlowLine
    words: tuple[Word, ...]
    is_scrawl: bool = False


def sift(flow: Sequence[FlowLine], form: Form) -> tuple[tuple[FlowLine, ...], tuple[Scrap, ...]]:
    """Return the stream without its furniture, and the furniture in reading order."""
    form_print = FormPrint(flow)
    for at, line in enumerate(flow):
        form_print.drop(at, (n for n, w in enumerate(line.words) if LEADER.match(w.text)))
    sift_captions(form_print, whole_words(form.wordings("signature", "posts")))
    sift_brackets(form_print)
    sift_boilerplate(form_print, form)
    sift_instructions(form_print, form)
    sift_notes(form_print)
    sift_marks(form_print)
    sift_box_letters(form_print)
    _sift_file_sizes(form_print)
    sift_scrawl(form_print)
    _sift_page_numbers(form_print)
    return _parted(form_print)


def _parted(form_print: FormPrint) -> tuple[tuple[FlowLine, ...], tuple[Scrap, ...]]:
    signed_rows = {(page, place.table, place.row) for page, place in form_print.signed_cells}
    kept, scraps, cut = list[FlowLine](), list[Scrap](), False
    for at, line in enumerate(form_print.flow):
        out = form_print.out.get(at, set())
        words = tuple(w for n, w in enumerate(line.words) if n not in out)
        if words:
            row = (line.page.number, line.line.cell.table, line.line.cell.row) if line.line.cell else None
            signs = (
                line.outer_cell in form_print.signed_cells
                or row in signed_rows
                or at in form_print.signed_lines | form_print.posts
            )
            kept.append(replace(line, words=words, signs=signs, signatory=at in form_print.posts))
            if cut:
                # Where lines were taken away, what stood above and below them is not one paragraph.
                kept[-1] = replace(kept[-1], opens=True, gap=max(line.gap, WHERE_CUT))
        cut = not words
        if out:
            dropped = tuple(w for n, w in enumerate(line.words) if n in out)
            scraps.append(Scrap(line, dropped, at in form_print.scrawl))
    return tuple(kept), tuple(scraps)


def _sift_page_numbers(form_print: FormPrint) -> None:
    """Drop a line at the edge of a page that ends by counting the pages."""
    for at, line in enumerate(form_print.flow):
        edge = EDGE * line.page.height_pt
        at_edge = line.line.box.bottom < edge or line.line.box.top > line.page.height_pt - edge
        if at_edge and _PAGE_OF.search(line.text):
            form_print.drop(at)


def _sift_file_sizes(form_print: FormPrint) -> None:
    """Drop what a web page prints behind the name of a file: "PDF 412 KB"."""
    for at, line in enumerate(form_print.flow):
        for found in _FILE_SIZE.finditer(line.text):
            first = line.text.count(" ", 0, found.start())
            form_print.drop(at, range(first, first + found.group().count(" ") + 1))


def tokens_of(words: Sequence[Word], page: int) -> tuple[Token, ...]:
    """Return words set on one line as tokens."""
    at, tokens = 0, []
    for word in words:
        tokens.append(Token(at, at + len(word.text), page, word))
        at += len(word.text) + 1
    return tuple(tokens)
