"""Which tables are forms, with labels beside or above what they label, and which are tables of data."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from extractor.document import CellPlace
from extractor.splitting.flow import FlowLine
from extractor.splitting.wording import Lexicon, Match

CellKey = tuple[int, CellPlace]
TableKey = tuple[int, int]
# A column whose cells are labels to this share makes the table a form.
LABEL_SHARE = 0.4
LONGEST_LABEL_WORDS = 26
# So do questions, in whatever words, where there are so many of them and of this share.
LEAST_ASKED, ASKED_SHARE = 4, 0.7


def label_cells(flow: Sequence[FlowLine], lexicon: Lexicon) -> frozenset[CellKey]:
    """Return the cells that hold nothing but the label of the cell to their right."""
    found: set[CellKey] = set()
    texts, set_bold = cell_texts(flow), _bold_cells(flow)
    nested = {(line.cell[0], line.cell[1].table) for line in flow if line.cell and line.table and line.table.parent}
    for table in sorted({(page, place.table) for page, place in texts} - nested):
        cells = {place: text for (page, place), text in texts.items() if (page, place.table) == table}
        bold = {place for page, place in set_bold if (page, place.table) == table}
        for column in sorted({place.column for place in cells})[:-1]:
            labels = _label_column(cells, column, lexicon) or _bold_labels(cells, bold, column, lexicon)
            found |= {(table[0], place) for place in labels}
    return frozenset(found)


def cell_texts(flow: Sequence[FlowLine]) -> dict[CellKey, str]:
    """Return the text of every cell that has any."""
    parts: dict[CellKey, list[str]] = defaultdict(list)
    for line in flow:
        if line.cell and line.text:
            parts[line.cell].append(line.text)
    return {cell: " ".join(lines) for cell, lines in parts.items()}


def _label_column(cells: Mapping[CellPlace, str], column: int, lexicon: Lexicon) -> list[CellPlace]:
    here = [p for p in cells if p.column == column and len(cells[p].split()) <= LONGEST_LABEL_WORDS]
    # A cell alone in its row is a bar across the table, unless the table was cut and its value is blank.
    beside = [p for p in here if any(q.row == p.row and q.column > column for q in cells)]
    sure = [p for p in here if _is_label(lexicon.match(cells[p]))]
    asked = [p for p in beside if cells[p].rstrip().endswith(("?", ":"))]
    if len(asked) >= LEAST_ASKED and len(asked) >= ASKED_SHARE * len(here):
        # A column of questions, whatever they ask.
        return sorted({*beside, *sure}, key=lambda p: p.row)
    if len(sure) == 1 and sure[0] not in beside and beside:
        # A bar over rows that are no labels.
        return []
    if len(sure) < 2 and not (
        sure and len(here) <= 2 and len({p.row for p in cells}) <= 2 and not _is_label_row(cells, lexicon)
    ):
        return []
    if len(sure) < LABEL_SHARE * len(here):
        return []
    return sorted({*beside, *sure}, key=lambda p: p.row)


def _bold_cells(flow: Sequence[FlowLine]) -> frozenset[CellKey]:
    """Return the cells that are bold as a whole."""
    plain = {line.cell for line in flow if line.cell and line.text and not line.all_bold}
    return frozenset(line.cell for line in flow if line.cell and line.text) - plain


def _bold_labels(
    cells: Mapping[CellPlace, str], bold: AbstractSet[CellPlace], column: int, lexicon: Lexicon
) -> list[CellPlace]:
    """Return the bold cells of a column that have a plain cell to their right, where enough of them are known labels."""
    apart = [p for p in bold if p.column == column and _has_plain_beside(p, cells, bold)]
    known = sum(_is_label(lexicon.match(cells[p])) for p in apart)
    return sorted(apart, key=lambda p: p.row) if known >= 2 and known >= LABEL_SHARE * len(apart) else []


def _has_plain_beside(place: CellPlace, cells: Mapping[CellPlace, str], bold: AbstractSet[CellPlace]) -> bool:
    right = [q for q in cells if q.row == place.row and q.column > place.column]
    return bool(right) and min(right, key=lambda q: q.column) not in bold


def _is_label(match: Match | None) -> bool:
    return match is not None and not match.by_cue and match.target("field", "front", "section") is not None


def _is_label_row(cells: Mapping[CellPlace, str], lexicon: Lexicon) -> bool:
    first = min(p.row for p in cells)
    row = [p for p in cells if p.row == first]
    return len(row) > 1 and all(_is_label(lexicon.match(cells[p])) for p in row)


def form_tables(flow: Sequence[FlowLine], lexicon: Lexicon, labels: frozenset[CellKey]) -> frozenset[TableKey]:
    """Return the tables that are forms: those with label cells, or with cells that begin with their label."""
    begun: dict[tuple[int, int], int] = defaultdict(int)
    for at, line in enumerate(flow):
        if line.cell and (at == 0 or flow[at - 1].cell != line.cell) and _begins_with_label(flow, at, lexicon):
            begun[(line.cell[0], line.cell[1].table)] += 1
    return frozenset({(page, place.table) for page, place in labels} | {t for t, count in begun.items() if count >= 2})


def _begins_with_label(flow: Sequence[FlowLine], at: int, lexicon: Lexicon) -> bool:
    line = flow[at]
    head, colon, value = line.text.partition(":")
    if not colon and 0 < line.bold < len(line.words):
        # "Decision date  14/10/2016": a label in bold before what is filled in.
        return _is_label(lexicon.match(" ".join(word.text for word in line.words[: line.bold])))
    goes_on = at + 1 < len(flow) and flow[at + 1].cell == line.cell
    set_apart = goes_on and ((line.all_bold and not flow[at + 1].all_bold) or (line.caps and not flow[at + 1].caps))
    return (bool(colon and (value.strip() or goes_on)) or set_apart) and _is_label(lexicon.match(head))


def is_data_table(line: FlowLine, forms: frozenset[TableKey]) -> bool:
    """Tell whether a line stands in a table that is no form: two columns or more, and none of labels."""
    table = line.table
    if table is None or line.cell is None or max((c.column for c in table.cells), default=0) == 0:
        return False
    # A table within a cell of a form is what the form was filled in with.
    return table.parent is not None or (line.cell[0], line.cell[1].table) not in forms
