"""Sections made of blocks: the front matter without the form's printed names, and the headed parts of the body."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from statistics import fmean

from decision_models import SectionKind, SectionState
from extractor.document import Section
from extractor.splitting.blocks import LABEL, Block
from extractor.splitting.candidates import stands_in, tables_of_figures
from extractor.splitting.clauses import find_clauses
from extractor.splitting.compose import Composed, Piece, compose
from extractor.splitting.outline import Outlined, is_data_table
from extractor.splitting.states import state_of


def make_sections(
    file: Outlined, blocks: Sequence[int], titles: AbstractSet[int], context: AbstractSet[int]
) -> Iterator[Section]:
    """Yield the sections of a decision in reading order, the front matter first.

    ``titles`` are the words of the form's printed names, by their ids: they are furniture. ``context`` blocks are front matter.
    """
    groups = [(front, list(group)) for front, group in groupby(blocks, lambda n: file.is_front(n) or n in context)]
    if not groups or not groups[0][0]:
        yield Section(SectionKind.HEADER, None, "", (), state=SectionState.BLANK)
    for at, (front, group) in enumerate(groups):
        if not front:
            kinds = [(n, kind) for n in group if (kind := file.kinds[n]) is not None]
            yield from (_body_section(file.blocks[n], SectionKind(kind), file) for n, kind in kinds)
            continue
        section = _header_section([file.blocks[n] for n in group], titles, file)
        if section.text or not at:
            yield section


def _header_section(blocks: Sequence[Block], titles: AbstractSet[int], file: Outlined) -> Section:
    pieces, spans = list[Piece](), list[tuple[int, int]]()
    figures = tables_of_figures([line for block in blocks for line in block.all_lines])
    count = 0
    for block in blocks:
        begin = count
        for line in block.all_lines:
            words = tuple(w for w in line.words if id(w) not in titles)
            pieces.append(Piece(line, words, stands_in(line, figures)))
            count += len(words)
        labelled = sum(id(w) not in titles for w in block.label_words)
        if labelled and block.what == LABEL:
            spans.append((begin, begin + labelled))
    composed = compose(pieces, file.vocabulary)
    return Section(
        SectionKind.HEADER,
        None,
        composed.text,
        composed.tokens,
        labels=tuple((composed.tokens[a].start, composed.tokens[b - 1].end) for a, b in spans),
        cells=composed.cells,
        state=SectionState.STATED if composed.text else SectionState.BLANK,
        confidence=_confidence(composed, fmean(block.confidence for block in blocks)),
    )


def _body_section(block: Block, kind: SectionKind, file: Outlined) -> Section:
    pieces = [Piece(line, line.words, is_data_table(line, file.tables)) for line in block.lines]
    composed = compose(pieces, file.vocabulary)
    label = compose([Piece(line, line.words) for line in block.label], file.vocabulary)
    return Section(
        kind=kind,
        heading=label.text.replace("\n", " ") or None,
        text=composed.text,
        tokens=composed.tokens,
        heading_tokens=label.tokens,
        column=block.column,
        cells=composed.cells,
        clauses=find_clauses(composed),
        state=state_of(composed.text, composed.tokens, file.form),
        confidence=_confidence(composed, block.confidence),
    )


def _confidence(composed: Composed, heading: float) -> float:
    read = fmean(t.word.confidence for t in composed.tokens) if composed.tokens else 1.0
    return round(min(1.0, heading) * read, 4)


# -- what belongs to no section ---------------------------------------------------------------------------------------
