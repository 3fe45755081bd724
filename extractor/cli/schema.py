"""Prints the JSON Schema of a record."""

import json
from typing import Any

from decision_models import SCHEMA_VERSION, DecisionRecord

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = f"urn:decision-extractor:record:{SCHEMA_VERSION}"


def record_schema() -> dict[str, Any]:
    """Return the JSON Schema that every written record follows."""
    return {"$schema": DIALECT, "$id": IDENTIFIER, **DecisionRecord.model_json_schema(mode="serialization")}


def schema_text() -> str:
    """Return the schema as indented JSON."""
    return json.dumps(record_schema(), indent=2, ensure_ascii=False)
