"""Turns records of one kind of target into another."""

import sys
from collections.abc import Iterable
from pathlib import Path

from decision_models import DecisionRecord
from extractor.cli.exit_status import reader_gone
from extractor.cli.printable import printable
from extractor.cli.progress import note
from extractor.review.reviewable import Wanted, records_as
from extractor.sinks.export import export
from extractor.sinks.jsonl import line_of
from extractor.sinks.target import kind_of, shown


def export_records(source: str, target: str, *, overwrite: bool, wanted: Wanted) -> None:
    """Write the records at ``source`` to ``target``, as read or as corrected, and say what to do with them there."""
    if target == "-":
        _write_lines(records_as(source, wanted))
        return
    count = export(source, target, overwrite=overwrite, records=records_as(source, wanted))
    note(printable(f"{count} record{'' if count == 1 else 's'} in {shown(target)}."))
    if kind_of(target) == "sqlite":
        note(printable(f"To look at them in a browser: {datasette_command(target)}"))


def _write_lines(records: Iterable[DecisionRecord]) -> None:
    try:
        for record in records:
            sys.stdout.write(line_of(record))
        sys.stdout.flush()
    except BrokenPipeError:
        sys.exit(reader_gone())


def datasette_command(target: str) -> str:
    """Return the command that opens the database ``target`` in a browser, on its overview."""
    from extractor.sinks.sql.datasette import PLUGINS, metadata_path

    return f"uvx datasette {target} -m {metadata_path(Path(target))} --plugins-dir {PLUGINS} -o"
