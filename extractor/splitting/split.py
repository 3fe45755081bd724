"""The stage: a document as read goes in, its decisions come out, each split into sections with their entries.

    lines -> furniture aside -> what begins where -> blocks -> kinds -> decisions -> sections -> entries

It must not know how the words were read, nor what the amounts, dates and names in them mean.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from decision_models import SectionKind
from extractor.document import Decision, Document, FurnitureText, Notice, Page, Section
from extractor.splitting.assignment import Assigned, Fields, assign
from extractor.splitting.authority import authority_of
from extractor.splitting.entries import make_entries, stretches_of
from extractor.splitting.fitted import load_model
from extractor.splitting.forms import Form
from extractor.splitting.furniture import Scrap, tokens_of
from extractor.splitting.line_stream import FlowLine, running_lines
from extractor.splitting.outline import Outlined, outline, position
from extractor.splitting.sections import make_sections
from extractor.splitting.signature import captions_of, ink_of, is_signed
from extractor.splitting.structure_model import StructureModel


def split(document: Document, forms: Sequence[Form], model: StructureModel | None = None) -> tuple[Decision, ...]:
    """Return the decisions of ``document`` in reading order, at least one.

    ``forms`` holds the generic form among others; ``model`` is the packaged one where none is given. A document without any
    heading gives one decision of form "generic" that is all front matter, with a notice.
    """
    file = outline(document, forms, model or load_model())
    return tuple(_decision(file, n) for n in range(len(file.partition.scopes)))


def _decision(file: Outlined, n: int) -> Decision:
    context = frozenset(file.partition.context) if n == 0 else frozenset()
    every = sorted({*file.own_and_shared(n), *context})
    fields = assign(stretches_of(file, n), file.form, file.model)
    if all(file.is_front(k) for k in every) and not any(one.value.label for one in fields.assigned):
        # Nothing here is like a decision: a line that looks like a number or a title is none.
        fields = Fields()
    valued = {id(token.word) for one in fields.assigned for token in one.value.tokens}
    valued |= {id(w) for k in every if k in file.given for line in file.blocks[k].lines for w in line.words}
    titles = {id(t.word) for stretch in fields.titles for t in stretch.tokens} - valued
    sections = tuple(make_sections(file, every, titles, context))
    lines = [line for k in every for line in file.blocks[k].all_lines]
    pages, scraps = _pages_of(file, n), _scraps_of(file, n)
    captions = captions_of(scraps)
    ink = ink_of(pages, captions) or tuple((s.line.page.number, s.line.line.box) for s in scraps if s.is_scrawl)
    heads = _heads_of(file, n, pages)
    return Decision(
        ordinal=n + 1,
        form=file.form.id,
        first_page=pages[0].number if pages else 1,
        last_page=pages[-1].number if pages else 1,
        sections=sections,
        entries=tuple(make_entries(file, n, fields.assigned, sections)),
        furniture=(*_titles(lines, titles), *heads, *map(_furniture, scraps)),
        authority=_running_authority(fields.assigned) or authority_of(lines, heads, sections, file.form),
        signed=is_signed(pages, captions, ink),
        signature_ink=ink,
        signature_captions=tuple(t for s in captions for t in tokens_of(s.words, s.line.page.number)),
        notices=_notices(sections),
    )


def _running_authority(assigned: Sequence[Assigned]) -> FurnitureText | None:
    """Return the public body that a running head names, where it was taken from there."""
    for one in assigned:
        if one.name == "authority" and one.value.stretch.part == "running":
            tokens = tuple(
                replace(t, start=t.start - one.value.start, end=t.end - one.value.start) for t in one.value.tokens
            )
            return FurnitureText(one.value.text, tokens)
    return None


# -- pages and furniture of one decision --------------------------------------------------------------------------------


def _pages_of(file: Outlined, n: int) -> list[Page]:
    """Return the pages from a decision's first line to its last; all where the file holds no other."""
    own = [line.page.number for k in file.partition.scopes[n].own for line in file.blocks[k].all_lines]
    if len(file.partition.scopes) == 1 or not own:
        return list(file.pages)
    return [page for page in file.pages if min(own) <= page.number <= max(own)]


def _scraps_of(file: Outlined, n: int) -> list[Scrap]:
    """Return the furniture that stands behind the beginning of a decision and before that of the next."""
    scopes = file.partition.scopes
    starts = [position(file.blocks[s.own[0]].all_lines[0]) if s.own else (0, -1.0) for s in scopes]
    begin = starts[n] if n else (0, -1.0)
    end = starts[n + 1] if n + 1 < len(starts) else (10**9, 0.0)
    return [s for s in file.scraps if begin <= position(s.line) < end]


def _heads_of(file: Outlined, n: int, pages: Sequence[Page]) -> list[FurnitureText]:
    """Return the running heads and feet of a decision's pages, of the first also those of pages that no decision has."""
    own = {page.number for page in pages}
    if n == 0:
        taken = {p.number for k in range(1, len(file.partition.scopes)) for p in _pages_of(file, k)}
        own |= {page.number for page in file.pages} - taken
    kept = [page for page in file.pages if page.number in own]
    return [FurnitureText(line.text, tokens_of(line.words, page)) for page, line in running_lines(kept)]


def _titles(lines: Sequence[FlowLine], titles: AbstractSet[int]) -> Iterator[FurnitureText]:
    """Yield the printed names of the form, line by line."""
    for line in lines:
        words = tuple(w for w in line.words if id(w) in titles)
        if words:
            yield FurnitureText(" ".join(w.text for w in words), tokens_of(words, line.page.number))


def _furniture(scrap: Scrap) -> FurnitureText:
    return FurnitureText(" ".join(w.text for w in scrap.words), tokens_of(scrap.words, scrap.line.page.number))


def _notices(sections: Sequence[Section]) -> tuple[Notice, ...]:
    if any(s.kind is SectionKind.DECISION for s in sections):
        return ()
    if len(sections) <= 1:
        return (Notice("no_sections", "No heading of a decision was found; this may not be a record of a decision."),)
    return (Notice("no_decision", "No section that states the decision was found."),)
