"""What the tagging components share: the context they read from a Doc, and where on it they leave what they found.

What enters is ``doc._.context``, set before the pipeline runs. What leaves is ``doc._.amounts``, ``dates``, ``roles``,
``people``, ``references`` and ``notices``: tuples in reading order, with section index 0. Importing this module
registers these extensions. It must not know how anything is found.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from spacy.tokens import Doc

from decision_models import SectionKind
from extractor.document import CellSpan, Notice
from extractor.tagging.countries import Country

KINDS = ("amounts", "dates", "roles", "people", "references")


@dataclass(frozen=True, slots=True)
class TaggingContext:
    """What the document around a text says that the text itself does not.

    ``reference_date`` is the document's own date, from which missing years are inferred; ``currency`` (ISO 4217) is
    what the document mostly counts in; ``cells`` are the table cells of this text; ``known_people`` are names printed
    in full elsewhere in the document, in reading order; ``scanned`` is false for text that no engine had to read.
    ``heading`` is the section's; ``dollar`` whose a bare "$" is, and how surely; ``old_money`` says that the document
    counts in pounds, shillings and pence; ``month_first`` that its dates in figures have the month first (None: either),
    ``name_first`` that those with a month in words have (None: not known).
    """

    reference_date: dt.date | None = None
    currency: str | None = None
    cells: tuple[CellSpan, ...] = ()
    known_people: tuple[str, ...] = ()
    kind: SectionKind = SectionKind.OTHER
    scanned: bool = True
    heading: str = ""
    country: Country | None = None
    dollar: tuple[str, float] | None = None
    old_money: bool = False
    month_first: bool | None = False
    name_first: bool | None = None


class Located(Protocol):
    """Anything with half-open character offsets."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""


_Located = TypeVar("_Located", bound=Located)


def apart(found: Iterable[_Located]) -> list[_Located]:
    """Return what was found in reading order; of two that overlap, the one that begins first, or the longer."""
    kept: list[_Located] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def mark(doc: Doc, kind: str, found: Iterable[Located]) -> None:
    """Leave what was found in ``doc.spans[kind]`` too, each widened to whole tokens."""
    doc.spans[kind] = [
        span
        for one in found
        if (span := doc.char_span(one.start, one.end, label=kind, alignment_mode="expand")) is not None
    ]


def text_of(doc: Doc) -> str:
    """Return the text of a Doc, put together once: spaCy builds ``doc.text`` anew each time it is asked for."""
    if doc._.whole_text is None:
        doc._.whole_text = doc.text
    return str(doc._.whole_text)


def notify(doc: Doc, notices: Iterable[Notice]) -> None:
    """Add notices to those the Doc already bears."""
    doc._.notices = (*doc._.notices, *notices)


def _register() -> None:
    defaults: dict[str, object] = {"context": TaggingContext(), "notices": (), "whole_text": None} | dict.fromkeys(
        KINDS, ()
    )
    for name, default in defaults.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


_register()
