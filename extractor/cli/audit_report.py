"""``extractor audit report``: its options and its help."""

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.options import Pdfs, Words


def report(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="Records, as 'extractor run -o TARGET' wrote them.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write.")] = Path("audit"),
    views: Annotated[
        int, typer.Option("--views", metavar="N", min=0, help="Show at most N pages with image and text.")
    ] = 200,
    pdfs: Pdfs = None,
    words: Words = None,
    review: Annotated[
        str | None,
        typer.Option("--review", metavar="ADDRESS", help="Lead into the review that 'extractor review' serves there."),
    ] = None,
) -> None:
    """Write how far an archive can be trusted as pages to look at: static HTML, no network, no server.

    An overview with distributions and trends, all pages with the worst first, all records with those first that need a
    person's eye, and views of the pages that matter most: the scan beside its text, doubtful words tinted, every value
    outlined and linked to its place in the record.

    [bold]Examples[/bold]

    extractor audit report records.jsonl -o audit/             then open audit/index.html

    extractor audit report records.jsonl --views 1000          more pages, at about 100 kB each
    """
    from extractor.cli.report import Places, write

    write(target, output, Places(tuple(pdfs or ()), words, review), views=views)
