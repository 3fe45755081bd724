"""``extractor audit completeness``: its options and its help. What it does stands in ``findings``."""

import sys
from typing import Annotated

import typer


def completeness(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="Records, as 'extractor run -o TARGET' wrote them.")],
    every: Annotated[bool, typer.Option("--all", help="Show what is in order, too.")] = False,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=0, help="List at most N records; 0 lists all.")
    ] = 50,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, one record a line, as into a pipe.")] = False,
) -> None:
    """Say what the law asks of each record and is not there, and what in it does not agree.

    Decisions of an executive, its members and its officers are held against SI 2012/2089 (before 10 September 2012
    SI 2000/3272), officers' delegated decisions from 6 August 2014 against SI 2014/2095. Then number, dates, weekdays,
    call-in and sums are held against one another. England only; this is no legal advice.

    [bold]Examples[/bold]

    extractor audit completeness records.jsonl             what a person should look at

    extractor audit completeness records.jsonl | jq -c 'select(.faults > 0) | .path'
    """
    from extractor.cli.exit_status import reader_gone
    from extractor.cli.findings import print_lines, print_tables
    from extractor.sinks.source import read_records

    try:
        if json or not sys.stdout.isatty():
            print_lines(read_records(target))
        else:
            print_tables(read_records(target), every=every, limit=limit)
    except BrokenPipeError:
        raise typer.Exit(reader_gone()) from None
