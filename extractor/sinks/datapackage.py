"""The description of a folder of tables, as Frictionless reads it: what each column holds, how the tables hang together."""

from typing import Any

from extractor.sinks.tables import DECISIONS, SECTIONS, Column, Kind, Table, tables

OWNER = "record_id"
_TYPES: dict[Kind, str] = {
    "text": "string",
    "integer": "integer",
    "bigint": "integer",
    "real": "number",
    "numeric": "number",
    "date": "date",
    "boolean": "boolean",
    "json": "array",
}
_NOTE = (
    "A text that a spreadsheet would run as a formula (it begins with = + - or @) has an apostrophe before it, and so has one "
    "that begins with an apostrophe: take one away to have the text as it was read."
)
_OWNER = Column(name=OWNER, kind="text", required=True, description="The decision that the row belongs to.")


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table's file: the decision that a row belongs to comes first."""
    return (_OWNER, *table.columns) if table.hangs_on_a_decision else table.columns


def key_of(table: Table) -> list[str]:
    """Return the columns that identify a row of the table's file."""
    return [*([OWNER] if table.hangs_on_a_decision else []), *table.key]


def datapackage() -> dict[str, Any]:
    """Return the content of ``datapackage.json``."""
    return {
        "profile": "tabular-data-package",
        "name": "decisions",
        "title": "Public decisions",
        "description": f"Read from scans by decision-extractor. {_NOTE}",
        "resources": [_resource(table) for table in tables()],
    }


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name.replace("_", "-"),
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "schema": {
            "fields": [_field(column, table) for column in columns_of(table)],
            "primaryKey": key_of(table),
            "foreignKeys": _foreign_keys(table),
        },
    }


def _field(column: Column, table: Table) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind], "description": column.description}
    # An empty text and none look the same in CSV: a text that must be there may still be empty.
    if column.name in key_of(table) or (column.required and column.kind != "text"):
        field["constraints"] = {"required": True}
    return field


def _foreign_keys(table: Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if table.hangs_on_a_decision:
        found.append({"fields": [OWNER], "reference": {"resource": DECISIONS, "fields": [OWNER]}})
    if table.section:
        there = {"resource": SECTIONS, "fields": [OWNER, "position"]}
        found.append({"fields": [OWNER, "section"], "reference": there})
    return found
