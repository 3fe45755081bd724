"""Takes out of a target what came from files that are gone."""

from pathlib import Path

import typer

from extractor.cli.filling import file_rows, opened
from extractor.cli.printable import printable
from extractor.cli.progress import note
from extractor.errors import FileMissingError
from extractor.sinks.target import kind_of, shown

_MOST_SHOWN = 10


def prune_target(target: str, *, asks: bool) -> None:
    """Forget the files of ``target`` that are gone, with the decisions in them, if the user says yes."""
    if kind_of(target) != "postgresql" and not Path(target).exists():
        raise FileMissingError(target)
    with opened(target, "") as filling:
        gone = [file.path for file in filling.ledger.files() if file.state == "gone"]
        if not gone:
            note(printable(f"No file of {shown(target)} is gone, as far as the last runs could see."))
            return
        _list(gone, target)
        if asks and not typer.confirm("Take out what was in them?", err=True):
            note("Nothing was taken out.")
            return
        filling.ledger.begin()
        if filling.sink is not None:
            filling.sink.write_files(file_rows(filling.ledger))
            filling.sink.prune()
        filling.ledger.prune()
        filling.is_dirty = True
        filling.write()
    note(printable(f"Taken out of {shown(target)}: {len(gone):,} file{'s' if len(gone) > 1 else ''}."))


def _list(gone: list[str], target: str) -> None:
    note(printable(f"{len(gone):,} file{'s' if len(gone) > 1 else ''} of {shown(target)} no longer there:"))
    for path in gone[:_MOST_SHOWN]:
        note(printable(f"  {path}"))
    if len(gone) > _MOST_SHOWN:
        note(f"  … and {len(gone) - _MOST_SHOWN:,} more.")
