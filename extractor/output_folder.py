"""Folders that a run writes pictures and pages to: marked as such, so that no run takes what is in them for an archive."""

from pathlib import Path

from extractor.writing import named_by

_MARK = ".written-by-extractor"
_SAID = (
    "What is in this folder was written by decision-extractor. Without this file it is read as a part of the archive.\n"
)


def make_output_folder(folder: Path) -> None:
    """Make ``folder`` if it is not there, and mark it if nothing is in it: what others keep there stays theirs.

    Raises DiskFullError or OutputExistsError where that cannot be done.
    """
    with named_by(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if next(folder.iterdir(), None) is None:
            (folder / _MARK).write_text(_SAID, encoding="utf-8")


def is_output_folder(folder: Path) -> bool:
    """Tell whether ``folder`` was made by a run for what it writes."""
    return (folder / _MARK).exists()
