"""The form's printed instructions and criteria: in brackets, in small print, and in wordings that forms are known by."""

import re
from collections.abc import Sequence

from extractor.shapes.points import BULLETS, LABEL
from extractor.splitting.form_print import FormPrint
from extractor.splitting.forms import Form
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.wording import normalise

# A bracketed text this long is an instruction ("[Do not include ...]") and no aside.
INSTRUCTION_WORDS = 5
# So many notes under labels, of which this share stands above an answer in plain print, show a form's habit.
NOTES_THAT_TELL, ANSWERED_SHARE = 3, 0.5
MOST_LABEL_WORDS = 14
_NOTE_MARK = re.compile(r"^(?:\d{1,2}|[*†‡§]{1,3}|[¹²³⁰-⁹]{1,2})$")
_USE_ONLY = re.compile(r"^for .{2,60}\buse only$|^(?:office|official|internal) use only$")


def sift_brackets(form_print: FormPrint) -> None:
    """Drop what stands in square brackets and is long enough to be an instruction."""
    opened: tuple[int, int] | None = None
    for at, line in enumerate(form_print.flow):
        for n, word in enumerate(line.words):
            if word.text.startswith("["):
                opened = (at, n)
            if opened and word.text.rstrip(".,;:").endswith("]"):
                _drop_between(form_print, opened, (at, n))
                opened = None
        if opened and at - opened[0] > 8:
            opened = None


def _drop_between(form_print: FormPrint, first: tuple[int, int], last: tuple[int, int]) -> None:
    places = [
        (at, n)
        for at in range(first[0], last[0] + 1)
        for n in range(len(form_print.flow[at].words))
        if first <= (at, n) <= last
    ]
    if len(places) >= INSTRUCTION_WORDS or _is_set_as_note(form_print, places):
        for at, n in places:
            form_print.drop(at, (n,))


def _is_set_as_note(form_print: FormPrint, places: Sequence[tuple[int, int]]) -> bool:
    """Tell whether words in brackets are set in italics or small print, as notes to whoever fills in the form are."""
    return len(places) > 1 and all(form_print.flow[at].small or form_print.flow[at].words[n].italic for at, n in places)


def sift_boilerplate(form_print: FormPrint, form: Form) -> None:
    """Drop the paragraphs that begin as the form's instructions and criteria do."""
    starts = tuple(f"{normalise(s)} " for s in form.wordings("boilerplate", "starts"))
    at = 0
    while at < len(form_print.flow):
        end = _boilerplate_end(form_print.flow, at, starts, form)
        for n in range(at, end):
            form_print.drop(n)
        at = max(end, at + 1)


def sift_instructions(form_print: FormPrint, form: Form) -> None:
    """Drop what is set small or in italics and tells whoever fills in the form what to write."""
    for at, line in enumerate(form_print.flow):
        begins = (
            line.opens or line.gap == float("inf") or at == 0 or _is_small(line) != _is_small(form_print.flow[at - 1])
        )
        told = normalise(_paragraph(form_print.flow, at)) if begins and _is_small(line) else ""
        # Small captions over what is filled in ("Record no.") are labels.
        is_instruction = len(told.split()) >= INSTRUCTION_WORDS and form.instruction.search(told)
        if is_instruction and not _is_known(line, form) and not _is_footnote(form_print.flow, at):
            # What is filled in right below in plain print is no part of the instruction.
            for n in range(at, min(_paragraph_end(form_print.flow, at), _note_end(form_print.flow, at))):
                form_print.drop(n)


def _is_footnote(flow: Sequence[FlowLine], at: int) -> bool:
    """Tell whether small print is led by a mark that stands behind a word above it on its page: text, and no instruction."""
    line = flow[at]
    mark = line.words[0].text
    if not _NOTE_MARK.match(mark) or len(line.words) == 1:
        return False
    above = (other for other in flow[:at] if other.page is line.page and not other.small)
    return any(word.text == mark for other in above for word in other.words[1:])


def sift_notes(form_print: FormPrint) -> None:
    """Drop the notes to whoever fills in the form: small or italic paragraphs between labels and what is filled in.

    Only where the form has several of them, and as a rule something in plain print stands below.
    """
    notes = [at for at in range(1, len(form_print.flow)) if _is_note(form_print.flow, at)]
    answered = [at for at in notes if _is_answered(form_print.flow, at)]
    if len(answered) < NOTES_THAT_TELL or len(answered) < ANSWERED_SHARE * len(notes):
        return
    for at in notes:
        for n in range(at, _note_end(form_print.flow, at)):
            form_print.drop(n)


def _is_note(flow: Sequence[FlowLine], at: int) -> bool:
    above, line = flow[at - 1], flow[at]
    beside = above.cell == line.cell or (above.outer_cell is not None and line.gap == float("inf"))
    follows = above.page is line.page and beside and line.line.box.top >= above.line.box.top
    labels = above.all_bold and not _is_small(above) and len(above.words) <= MOST_LABEL_WORDS
    return follows and labels and _is_small(line) and not line.all_bold and len(line.words) > 1


def _is_answered(flow: Sequence[FlowLine], at: int) -> bool:
    end = _note_end(flow, at)
    if end >= len(flow) or flow[end].cell != flow[at].cell:
        return False
    return not (_is_small(flow[end]) or flow[end].all_bold)


def _note_end(flow: Sequence[FlowLine], at: int) -> int:
    end = at + 1
    while (
        end < len(flow) and flow[end].cell == flow[at].cell and flow[end].page is flow[at].page and _is_small(flow[end])
    ):
        end += 1
    return end


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
    if not f"{text} ".startswith(starts) or _is_label(flow[at].text, form) or _is_point(flow[at]):
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


def _is_known(line: FlowLine, form: Form) -> bool:
    """Tell whether a line is one of the form's labels or headings word for word."""
    match = form.lexicon.match(line.text)
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
