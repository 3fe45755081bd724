"""The record of one public decision: what the extractor promises to those who use its output.

Pydantic models and enums only. Nothing of the extractor is imported here, so that a consumer of records needs this
package and Pydantic and no more. ``DecisionRecord.model_json_schema(mode="serialization")`` is the JSON Schema of a
record.
"""

from decision_models.enums import (
    AmountBound,
    CorrectionAction,
    Outcome,
    PageSource,
    Publication,
    ReferenceKind,
    SectionKind,
    SectionState,
    Status,
)
from decision_models.record import (
    SCHEMA_VERSION,
    AmountMention,
    Clause,
    DateMention,
    DecisionMaker,
    DecisionRecord,
    Field,
    Furniture,
    PageQuality,
    PersonMention,
    ProducedBy,
    Quality,
    ReferenceMention,
    Region,
    RoleMention,
    Section,
    Source,
    ValueCorrection,
    Warning,  # noqa: A004 - the contract's name
)

__all__ = [
    "SCHEMA_VERSION",
    "AmountBound",
    "AmountMention",
    "Clause",
    "CorrectionAction",
    "DateMention",
    "DecisionMaker",
    "DecisionRecord",
    "Field",
    "Furniture",
    "Outcome",
    "PageQuality",
    "PageSource",
    "PersonMention",
    "ProducedBy",
    "Publication",
    "Quality",
    "ReferenceKind",
    "ReferenceMention",
    "Region",
    "RoleMention",
    "Section",
    "SectionKind",
    "SectionState",
    "Source",
    "Status",
    "ValueCorrection",
    "Warning",
]
