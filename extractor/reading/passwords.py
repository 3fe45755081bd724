"""Which password opens a PDF: the one for all, or that of its name in a file of passwords."""

import functools
from fnmatch import fnmatchcase
from pathlib import Path

from extractor.errors import UsageError
from extractor.reading.source_file import recorded_name
from extractor.settings import Settings


def password_for(path: Path, settings: Settings) -> str | None:
    """Return the password for the file at ``path``; None where none was given. Raises UsageError for a bad file of them.

    A line of the file holds a name, a path or a pattern of either, a tab, and the password; the first that fits counts.
    """
    if settings.passwords is not None:
        name = recorded_name(path)
        for pattern, password in _listed(settings.passwords):
            if pattern in {name, path.name} or fnmatchcase(name, pattern) or fnmatchcase(path.name, pattern):
                return password
    return settings.password


@functools.lru_cache(maxsize=4)
def _listed(file: Path) -> tuple[tuple[str, str], ...]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(str(file), detail=f"the file of passwords cannot be read: {error}") from error
    found = [(line.removesuffix("\r"), number) for number, line in enumerate(lines, 1)]
    return tuple(_entry(file, line, number) for line, number in found if line and not line.startswith("#"))


def _entry(file: Path, line: str, number: int) -> tuple[str, str]:
    name, tab, password = line.partition("\t")
    if not tab:
        raise UsageError(str(file), detail=f"line {number} of the file of passwords has no tab after the name")
    return name, password
