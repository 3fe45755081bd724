"""Pages set for tests: text goes in, pages as the reading stage would give them come out."""

from collections.abc import Sequence
from dataclasses import dataclass

from decision_models import PageSource
from extractor.document import Box, Cell, CellPlace, Document, Line, Page, Table, Word, union

CHARACTER_PT, HEIGHT_PT, LEADING_PT, LEFT_PT, WIDTH_PT = 5.0, 11.0, 13.0, 60.0, 595.0


@dataclass(frozen=True)
class Row:
    """One printed line. ``bold`` is how many of its words are bold, -1 all; ``gap`` is white above it in points."""

    text: str
    bold: int = 0
    x: float = LEFT_PT
    gap: float = LEADING_PT - HEIGHT_PT
    cell: tuple[int, int, int] | None = None
    size: float = 11.0
    confidence: float = 0.99
    beside: bool = False
    running: bool = False


def head(text: str, **look: object) -> Row:
    """Return a bold line with white above it."""
    return Row(text, bold=-1, gap=14.0, **look)  # type: ignore[arg-type]


def para(text: str, **look: object) -> Row:
    """Return a line that opens a paragraph."""
    return Row(text, gap=12.0, **look)  # type: ignore[arg-type]


def cell(table: int, row: int, column: int, text: str, **look: object) -> Row:
    """Return a line in a cell of a table."""
    return Row(text, cell=(table, row, column), x=LEFT_PT + 160.0 * column, **look)  # type: ignore[arg-type]


def page(rows: Sequence[Row | str], number: int = 1) -> Page:
    """Return a page with these lines, top to bottom."""
    lines: list[Line] = []
    bottom = 60.0
    for row in [Row(r) if isinstance(r, str) else r for r in rows]:
        top = lines[-1].box.top if row.beside else bottom + row.gap
        lines.append(_line(row, top))
        bottom = max(bottom, top + HEIGHT_PT)
    return Page(number, WIDTH_PT, 842.0, tuple(lines), _tables(lines), PageSource.OCR, dpi=300.0)


def _line(row: Row, top: float) -> Line:
    words: list[Word] = []
    x = row.x
    texts = row.text.split()
    for n, text in enumerate(texts):
        box = Box(x, top, x + CHARACTER_PT * len(text), top + HEIGHT_PT)
        bold = row.bold < 0 or n < row.bold
        words.append(Word(text, box, row.confidence, "tesseract", row.size, bold=bold))
        x = box.x1 + CHARACTER_PT
    place = CellPlace(*row.cell) if row.cell else None
    return Line(tuple(words), union(w.box for w in words), place, running=row.running)


def _tables(lines: Sequence[Line]) -> tuple[Table, ...]:
    places = sorted({line.cell for line in lines if line.cell}, key=lambda p: (p.table, p.row, p.column))
    tables = []
    for number in sorted({p.table for p in places}):
        cells = tuple(
            Cell(union(line.box for line in lines if line.cell == p), p.row, p.column)
            for p in places
            if p.table == number
        )
        whole = union(c.box for c in cells)
        tables.append(Table(whole, tuple(_as_wide_as_its_row(c, cells, whole) for c in cells)))
    return tuple(tables)


def _as_wide_as_its_row(one: Cell, cells: Sequence[Cell], table: Box) -> Cell:
    """Stretch a cell alone in its row over the table, as one that spans all columns is."""
    alone = sum(c.row == one.row for c in cells) == 1
    return Cell(Box(table.x0, one.box.top, table.x1, one.box.bottom), one.row, one.column) if alone else one


def document(*pages: Sequence[Row | str] | Page) -> Document:
    """Return a document of these pages."""
    made = tuple(p if isinstance(p, Page) else page(p, n) for n, p in enumerate(pages, start=1))
    return Document("invented.pdf", "0" * 64, 1, len(made), made, "tesseract", "5.5")
