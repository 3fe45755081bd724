"""``extractor evaluate``: its options and its help. What it does stands in ``comparison``."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer


def evaluate(  # noqa: PLR0913, PLR0917 - one parameter an option
    truth: Annotated[
        str,
        typer.Argument(
            metavar="TRUTH",
            help="Corrected records (.json, .jsonl, or any target of a run, as it was corrected in review), a .csv of some "
            "fields (file, decision_number, ...), or pages (plain text, ALTO, hOCR, PAGE XML): a folder, or one file.",
        ),
    ],
    records: Annotated[
        str,
        typer.Argument(metavar="RECORDS", help="What 'extractor run -o' wrote; or pages of another program's text."),
    ],
    json: Annotated[bool, typer.Option("--json", help="Print JSON, as into a pipe.")] = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page for people there.")] = None,
    normalise: Annotated[
        Literal["print", "nfc"],
        typer.Option("--normalise", help="What counts as the same: what print shows alike, or Unicode NFC alone."),
    ] = "print",
    confidence: Annotated[
        float, typer.Option("--confidence", metavar="PERCENT", min=50, max=99.9, help="Of the intervals.")
    ] = 95,
    resamples: Annotated[int, typer.Option("--resamples", metavar="N", min=100, help="Of the bootstrap.")] = 2_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Of the bootstrap.")] = 1,
) -> None:
    """Score records against the truth: characters and words, fields, sections, mentions, confusions, with intervals.

    Truth is told by record id, or else by the file's name. Pages NAME.txt hold the whole of NAME.pdf, NAME-2.txt or
    NAME/2.txt its second page.

    [bold]Examples[/bold]

    extractor evaluate corrected/ records.jsonl                      a table

    extractor evaluate corrected/ records.jsonl --html scores.html   a page to read

    extractor evaluate records.db records.db                         how much of what was reviewed had been right

    extractor evaluate pages/ other-ocr/ --normalise nfc --json      another program's text
    """
    from extractor.audit.comparison.compare import Options
    from extractor.audit.comparison.normalisation import Normalisation
    from extractor.cli.comparison import show_comparison

    options = Options(Normalisation(normalise), resamples, seed, confidence / 100)
    show_comparison(truth, records, options, as_json=json or not sys.stdout.isatty(), html=html)
