"""The values of a decision's fields where they stand in its sections: what its place tells, and what was assigned."""

from collections.abc import Iterator, Sequence

from decision_models import SectionKind
from extractor.document import Entry, FieldName, Section, Word
from extractor.shapes.numbers import find_number
from extractor.splitting.assignment import Assigned, Stretch
from extractor.splitting.blocks import LABEL, Block, paragraphs, value_length
from extractor.splitting.candidates import Shape, has_number
from extractor.splitting.compose import Piece, compose
from extractor.splitting.furniture import tokens_of
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.outline import Outlined

# Running heads of so many wordings are looked at.
MOST_HEADS = 6


def make_entries(
    file: Outlined, decision: int, assigned: Sequence[Assigned], sections: Sequence[Section]
) -> Iterator[Entry]:
    """Yield a decision's entries, each field once: what its row or its item's title tells comes before what is else found."""
    told: set[str] = set()
    for entry in (*_placed(file, decision, sections), *_assigned(assigned, sections)):
        if entry.name not in told:
            yield entry
        told.add(entry.name)


def stretches_of(file: Outlined, decision: int) -> list[Stretch]:
    """Return the paragraphs of one decision's front matter; what stands in it only as context is none of it."""
    own = file.own_and_shared(decision)
    front = [n for n in own if file.is_front(n)]
    body = next((n for n in own if not file.is_front(n)), len(file.blocks))
    found = list(_stretches([(file.blocks[n], n > body) for n in front], file))
    return [*found, *_running_stretches(file, len(found))]


def _running_stretches(file: Outlined, order: int) -> Iterator[Stretch]:
    """Yield the running heads and feet, each wording once: a public body may be named in them and nowhere else."""
    seen: set[str] = set()
    for page in file.pages:
        for line in page.lines:
            if line.running and line.words and line.text not in seen and len(seen) < MOST_HEADS:
                seen.add(line.text)
                whole = FlowLine(page, line, line.words, float("inf"), opens=True, size=1.0)
                tokens = tokens_of(line.words, page.number)
                yield Stretch(line.text, tokens, (whole,), "", Shape.NOTHING, 1.0, order, later=True, running=True)
                order += 1


def _stretches(blocks: Sequence[tuple[Block, bool]], file: Outlined) -> Iterator[Stretch]:
    """Yield the paragraphs of the front matter with their labels; each block with whether a section stands before it."""
    order = 0
    for block, later in blocks:
        own = value_length(block)
        label = block.label_text if block.what == LABEL else ""
        groups = [(block.lines[:own], label)] if own else []
        free = block.lines[own:] if block.what == LABEL else block.all_lines
        groups += [(lines, "") for lines in paragraphs(free)]
        for lines, said in groups:
            composed = compose([Piece(line, line.words) for line in lines], file.vocabulary)
            if composed.text:
                shape = block.shape if said else Shape.NOTHING
                yield Stretch(composed.text, composed.tokens, lines, said, shape, block.confidence, order, later)
                order += 1


def _assigned(assigned: Sequence[Assigned], sections: Sequence[Section]) -> Iterator[Entry]:
    """Yield the assigned values where they stand in the sections."""
    places = {id(token.word): (n, token) for n, section in enumerate(sections) for token in section.tokens}
    for one in assigned:
        local = one.value.tokens
        first, last = places.get(id(local[0].word)), places.get(id(local[-1].word))
        if first is None or last is None or first[0] != last[0]:
            continue
        start = first[1].start + one.value.start - local[0].start
        end = last[1].end - (local[-1].end - one.value.end)
        yield Entry(one.name, first[0], start, end, round(one.probability, 4), one.value.stretch.label)


def _placed(file: Outlined, decision: int, sections: Sequence[Section]) -> Iterator[Entry]:
    """Yield what the cells of a row, or the title of an item and its resolution, state by their place."""
    scope = file.partition.scopes[decision]
    for n in scope.own:
        if n in file.given:
            cell = [w for line in file.blocks[n].lines for w in line.words]
            yield from _entry_of(file.given[n], cell, sections, file.blocks[n].confidence)
    if scope.title is None:
        return
    title = file.blocks[scope.title]
    words = title.label_words
    numbered = len(words) > 1 and has_number([w.text for w in words])
    yield from _resolution_number(file, scope.own, sections)
    if numbered:
        yield from _entry_of("decision_number", words[:1], sections, title.confidence)
    yield from _entry_of("subject", words[1:] if numbered else words, sections, title.confidence)


def _resolution_number(file: Outlined, own: Sequence[int], sections: Sequence[Section]) -> Iterator[Entry]:
    for n in own:
        if file.kinds[n] == SectionKind.DECISION:
            words = file.blocks[n].label_words
            texts = [w.text for w in words]
            found = find_number(" ".join(texts))
            if found:
                first = " ".join(texts)[: found[0]].count(" ")
                count = " ".join(texts)[found[0] : found[1]].count(" ") + 1
                yield from _entry_of(
                    "decision_number", words[first : first + count], sections, file.blocks[n].confidence
                )
                return


def _entry_of(name: FieldName, words: Sequence[Word], sections: Sequence[Section], sure: float) -> Iterator[Entry]:
    for n, section in enumerate(sections):
        tokens = [t for t in section.tokens if any(t.word is w for w in words)]
        if tokens:
            yield Entry(name, n, tokens[0].start, tokens[-1].end, round(sure, 4))
            return
