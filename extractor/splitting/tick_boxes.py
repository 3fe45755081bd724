"""Boxes: the marks of tick boxes go, with the captions of those left empty, and so do the letters that number boxes."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractor.splitting.candidates import block_end
from extractor.splitting.form_print import FormPrint
from extractor.splitting.line_stream import FlowLine

TICKED, EMPTY = frozenset("☒☑☓✓✔✗✘🗹🗷"), frozenset("☐□▢")
MARKS = TICKED | EMPTY
# A column of a form that holds nothing but these, in so many rows, numbers its boxes.
_BOX_LETTER = re.compile(r"\(?(?:[A-Za-z]|\d{1,2})[.)]?")
LEAST_LETTERS = 4


def sift_marks(form_print: FormPrint) -> None:
    """Drop the marks themselves and the captions of those left empty: what is ticked stays as what the form says."""
    for at, line in enumerate(form_print.flow):
        marks = [n for n, w in enumerate(line.words) if w.text in MARKS]
        if marks:
            form_print.drop(at, marks)
            for start, stop, ticked in _captions(line, marks):
                if not ticked:
                    form_print.drop(at, range(start, stop))
            if line.words[marks[-1]].text in EMPTY and marks[-1] + 1 < len(line.words):
                _drop_continuation(form_print, at)


def _captions(line: FlowLine, marks: Sequence[int]) -> Iterator[tuple[int, int, bool]]:
    count = len(line.words)
    if marks[0] > 0 and marks[-1] == count - 1 and not line.words[marks[0] - 1].text.endswith((":", "?")):
        # "Yes ☒ No ☐": the caption stands before its mark.
        for before, mark in zip([-1, *marks[:-1]], marks, strict=True):
            yield before + 1, mark, line.words[mark].text in TICKED
        return
    for mark, after in zip(marks, [*marks[1:], count], strict=True):
        yield mark + 1, after, line.words[mark].text in TICKED


def _drop_continuation(form_print: FormPrint, at: int) -> None:
    for n in range(at + 1, block_end(form_print.flow, at) + 1):
        line = form_print.flow[n]
        if line.opens or any(w.text in MARKS for w in line.words):
            return
        form_print.drop(n)


def sift_box_letters(form_print: FormPrint) -> None:
    """Drop the first column of a form where it holds the letters or numbers of its boxes and nothing else."""
    firsts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, line in enumerate(form_print.flow):
        if line.cell and line.cell[1].column == 0:
            firsts[line.cell[0], line.cell[1].table].append(at)
    for column in firsts.values():
        texts = [form_print.flow[at].text for at in column]
        # A scan may misread one of them as another.
        lettered = len(texts) >= LEAST_LETTERS and len(set(texts)) >= 0.8 * len(texts)
        if lettered and all(map(_BOX_LETTER.fullmatch, texts)) and not _is_data_column(form_print, column):
            for at in column:
                form_print.drop(at)


def _is_data_column(form_print: FormPrint, column: Sequence[int]) -> bool:
    """Tell the numbers of a table of data, which has cells of figures, from those of boxes."""
    table = form_print.flow[column[0]].table
    return table is not None and max((c.column for c in table.cells), default=0) > 1
