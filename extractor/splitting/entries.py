"""The values of a decision's fields where they stand in its sections: what its place tells, and what was assigned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from decision_models import SectionKind
from extractor.document import Entry, FieldName, Section, Token, Word
from extractor.shapes.names import is_bare_name
from extractor.shapes.numbers import find_number
from extractor.shapes.points import lead_number
from extractor.splitting.assignment import Assigned
from extractor.splitting.blocks import LABEL, Block, paragraphs, value_length
from extractor.splitting.candidates import Shape
from extractor.splitting.compose import Piece, compose
from extractor.splitting.decisions import RESOLUTION_STYLES
from extractor.splitting.furniture import tokens_of
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.outline import Outlined
from extractor.splitting.values import Part, Stretch

# Where every word stands: its section, whether in the heading of that, and its place there; by the word's id.
Places = Mapping[int, tuple[int, bool, Token]]
# Running heads of so many wordings are looked at.
MOST_HEADS = 6
# So many paragraphs of a signature are looked at.
MOST_SIGNED = 8


def make_entries(
    file: Outlined, decision: int, assigned: Sequence[Assigned], sections: Sequence[Section]
) -> Iterator[Entry]:
    """Yield a decision's entries, each field once: what its row or its item's title tells comes before what is else found."""
    told: set[str] = set()
    places = _places(sections)
    for entry in (*_placed(file, decision, places), *_assigned(assigned, places)):
        if entry.name not in told:
            yield entry
        told.add(entry.name)


def stretches_of(file: Outlined, decision: int) -> list[Stretch]:
    """Return the paragraphs of one decision's front matter; what stands in it only as context is none of it."""
    own = file.own_and_shared(decision)
    front = [n for n in own if file.is_front(n)]
    body = next((n for n in own if not file.is_front(n)), len(file.blocks))
    found = list(_stretches([(file.blocks[n], n > body) for n in front], file))
    found += _body_stretches([n for n in own if not file.is_front(n)], file, len(found))
    return [*found, *_running_stretches(file, len(found))]


def _body_stretches(blocks: Sequence[int], file: Outlined, order: int) -> Iterator[Stretch]:
    """Yield where sections may state a field: a decision's heading and first paragraphs, signatures, how others begin and end."""
    for n in blocks:
        block, kind = file.blocks[n], file.kinds[n]
        if kind == SectionKind.DECISION and block.label:
            label = [replace(line, opens=False) for line in block.label]
            yield from _stretch_of(label, "", "heading", block, file, order)
        part = _PARTS.get(kind, "body")
        label_text = block.label_text if part == "signature" else ""
        for lines in _telling(list(paragraphs(block.lines)), part):
            order += 1
            yield from _stretch_of(lines, label_text, part, block, file, order)


_PARTS: dict[str | None, Part] = {SectionKind.DECISION.value: "decision", SectionKind.SIGNATURE.value: "signature"}


def _telling(found: Sequence[tuple[FlowLine, ...]], part: Part) -> Sequence[tuple[FlowLine, ...]]:
    if part == "signature":
        return found[:MOST_SIGNED]
    if part == "decision":
        return found[:2]
    return [found[0], *found[1:][-1:]] if found else ()


def _stretch_of(
    lines: Sequence[FlowLine], label: str, part: Part, block: Block, file: Outlined, order: int
) -> Iterator[Stretch]:
    composed = compose([Piece(line, line.words) for line in lines], file.vocabulary)
    if composed.text:
        text = composed.text.replace("\n", " ")
        yield Stretch(text, composed.tokens, tuple(lines), label, Shape.NOTHING, block.confidence, order, True, part)


def _running_stretches(file: Outlined, order: int) -> Iterator[Stretch]:
    """Yield the running heads and feet, each wording once: a public body may be named in them and nowhere else."""
    seen: set[str] = set()
    for page in file.pages:
        for line in page.lines:
            if line.running and line.words and line.text not in seen and len(seen) < MOST_HEADS:
                seen.add(line.text)
                whole = FlowLine(page, line, line.words, float("inf"), opens=True, size=1.0)
                tokens = tokens_of(line.words, page.number)
                yield Stretch(line.text, tokens, (whole,), "", Shape.NOTHING, 1.0, order, later=True, part="running")
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


def _assigned(assigned: Sequence[Assigned], places: Places) -> Iterator[Entry]:
    """Yield the assigned values where they stand in the sections."""
    for one in assigned:
        local = one.value.tokens
        first, last = places.get(id(local[0].word)), places.get(id(local[-1].word))
        if first is None or last is None or first[:2] != last[:2]:
            continue
        start = first[2].start + one.value.start - local[0].start
        end = last[2].end - (local[-1].end - one.value.end)
        sure = round(one.probability, 4)
        yield Entry(one.name, first[0], start, end, sure, one.value.label, in_heading=first[1])


def _places(sections: Sequence[Section]) -> Places:
    found = {id(token.word): (n, False, token) for n, section in enumerate(sections) for token in section.tokens}
    headed = {
        id(token.word): (n, True, token) for n, section in enumerate(sections) for token in section.heading_tokens
    }
    return found | headed


def _placed(file: Outlined, decision: int, places: Places) -> Iterator[Entry]:
    """Yield what the cells of a row, or the title of an item and its resolution, state by their place."""
    scope = file.partition.scopes[decision]
    for n in scope.own:
        if n in file.given:
            cell = _leading(file.blocks[n].lines, file.given[n])
            yield from _entry_of(file.given[n], cell, places, file.blocks[n].confidence)
    if scope.title is None:
        return
    title = file.blocks[scope.title]
    words = title.label_words
    yield from _resolution_number(file, scope.own, places)
    # "Section 106 agreement" has no number of its own.
    lead = None if title.lead and title.lead.style.startswith("part") else title.lead
    if lead:
        yield from _entry_of("decision_number", words, places, title.confidence, (lead.start, lead.end))
    yield from _entry_of("subject", words, places, title.confidence, (lead.behind if lead else 0, -1))


def _leading(cell: Sequence[FlowLine], name: FieldName) -> list[Word]:
    """Return what of a cell states its field: of a title what is bold before what is not, a name before the post under it."""
    words = [w for line in cell for w in line.words]
    if name == "lead_officer" and cell and is_bare_name(cell[0].text):
        return list(cell[0].words)
    bold = next((n for n, word in enumerate(words) if not word.bold), len(words))
    return words[:bold] if name == "subject" and bold else words


def _resolution_number(file: Outlined, own: Sequence[int], places: Places) -> Iterator[Entry]:
    for n in own:
        if file.kinds[n] == SectionKind.DECISION:
            words = file.blocks[n].label_words
            found = find_number(" ".join(w.text for w in words))
            if not words and file.blocks[n].lines:
                # "2015-118 Moved by …": in running text only what leads the resolution numbers it.
                words = file.blocks[n].lines[0].words
                lead = lead_number([w.text for w in words])
                found = (lead.start, lead.end) if lead and lead.style in RESOLUTION_STYLES else None
            if found:
                yield from _entry_of("decision_number", words, places, file.blocks[n].confidence, found)
                return


def _entry_of(
    name: FieldName, words: Sequence[Word], places: Places, sure: float, span: tuple[int, int] = (0, -1)
) -> Iterator[Entry]:
    """Yield where words stand in a section's text or heading; only ``span`` of them, as joined by blanks (-1: to their end)."""
    begin, end = span[0], span[1] if span[1] >= 0 else sum(len(w.text) + 1 for w in words)
    cut: list[tuple[int, bool, int, int]] = []
    at = 0
    for word in words:
        first, last = max(begin - at, 0), min(end - at, len(word.text))
        if first < last and id(word) in places:
            n, in_heading, token = places[id(word)]
            cut.append((n, in_heading, token.start + first, token.start + last))
        at += len(word.text) + 1
    if cut:
        n, in_heading = cut[0][:2]
        own = [one for one in cut if one[:2] == (n, in_heading)]
        yield Entry(name, n, own[0][2], own[-1][3], round(sure, 4), in_heading=in_heading)
