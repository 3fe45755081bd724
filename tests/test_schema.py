"""The published schema is sound, and says of real records what the models say."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from extractor.cli.schema import DIALECT, IDENTIFIER, record_schema, schema_text
from tests.fixture_documents import every_pdf, records_of
from tests.records import record


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(record_schema())


def test_the_schema_is_a_schema() -> None:
    schema = json.loads(schema_text())

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    assert schema["$id"] == IDENTIFIER
    assert schema["title"] == "DecisionRecord"


def test_a_record_made_by_hand_is_valid(validator: Draft202012Validator) -> None:
    validator.validate(json.loads(record().model_dump_json()))


@pytest.mark.parametrize("name", every_pdf())
def test_real_records_are_valid(name: str, validator: Draft202012Validator) -> None:
    records = records_of(name)

    assert records
    for each in records:
        validator.validate(json.loads(each.model_dump_json()))


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"record_id": 7},
        {"schema_version": "2"},
        {"amounts": [{"value": 5}]},
        {"sections": [{"kind": "money"}]},
        {"decision_number": "16/1"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_schema_refuses_what_is_no_record(change: dict[str, Any], validator: Draft202012Validator) -> None:
    with pytest.raises(ValidationError):
        validator.validate(json.loads(record().model_dump_json()) | change)


@pytest.mark.parametrize("name", ["record_id", "subject", "amounts", "quality"])
def test_no_key_may_be_left_out(name: str, validator: Draft202012Validator) -> None:
    written = json.loads(record().model_dump_json())
    del written[name]

    with pytest.raises(ValidationError, match=name):
        validator.validate(written)
