"""What an entry's words come to, given its printed label: rows of ``tables/``, with mentions as the tagger gives them.

An empty value in a table means that the reader must say nothing.
"""

from pathlib import Path

import pytest

from decision_models import SectionKind
from extractor.assembling.found import Found
from extractor.assembling.judged import Judged
from extractor.assembling.judging import load_judges
from extractor.assembling.judging_features import Record
from extractor.assembling.key_decision import key_decision_fields
from extractor.assembling.makers import decision_makers
from extractor.assembling.officers import lead_officer_field
from extractor.assembling.outcomes import outcome_field, status_field
from extractor.assembling.publication import publication_field
from extractor.assembling.texts import authority_field, number_field
from extractor.document import Decision, Entry, FieldName, Section
from extractor.splitting.fitted import load_model
from extractor.splitting.forms import load_forms
from extractor.tagging.tag import tag
from tests.decisions import nlp, section_of
from tests.printing import page

GENERIC = load_forms()[0]
TABLES = Path(__file__).parent / "tables"
YES_NO = {"yes": True, "no": False, "": None}


def rows(name: str, columns: int) -> list[tuple[str, ...]]:
    """Return the rows of a table, each filled up to its columns."""
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    cells = [tuple(map(str.strip, line.split("|"))) for line in lines if line and not line.startswith("#")]
    assert max(map(len, cells)) <= columns
    return [row + ("",) * (columns - len(row)) for row in cells]


def found(name: FieldName | None, text: str, label: str = "", *others: Section) -> Found:
    """Return a record whose front matter is one entry, with other sections behind it."""
    header = section_of(SectionKind.HEADER, text)
    entries = (Entry(name, 0, 0, len(header.text), 0.95, label),) if name else ()
    decision = Decision(1, "generic", 1, 1, (header, *others), entries, ())
    return Found(decision, tag(decision, nlp()), GENERIC, {1: page(["x"])})


def judged(told: Found) -> Judged:
    return Judged(Record(told, load_model().words, several=False), load_judges())


@pytest.mark.parametrize(("label", "text", "value"), rows("publication.txt", 3))
def test_publication(label: str, text: str, value: str) -> None:
    field = publication_field(found("publication", text, label))
    assert (field.value.value if field else "") == value


@pytest.mark.parametrize(("label", "text", "value", "reason"), rows("key_decision.txt", 4))
def test_key_decision(label: str, text: str, value: str, reason: str) -> None:
    key, why = key_decision_fields(found("key_decision", text, label))
    assert (key.value if key else None, why.value if why else "") == (YES_NO[value], reason)


@pytest.mark.parametrize(("label", "text", "value"), rows("lead_officers.txt", 3))
def test_lead_officer(label: str, text: str, value: str) -> None:
    field = lead_officer_field(judged(found("lead_officer", text, label)))
    assert (field.value if field else "") == value


@pytest.mark.parametrize(("label", "text", "value"), rows("decision_numbers.txt", 3))
def test_decision_number(label: str, text: str, value: str) -> None:
    field = number_field(found("decision_number", text, label))
    assert (field.value if field else "") == value


@pytest.mark.parametrize(("text", "value"), rows("authorities.txt", 2))
def test_authority(text: str, value: str) -> None:
    field = authority_field(found("authority", text))
    assert (field.value if field else "") == value


@pytest.mark.parametrize(("text", "elsewhere", "value"), rows("makers.txt", 3))
def test_makers(text: str, elsewhere: str, value: str) -> None:
    others = [section_of(SectionKind.BACKGROUND, elsewhere)] if elsewhere else []
    makers = decision_makers(judged(found("decision_makers", text, "Decision taken by", *others)))
    said = [f"{m.name.value if m.name else ''}: {'; '.join(role.value for role in m.roles)}" for m in makers]
    assert " & ".join(said).strip() == value


@pytest.mark.parametrize(("heading", "text", "value"), rows("outcomes.txt", 3))
def test_outcome(heading: str, text: str, value: str) -> None:
    field = outcome_field(found(None, "Wexmoor Council", "", section_of(SectionKind.DECISION, text, heading)))
    assert (field.value.value if field else "") == value


@pytest.mark.parametrize(("lines", "value"), rows("statuses.txt", 2))
def test_status(lines: str, value: str) -> None:
    field = status_field(found(None, lines.replace(" / ", "\n")))
    assert (field.value.value if field else "") == value
