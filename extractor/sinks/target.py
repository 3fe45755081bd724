"""What a target is, by its name alone: an ending of a file's name, or the beginning of an address."""

import re
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
# A password may hold anything, an @ too, and may be given as a parameter.
_PASSWORD = re.compile(r"((?<=://)[^:/@?]*:(?=.*@)|(?<=[?&])password=)(?:.*(?=@)|[^&]*)")
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
    raise UsageError(shown(target), detail=f"a target ends in one of {endings}, or is an address postgresql://…")


def is_durable(target: str) -> bool:
    """Tell whether every write into ``target`` is durable at once and may be repeated. Raises as :func:`kind_of`."""
    return kind_of(target) in {"sqlite", "postgresql"}


def shown(target: str) -> str:
    """Return ``target`` as it may be shown: without its password.

    >>> shown("postgresql://ann:secret@db/decisions")
    'postgresql://ann:***@db/decisions'
    """
    return _PASSWORD.sub(r"\1***", target) if "://" in target else target
