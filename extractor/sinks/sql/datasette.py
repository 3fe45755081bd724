"""What Datasette ought to know of a database of records: titles, descriptions, and what to narrow a table by."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from extractor.sinks.overview import VIEW, overview_columns
from extractor.sinks.sql.schema import LEDGER
from extractor.sinks.tables import DECISIONS, SECTIONS, Table, tables
from extractor.writing import written_whole

SUFFIX = ".metadata.json"
PLUGINS = Path(__file__).with_name("datasette_plugins")
_FACETS = ("authority", "maker", "outcome", "status", "key_decision", "publication", "form", "gone")
_DESCRIPTION = """<a href="{address}">Overview: a row a decision.</a><br>
Every value can be traced to its place on the page: fields, sections and mentions hold page and region.<br>
Read by decision-extractor; confidence says how far it can be trusted."""


def metadata_path(database: Path) -> Path:
    """Return where the metadata of ``database`` stand: beside it."""
    return database.with_name(database.stem + SUFFIX)


def write_datasette_metadata(database: Path) -> Path:
    """Write the metadata file of ``database`` and return its path. One that stands there is somebody's own, and stays."""
    path = metadata_path(database)
    if not path.exists():
        text = json.dumps(datasette_metadata(database.stem), indent=2, ensure_ascii=False)
        with written_whole(path) as part:
            part.write_text(text + "\n", encoding="utf-8")
    return path


def datasette_metadata(database: str) -> dict[str, Any]:
    """Return the metadata for a database that Datasette calls ``database``."""
    described = {table.name: _described(table) for table in tables()}
    described |= {name: {"hidden": True} for name in ("extractor_schema_version", *LEDGER)}
    described[VIEW] = _overview()
    return {
        "title": "Public decisions",
        "description_html": _DESCRIPTION.format(address=f"/{quote(database)}/{VIEW}"),
        "databases": {database: {"tables": described, "queries": _QUERIES}},
    }


def _overview() -> dict[str, Any]:
    columns = overview_columns()
    names = [column.name for column in columns]
    return {
        "title": "Overview",
        "description": "A row a decision. Its path leads to its page in the PDF; record_id to all else that is known of it.",
        "columns": {column.name: column.description for column in columns},
        "facets": [name for name in _FACETS if name in names],
        "sort_desc": "decision_date",
        "sortable_columns": names,
    }


def _described(table: Table) -> dict[str, Any]:
    columns = {column.name: column.description for column in table.columns}
    said: dict[str, Any] = {"title": table.title, "description": table.description, "columns": columns}
    if table.facets:
        said["facets"] = list(table.facets)
    if table.name == DECISIONS:
        said |= {"label_column": "subject", "sort_desc": "decision_date"}
    if table.name == SECTIONS:
        said |= {"label_column": "heading", "fts_table": "sections_fts", "fts_pk": "id"}
    return said


_QUERIES = {
    "largest_sums": {
        "title": "The largest sums",
        "sql": "SELECT decisions.decision_number, decisions.authority, decisions.subject, amounts.text, amounts.value,"
        " amounts.currency, amounts.bound, sections.kind AS section FROM amounts"
        " JOIN decisions ON decisions.id = amounts.decision_id"
        " JOIN sections ON sections.decision_id = amounts.decision_id AND sections.position = amounts.section"
        " ORDER BY amounts.value DESC LIMIT 100",
    },
    "who_decided": {
        "title": "Who decided how often",
        "sql": "SELECT decision_maker_roles.title, decision_makers.name, count(*) AS decisions FROM decision_maker_roles"
        " LEFT JOIN decision_makers ON decision_makers.decision_id = decision_maker_roles.decision_id"
        " AND decision_makers.position = decision_maker_roles.maker GROUP BY 1, 2 ORDER BY 3 DESC",
    },
}
