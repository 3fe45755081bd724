"""What a target is, by its name alone: an ending of a file's name, or the beginning of an address."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from extractor.errors import UsageError

Kind = Literal["jsonl", "json", "parquet", "csv", "table", "xlsx", "sqlite", "postgresql"]
"""``csv`` is a folder of tables, ``table`` one file of CSV with a row a decision."""

# What tells a folder of tables from any other.
_PACKAGE = "datapackage.json"
ENDINGS: dict[str, Kind] = {
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl",
    ".jsonl.zst": "jsonl",
    ".parquet": "parquet",
    ".json": "json",
    ".csv": "table",
    ".xlsx": "xlsx",
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
}
# A password may hold anything, an @ too, and may be given as a parameter.
_PASSWORD = re.compile(r"((?<=://)[^:/@?]*:(?=.*@)|(?<=[?&])password=)(?:.*(?=@)|[^&]*)")
ADDRESSES = ("postgresql://", "postgres://", "postgresql+psycopg://")


def kind_of(target: str) -> Kind:
    """Return what ``target`` is: a folder of tables by a slash at its end, or because it is a folder.

    Raises UsageError naming what there is, where it is none of these.
    """
    if target.startswith(ADDRESSES):
        return "postgresql"
    if "://" not in target:
        if _is_folder_of_tables(target):
            return "csv"
        name = Path(target).name.lower()
        for ending, kind in ENDINGS.items():
            if name.endswith(ending):
                return kind
    endings = ", ".join(ENDINGS)
    said = f"a target ends in one of {endings}, in a slash for a folder of tables, or is an address postgresql://…"
    raise UsageError(shown(target), detail=said)


def _is_folder_of_tables(target: str) -> bool:
    path = Path(target)
    return target.endswith(("/", os.sep)) or (
        path.is_dir() and (path.suffix.lower() == ".csv" or (path / _PACKAGE).is_file())
    )


def is_durable(target: str) -> bool:
    """Tell whether every write into ``target`` is durable at once and may be repeated. Raises as :func:`kind_of`."""
    return kind_of(target) in {"sqlite", "postgresql"}


def shown(target: str) -> str:
    """Return ``target`` as it may be shown: without its password.

    >>> shown("postgresql://ann:secret@db/decisions")
    'postgresql://ann:***@db/decisions'
    """
    return _PASSWORD.sub(r"\1***", target) if "://" in target else target


def folders_for(target: str, given: Sequence[Path]) -> tuple[Path, ...]:
    """Return where to look for the PDFs of ``target``: in the folders ``given``, and in its own, from which names often lead."""
    return (*given, *([] if kind_of(target) == "postgresql" else [Path(target).absolute().parent]))
