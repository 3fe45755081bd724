"""Decisions split from pages set for tests, and what is asked of them."""

from collections.abc import Sequence
from functools import cache

from spacy.language import Language

from decision_models import SectionKind
from extractor.document import Decision, Section
from extractor.settings import Settings
from extractor.splitting.compose import Piece, compose
from extractor.splitting.forms import load_forms
from extractor.splitting.line_stream import build_flow
from extractor.splitting.split import split
from extractor.tagging.pipeline import build_nlp
from tests.printing import Row, document, page

FORMS = load_forms()
Rows = Sequence[Row | str]


def one(*pages: Rows) -> Decision:
    """Return the only decision on these pages."""
    decisions = split(document(*pages), FORMS)
    assert len(decisions) == 1
    return decisions[0]


def kinds(decision: Decision) -> list[str]:
    """Return the kinds of the decision's sections."""
    return [section.kind.value for section in decision.sections]


def values(decision: Decision) -> dict[str, str]:
    """Return the text of each entry by its name."""

    return {entry.name: decision.said(entry) for entry in decision.entries}


@cache
def nlp() -> Language:
    """Return the tagger, made once."""
    return build_nlp(Settings())


def section_of(kind: SectionKind, text: str, heading: str | None = None) -> Section:
    """Return a section whose text is set in as many lines as it has."""
    lines = build_flow([page([Row(line) for line in text.split("\n")])])
    composed = compose([Piece(line, line.words) for line in lines])
    return Section(kind, heading, composed.text, composed.tokens)
