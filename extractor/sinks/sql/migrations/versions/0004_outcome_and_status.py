"""What became of a decision, and whether it stands."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_COLUMNS = ("outcome", "status")


def upgrade() -> None:
    """Add the columns; of what was written before neither was looked for."""
    with op.batch_alter_table("decisions") as table:
        for name in _COLUMNS:
            table.add_column(sa.Column(name, sa.Text))


def downgrade() -> None:
    """Drop the columns."""
    with op.batch_alter_table("decisions") as table:
        for name in _COLUMNS:
            table.drop_column(name)
