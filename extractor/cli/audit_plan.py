"""``extractor audit plan`` and ``audit estimate``: their options and their help. What they do stands in ``sampling``."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from extractor.cli.shares import share

Dimension = Literal["quality", "year", "form", "source", "folder"]
Confidence = Annotated[
    float, typer.Option("--confidence", metavar="SHARE", parser=share, help="How sure the interval is to be.")
]


def plan(  # noqa: PLR0913, PLR0917 - one parameter an option
    target: Annotated[str, typer.Argument(metavar="TARGET", help="Records, as 'extractor run -o TARGET' wrote them.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="SHEET", help="Write the sheet to fill in there.")
    ] = Path("audit-sample.csv"),
    margin: Annotated[
        float, typer.Option("--margin", metavar="SHARE", parser=share, help="How near the estimate is to come.")
    ] = "1%",  # type: ignore[assignment] # read by the parser, as if it had been typed
    confidence: Confidence = "95%",  # type: ignore[assignment]
    unit: Annotated[
        Literal["value", "record"],
        typer.Option("--unit", help="What is checked: single values, or all fields at once."),
    ] = "value",
    by: Annotated[
        str, typer.Option("--by", metavar="LIST", help="The strata: any of quality, year, form, source, folder.")
    ] = "quality,year,form,source",
    allocation: Annotated[
        Literal["neyman", "proportional"],
        typer.Option("--allocation", help="Check more where more errors are expected, or everywhere alike."),
    ] = "neyman",
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", min=0, help="Draw the same sample again (default: any).")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace SHEET if it is there.")] = False,
) -> None:
    """Draw a sample to check, just large enough to know the archive's error rate as surely as asked.

    Writes a sheet that every spreadsheet opens, one value a row, with its file and page. Fill in the first column and
    give the sheet to 'extractor audit estimate'. Beside it stands what was asked for, with the seed and the strata.

    [bold]Examples[/bold]

    extractor audit plan records.jsonl --margin 0.5% --confidence 95%

    extractor audit plan records.jsonl --unit record --by quality,year -o check/sample.csv
    """
    from extractor.cli.sampling import make_sheet, request_of

    request = request_of(margin, confidence, seed, by=by, unit=unit, allocation=allocation)
    make_sheet(target, output, request, overwrite=overwrite)


def estimate(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="The sheet of 'extractor audit plan', filled in.")],
    confidence: Confidence = "95%",  # type: ignore[assignment]
    json: Annotated[bool, typer.Option("--json", help="Print JSON, as into a pipe.")] = False,
) -> None:
    """Estimate the archive's error rates from a sample that was checked, per stratum and overall, with intervals.

    Rows that were left open count as not drawn; of each stratum some must be filled in.

    [bold]Example[/bold]  extractor audit estimate audit-sample.csv
    """
    from extractor.cli.sampling import show_estimate

    show_estimate(sheet, confidence, as_json=json or not sys.stdout.isatty())
