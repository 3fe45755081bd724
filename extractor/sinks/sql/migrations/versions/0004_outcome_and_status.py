"""What became of a decision, and whether it stands."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_COLUMNS = ("outcome", "status")


def upgrade() -> None:
    """Add the columns; of what was written before neither was looked for."""
    for name in _COLUMNS:
        op.add_column("decisions", sa.Column(name, sa.Text))


def downgrade() -> None:
    """Drop the columns, and the view over them, which is made again where the schema has it."""
    op.get_bind().exec_driver_sql("DROP VIEW IF EXISTS overview")
    for name in _COLUMNS:
        op.drop_column("decisions", name)
