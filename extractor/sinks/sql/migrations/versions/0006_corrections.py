"""What people say of records: corrections as rows of their own, who has looked at what, and what asks for a person first."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# As the program reckons it, for the records that are there already.
_URGENCY = """
    UPDATE decisions SET urgency =
      1000.0 * (CASE WHEN decision_number IS NULL THEN 1 ELSE 0 END
        + CASE WHEN EXISTS (SELECT 1 FROM decision_makers m WHERE m.decision_id = decisions.id AND m.confidence IS NOT NULL)
            OR EXISTS (SELECT 1 FROM decision_maker_roles r WHERE r.decision_id = decisions.id) THEN 0 ELSE 1 END
        + CASE WHEN EXISTS (SELECT 1 FROM sections s WHERE s.decision_id = decisions.id AND s.kind = 'decision'
            AND (s.text <> '' OR s.heading <> '')) THEN 0 ELSE 1 END)
      + 200.0 * (CASE WHEN EXISTS (SELECT 1 FROM fields f WHERE f.decision_id = decisions.id AND f.name = 'decision_number'
            AND f.confidence < 0.9) THEN 1 ELSE 0 END
        + CASE WHEN EXISTS (SELECT 1 FROM decision_makers m WHERE m.decision_id = decisions.id AND m.confidence < 0.9)
            OR EXISTS (SELECT 1 FROM decision_maker_roles r WHERE r.decision_id = decisions.id AND r.confidence < 0.9)
            THEN 1 ELSE 0 END)
      + 40.0 * (CASE WHEN decision_date IS NULL THEN 1 ELSE 0 END + CASE WHEN subject IS NULL THEN 1 ELSE 0 END
        + CASE WHEN authority IS NULL THEN 1 ELSE 0 END)
      + CASE WHEN status IN ('proposed', 'draft') THEN 20.0 ELSE 0.0 END
      + 4.0 * (SELECT CASE WHEN count(*) > 4 THEN 4 ELSE count(*) END FROM warnings w WHERE w.decision_id = decisions.id)
      + 2.0 * (SELECT count(*) FROM fields f WHERE f.decision_id = decisions.id AND f.confidence < 0.9
            AND f.name IN ('decision_date', 'subject', 'authority')) / 3.0
      + (1.0 - confidence)
"""
_TEXTS = ("id", "record_id", "sha256", "file", "who", "made_at", "path", "action")


def upgrade() -> None:
    """Make the tables, and say of every record how much it asks for a person."""
    op.create_table(
        "corrections",
        sa.Column("decision_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("path", "action")),
        sa.Column("read", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("who", "made_at", "reason")),
        sa.PrimaryKeyConstraint("decision_id", "position", name="pk_corrections"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_corrections_decisions", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.add_column("decisions", sa.Column("urgency", sa.Double, nullable=False, server_default="0"))
    op.get_bind().exec_driver_sql(_URGENCY)
    op.create_index("ix_decisions_urgency", "decisions", ["urgency", "id"])
    _review()


def _review() -> None:
    op.create_table(
        "review_correction",
        sa.Column("position", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _TEXTS),
        *(sa.Column(name, sa.JSON) for name in ("old", "new", "anchor")),
        sa.Column("text", sa.Text),
        sa.Column("regions", sa.JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("revokes", sa.Text),
        sa.PrimaryKeyConstraint("position", name="pk_review_correction"),
        sa.UniqueConstraint("id", name="uq_review_correction_id"),
    )
    for column in ("record_id", "sha256"):
        op.create_index(f"ix_review_correction_{column}", "review_correction", [column])
    op.create_table(
        "review_record",
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("found_as", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("sha256", "file")),
        sa.Column("first_page", sa.Integer, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("number", "subject", "told", "state", "who", "changed_at")
        ),
        sa.PrimaryKeyConstraint("record_id", name="pk_review_record"),
    )
    for column in ("found_as", "sha256", "file", "state"):
        op.create_index(f"ix_review_record_{column}", "review_record", [column])


def downgrade() -> None:
    """Drop the tables and the column, and the view over them."""
    op.get_bind().exec_driver_sql("DROP VIEW IF EXISTS overview")
    for table in ("review_record", "review_correction", "corrections"):
        op.drop_table(table)
    op.drop_index("ix_decisions_urgency", "decisions")
    op.drop_column("decisions", "urgency")
