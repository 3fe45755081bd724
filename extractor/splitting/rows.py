"""Tables with a decision a row: sheets, logs, minutes in columns. Lines go in, rows with what each column is of come out.

Such a table is known by its head, in its first rows or right above it: one column for what was decided, another for its
number, subject, day, maker or officer. Where the head does not say which column tells what was decided, the texts in it do; in
minutes it may be the column that has title, discussion and resolution in one. A table goes on over a page break, with or
without its head, and so does a row whose first cell is blank there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from decision_models import SectionKind
from extractor.document import Table, Word
from extractor.shapes.days import has_day
from extractor.shapes.names import has_titled_name
from extractor.shapes.numbers import find_number
from extractor.splitting.blocks import START, Block
from extractor.splitting.candidates import TableKey
from extractor.splitting.forms import Form
from extractor.splitting.kind_features import BODY_KINDS, text_features
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.resolutions import cut_at, resolution_in
from extractor.splitting.structure_model import StructureModel
from extractor.splitting.word_model import word_features
from extractor.splitting.wording import Lexicon

# What tells a table of decisions, beside the column of what was decided.
_TELLING = frozenset({"decision_number", "subject", "decision_date", "decision_makers", "lead_officer"})
LEAST_COLUMNS, LEAST_ROWS, LEAST_TOLD = 3, 1, 2
# Who sees to it tells nothing where a list says no more than that: "Action | Lead | By".
_NAMING, LEAST_NAMED = frozenset({"decision_makers", "lead_officer"}), 4
# A column's head is no longer than this, and this sure of what it asks for.
LONGEST_HEAD, SURE = 12, 0.35
# A column is of what so many of its cells look like; a title has so many words.
MOSTLY, LEAST_TITLE, LONGEST_TITLE = 0.8, 2, 25
# A column whose head has a currency's sign holds sums.
_SIGNS = "£€$"
# A column tells what was decided where its texts are so likely on the whole to say it; it is no column of a few words.
LIKELY, LEAST_DECIDED = 0.2, 5
# A head printed above its table stands no further from it, and no taller, than so many of its lines.
HEAD_ABOVE = 1.5
# What no number can be.
_WORDED = frozenset({"subject", "item", "decision_makers", "lead_officer", "authority", "other"})


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision of a table: the lines of each cell with what its column is of, a kind of section or a field.

    ``heads`` are the printed heads of the cells' columns. An ``idle`` row of minutes decides nothing.
    """

    cells: tuple[tuple[str, tuple[FlowLine, ...]], ...]
    heads: tuple[str, ...] = ()
    idle: bool = False


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """The rows of the tables of decisions of a file, and the lines of their heads."""

    rows: tuple[DecisionRow, ...]
    heads: tuple[FlowLine, ...]

    @property
    def is_numbered(self) -> bool:
        """Whether its decisions have numbers."""
        return any(of == "decision_number" for row in self.rows for of, _ in row.cells)

    def lines(self) -> frozenset[int]:
        """Return all its lines by their ids."""
        own = (line for row in self.rows for _, lines in row.cells for line in lines)
        return frozenset(id(line) for line in (*own, *self.heads))


NO_TABLE = DecisionTable((), ())

_Rows = dict[int, dict[int, list[FlowLine]]]


def find_rows(lines: Sequence[FlowLine], form: Form, model: StructureModel) -> DecisionTable:
    """Return the decisions that stand in rows of tables, in reading order."""
    tables: dict[TableKey, _Rows] = {}
    for line in lines:
        if line.cell:
            page, place = line.cell
            table = tables.setdefault((page, place.table), defaultdict(lambda: defaultdict(list)))
            table[place.row][place.column].append(line)
    rows, heads = list[dict[int, list[FlowLine]]](), list[FlowLine]()
    columns, titles = dict[int, str](), dict[int, str]()
    found: list[DecisionRow] = []
    for table in tables.values():
        head = _head(table, lines, form, model)
        if head.told:
            if head.told != columns:
                found += _rows(rows, columns, titles, form)
                rows, columns, titles = [], head.told, {c: _text(cell) for c, cell in head.cells.items()}
            heads += head.lines
        elif not columns or not _goes_on(table, columns):
            found += _rows(rows, columns, titles, form)
            rows, columns = [], {}
            continue
        for number in sorted(table):
            if number > head.row:
                _add(rows, table[number])
    found += _rows(rows, columns, titles, form)
    decided = sum(not row.idle for row in found)
    return DecisionTable(tuple(found), tuple(heads)) if decided > LEAST_ROWS else NO_TABLE


@dataclass(frozen=True, slots=True)
class _Head:
    """The head of a table: what each column is of, the words in each, the lines, and the row it is (-1: none of its rows)."""

    told: dict[int, str]
    cells: Mapping[int, Sequence[Word]]
    lines: Sequence[FlowLine] = ()
    row: int = -1


def _head(table: _Rows, lines: Sequence[FlowLine], form: Form, model: StructureModel) -> _Head:
    """Return the head of a table of decisions; one that tells nothing where neither its first rows nor what stands above do."""
    first = sorted(table)[:3]
    tried = [_Head({}, _words(table[n]), [line for cell in table[n].values() for line in cell], n) for n in first]
    above = _above(table, lines)
    for head in [*tried, *([above] if above else [])]:
        texts = {column: _text(words) for column, words in head.cells.items()}
        if len(texts) < LEAST_COLUMNS or any(len(text.split()) > LONGEST_HEAD for text in texts.values()):
            continue
        told = {column: _asked(text, form.lexicon, model) for column, text in texts.items()}
        told = _with_decision(told, [table[n] for n in sorted(table) if n > head.row], model)
        tells = _TELLING & set(told.values())
        told_by_more = bool(tells - _NAMING) or (bool(tells) and len(texts) >= LEAST_NAMED)
        if SectionKind.DECISION.value in told.values() and told_by_more:
            return replace(head, told=told)
    return _Head({}, {})


def _above(table: _Rows, lines: Sequence[FlowLine]) -> _Head | None:
    """Return what stands right above a table, by the columns it stands over: a head set in a bar of its own."""
    whole = [line for row in table.values() for cell in row.values() for line in cell]
    page, ruled = whole[0].page, whole[0].table
    if ruled is None or ruled.parent is not None:
        return None
    near, top = list[FlowLine](), ruled.box.top
    cells: dict[int, list[Word]] = defaultdict(list)
    free = (n for n in lines if n.page is page and n.cell is None and n.line.box.bottom <= ruled.box.top)
    for line in sorted(free, key=lambda n: -n.line.box.bottom):
        over = [_column_over(ruled, word) for word in line.words]
        if top - line.line.box.bottom > HEAD_ABOVE * line.line.box.height or None in over:
            break
        near, top = [line, *near], min(top, line.line.box.top)
        for word, column in zip(reversed(line.words), reversed(over), strict=True):
            cells[column or 0].insert(0, word)
    return _Head({}, cells, near) if len(cells) > LEAST_COLUMNS else None


def _column_over(table: Table, word: Word) -> int | None:
    x0, x1 = word.box.x0, word.box.x1
    return next((c.column for c in table.cells if c.column_span == 1 and c.box.x0 <= x0 and x1 <= c.box.x1), None)


def _with_decision(
    told: dict[int, str], rows: Sequence[Mapping[int, list[FlowLine]]], model: StructureModel
) -> dict[int, str]:
    """Tell by their texts which column says what was decided, where the head of none does but those of two tell of decisions."""
    if SectionKind.DECISION.value in told.values() or len(_TELLING & set(told.values())) < LEAST_TOLD:
        return told
    open_to = [column for column, of in told.items() if of not in _TELLING and (of == "other" or of not in BODY_KINDS)]
    likely = {column: _likely(rows, column, model) for column in open_to}
    best = max(likely, key=lambda column: likely[column], default=None)
    return told | {best: SectionKind.DECISION.value} if best is not None and likely[best] >= LIKELY else told


def _likely(rows: Sequence[Mapping[int, list[FlowLine]]], column: int, model: StructureModel) -> float:
    """Return how likely the texts of a column say what was decided; 0 where they are of a few words."""
    texts = [_text(_words(cells)[column]) for cells in rows if column in cells]
    if not texts or fmean(len(text.split()) for text in texts) < LEAST_DECIDED:
        return 0.0
    at = model.texts.classes.index(SectionKind.DECISION.value)
    return fmean(float(model.texts.probabilities(text_features(text))[at]) for text in texts)


def _words(row: Mapping[int, Sequence[FlowLine]]) -> dict[int, list[Word]]:
    return {column: [word for line in cell for word in line.words] for column, cell in row.items()}


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _asked(text: str, lexicon: Lexicon, model: StructureModel) -> str:
    match = lexicon.match(text)
    if match and not match.by_cue:
        for target in match.targets:
            if target.type in {"field", "section", "front"}:
                return target.field or (target.kind.value if target.type == "section" else "front")
    if any(sign in text for sign in _SIGNS):
        return SectionKind.FINANCIAL.value
    told = model.words.probabilities(word_features(text))
    return model.words.classes[int(told.argmax())] if told.max() > SURE else "front"


def _goes_on(table: _Rows, columns: Mapping[int, str]) -> bool:
    ruled = next(line.table for row in table.values() for cell in row.values() for line in cell)
    return ruled is not None and max(cell.column for cell in ruled.cells) == max(columns)


def _add(rows: list[dict[int, list[FlowLine]]], cells: Mapping[int, list[FlowLine]]) -> None:
    """Add a row, or what of the row before it stands over the page break."""
    first = min(cells, default=0)
    if rows and first > min(rows[-1], default=0) and len(cells) < len(rows[-1]):
        for column, lines in cells.items():
            rows[-1].setdefault(column, []).extend(lines)
    else:
        rows.append({column: list(lines) for column, lines in cells.items()})


def _by_contents(rows: Sequence[Mapping[int, list[FlowLine]]], columns: Mapping[int, str]) -> dict[int, str]:
    """Return what each column is of by what stands in it: numbers number a decision, whatever their head, and title none."""
    told = dict(columns)
    numbers = [column for column in columns if _share(rows, column, _is_number) >= MOSTLY]
    for column in numbers:
        told[column] = "front" if told[column] in _WORDED else told[column]
    if numbers and "decision_number" not in told.values():
        told[numbers[0]] = "decision_number"
    if "subject" not in told.values():
        titles = [
            c for c, of in told.items() if of in {"front", "item", "other"} and _share(rows, c, _is_title) >= MOSTLY
        ]
        before = [c for c in titles if any(of == SectionKind.DECISION and c < d for d, of in told.items())]
        told |= {before[0]: "subject"} if before else {}
    return told


def _share(rows: Sequence[Mapping[int, list[FlowLine]]], column: int, test: Callable[[str], bool]) -> float:
    texts = [" ".join(line.text for line in cells[column]) for cells in rows if column in cells]
    return sum(map(test, texts)) / len(texts) if texts else 0.0


def _is_number(text: str) -> bool:
    return len(text.split()) <= 2 and (text.strip("().").isdigit() or find_number(text) == (0, len(text)))


def _is_title(text: str) -> bool:
    return LEAST_TITLE <= len(text.split()) <= LONGEST_TITLE and not has_day(text) and not has_titled_name(text)


def _rows(
    rows: Sequence[Mapping[int, list[FlowLine]]], heads: Mapping[int, str], titles: Mapping[int, str], form: Form
) -> Iterator[DecisionRow]:
    columns = _by_contents(rows, heads)
    minuted = _minuted(rows, columns, form)
    for cells in rows:
        told = [
            (columns.get(column, "front"), titles.get(column, ""), tuple(cells[column])) for column in sorted(cells)
        ]
        if minuted is not None:
            told = [
                part
                for column, one in zip(sorted(cells), told, strict=True)
                for part in (_parts(one, form) if column == minuted else [one])
            ]
        decides = any(of == SectionKind.DECISION for of, _, _ in told)
        kept = tuple((of if decides else "front", lines) for of, _, lines in told)
        yield DecisionRow(kept, tuple(title for _, title, _ in told), idle=minuted is not None and not decides)


def _minuted(rows: Sequence[Mapping[int, list[FlowLine]]], columns: dict[int, str], form: Form) -> int | None:
    """Return the column of minutes that has title, discussion and resolution in one, where that said to decide only notes.

    That column is then no decision: "Action", with who is to see to it.
    """
    decided = next((column for column, of in columns.items() if of == SectionKind.DECISION), None)
    if decided is None or _share(rows, decided, lambda text: text.count(" ") < LEAST_DECIDED) < MOSTLY:
        return None
    for column in columns:
        telling = sum(column in cells and resolution_in(cells[column], form) is not None for cells in rows)
        if telling > LEAST_ROWS and _share(rows, column, _is_number) < MOSTLY:
            columns[decided] = "other"
            return column
    return None


def _parts(cell: tuple[str, str, tuple[FlowLine, ...]], form: Form) -> Iterator[tuple[str, str, tuple[FlowLine, ...]]]:
    """Part a cell of minutes into its title in bold, the discussion, and what was resolved."""
    _, head, lines = cell
    titled = next((n for n, line in enumerate(lines) if not all(word.bold for word in line.words)), len(lines))
    block = Block(START, (), lines[titled:])
    place = resolution_in(block.lines, form)
    above, resolution = cut_at(block, place) if place else (block.lines, None)
    for of, own in (("subject", lines[:titled]), (SectionKind.BACKGROUND.value, above)):
        if own:
            yield of, head, own
    if resolution:
        yield SectionKind.DECISION.value, head, resolution.all_lines


def is_kind(of: str) -> bool:
    """Tell whether a column holds a section of the body, and no entry."""
    return of in BODY_KINDS
