"""Records are called by what tells their decision apart, and no longer by its place in the file."""

import hashlib
from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ROWS = """
    SELECT d.id, d.source_sha256, d.decision_number, d.subject,
           CASE WHEN d.decision_number IS NULL AND d.subject IS NULL THEN
               (SELECT s.text FROM sections s
                WHERE s.decision_id = d.id AND s.kind = 'decision' AND s.text <> '' ORDER BY s.id LIMIT 1)
           END
    FROM decisions d ORDER BY d.id
"""


def upgrade() -> None:
    """Give every record the id that a run of this version gives it."""
    seen: Counter[str] = Counter()
    names = []
    for row, file, number, subject, decided in op.get_bind().exec_driver_sql(_ROWS).fetchall():
        told = _folded(next((named for named in (number, subject) if named is not None), (decided or "")))
        told = told if number is not None or subject is not None else told[:200]
        own = f"{file[:32]}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
        seen[own] += 1
        names.append({"row": row, "name": own if seen[own] == 1 else f"{own}-{seen[own]}"})
    _rename(names)


def downgrade() -> None:
    """Count the decisions of each file again."""
    seen: Counter[str] = Counter()
    names = []
    for row, file in op.get_bind().exec_driver_sql("SELECT id, source_sha256 FROM decisions ORDER BY id").fetchall():
        seen[file] += 1
        names.append({"row": row, "name": f"{file[:32]}-{seen[file]}"})
    _rename(names)


def _rename(names: list[dict[str, object]]) -> None:
    if names:
        decisions = sa.table("decisions", sa.column("id"), sa.column("record_id"))
        change = sa.update(decisions).where(decisions.c.id == sa.bindparam("row"))
        op.get_bind().execute(change.values(record_id=sa.bindparam("name")), names)


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
