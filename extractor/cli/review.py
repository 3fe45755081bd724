"""``extractor review``: its options and its help."""

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.options import Pdfs, Words


def review(  # noqa: PLR0913, PLR0917 - one parameter an option
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="A .db or postgresql://… that a run wrote, or a .jsonl.")
    ],
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Where to listen; 0: anywhere.")
    ] = 8010,
    host: Annotated[
        str, typer.Option("--host", metavar="NAME", help="Let other machines in by this address; needs --token.")
    ] = "127.0.0.1",
    token: Annotated[
        str | None,
        typer.Option(
            "--token", envvar="EXTRACTOR_REVIEW_TOKEN", metavar="TEXT", help="What a browser must bring to enter."
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="A name that browsers reach this machine by. Can be repeated."),
    ] = None,
    who: Annotated[
        str | None, typer.Option("--who", metavar="NAME", help="Who signs corrections (default: the user's name).")
    ] = None,
    pdfs: Pdfs = None,
    words: Words = None,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="SHEET", help="A sheet of 'extractor audit plan', as a queue of its own."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", metavar="DIR", help="For what is put on the page, and drawn (default: TARGET.review)."
        ),
    ] = None,
    max_upload_mb: Annotated[
        float, typer.Option("--max-upload-mb", metavar="N", min=1, help="Refuse more than this at once.")
    ] = 512.0,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Settings file (default: ./extractor.toml, if any)."),
    ] = None,
) -> None:
    """Correct records beside their scans, in the browser of this machine.

    Opens a queue with the records that need a person first. What is corrected is kept in TARGET as rows of its own: no run
    undoes it, and 'extractor export' applies it. A .jsonl is reviewed in a .review.db beside it. Nothing is asked of any
    network. Press ? on any page for its keys.

    [bold]Examples[/bold]

    extractor review decisions.db                          then open the address that it prints

    extractor review decisions.db --plan sample.csv        a sample, as a queue of its own

    EXTRACTOR_REVIEW_TOKEN=… extractor review decisions.db --host 0.0.0.0 --name archive.example
    """
    from extractor.cli.progress import note
    from extractor.cli.reviewing import Given, review_target

    given = Given(
        host, port, token, tuple(name or ()), who, tuple(pdfs or ()), words, plan, folder, max_upload_mb, config
    )
    review_target(target, given, note)
