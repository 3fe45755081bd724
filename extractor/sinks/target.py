"""What a target is, by its name alone: an ending of a file's name, or the beginning of an address."""

from pathlib import Path
from typing import Literal

from extractor.errors import UsageError

Kind = Literal["jsonl", "parquet", "csv", "sqlite", "postgresql"]

ENDINGS: dict[str, Kind] = {
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl",
    ".jsonl.zst": "jsonl",
    ".parquet": "parquet",
    ".csv": "csv",
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
}
ADDRESSES = ("postgresql://", "postgres://", "postgresql+psycopg://")


def kind_of(target: str) -> Kind:
    """Return what ``target`` is. Raises UsageError naming what there is, where it is none of these."""
    if target.startswith(ADDRESSES):
        return "postgresql"
    if "://" not in target:
        name = Path(target).name.lower()
        for ending, kind in ENDINGS.items():
            if name.endswith(ending):
                return kind
    endings = ", ".join(ENDINGS)
    raise UsageError(_safe(target), detail=f"a target ends in one of {endings}, or is an address postgresql://…")


def is_durable(target: str) -> bool:
    """Tell whether every write into ``target`` is durable at once and may be repeated. Raises as :func:`kind_of`."""
    return kind_of(target) in {"sqlite", "postgresql"}


def _safe(target: str) -> str:
    """Return what may be shown of an address of no known kind: there may be a password in it."""
    scheme, parted, _ = target.partition("://")
    return f"{scheme}://…" if parted else target
