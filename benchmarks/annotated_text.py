"""Reads annotated decisions: HTML whose ``<e t= v=>`` elements mark what should be found in its ``data-section``s.

What enters is a file; what leaves is sections with their text, cells and wanted mentions. Rows of a table are parted by
newlines, cells of a row by tabs, as the splitting stage does it.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from extractor.document import CellSpan

_BLOCKS = frozenset({"p", "li", "tr", "div", "h1", "h2", "h3", "h4", "table", "ol", "ul", "br", "dd", "dt", "dl"})
_VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "col"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mention as annotated; ``told`` are the attributes of its element."""

    kind: str
    value: str
    start: int
    end: int
    told: dict[str, str]


@dataclass
class AnnotatedSection:
    """A section of an annotated decision."""

    kind: str
    text: str = ""
    cells: list[CellSpan] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    tables: int = 0


@dataclass
class _Open:
    tag: str
    section: AnnotatedSection | None
    silent: bool
    start: int = 0
    told: dict[str, str] = field(default_factory=dict)
    table: bool = False
    row: int = -1
    column: int = -1


class _Reader(HTMLParser):
    """Walks the elements of a decision; the standard library's parser is a class to derive from."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[AnnotatedSection] = []
        self._open: list[_Open] = [_Open("", None, silent=True)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        above = self._open[-1]
        if tag in _VOID:
            self._break(above)
            return
        section, silent = above.section, above.silent and tag != "body"
        if "data-section" in told:
            section = AnnotatedSection(told["data-section"])
            self.sections.append(section)
        silent = silent or "data-furniture" in told or "data-heading" in told or tag in {"style", "script"}
        one = _Open(tag, section, silent, told=told)
        self._open.append(one)
        self._begin(one, own="data-section" in told)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not any(one.tag == tag for one in self._open):
            return
        while self._open[-1].tag != tag:
            self._end(self._open.pop())
        self._end(self._open.pop())

    def handle_data(self, data: str) -> None:
        one = self._open[-1]
        if one.section is None or one.silent:
            return
        words = re.sub(r"[ \n\t\r]+", " ", data)
        if not one.section.text or one.section.text[-1] in "\n\t ":
            words = words.lstrip(" ")
        if one.tag == "e" and len(one.section.text) == one.start:
            one.start += len(words) - len(words.lstrip(" "))
        one.section.text += words

    def _begin(self, one: _Open, *, own: bool) -> None:
        if one.section is None or one.silent:
            return
        table = self._table()
        if one.tag == "table" and not own:
            self._break(one)
            one.table = True
        elif table is not None and one.tag == "tr":
            table.row, table.column = table.row + 1, -1
        elif table is not None and one.tag in {"td", "th"}:
            table.column += 1
            one.section.text += "\t" if table.column else ""
        elif one.tag in _BLOCKS:
            self._break(one)
        elif one.tag == "span" and one.section.text[-1:].isalnum():
            one.section.text += " "  # what stands beside other words on the page
        one.start = len(one.section.text)

    def _end(self, one: _Open) -> None:
        if one.section is None or one.silent:
            return
        section, table = one.section, self._table()
        if one.tag == "e":
            section.wanted.append(Wanted(one.told["t"], one.told["v"], one.start, len(section.text), one.told))
        elif table is not None and one.tag in {"td", "th"}:
            section.cells.append(CellSpan(one.start, len(section.text), section.tables, table.row, table.column))
        elif table is not None and one.tag == "tr":
            section.text += "\n"
        elif one.table:
            section.tables += 1
        elif one.tag in _BLOCKS:
            self._break(one)

    def _table(self) -> _Open | None:
        return next((one for one in reversed(self._open) if one.table), None)

    def _break(self, one: _Open) -> None:
        """Begin a new paragraph; in a cell, a blank."""
        section = one.section
        if section is None or one.silent or not section.text or section.text[-1] in "\n\t":
            return
        section.text = section.text.rstrip(" ") + (" " if self._table() is not None else "\n")


def read_annotated(path: Path) -> list[AnnotatedSection]:
    """Return the sections of an annotated decision, in reading order."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader.sections
