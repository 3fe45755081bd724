"""Whether a line goes through a mention."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MENTIONS = ("amounts", "dates", "roles", "people", "cross_references")


def upgrade() -> None:
    """Add the column; what was written before was not looked at for such lines."""
    for name in _MENTIONS:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("struck", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop the column."""
    for name in _MENTIONS:
        with op.batch_alter_table(name) as table:
            table.drop_column("struck")
