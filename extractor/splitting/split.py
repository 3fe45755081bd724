"""The stage: a document as read goes in, its decisions come out, each split into sections with their entries.

It must not know how the words were read, nor what the amounts, dates and names in them mean.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from statistics import fmean

from decision_models import PageSource, SectionKind, SectionState
from extractor.document import Box, Decision, Document, FurnitureText, Notice, Page, Section, Token, Word
from extractor.splitting.authority import find_authority, most_named
from extractor.splitting.bundles import decision_ranges
from extractor.splitting.clauses import find_clauses
from extractor.splitting.compose import Composed, Piece, compose, vocabulary_of
from extractor.splitting.entries import Stretch, find_entries, stretches_of
from extractor.splitting.flow import MOST_LEADING, FlowLine, build_flow, running_lines
from extractor.splitting.forms import Form, choose_form
from extractor.splitting.furniture import Scrap, sift
from extractor.splitting.headings import find_headings
from extractor.splitting.labels import TableKey, form_tables, is_data_table, label_cells
from extractor.splitting.numbers import find_number
from extractor.splitting.parts import Part, cut, is_heading_of_headings, is_title
from extractor.splitting.states import state_of
from extractor.splitting.wording import normalise

# A form is recognised by what stands on a decision's first two pages.
PAGES_THAT_TELL = 2


def split(document: Document, forms: Sequence[Form]) -> tuple[Decision, ...]:
    """Return the decisions of ``document`` in reading order, at least one.

    ``forms`` holds the generic form among others. A document without any heading gives one decision of form "generic"
    that is all front matter, with a notice.
    """
    ranges = decision_ranges(document.pages, forms)
    return tuple(_split_one(document, forms, n, first, last) for n, (first, last) in enumerate(ranges, start=1))


def _split_one(document: Document, forms: Sequence[Form], ordinal: int, first: int, last: int) -> Decision:
    pages = [page for page in document.pages if first <= page.number <= last]
    flow = build_flow(pages)
    form = choose_form(forms, [line.text for line in flow if line.page.number < first + PAGES_THAT_TELL])
    kept, scraps = sift(flow, form)
    parts = cut(kept, find_headings(kept, form), form)
    tables = form_tables(kept, form.lexicon, label_cells(kept, form.lexicon))
    captions = _captions(scraps)
    ink = _ink(pages, captions) or tuple((s.line.page.number, s.line.line.box) for s in scraps if s.is_scrawl)
    titles = [part for part in parts if is_title(part) or is_heading_of_headings(part)]
    sections, stretches = _sections(list(_untitled(parts)), form, tables, vocabulary_of(flow))
    heads = [FurnitureText(line.text, _tokens(line.words, page)) for page, line in running_lines(pages)]
    furniture = [*_title_furniture(titles), *heads, *(_furniture(scrap) for scrap in scraps)]
    return Decision(
        ordinal=ordinal,
        form=form.id,
        first_page=first,
        last_page=last,
        sections=sections,
        entries=find_entries(sections, stretches, form),
        furniture=tuple(furniture),
        authority=_authority(titles, kept, heads, sections, form),
        signed=_is_signed(pages, captions, ink),
        signature_ink=ink,
        signature_captions=tuple(t for s in captions for t in _tokens(s.words, s.line.page.number)),
        notices=_notices(sections),
    )


def _untitled(parts: Sequence[Part]) -> Iterator[Part]:
    """Leave the form's name out, and keep what stands below it under no label."""
    for part in parts:
        if is_heading_of_headings(part):
            continue
        if not is_title(part):
            yield part
            continue
        numbers = tuple(line for line in (_number_of(line) for line in part.label) if line)
        if numbers or part.lines:
            yield Part(None, (), (*numbers, *part.lines), part.confidence)


def _number_of(line: FlowLine) -> FlowLine | None:
    """Return the words of a title that are the decision's number, as in "Request for decision - DD1234"."""
    span = find_number(line.text)
    if span is None:
        return None
    starts = accumulate((len(w.text) + 1 for w in line.words), initial=0)
    words = tuple(w for w, at in zip(line.words, starts, strict=False) if at < span[1] and at + len(w.text) > span[0])
    return replace(line, words=words, opens=True)


# -- sections ---------------------------------------------------------------------------------------------------------


def _sections(
    parts: Sequence[Part], form: Form, tables: frozenset[TableKey], vocabulary: frozenset[str]
) -> tuple[tuple[Section, ...], tuple[Stretch, ...]]:
    sections: list[Section] = []
    stretches: list[Stretch] = []
    if not parts or parts[0].is_section:
        sections.append(Section(SectionKind.HEADER, None, "", (), state=SectionState.BLANK))
    for is_section, group in groupby(parts, key=lambda part: part.is_section):
        if is_section:
            sections += [_body_section(part, form, tables, vocabulary) for part in group]
        else:
            section, found = _header_section(list(group), len(sections), vocabulary)
            sections.append(section)
            stretches += found
    return tuple(sections), tuple(stretches)


def _header_section(parts: Sequence[Part], index: int, vocabulary: frozenset[str]) -> tuple[Section, list[Stretch]]:
    pieces = [Piece(line, line.words) for part in parts for line in (*part.label, *part.lines)]
    composed = compose(pieces, vocabulary)
    stretches: list[Stretch] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for part in parts:
        stretches += stretches_of(part, index, at)
        words = len(part.heading_words)
        if words:
            spans.append((composed.tokens[at].start, composed.tokens[at + words - 1].end))
        at += words + sum(len(line.words) for line in part.lines)
    state = SectionState.STATED if composed.text else SectionState.BLANK
    section = Section(
        SectionKind.HEADER,
        None,
        composed.text,
        composed.tokens,
        labels=tuple(spans),
        state=state,
        confidence=_confidence(composed, fmean(part.confidence for part in parts)),
    )
    return section, stretches


def _body_section(part: Part, form: Form, tables: frozenset[TableKey], vocabulary: frozenset[str]) -> Section:
    pieces = [Piece(line, line.words, is_data_table(line, tables)) for line in part.lines]
    composed = compose(pieces, vocabulary)
    label = compose([Piece(line, line.words) for line in part.label], vocabulary)
    assert part.target is not None
    return Section(
        kind=part.target.kind,
        heading=label.text.replace("\n", " ") or None,
        text=composed.text,
        tokens=composed.tokens,
        heading_tokens=label.tokens,
        cells=composed.cells,
        clauses=find_clauses(composed),
        state=state_of(composed.text, composed.tokens, form),
        confidence=_confidence(composed, part.confidence),
    )


def _confidence(composed: Composed, heading: float) -> float:
    read = fmean(t.word.confidence for t in composed.tokens) if composed.tokens else 1.0
    return round(min(1.0, heading) * read, 4)


# -- what belongs to no section ---------------------------------------------------------------------------------------


def _tokens(words: Sequence[Word], page: int) -> tuple[Token, ...]:
    at, tokens = 0, []
    for word in words:
        tokens.append(Token(at, at + len(word.text), page, word))
        at += len(word.text) + 1
    return tuple(tokens)


def _furniture(scrap: Scrap) -> FurnitureText:
    return FurnitureText(" ".join(w.text for w in scrap.words), _tokens(scrap.words, scrap.line.page.number))


def _title_furniture(titles: Sequence[Part]) -> Iterator[FurnitureText]:
    for part in titles:
        for line in part.label:
            number = _number_of(line) if is_title(part) else None
            words = tuple(w for w in line.words if number is None or w not in number.words)
            if words:
                yield FurnitureText(" ".join(w.text for w in words), _tokens(words, line.page.number))


def _authority(
    titles: Sequence[Part],
    kept: Sequence[FlowLine],
    heads: Sequence[FurnitureText],
    sections: Sequence[Section],
    form: Form,
) -> FurnitureText | None:
    """Return the public body's name: from the top of the first page, a running head, or the text."""
    first_page = kept[0].page.number if kept else 0
    top = [line for line in kept if line.page.number == first_page][:8]
    lines = [*(line for part in titles for line in part.label), *top]
    sources = [_as_source([line]) for line in lines] + list(heads)
    # A name set on lines of its own, one under another.
    sources += [_as_source(stack) for stack in _stacks(top)]
    found = find_authority([source.text for source in sources], form)
    if found is not None:
        return _excerpt(sources[found[0]], found[1], found[2])
    name = most_named([section.text for section in sections], form)
    holder = next((s for s in sections if name and name in s.text), None)
    if name is None or holder is None:
        return None
    start = holder.text.index(name)
    return _excerpt(FurnitureText(holder.text, holder.tokens), start, start + len(name))


def _stacks(lines: Sequence[FlowLine]) -> Iterator[list[FlowLine]]:
    """Yield every three and every two lines that stand one under another, whatever stands beside them."""
    for count in (3, 2):
        for line in lines:
            stack = [line]
            while len(stack) < count and (below := _below(stack[-1], lines)) is not None:
                stack.append(below)
            if len(stack) == count:
                yield stack


def _below(line: FlowLine, lines: Sequence[FlowLine]) -> FlowLine | None:
    box = line.line.box
    near = (other for other in lines if 0 < other.line.box.middle - box.middle < MOST_LEADING * box.height)
    return next((other for other in near if other.line.box.x0 < box.x1 and other.line.box.x1 > box.x0), None)


def _as_source(lines: Sequence[FlowLine]) -> FurnitureText:
    at, tokens = 0, list[Token]()
    for line in lines:
        tokens += [replace(t, start=t.start + at, end=t.end + at) for t in _tokens(line.words, line.page.number)]
        at += len(line.text) + 1
    return FurnitureText(" ".join(line.text for line in lines), tuple(tokens))


def _excerpt(source: FurnitureText, start: int, end: int) -> FurnitureText:
    return FurnitureText(source.text[start:end], tuple(t for t in source.tokens if t.start < end and t.end > start))


def _captions(scraps: Sequence[Scrap]) -> tuple[Scrap, ...]:
    """Return the furniture that asks for a signature."""
    return tuple(s for s in scraps if normalise(" ".join(w.text for w in s.words)).startswith("sign"))


def _ink(pages: Sequence[Page], captions: Sequence[Scrap]) -> tuple[tuple[int, Box], ...]:
    """Return the ink of signatures: by a caption that asks for one, or anywhere where none asks."""
    every = [(page.number, box) for page in pages for box in page.handwriting]
    if not captions:
        return tuple(every)
    return tuple((page, box) for page, box in every if any(_is_near(page, box, caption) for caption in captions))


def _is_near(page: int, ink: Box, caption: Scrap) -> bool:
    box = caption.line.line.box
    return caption.line.page.number == page and ink.top < box.bottom + 60 and ink.bottom > box.top - 90


def _is_signed(pages: Sequence[Page], captions: Sequence[Scrap], ink: Sequence[object]) -> bool | None:
    if ink:
        return True
    seen = any(page.source is PageSource.OCR for page in pages)
    return False if seen and captions else None


def _notices(sections: Sequence[Section]) -> tuple[Notice, ...]:
    if any(s.kind is SectionKind.DECISION for s in sections):
        return ()
    if len(sections) <= 1:
        return (Notice("no_sections", "No heading of a decision was found; this may not be a record of a decision."),)
    return (Notice("no_decision", "No section that states the decision was found."),)
