"""Tables with a decision a row: sheets of decisions and logs. Lines go in, rows with what each column is of come out.

Such a table is known by its head: one column for what was decided, another for its number, subject or day. A table
goes on over a page break, with or without its head, and so does a row whose first cell is blank there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from decision_models import SectionKind
from extractor.shapes.days import has_day
from extractor.shapes.names import has_titled_name
from extractor.shapes.numbers import find_number
from extractor.splitting.candidates import TableKey
from extractor.splitting.kinds import BODY_KINDS
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.structure_model import StructureModel
from extractor.splitting.word_model import word_features
from extractor.splitting.wording import Lexicon

# What tells a table of decisions, beside the column of what was decided.
_TELLING = frozenset({"decision_number", "subject", "decision_date"})
LEAST_COLUMNS, LEAST_ROWS = 3, 1
# A column's head is no longer than this, and this sure of what it asks for.
LONGEST_HEAD, SURE = 12, 0.35
# A column is of what so many of its cells look like; a title has so many words.
MOSTLY, LEAST_TITLE, LONGEST_TITLE = 0.8, 2, 25
# A column whose head has a currency's sign holds sums.
_SIGNS = "£€$"
# What no number can be.
_WORDED = frozenset({"subject", "item", "decision_makers", "lead_officer", "authority", "other"})


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision of a table: the lines of each cell with what its column is of, a kind of section or a field.

    ``heads`` are the printed heads of the cells' columns.
    """

    cells: tuple[tuple[str, tuple[FlowLine, ...]], ...]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """The rows of the tables of decisions of a file, and the lines of their heads."""

    rows: tuple[DecisionRow, ...]
    heads: tuple[FlowLine, ...]

    def lines(self) -> frozenset[int]:
        """Return all its lines by their ids."""
        own = (line for row in self.rows for _, lines in row.cells for line in lines)
        return frozenset(id(line) for line in (*own, *self.heads))


_Rows = dict[int, dict[int, list[FlowLine]]]


def find_rows(lines: Sequence[FlowLine], lexicon: Lexicon, model: StructureModel) -> DecisionTable:
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
        told, head = _head(table, lexicon, model)
        if told:
            if told != columns:
                found += _rows(rows, columns, titles)
                rows, columns, titles = [], told, _texts(table[head])
            heads += [line for cell in table[head].values() for line in cell]
        elif not columns or not _goes_on(table, columns):
            found += _rows(rows, columns, titles)
            rows, columns = [], {}
            continue
        for number in sorted(table):
            if not told or number > head:
                _add(rows, table[number])
    found += _rows(rows, columns, titles)
    return DecisionTable(tuple(found), tuple(heads)) if len(found) > LEAST_ROWS else DecisionTable((), ())


def _head(table: _Rows, lexicon: Lexicon, model: StructureModel) -> tuple[dict[int, str], int]:
    """Return what each column is of, with the row that says so; nothing where no row among the first does."""
    for number in sorted(table)[:3]:
        cells = _texts(table[number])
        if len(cells) < LEAST_COLUMNS or any(len(text.split()) > LONGEST_HEAD for text in cells.values()):
            continue
        told = {column: _asked(text, lexicon, model) for column, text in cells.items()}
        if SectionKind.DECISION.value in told.values() and _TELLING & set(told.values()):
            return told, number
    return {}, -1


def _texts(row: Mapping[int, Sequence[FlowLine]]) -> dict[int, str]:
    return {column: " ".join(line.text for line in cell) for column, cell in row.items()}


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
    widest = max((max(cells) for cells in table.values() if cells), default=0)
    return widest == max(columns)


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
    rows: Sequence[Mapping[int, list[FlowLine]]], heads: Mapping[int, str], titles: Mapping[int, str]
) -> Iterator[DecisionRow]:
    columns = _by_contents(rows, heads)
    for cells in rows:
        own = tuple(titles.get(column, "") for column in sorted(cells))
        told = tuple((columns.get(column, "front"), tuple(cells[column])) for column in sorted(cells))
        if any(of == SectionKind.DECISION for of, _ in told):
            yield DecisionRow(told, own)
        elif told:
            yield DecisionRow(tuple(("front", lines) for _, lines in told), own)


def is_kind(of: str) -> bool:
    """Tell whether a column holds a section of the body, and no entry."""
    return of in BODY_KINDS
