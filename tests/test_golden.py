"""What comes out of each fixture document is what a reader wrote down of it."""

import pytest

from decision_models import DecisionRecord
from tests.facts import FIELDS, Truth, count_of, differences
from tests.fixture_documents import every_pdf, records_of, truths
from tests.records import field, record

# The share of facts that may be wrong, by quality of the scan.
ALLOWED = {"born": 0.0, "mixed": 0.0, "office": 0.0, "modest": 0.0, "copy": 0.0, "poor": 0.0}
TRUTHS = {name: truth for truth in truths().values() for name in truth["files"]}


VALUES: dict[str, object] = {"publication": "public", "key_decision": True, "signed": True} | {
    "outcome": "agreed",
    "status": "taken",
    **{name: "2021-07-12" for name in FIELDS if name.endswith(("_date", "_deadline"))},
}


def truth_of(one: DecisionRecord) -> Truth:
    """Return the truth of which ``one``, made by hand, is all true, as far as its fields go."""
    return {"first_page": 1, "last_page": 1, "fields": {name: getattr(one, name) for name in FIELDS}} | {
        "decision_makers": [{"name": "Mrs A Quill", "roles": ["Head of Lanterns"]}],
        "sections": [
            {"kind": "decision", "heading": "Decision", "state": "stated"},
            {"kind": "legal", "heading": "Legal implications", "state": "nil"},
        ],
        "amounts": [{"section": "decision", "value": "12500", "currency": "GBP"}],
        "dates": [{"section": "decision", "value": "2021-07-12"}],
        "roles": [{"section": "header", "title": "Head of Lanterns"}],
        "people": [{"section": "header", "name": "Mrs A Quill"}],
    }


def test_every_pdf_has_its_truth() -> None:
    assert len(TRUTHS) == 9
    assert {param.values[0] for param in every_pdf()} == TRUTHS.keys()


@pytest.mark.parametrize("name", truths())
def test_a_truth_says_of_every_field_what_it_is_or_that_it_is_null(name: str) -> None:
    assert len(FIELDS) == 14
    assert [tuple(decision["fields"]) for decision in truths()[name]["decisions"]] == [FIELDS] * len(
        truths()[name]["decisions"]
    )


@pytest.mark.parametrize("name", FIELDS)
def test_an_invented_value_is_a_difference(name: str) -> None:
    there = record(**dict.fromkeys(FIELDS) | {name: field(VALUES.get(name, "Lantern Board"))})
    truth = truth_of(record(**dict.fromkeys(FIELDS)))

    assert [line.split(":")[0] for line in differences(there, truth)] == [name]


@pytest.mark.parametrize("name", every_pdf())
def test_the_record_says_what_the_document_says(name: str) -> None:
    truth = TRUTHS[name]
    records = records_of(name)

    assert len(records) == len(truth["decisions"])
    wrong = [line for one in zip(records, truth["decisions"], strict=True) for line in differences(*one)]
    facts = sum(count_of(decision) for decision in truth["decisions"])
    assert len(wrong) <= ALLOWED[truth["files"][name]] * facts, "\n".join(wrong)
