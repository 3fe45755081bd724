"""Lines into text: breaks within a paragraph undone, words broken at a line's end rejoined, every word's place kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.document import CellPlace, CellSpan, Token, Word
from extractor.shapes.points import LABEL
from extractor.splitting.line_stream import FlowLine

SOFT_HYPHEN = "\u00ad"
_TERMINAL = re.compile(r"[.;:!?][’”'\")\]]*$|:-$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line that go into one text. ``data_cell`` where they stand in a table of data."""

    line: FlowLine
    words: tuple[Word, ...]
    data_cell: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """A text with the place of every word and table cell in it. ``starts`` are where paragraphs begin."""

    text: str
    tokens: tuple[Token, ...]
    cells: tuple[CellSpan, ...] = ()
    starts: tuple[int, ...] = ()
    indents: tuple[float, ...] = ()


@dataclass(slots=True)
class _Draft:
    parts: list[str] = field(default_factory=list)
    length: int = 0
    tokens: list[Token] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    indents: list[float] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def place(self, word: Word, text: str, page: int) -> None:
        self.tokens.append(Token(self.length, self.length + len(text), page, word))
        self.add(text)


def compose(pieces: Sequence[Piece], vocabulary: frozenset[str] = frozenset()) -> Composed:
    """Return the text of ``pieces``: paragraphs parted by newlines, cells of a row of a table of data by tabs.

    ``vocabulary`` holds the document's words, case folded; it tells whether a hyphen at a line's end is a real one.
    """
    draft = _Draft()
    above: Piece | None = None
    for piece in pieces:
        if not piece.words:
            continue
        gap = _between(above, piece) if above else ""
        words = list(piece.words)
        if gap == " ":
            words = _rejoin(draft, words, piece, vocabulary)
        if words:
            draft.add(gap)
        if gap in {"", "\n", "\t"}:
            draft.starts.append(draft.length)
            draft.indents.append(piece.line.line.box.x0)
        for n, word in enumerate(words):
            if n:
                draft.add(" ")
            draft.place(word, word.text, piece.line.page.number)
        above = piece
    text = "".join(draft.parts)
    return Composed(text, tuple(draft.tokens), _cells(pieces, draft.tokens), tuple(draft.starts), tuple(draft.indents))


def _between(above: Piece, piece: Piece) -> str:
    one, other = above.line, piece.line
    if one.line is other.line:
        return " "
    if above.data_cell and piece.data_cell and _are_cells_of_one_page(one, other):
        return "\t" if one.cell and other.cell and _row(one.cell[1]) == _row(other.cell[1]) else "\n"
    if above.data_cell != piece.data_cell:
        return "\n"
    if one.page is not other.page or (one.cell == other.cell and not other.opens and other.gap == float("inf")):
        return " " if _runs_on(above, piece) else "\n"
    return "\n" if one.cell != other.cell or other.opens else " "


def _are_cells_of_one_page(one: FlowLine, other: FlowLine) -> bool:
    return one.cell is not None and other.cell is not None and one.cell != other.cell and one.cell[0] == other.cell[0]


def _row(place: CellPlace) -> tuple[int, int]:
    return (place.table, place.row)


def _runs_on(above: Piece, piece: Piece) -> bool:
    """Tell whether a paragraph goes on over a page or column break."""
    first = piece.words[0].text
    if _TERMINAL.search(above.words[-1].text) or LABEL.match(first):
        return False
    return first[0].islower() or first[0].isdigit() or first[0] in "£€(“\"'‘" or first[0].isupper()


def _rejoin(draft: _Draft, words: list[Word], piece: Piece, vocabulary: frozenset[str]) -> list[Word]:
    """Join the first word to the one before where it was broken at the line's end; return the words left to place."""
    last = draft.tokens[-1]
    head, tail = last.word.text, words[0].text
    if len(head) < 2 or not head.endswith(("-", SOFT_HYPHEN, "¬")) or not tail[0].isalnum() or not head[-2].isalnum():
        return words
    if not _is_real_hyphen(head, tail, vocabulary):
        draft.parts[-1] = draft.parts[-1][:-1]
        draft.length -= 1
        draft.tokens[-1] = Token(last.start, last.end - 1, last.page, last.word)
    draft.place(words[0], tail, piece.line.page.number)
    return words[1:]


def _is_real_hyphen(head: str, tail: str, vocabulary: frozenset[str]) -> bool:
    if not head.endswith("-"):
        return False
    if tail[0].isupper():
        # "Sub-" and "Committee": no word is broken before a capital.
        return True
    left, right = _letters(head), _letters(tail)
    if f"{left}-{right}" in vocabulary or any(c.isdigit() for c in left[-1:] + right[:1]):
        return True
    if left + right in vocabulary:
        return False
    # Half a word is seldom a word of the same document; both halves of a compound often are.
    return "-" in left or right in vocabulary or len(right) <= 3 or left in _PREFIXES


_PREFIXES = frozenset(
    {
        "self",
        "non",
        "co",
        "re",
        "pre",
        "post",
        "anti",
        "multi",
        "inter",
        "ex",
        "semi",
        "sub",
        "cross",
        "long",
        "short",
        "well",
        "full",
        "part",
        "high",
        "low",
        "end",
        "day",
        "old",
        "new",
        "joint",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "half",
        "year",
        "off",
        "on",
        "in",
        "up",
        "follow",
        "drop",
        "third",
        "cost",
        "on-going",
        "so",
        "mid",
    }
)


def _letters(word: str) -> str:
    return re.sub(r"^[^\w]+|[^\w]+$", "", word.casefold())


def vocabulary_of(flow: Sequence[FlowLine]) -> frozenset[str]:
    """Return the words of a document, case folded, but for those broken at a line's end."""
    return frozenset(_letters(w.text) for line in flow for w in line.words if not w.text.endswith(("-", SOFT_HYPHEN)))


def _cells(pieces: Sequence[Piece], tokens: Sequence[Token]) -> tuple[CellSpan, ...]:
    at = 0
    spans: dict[tuple[int, CellPlace], list[int]] = {}
    for piece in pieces:
        count = len(piece.words)
        if piece.data_cell and piece.line.cell and count:
            span = spans.setdefault(piece.line.cell, [tokens[at].start, tokens[at + count - 1].end])
            span[1] = tokens[at + count - 1].end
        at += count
    return tuple(_numbered(spans))


def _numbered(spans: dict[tuple[int, CellPlace], list[int]]) -> list[CellSpan]:
    """Count the tables of one text; a table that goes on over a page break with as many columns stays one."""
    number, row_base, previous = -1, 0, (-1, -1)
    columns = {
        key: 1 + max(p.column for q, p in spans if (q, p.table) == key) for key in {(q, p.table) for q, p in spans}
    }
    out: list[CellSpan] = []
    last_row = -1
    for (page, place), (start, end) in spans.items():
        key = (page, place.table)
        if key != previous:
            goes_on = previous[0] + 1 == page and columns.get(previous) == columns[key]
            number, row_base = (number, last_row + 1) if goes_on else (number + 1, 0)
            previous = key
        last_row = row_base + place.row
        out.append(CellSpan(start, end, number, last_row, place.column))
    return out
