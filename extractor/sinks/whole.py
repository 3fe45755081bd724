"""A record put together again from the rows of its tables: the way back from :mod:`extractor.sinks.rows`.

Rows enter by the names of their columns, values of Python's types or as JSON writes them; a record leaves, validated.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from decision_models import DecisionRecord
from extractor.sinks.rows import FIELDS

NamedRow = Mapping[str, Any]
NamedRows = Mapping[str, Sequence[NamedRow]]
Raw = dict[str, Any]

_OWN_COLUMNS = {
    "amounts": ("currency", "bound", "per", "over"),
    "dates": ("inferred", "earliest", "latest"),
    "roles": ("title", "holder", "post_id"),
    "people": ("name", "full_name"),
    "cross_references": ("value", "kind"),
}
_PAGE = ("number", "source", "dpi", "rotation", "skew", "words")
_PAGE_SHARES = ("mean_confidence", "low_confidence_share", "expected_cer")


def whole(decision: NamedRow, children: NamedRows) -> DecisionRecord:
    """Return the record of a row of decisions and the rows that hang on it.

    ``children`` holds each table's rows in the order of their keys. Raises pydantic.ValidationError.
    """
    evidence = {row["name"]: row for row in children["fields"]}
    fields = {name: _field(decision[name], evidence[name]) if name in evidence else None for name in FIELDS}
    return DecisionRecord.model_validate(
        {
            "schema_version": decision["schema_version"],
            "record_id": decision["record_id"],
            "source": _source(decision),
            "form": decision["form"],
            **fields,
            "decision_makers": _makers(children["decision_makers"], children["decision_maker_roles"]),
            "sections": _sections(children["sections"], children["clauses"]),
            **_mentions(children),
            "quality": _quality(decision, children),
            "warnings": [{name: row[name] for name in ("code", "message", "page")} for row in children["warnings"]],
            "produced_by": _produced_by(decision),
            "corrections": [_correction(row) for row in children.get("corrections", ())],
        }
    )


def _source(row: NamedRow) -> Raw:
    own = {"path": row["source_path"], "sha256": row["source_sha256"], "bytes": row["source_bytes"]}
    return own | {name: row[name] for name in ("page_count", "first_page", "last_page")}


def _produced_by(row: NamedRow) -> Raw:
    names = ("ocr_engine", "ocr_version", "language_data_sha256", "settings_sha256")
    return {"version": row["extractor_version"]} | {name: row[name] for name in names}


def _correction(row: NamedRow) -> Raw:
    own = {name: row[name] for name in ("path", "action", "read", "who")}
    # CSV cannot tell an empty text from none.
    return own | {"when": row["made_at"], "reason": row["reason"] or ""}


def _regions(row: NamedRow) -> object:
    # PostgreSQL's driver has parsed it already.
    regions: object = row["regions"]
    return json.loads(regions) if isinstance(regions, str) else regions


def _field(value: object, row: NamedRow) -> Raw:
    # CSV cannot tell an empty text from none; where there is evidence there is a value.
    value, text = ("" if some is None else some for some in (value, row["text"]))
    return {"value": value, "text": text, "confidence": row["confidence"], "regions": _regions(row)}


def _makers(makers: Sequence[NamedRow], roles: Sequence[NamedRow]) -> list[Raw]:
    names = [None if row["confidence"] is None else _field(row["name"], row) for row in makers]
    found: list[Raw] = [{"name": name, "roles": []} for name in names]
    for row in roles:
        found[row["maker"]]["roles"].append(_field(row["title"], row))
    return found


def _sections(sections: Sequence[NamedRow], clauses: Sequence[NamedRow]) -> list[Raw]:
    names = ("kind", "heading", "state", "text", "confidence")
    found = [{name: row[name] for name in names} | {"regions": _regions(row), "clauses": []} for row in sections]
    placed: dict[tuple[int, int], Raw] = {}
    for row in clauses:
        clause = {"label": row["label"], "start": row["start_offset"], "end": row["end_offset"], "clauses": []}
        placed[row["section"], row["position"]] = clause
        above = found[row["section"]] if row["parent"] is None else placed[row["section"], row["parent"]]
        above["clauses"].append(clause)
    return found


def _mentions(children: NamedRows) -> Raw:
    found: Raw = {}
    for table, names in _OWN_COLUMNS.items():
        name = "references" if table == "cross_references" else table
        found[name] = [_place(row) | {own: row[own] for own in names} for row in children[table]]
    for raw, row in zip(found["amounts"], children["amounts"], strict=True):
        raw["value"] = row["value_exact"]
    for raw, row in zip(found["dates"], children["dates"], strict=True):
        raw["value"] = row["edtf"]
    return found


def _place(row: NamedRow) -> Raw:
    place = {"section": row["section"], "start": row["start_offset"], "end": row["end_offset"]}
    return {name: row[name] for name in ("text", "confidence", "struck")} | {"regions": _regions(row)} | place


def _quality(decision: NamedRow, children: NamedRows) -> Raw:
    return {
        "confidence": decision["confidence"],
        "pages": [{name: row[name] for name in (*_PAGE, *_PAGE_SHARES)} for row in children["pages"]],
        "furniture": [{"text": row["text"], "regions": _regions(row)} for row in children["furniture"]],
    }
