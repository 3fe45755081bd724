"""Cross-references: text enters, references to other decisions, enactments and minutes leave.

Usable alone on plain text (``find_references``) and as the spaCy component "decision_references". It must not know
what a document is.
"""

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from decision_models import ReferenceKind, SectionKind
from extractor.document import Reference
from extractor.tagging.context import apart, mark, text_of
from extractor.tagging.lexicon import entry, pattern
from extractor.tagging.references.statutes import find_statutes

_SERIAL = pattern("references", "patterns", "serial")
_BEHIND_A_WORD = pattern("references", "patterns", "behind_a_word")
_SERIES = pattern("references", "patterns", "series")
_MINUTE = pattern("references", "patterns", "minute")
_NOUGHTS = str.maketrans("OlI", "011")


@Language.component("decision_references")
def tag_references(doc: Doc) -> Doc:
    """Set ``doc._.references`` from the Doc's text; the front matter's own number is no reference."""
    doc._.references = find_references(text_of(doc), kind=doc._.context.kind)
    mark(doc, "references", doc._.references)
    return doc


def find_references(text: str, *, kind: SectionKind = SectionKind.OTHER) -> tuple[Reference, ...]:
    """Find the cross-references in ``text``, in order; ``kind`` is the kind of section it is.

    >>> [found.value for found in find_references("under section 2 of the Localism Act 2011; see decision 14/00102")]
    ['Localism Act 2011, section 2', '14/00102']
    """
    found = [*find_statutes(text), *_minutes(text)]
    if kind is not SectionKind.HEADER:
        found += _decisions(text)
    return tuple(apart(found))


def _decisions(text: str) -> Iterator[Reference]:
    for match in _SERIAL.finditer(text):
        if sum(c.isdigit() for c in match.group()) >= 4:
            value = f"{match[1]}/{match[2]}"
            mended = value.translate(_NOUGHTS)
            certainty = 0.95 if mended == match.group() else 0.75
            yield Reference(0, match.start(), match.end(), mended, ReferenceKind.DECISION, certainty)
    for match in _BEHIND_A_WORD.finditer(text):
        if match["word"].casefold() in entry("references", "decisions.before") and _is_number(match["number"]):
            yield _decision(match.start("number"), match.end("number"), match["number"], 0.85)
    for match in _SERIES.finditer(text):
        if match["series"].casefold() in entry("references", "decisions.series"):
            yield _decision(match.start(), match.end(), match.group(), 0.8)


def _decision(start: int, end: int, number: str, certainty: float) -> Reference:
    return Reference(0, start, end, number.strip(), ReferenceKind.DECISION, certainty)


def _is_number(number: str) -> bool:
    """Tell "2014/112" and "MD2218" from "decision 2" and "decision 2014"."""
    parted = "/" in number or "-" in number or number[0].isalpha()
    return parted and sum(c.isdigit() for c in number) >= 3 and not number.startswith((" ", "/", "-"))


def _minutes(text: str) -> Iterator[Reference]:
    for match in _MINUTE.finditer(text):
        start, end = match.span()
        yield Reference(0, start, end, match["number"], ReferenceKind.MINUTE, 0.9)
