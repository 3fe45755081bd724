"""What comes out of each fixture document is what a reader wrote down of it."""

import pytest

from tests.facts import count_of, differences
from tests.fixture_documents import every_pdf, records_of, truths

# The share of facts that may be wrong, by quality of the scan.
ALLOWED = {"born": 0.0, "mixed": 0.0, "office": 0.0, "modest": 0.0, "copy": 0.0, "poor": 0.0}
TRUTHS = {name: truth for truth in truths().values() for name in truth["files"]}


def test_every_pdf_has_its_truth() -> None:
    assert len(TRUTHS) == 9
    assert {param.values[0] for param in every_pdf()} == TRUTHS.keys()


@pytest.mark.parametrize("name", every_pdf())
def test_the_record_says_what_the_document_says(name: str) -> None:
    truth = TRUTHS[name]
    records = records_of(name)

    assert len(records) == len(truth["decisions"])
    wrong = [line for one in zip(records, truth["decisions"], strict=True) for line in differences(*one)]
    facts = sum(count_of(decision) for decision in truth["decisions"])
    assert len(wrong) <= ALLOWED[truth["files"][name]] * facts, "\n".join(wrong)
