"""``extractor corrections``: what people said of records, out of a target and into one."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

corrections_app = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Take corrections out of a target, and into one.",
)
_Target = Annotated[
    str, typer.Argument(metavar="TARGET", help="A .db, a postgresql://…, or the .jsonl that was reviewed.")
]


@corrections_app.command("export")
def export(
    target: _Target,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="A .jsonl or .csv.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it is there.")] = False,
) -> None:
    """Write every correction ever made, undone ones too: who, when, what, why.

    [bold]Example[/bold]  extractor corrections export records.db -o corrections.csv
    """
    from extractor.cli.printable import printable
    from extractor.cli.progress import note
    from extractor.review.exchange import export_corrections
    from extractor.review.reviewable import reviewable
    from extractor.review.store import ReviewStore

    with ReviewStore(reviewable(target)) as store:
        count = export_corrections(store, output, overwrite=overwrite)
    note(printable(f"{count} row{'' if count == 1 else 's'} in {output}."))


@corrections_app.command("import")
def import_(
    target: _Target,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="What was exported; a .csv with the columns file (or record_id), path, new; or a sample's filled-in sheet.",
        ),
    ],
    who: Annotated[
        str | None, typer.Option("--who", metavar="NAME", help="Who filled FILE in (default: your account's name).")
    ] = None,
) -> None:
    """Take corrections in: all of a file or, where one of them does not fit, none.

    What is there already is left as it is, so that the same file can be taken in twice.

    [bold]Examples[/bold]

    extractor corrections import records.db corrections.jsonl

    extractor corrections import records.db sample.csv --who "Ann Archer"
    """
    from extractor.cli.printable import printable
    from extractor.cli.progress import note
    from extractor.review.exchange import import_corrections
    from extractor.review.reviewable import reviewable
    from extractor.review.store import ReviewStore
    from extractor.sinks.target import shown

    with ReviewStore(reviewable(target)) as store:
        count = import_corrections(store, file, who=who or getpass.getuser())
    note(printable(f"{count} new correction{'' if count == 1 else 's'} in {shown(target)}."))
