"""What flows between the stages: immutable, and free of any stage's machinery.

Boxes are PDF points with the origin at the top left of the page, turned upright. Offsets are half-open code-point offsets.
Confidence is a probability in [0, 1]. Pages are counted from 1.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from decision_models import AmountBound, PageSource, ReferenceKind, SectionKind, SectionState

FieldName = Literal[
    "authority",
    "decision_number",
    "subject",
    "decision_makers",
    "publication",
    "key_decision",
    "key_decision_reason",
    "decision_date",
    "publication_date",
    "effective_date",
    "call_in_deadline",
    "lead_officer",
    "wards",
    "signature",
]


# -- what reading gives -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in PDF points."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The vertical centre."""
        return (self.top + self.bottom) / 2


def union(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all of ``boxes``. Raises ValueError when there is none."""
    every = list(boxes)
    if not every:
        raise ValueError("the union of no boxes is not a box")
    return Box(
        min(b.x0 for b in every), min(b.top for b in every), max(b.x1 for b in every), max(b.bottom for b in every)
    )


@dataclass(frozen=True, slots=True)
class Affine:
    """The map (x, y) -> (a x + b y + c, d x + e y + f) from a page turned upright to the page as displayed, in points."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def box(self, box: Box) -> Box:
        """Return the smallest upright box around the image of ``box``."""
        corners = [(x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
        xs = [self.a * x + self.b * y + self.c for x, y in corners]
        ys = [self.d * x + self.e * y + self.f for x, y in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Word:
    """One word as read. ``reading`` names where it came from: "text_layer", or the engine (and preparation) that read it.

    ``size_pt`` is the estimated font size. A tick box is a word of its own: "☒" or "☑" (ticked), "☐" (empty). ``struck``
    says that a line goes through the word.
    """

    text: str
    box: Box
    confidence: float
    reading: str
    size_pt: float
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a line stands in a table of its page: ``table`` indexes Page.tables, row and column count from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one printed line (of one column, of one cell), left to right.

    ``running`` says that it is a running head or foot: print that repeats from page to page or numbers the pages.
    """

    words: tuple[Word, ...]
    box: Box
    cell: CellPlace | None = None
    running: bool = False

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. A cell that spans several rows or columns stands at its first."""

    box: Box
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in reading order. ``ruled`` is false for a table held together by alignment alone.

    A box drawn around text is a ruled table of one cell. ``parent`` is the cell of another table of the page that this
    one stands in.
    """

    box: Box
    cells: tuple[Cell, ...]
    ruled: bool = True
    parent: CellPlace | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page, turned upright and straightened; lines stand in reading order.

    All boxes, ``width_pt`` and ``height_pt`` are of the upright page; ``to_displayed`` maps them to the page as displayed.
    ``dpi`` is that of the image read, null for a text layer. ``rotation`` is how far the page was turned clockwise to
    stand upright, ``skew`` how far (degrees, clockwise positive) its text leaned. ``handwriting`` boxes are ink that is
    no print, such as signatures.
    """

    number: int
    width_pt: float
    height_pt: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    source: PageSource = PageSource.OCR
    dpi: float | None = None
    rotation: Literal[0, 90, 180, 270] = 0
    skew: float = 0.0
    expected_cer: float | None = None
    handwriting: tuple[Box, ...] = ()
    to_displayed: Affine = Affine()
    notices: tuple["Notice", ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader of the record ought to know; becomes a warning of the record."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read."""

    path: str
    sha256: str
    size_bytes: int
    page_count: int
    pages: tuple[Page, ...]
    engine: str
    engine_version: str
    language_data_sha256: str | None = None
    notices: tuple[Notice, ...] = ()


# -- what splitting gives ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    """A word in a section's text. A word broken at a line's end is two tokens, one after the other."""

    start: int
    end: int
    page: int
    word: Word


@dataclass(frozen=True, slots=True)
class CellSpan:
    """The text of a table's cell within a section's text. ``table`` tells the tables of one section apart.

    Rows of a table are parted by newlines, cells of a row by tabs. A table that runs over a page break is one table.
    """

    start: int
    end: int
    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class ClauseSpan:
    """A numbered or lettered point, from its label to where the next of its depth begins."""

    label: str
    start: int
    end: int
    clauses: tuple["ClauseSpan", ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a decision. Paragraphs of ``text`` are parted by newlines.

    ``labels`` are the spans of ``text`` that are printed labels of entries, such as "Decision maker:". ``column`` is what
    heads the column of a table of decisions that the section is a cell of.
    """

    kind: SectionKind
    heading: str | None
    text: str
    tokens: tuple[Token, ...]
    heading_tokens: tuple[Token, ...] = ()
    cells: tuple[CellSpan, ...] = ()
    clauses: tuple[ClauseSpan, ...] = ()
    labels: tuple[tuple[int, int], ...] = ()
    state: SectionState = SectionState.STATED
    confidence: float = 1.0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value where it stands: ``sections[section].text[start:end]``, or its heading's words where ``in_heading``.

    ``label`` is its label as printed.
    """

    name: FieldName
    section: int
    start: int
    end: int
    confidence: float
    label: str = ""
    in_heading: bool = False


@dataclass(frozen=True, slots=True)
class FurnitureText:
    """Print of the form that is no part of the decision."""

    text: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a document, split into its parts. ``ordinal`` counts the decisions of the file from 1.

    ``authority`` is the public body as found in a printed heading or another piece of furniture, where no entry names it.
    ``signed`` tells whether there is ``signature_ink`` (page, box); None where the form has no ``signature_captions``
    and no ink, or where no page was looked at as an image.
    """

    ordinal: int
    form: str
    first_page: int
    last_page: int
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    furniture: tuple[FurnitureText, ...]
    authority: FurnitureText | None = None
    signed: bool | None = None
    signature_captions: tuple[Token, ...] = ()
    signature_ink: tuple[tuple[int, Box], ...] = ()
    notices: tuple[Notice, ...] = ()

    def said(self, entry: Entry) -> str:
        """Return the words of an entry."""
        section = self.sections[entry.section]
        return ((section.heading or "") if entry.in_heading else section.text)[entry.start : entry.end]


# -- what tagging gives -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in a section's text. ``certainty`` is how sure the reading is, apart from how well the ink was read."""

    section: int
    start: int
    end: int
    value: Decimal | None
    currency: str | None
    bound: AmountBound = AmountBound.EXACT
    per: str | None = None
    over: str | None = None
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Date:
    """A date in a section's text, its ``value`` in EDTF."""

    section: int
    start: int
    end: int
    value: str | None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    inferred: Literal["year"] | None = None
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Role:
    """A post in a section's text."""

    section: int
    start: int
    end: int
    title: str
    post_id: str
    holder: str | None = None
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a section's text."""

    section: int
    start: int
    end: int
    name: str
    full_name: str
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference in a section's text."""

    section: int
    start: int
    end: int
    value: str
    kind: ReferenceKind
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Mentions:
    """Everything tagged in one decision, each kind in reading order."""

    amounts: tuple[Amount, ...] = ()
    dates: tuple[Date, ...] = ()
    roles: tuple[Role, ...] = ()
    people: tuple[Person, ...] = ()
    references: tuple[Reference, ...] = ()
    notices: tuple[Notice, ...] = field(default=())
