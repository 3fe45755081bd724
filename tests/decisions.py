"""Decisions split from pages set for tests, and what is asked of them."""

from collections.abc import Sequence

from extractor.document import Decision
from extractor.splitting.forms import load_forms
from extractor.splitting.split import split
from tests.printing import Row, document

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
