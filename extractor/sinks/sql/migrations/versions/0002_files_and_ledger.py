"""Every file of an archive under all its names, and the ledger of the runs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_INDICES = {
    "decisions": ("source_path", "source_sha256"),
    "files": ("sha256",),
    "ledger_document": ("position", "sha256", "same_as"),
}


def upgrade() -> None:
    """Make the tables and the indices, and enter the files that decisions were read from."""
    op.create_table(
        "files",
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("state", "first_seen", "last_seen")),
        sa.PrimaryKeyConstraint("path", name="pk_files"),
    )
    _ledger()
    for table, columns in _INDICES.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_ledger_document_state", "ledger_document", ["state", "position"])
    op.get_bind().exec_driver_sql(
        "INSERT INTO files (path, sha256, state, first_seen, last_seen) "
        "SELECT source_path, max(source_sha256), 'read', '', '' FROM decisions GROUP BY source_path"
    )


def downgrade() -> None:
    """Drop the tables and the indices, and the view over them."""
    op.get_bind().exec_driver_sql("DROP VIEW IF EXISTS overview")
    for column in _INDICES["decisions"]:
        op.drop_index(f"ix_decisions_{column}", "decisions")
    for table in ("files", "ledger_fact", "ledger_document"):
        op.drop_table(table)


def _ledger() -> None:
    texts = ("error", "detail", "settled", "first_seen", "last_seen", "gone")
    op.create_table(
        "ledger_document",
        sa.Column("path", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("product", "state")),
        *(sa.Column(name, sa.BigInteger) for name in ("bytes", "modified_ns")),
        sa.Column("position", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("sha256", "same_as")),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        *(sa.Column(name, sa.Double) for name in ("seconds", "confidence")),
        *(sa.Column(name, sa.Integer) for name in ("pages", "decisions", "page")),
        *(sa.Column(name, sa.Text) for name in texts),
        sa.Column("records", sa.LargeBinary),
        sa.PrimaryKeyConstraint("path", name="pk_ledger_document"),
    )
    op.create_table(
        "ledger_fact",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text),
        sa.PrimaryKeyConstraint("name", name="pk_ledger_fact"),
    )
