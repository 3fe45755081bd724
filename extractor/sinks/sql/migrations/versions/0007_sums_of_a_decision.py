"""What the sums of a decision come to: reckoned exactly when it is written, which no query of SQLite's can do."""

from decimal import Decimal
from itertools import groupby

import sqlalchemy as sa
from alembic import op

from extractor.sinks.totals import NamedSum, largest_sum, total

revision = "0007"
down_revision = "0006"

_COLUMNS = ("total", "largest_sum")
_SUMS = """
    SELECT a.decision_id, a.value_exact, a.currency, a.bound, a.per, a.section, s.kind, s.text, a.end_offset
    FROM amounts a JOIN sections s ON s.decision_id = a.decision_id AND s.position = a.section
    WHERE a.value IS NOT NULL AND NOT a.struck ORDER BY a.decision_id, a.position
"""


def upgrade() -> None:
    """Add the columns and reckon them for the records that are there already."""
    for name in _COLUMNS:
        op.add_column("decisions", sa.Column(name, sa.Numeric))
    reckoned = []
    for number, rows in groupby(op.get_bind().exec_driver_sql(_SUMS).fetchall(), key=lambda row: row[0]):
        sums = [NamedSum(Decimal(row[1]), *row[2:]) for row in rows]
        reckoned.append({"row": number, "total": total(sums), "largest_sum": largest_sum(sums)})
    if reckoned:
        decisions = sa.table("decisions", sa.column("id"), *(sa.column(name, sa.Numeric) for name in _COLUMNS))
        change = sa.update(decisions).where(decisions.c.id == sa.bindparam("row"))
        op.get_bind().execute(change.values({name: sa.bindparam(name) for name in _COLUMNS}), reckoned)


def downgrade() -> None:
    """Drop the columns, and the view over them, which is made again where the schema has it."""
    op.get_bind().exec_driver_sql("DROP VIEW IF EXISTS overview")
    for name in _COLUMNS:
        op.drop_column("decisions", name)
