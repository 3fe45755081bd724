"""A file's blocks with their kinds, parted among its decisions: everything that is found out before sections are made."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise

from decision_models import SectionKind
from extractor.document import Document, FieldName, Page
from extractor.shapes.numbers import repair_number
from extractor.splitting.assignment import asks_number
from extractor.splitting.blocks import HEADING, LABEL, START, Block, cut, value_length
from extractor.splitting.candidates import Shape, TableKey
from extractor.splitting.compose import Piece, compose, vocabulary_of
from extractor.splitting.decisions import (
    DECISION,
    Partition,
    Scope,
    idle_items,
    item_series,
    part,
    resolution_series,
    scope_end,
    unlikely_items,
)
from extractor.splitting.foot import with_feet
from extractor.splitting.forms import Form, choose_form
from extractor.splitting.furniture import Scrap, sift
from extractor.splitting.judge import choose
from extractor.splitting.kind_features import ENTRY, ITEM
from extractor.splitting.kinds import kinds_of, tell
from extractor.splitting.line_stream import FlowLine, build_flow, part_labels
from extractor.splitting.resolutions import Place, cut_at, resolution_in, ways_of
from extractor.splitting.rows import NO_TABLE, DecisionTable, find_rows, is_kind
from extractor.splitting.structure_model import StructureModel
from extractor.splitting.values import FIELDS

# A title block on a new page has its number among so many labels, and no more lines than these above them.
TITLE_LABELS, TITLE_LINES = 3, 10
# How sure it is that a cell of a table of decisions is what its column says.
ROW_CONFIDENCE = 0.9
# A form is recognised by what stands on a file's first two pages.
PAGES_THAT_TELL = 2
# Of so many items running text tells the resolutions: what a single one says may be quoted.
LEAST_ITEMS = 2
# What a paragraph behind a headed decision may look like and still be part of it.
_TOLD_WITH = frozenset({SectionKind.BACKGROUND.value, SectionKind.OTHER.value})


@dataclass(frozen=True)
class Outlined:
    """A file's blocks with the kind of each (None for front matter), and how its decisions share them.

    ``given`` are the fields that the columns of a table of decisions tell of their cells, by the index of the block.
    """

    pages: tuple[Page, ...]
    form: Form
    model: StructureModel
    vocabulary: frozenset[str]
    tables: frozenset[TableKey]
    blocks: tuple[Block, ...]
    kinds: tuple[str | None, ...]
    given: Mapping[int, FieldName]
    scraps: tuple[Scrap, ...]
    partition: Partition

    def own_and_shared(self, decision: int) -> list[int]:
        """Return the blocks of one decision with those that all share, in reading order."""
        return sorted({*self.partition.shared, *self.partition.scopes[decision].own})

    def is_front(self, block: int) -> bool:
        """Whether a block is front matter: of no kind, shared by all decisions, or the title of an item."""
        return self.kinds[block] in {None, ITEM} or block in self.partition.shared


def outline(document: Document, forms: Sequence[Form], model: StructureModel) -> Outlined:
    """Return what all decisions of a document are made from: its blocks with their kinds, parted among decisions."""
    pages = document.pages
    first = min((page.number for page in pages), default=1)
    lines = build_flow(pages)
    form = choose_form(forms, [line.text for line in lines if line.page.number < first + PAGES_THAT_TELL])
    kept, scraps = sift(lines, form)
    table = find_rows(kept, form, model)
    told = _running(kept, table, form, model)
    if table.rows and not table.is_numbered and _decides(told[1]) >= LEAST_ITEMS:
        # Of a paper whose items are resolved one after another such a table is what one of them is about.
        table = NO_TABLE
        told = _running(kept, table, form, model)
    vocabulary = vocabulary_of(lines)
    blocks, kinds = _with_title_pages(*told, form, model)
    given: dict[int, FieldName] = {}
    if table.rows:
        partition = _with_rows(blocks, kinds, given, table)
    else:
        partition = part(blocks, kinds, _numbers(blocks, vocabulary, form, model))
    return Outlined(
        pages=tuple(pages),
        form=form,
        model=model,
        vocabulary=vocabulary,
        tables=form_tables(blocks),
        blocks=tuple(blocks),
        kinds=tuple(kinds),
        given=given,
        scraps=(*scraps, *(Scrap(line, line.words) for line in table.heads)),
        partition=partition,
    )


def _running(
    lines: Sequence[FlowLine], table: DecisionTable, form: Form, model: StructureModel
) -> tuple[list[Block], list[str | None]]:
    """Return the blocks of all lines but those of a table of decisions, with their kinds."""
    tabled = table.lines()
    running = part_labels([line for line in lines if id(line) not in tabled])
    return _told(cut(running, choose(running, form.lexicon, model)), form, model)


def _decides(kinds: Sequence[str | None]) -> int:
    """Return how many items hold what was decided on them."""
    held = [kind for kind in kinds if kind in {ITEM, DECISION}]
    return sum(one == ITEM and other == DECISION for one, other in pairwise(held))


def _with_rows(
    blocks: list[Block], kinds: list[str | None], given: dict[int, FieldName], table: DecisionTable
) -> Partition:
    """Add the rows of a table of decisions as blocks, ``given`` the fields of their cells; return a decision a row."""
    base = len(blocks)
    first = min(position(line) for _, lines in table.rows[0].cells for line in lines)
    scopes = []
    for row in table.rows:
        begin = len(blocks)
        for (of, lines), head in zip(row.cells, row.heads, strict=True):
            if of in FIELDS:
                given[len(blocks)] = of
            kinds.append(of if is_kind(of) else None)
            blocks.append(Block(START if is_kind(of) else 0, (), lines, confidence=ROW_CONFIDENCE, column=head))
        if not row.idle:
            scopes.append(Scope(tuple(range(begin, len(blocks)))))
    shared = frozenset(n for n in range(base) if kinds[n] is None and position(blocks[n].all_lines[0]) < first)
    own = shared.union(*(scope.own for scope in scopes))
    return Partition(tuple(scopes), tuple(sorted(shared)), tuple(n for n in range(len(blocks)) if n not in own))


def _told(blocks: Sequence[Block], form: Form, model: StructureModel) -> tuple[list[Block], list[str | None]]:
    """Tell the kinds of blocks; what begins as front matter is front matter, and the text under an item's title its own."""
    blocks, kinds = _with_resolutions(blocks, _in_series(blocks, form, model), form)
    headed = frozenset(kind for block, kind in zip(blocks, kinds, strict=True) if block.is_headed)
    out: list[tuple[Block, str | None]] = []
    for block, kind in zip(blocks, kinds, strict=True):
        if kind == SectionKind.HEADER:
            out.append((replace(block, what=0), None))
        elif (
            out
            and not block.is_headed
            and kind is not None
            and (kind == out[-1][1] or _goes_on(kind, *out[-1], headed))
        ):
            # Text that begins under no heading and is of the kind of the section before it is part of that.
            out[-1] = (replace(out[-1][0], lines=(*out[-1][0].lines, *block.lines)), out[-1][1])
        elif out and _stands_under(block, out[-1][0]):
            out[-1] = (replace(out[-1][0], lines=block.lines), out[-1][1])
        elif out and _opens_text(block, kind, *out[-1]):
            above, of = out[-1]
            out[-1] = (replace(above, lines=block.all_lines), of)
        elif kind == ENTRY:
            out.append((replace(block, what=LABEL), None))
        elif kind == ITEM:
            out.append((replace(block, lines=()), ITEM))
            if block.lines:
                out.append((Block(START, (), block.lines, confidence=block.confidence), SectionKind.BACKGROUND.value))
        else:
            out.append((replace(block, what=HEADING) if block.is_headed else block, kind))
    parted = with_feet([b for b, _ in out], [k for _, k in out], form)
    return [b for b, _ in parted], [k for _, k in parted]


def _goes_on(kind: str, above: Block, of: str | None, headed: AbstractSet[str | None]) -> bool:
    """Tell whether text under no heading goes on with what was decided: its last paragraph, and no signature.

    What reads like reasons is part of it where the paper's reasons stand under a heading.
    """
    told = kind in _TOLD_WITH or (kind == SectionKind.REASONS and kind in headed)
    return of == DECISION and above.is_headed and bool(above.lines) and told


def _stands_under(block: Block, above: Block) -> bool:
    """Tell whether text begins in the row right under the cell of a label that has no value yet."""
    bare = above.what == LABEL and bool(above.label) and not above.lines and not block.is_headed and bool(block.lines)
    one, other = (above.label[0].cell, block.lines[0].cell) if bare else (None, None)
    if one is None or other is None:
        return False
    return (one[0], one[1].table, one[1].row + 1) == (other[0], other[1].table, other[1].row)


def _in_series(blocks: Sequence[Block], form: Form, model: StructureModel) -> list[str | None]:
    """Tell the kinds of blocks, those of one series alike: the titles of items, or numbered resolutions."""
    likely = tell(blocks, form.lexicon, model)
    kinds = kinds_of(likely, model.kinds)
    keys = ways_of(blocks, kinds, form)
    told = frozenset(n for n, block in enumerate(blocks) if resolution_in(block.lines, form, keys))
    # Whose resolution is quoted in a paper with one decision titles no item.
    told = told if len(told) > 1 else frozenset()
    known = frozenset(n for n, block in enumerate(blocks) if block.is_headed and _is_known(block, form))
    items, resolutions = item_series(blocks, kinds, told, known), resolution_series(blocks, kinds)
    if sum(kinds[n] == DECISION for n in resolutions) > len(items):
        items = []
    alone = _titled_alone(blocks, kinds) if ITEM not in kinds else None
    if alone is not None and alone not in known:
        kinds[alone] = ITEM
    for n in items:
        kinds[n] = ITEM
    for n in resolutions if not items else ():
        kinds[n] = DECISION
    barred = frozenset(n for n, kind in enumerate(kinds) if kind == ITEM and items and n not in items)
    barred |= frozenset(unlikely_items(blocks, kinds)).difference(items)
    kinds = [None if n in barred else kind for n, kind in enumerate(kinds)]
    barred |= frozenset(idle_items(blocks, kinds, told))
    if not barred:
        return kinds
    again = kinds_of(likely, model.kinds, barred)
    return [again[n] if n in barred else kind for n, kind in enumerate(kinds)]


def _titled_alone(blocks: Sequence[Block], kinds: Sequence[str | None]) -> int | None:
    """Return the one heading with a number where it counts nothing in this paper: a minute's, above what was decided."""
    led = [n for n, block in enumerate(blocks) if block.is_headed and block.lead and block.lead.number[:1].isdigit()]
    if len(led) != 1 or DECISION not in kinds[led[0] + 1 :]:
        return None
    lead = blocks[led[0]].lead
    return led[0] if lead and lead.style == "1" and int(re.sub(r"\D", "", lead.number)) > 1 else None


def _is_known(block: Block, form: Form) -> bool:
    """Tell whether the form knows the wording of a heading as that of a section."""
    match = form.lexicon.match(block.label_text)
    section = match.target("section") if match and not match.by_cue else None
    return section is not None and section.kind is not SectionKind.OTHER


def _with_resolutions(
    blocks: Sequence[Block], kinds: Sequence[str | None], form: Form
) -> tuple[list[Block], list[str | None]]:
    """Part from the text of each item without a heading for what was resolved the words that say it."""
    if kinds.count(ITEM) < LEAST_ITEMS:
        return list(blocks), list(kinds)
    cut: dict[int, Place] = {}
    keys = ways_of(blocks, kinds, form)
    for n, kind in enumerate(kinds):
        if kind == ITEM:
            own = range(n, scope_end(blocks, kinds, n))
            if not any(kinds[k] == DECISION for k in own):
                places = ((k, resolution_in(blocks[k].lines, form, keys)) for k in own)
                cut |= next(({k: place} for k, place in places if place), {})
    out: list[tuple[Block, str | None]] = []
    for n, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
        if n in cut:
            above, resolution = cut_at(block, cut[n])
            if above or block.label:
                out.append((replace(block, lines=above), kind))
            out.append((resolution, DECISION))
        else:
            out.append((block, kind))
    return [b for b, _ in out], [k for _, k in out]


def _opens_text(block: Block, kind: str | None, above: Block, of: str | None) -> bool:
    """Tell whether a line right under a heading that says the decision is its text's first: "Decision", "I have decided:"."""
    alone = above.what == HEADING and not above.lines and above.shape is Shape.ALONE
    return (
        alone
        and kind == of == DECISION
        and block.is_headed
        and block.label_text.endswith(":")
        and not block.label[0].lead
    )


def _with_title_pages(
    blocks: Sequence[Block], kinds: Sequence[str | None], form: Form, model: StructureModel
) -> tuple[list[Block], list[str | None]]:
    """Part from the section before it what stands at the top of a page over a label that asks for a decision's number."""
    out: list[tuple[Block, str | None]] = []
    for n, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
        label = next((b for b in blocks[n + 1 : n + 1 + TITLE_LABELS] if b.what == LABEL), None)
        asks = label is not None and asks_number(label.label_text, form, model)
        page = label.label[0].page if label and asks else None
        begin = next((k for k, line in enumerate(block.lines) if line.page is page), len(block.lines)) if page else 0
        over = 0 < begin < len(block.lines) and len(block.lines) - begin <= TITLE_LINES
        if (kind is not None or block.is_headed) and over and block.lines[0].page is not page:
            out.append((replace(block, lines=block.lines[:begin]), kind))
            out.append((Block(0, (), block.lines[begin:]), None))
        else:
            out.append((block, kind))
    return [b for b, _ in out], [k for _, k in out]


def _numbers(blocks: Sequence[Block], vocabulary: frozenset[str], form: Form, model: StructureModel) -> dict[int, str]:
    """Return the decision number beside each label that asks for one, folded, by its block."""
    found: dict[int, str] = {}
    for n, block in enumerate(blocks):
        if block.what != LABEL or not block.lines or not asks_number(block.label_text, form, model):
            continue
        text = compose([Piece(line, line.words) for line in block.lines[: value_length(block)]], vocabulary).text
        digits = "".join(c for c in repair_number(text) if c.isalnum()).casefold()
        if any(map(str.isdigit, digits)):
            found[n] = digits
    return found


def form_tables(blocks: Sequence[Block]) -> frozenset[TableKey]:
    """Return the tables that are forms: those in which labels or headings stand."""
    cells = (block.label[0].cell for block in blocks if block.label)
    return frozenset((cell[0], cell[1].table) for cell in cells if cell)


def is_data_table(line: FlowLine, forms: AbstractSet[TableKey]) -> bool:
    """Tell whether a line stands in a table that is no form: two columns or more, and none of labels."""
    table = line.table
    if table is None or line.cell is None or max((c.column for c in table.cells), default=0) == 0:
        return False
    # A table within a cell of a form is what the form was filled in with.
    return table.parent is not None or (line.cell[0], line.cell[1].table) not in forms


def position(line: FlowLine) -> tuple[int, float]:
    """Return where a line stands: its page and how far down, in points."""
    return (line.page.number, line.line.box.top)
