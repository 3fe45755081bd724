"""The tables of a record, and a search over its sections."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision = None

_OWN = (
    "fields",
    "decision_makers",
    "decision_maker_roles",
    "clauses",
    "amounts",
    "dates",
    "roles",
    "people",
    "cross_references",
    "pages",
    "furniture",
    "warnings",
)
_IN_SECTIONS = {"clauses", "amounts", "dates", "roles", "people", "cross_references"}
# An external-content table: it holds the index alone and reads the text from sections, which Datasette understands. New
# sections are taken into it many at a time, which costs a quarter of one at a time; so there is no trigger for new
# ones, and the others ask first whether the index has the section: the docsize table has a row for each that it has.
_SQLITE_SEARCH = (
    """CREATE VIRTUAL TABLE sections_fts
    USING fts5(heading, text, content="sections", content_rowid="id", tokenize="porter unicode61")""",
    """CREATE TRIGGER sections_fts_delete AFTER DELETE ON sections
    WHEN EXISTS (SELECT 1 FROM sections_fts_docsize WHERE id = old.id) BEGIN
    INSERT INTO sections_fts (sections_fts, rowid, heading, text) VALUES ('delete', old.id, old.heading, old.text); END""",
    """CREATE TRIGGER sections_fts_update AFTER UPDATE ON sections
    WHEN EXISTS (SELECT 1 FROM sections_fts_docsize WHERE id = old.id) BEGIN
    INSERT INTO sections_fts (sections_fts, rowid, heading, text) VALUES ('delete', old.id, old.heading, old.text);
    INSERT INTO sections_fts (rowid, heading, text) VALUES (new.id, new.heading, new.text); END""",
)
# A search vector may take a megabyte and a character four bytes; of a longer section the rest is not found by searching.
_POSTGRESQL_SEARCH = (
    """ALTER TABLE sections ADD COLUMN search tsvector GENERATED ALWAYS AS
    (to_tsvector('english', left(coalesce(heading, '') || ' ' || text, 250000))) STORED""",
    "CREATE INDEX ix_sections_search ON sections USING gin (search)",
)


def upgrade() -> None:
    """Make the tables."""
    _decisions()
    _sections()
    for name in _OWN:
        _own(name)
    op.create_table(
        "failures",
        _text("path", required=True),
        _text("error", required=True),
        _text("summary", required=True),
        _text("detail"),
        _integer("page"),
        _text("remedy", required=True),
        _integer("exit_status", required=True),
        sa.PrimaryKeyConstraint("path", name="pk_failures"),
    )
    for statement in _SQLITE_SEARCH if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL_SEARCH:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Drop the tables."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE sections_fts")
    for name in ("failures", *reversed(_OWN), "sections", "decisions"):
        op.drop_table(name)


def _decisions() -> None:
    texts = ("authority", "decision_number", "subject", "lead_officer", "publication")
    made = ("extractor_version", "ocr_engine", "ocr_version")
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, nullable=False),
        *(_text(name, required=True) for name in ("record_id", "schema_version", "source_path", "source_sha256")),
        sa.Column("source_bytes", sa.BigInteger, nullable=False),
        *(_integer(name, required=True) for name in ("page_count", "first_page", "last_page")),
        _text("form", required=True),
        *(_text(name) for name in texts),
        sa.Column("key_decision", sa.Boolean),
        _text("key_decision_reason"),
        *(sa.Column(f"{name}_date", sa.Date) for name in ("decision", "publication", "effective")),
        sa.Column("call_in_deadline", sa.Date),
        sa.Column("signed", sa.Boolean),
        _real("confidence", required=True),
        *(_text(name, required=True) for name in made),
        _text("language_data_sha256"),
        _text("settings_sha256", required=True),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("record_id", name="uq_decisions_record_id"),
    )
    op.create_index("ix_decisions_decision_date", "decisions", ["decision_date"])


def _sections() -> None:
    op.create_table(
        "sections",
        sa.Column("id", sa.Integer, nullable=False),
        _owner("sections"),
        _integer("position", required=True),
        _text("kind", required=True),
        _text("heading"),
        _text("state", required=True),
        _text("text", required=True),
        _real("confidence", required=True),
        *_place(),
        sa.PrimaryKeyConstraint("id", name="pk_sections"),
        sa.UniqueConstraint("decision_id", "position", name="uq_sections_decision_id"),
    )


def _own(name: str) -> None:
    keys = {"fields": ["name"], "decision_maker_roles": ["maker", "position"], "clauses": ["section", "position"]}
    columns: list[SchemaItem] = [_owner(name), *_COLUMNS[name]()]
    columns.append(sa.PrimaryKeyConstraint("decision_id", *keys.get(name, ["position"]), name=f"pk_{name}"))
    if name in _IN_SECTIONS:
        there = ["sections.decision_id", "sections.position"]
        here = ["decision_id", "section"]
        columns.append(sa.ForeignKeyConstraint(here, there, name=f"fk_{name}_sections", ondelete="CASCADE"))
    op.create_table(name, *columns, sqlite_with_rowid=False)


def _text(name: str, *, required: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=not required)


def _integer(name: str, *, required: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=not required)


def _real(name: str, *, required: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Double, nullable=not required)


def _owner(name: str) -> sa.Column[int]:
    there = sa.ForeignKey("decisions.id", name=f"fk_{name}_decisions", ondelete="CASCADE")
    return sa.Column("decision_id", sa.Integer, there, nullable=False)


def _place(*, required: bool = True) -> list[SchemaItem]:
    return [_integer("page"), sa.Column("regions", sa.JSON, nullable=not required)]


def _evidence(*, required: bool = True) -> list[SchemaItem]:
    return [_real("confidence", required=required), *_place(required=required)]


def _mention() -> list[SchemaItem]:
    numbers = ("position", "section", "start_offset", "end_offset")
    return [*(_integer(name, required=True) for name in numbers), _text("text", required=True)]


_COLUMNS: dict[str, Callable[[], list[SchemaItem]]] = {
    "fields": lambda: [_text("name", required=True), _text("text", required=True), *_evidence()],
    "decision_makers": lambda: [
        _integer("position", required=True),
        _text("name"),
        _text("text"),
        *_evidence(required=False),
    ],
    "decision_maker_roles": lambda: [
        _integer("maker", required=True),
        _integer("position", required=True),
        _text("title", required=True),
        _text("text", required=True),
        *_evidence(),
    ],
    "clauses": lambda: [
        _integer("section", required=True),
        _integer("position", required=True),
        _integer("depth", required=True),
        _integer("parent"),
        _text("label", required=True),
        _integer("start_offset", required=True),
        _integer("end_offset", required=True),
        _text("text", required=True),
    ],
    "amounts": lambda: [
        *_mention(),
        sa.Column("value", sa.Numeric),
        _text("value_exact"),
        _text("currency"),
        _text("bound", required=True),
        _text("per"),
        _text("over"),
        *_evidence(),
    ],
    "dates": lambda: [
        *_mention(),
        _text("edtf"),
        _text("inferred"),
        sa.Column("earliest", sa.Date),
        sa.Column("latest", sa.Date),
        *_evidence(),
    ],
    "roles": lambda: [
        *_mention(),
        _text("title", required=True),
        _text("holder"),
        _text("post_id", required=True),
        *_evidence(),
    ],
    "people": lambda: [*_mention(), _text("name", required=True), _text("full_name", required=True), *_evidence()],
    "cross_references": lambda: [
        *_mention(),
        _text("value", required=True),
        _text("kind", required=True),
        *_evidence(),
    ],
    "pages": lambda: [
        _integer("position", required=True),
        _integer("number", required=True),
        _text("source", required=True),
        _real("dpi"),
        _integer("rotation", required=True),
        _real("skew", required=True),
        _integer("words", required=True),
        *(_real(name) for name in ("mean_confidence", "low_confidence_share", "expected_cer")),
    ],
    "furniture": lambda: [_integer("position", required=True), _text("text", required=True), *_place()],
    "warnings": lambda: [
        _integer("position", required=True),
        _text("code", required=True),
        _text("message", required=True),
        _integer("page"),
    ],
}
