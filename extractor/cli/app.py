"""The one parser: every verb with its options and its help. What a verb does stands in the module of its name.

Verbs import what they need when they are called, so that ``--help`` and ``schema`` answer at once.
"""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from extractor import __version__
from extractor.choices import EngineName
from extractor.cli.audit import audit_app
from extractor.cli.corrections import corrections_app
from extractor.cli.evaluate import evaluate
from extractor.cli.grouped import grouped
from extractor.cli.options import Choosing, Config, FormsFolder, Reading, Telling, Tessdata, Tesseract, Writing
from extractor.cli.review import review

_CONTEXT = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="extractor",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings=_CONTEXT,
    help="""Turn scanned PDFs of public decisions into validated records. Every value points back to the page.

    [bold]First steps[/bold]

    extractor doctor                         is all that is needed here?

    extractor run decision.pdf               read a decision and show it

    extractor run archive/ -o records.jsonl  read a folder, one record a line

    Each verb explains itself: extractor run --help""",
)
forms_app = typer.Typer(no_args_is_help=True, context_settings=_CONTEXT, help="List and check decision forms.")
app.add_typer(forms_app, name="forms")
app.add_typer(audit_app, name="audit")
app.add_typer(corrections_app, name="corrections")
app.command("evaluate")(evaluate)
app.command("review")(review)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"extractor {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
@grouped
def run(
    choosing: Choosing,
    reading: Reading,
    writing: Writing,
    telling: Telling,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH",
            help="PDFs and scans, folders of them, patterns such as 'scans/**/*.pdf', addresses such as s3://bucket/2016, "
            "a .zip, or - for standard input: a list of names, or a PDF itself. With --watch none is needed.",
        ),
    ] = None,
) -> None:
    """Read decisions and hand out one record for each.

    On a terminal you see a summary; into a pipe goes one record a line (JSON Lines); with -o the records go to a file.
    A file that fails is listed at the end, also in TARGET.failures.jsonl, and the rest goes on. With -o a ledger is kept
    (TARGET.ledger.db): the same command again reads only what is new or changed, and goes on after any interruption.

    [bold]Examples[/bold]

    extractor run decision.pdf                     a summary

    extractor run decision.pdf --json              the whole record

    extractor run archive/ -o records.jsonl        a folder and all below it

    extractor run 'scans/2016*.pdf' | jq .subject  a pattern, into a pipe

    extractor run decision.pdf --show-regions out  where each value stands

    extractor run archive/ -o r.db --pages pages   also hOCR, ALTO and searchable PDFs

    extractor run archive/ -o overview.csv         one table; overview.csv/ is a folder of tables

    find . -name '*.tif' -print0 | extractor run - -0 -o r.jsonl  a list of files

    curl -s https://example.org/d.pdf | extractor run -  a PDF through a pipe

    [bold]Exit status[/bold]

    0 all read · 1 a fault of ours · 2 wrong usage · 3 no such file · 4 not a readable document · 5 something is
    missing on this machine · 6 a limit was passed · 7 some of several files failed
    """
    from extractor.cli.run import run_command

    raise typer.Exit(run_command(paths or [], choosing, reading, writing, telling))


@app.command()
def status(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The target that a run was told with -o.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for a program.")] = False,
    files: Annotated[
        bool, typer.Option("--files", help="List every file under all its names, as JSON, one a line.")
    ] = False,
) -> None:
    """Say how far a run is: what is done, what failed, what is left, what is gone. Works while it runs.

    [bold]Examples[/bold]

    extractor status records.jsonl

    extractor status records.jsonl --files | jq -r 'select(.state == "alias") | .path'
    """
    from extractor.cli.status import list_files, show_progress

    if files:
        list_files(target)
    else:
        show_progress(target, as_json=json)


@app.command()
def prune(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The target that a run was told with -o.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Take out the decisions of files that are gone from the archive.

    A run marks what is gone and keeps its decisions; this takes them out, after asking. What was renamed stays.

    [bold]Example[/bold]  extractor prune records.db
    """
    from extractor.cli.prune import prune_target

    prune_target(target, asks=not yes)


@app.command()
def export(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="A .jsonl (.gz, .zst), .json, .parquet, a folder of tables, .db or postgresql://…"
        ),
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="TARGET", help="Any other of these, .csv, .xlsx; - for lines.")
    ],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace TARGET; empty it if it is a database.")
    ] = False,
    wanted: Annotated[
        Literal["corrected", "read"],
        typer.Option("--as", help="As people corrected them in review, each correction listed, or as they were read."),
    ] = "corrected",
) -> None:
    """Convert records from any kind of target into any other.

    Nothing is lost between .jsonl, .parquet, SQLite and PostgreSQL. What is in a database already stays there; a record
    with the same record_id is replaced.

    [bold]Examples[/bold]

    extractor export records.jsonl -o records.db         SQLite, ready for Datasette

    extractor export records.jsonl -o overview.xlsx      a row a decision, for a spreadsheet; or overview.csv

    extractor export records.jsonl -o tables/            a folder of tables, for R

    extractor export records.db -o records.parquet       for pandas, Polars, DuckDB

    extractor export records.db -o postgresql://ann@db.example.org/decisions
    """
    from extractor.cli.export import export_records

    export_records(source, output, overwrite=overwrite, wanted=wanted)


@app.command()
def fit(
    target: Annotated[
        str, typer.Option("--with", metavar="TARGET", help="A target whose records were corrected in review.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where the model goes.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is in FOLDER.")] = False,
) -> None:
    """Have the model of structure learn from records that people corrected: what headings and texts like theirs are about.

    [bold]Examples[/bold]

    extractor fit --with records.db -o model

    EXTRACTOR_MODEL=model extractor run archive/ -o records.db --redo
    """
    from extractor.cli.learning import fit_model

    fit_model(target, output, overwrite=overwrite)


@app.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of a record.

    [bold]Example[/bold]  extractor schema > record.schema.json
    """
    from extractor.cli.schema import schema_text

    typer.echo(schema_text())


@app.command()
def man() -> None:
    """Print the manual page.

    [bold]Example[/bold]  extractor man | man -l -
    """
    from extractor.cli.manual import manual

    typer.echo(manual(app), nl=False)


@app.command()
def tag(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The text, or - for standard input.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON, as into a pipe.")] = False,
) -> None:
    """Find amounts, dates, roles, people and references in a text.

    [bold]Example[/bold]  extractor tag "A grant of up to £1.5m from 1 April 2017"
    """
    from extractor.cli.tag import show_tags

    show_tags(text, as_json=json or not sys.stdout.isatty())


@app.command()
def doctor(
    ocr: Annotated[EngineName | None, typer.Option("--ocr", help="The OCR engine to check for.")] = None,
    language: Annotated[str | None, typer.Option("--language", metavar="CODE", help="Tesseract's language.")] = None,
    tesseract: Tesseract = None,
    tessdata: Tessdata = None,
    config: Config = None,
) -> None:
    """Say what was found on this machine, with versions, and what to do about what is missing.

    Ends with exit status 5 when something needed is missing.
    """
    from extractor.cli.doctor import examine
    from extractor.settings import load_settings

    flags = {"ocr": ocr, "language": language, "tesseract": tesseract, "tessdata": tessdata}
    settings = load_settings(flags, file=config)
    raise typer.Exit(examine(settings))


@forms_app.command("list")
def forms_list(forms: FormsFolder = None, config: Config = None) -> None:
    """List the forms that decisions are matched with."""
    from extractor.cli.forms import list_forms
    from extractor.settings import load_settings

    list_forms(load_settings({"forms": forms}, file=config))


@forms_app.command("learn")
def forms_learn(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="A target whose records were corrected in review.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The form file to write (TOML).")],
    name: Annotated[str | None, typer.Option("--id", help="What to call the form (default: the name of FILE).")] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="TEXT", help="Learn from files with this in their name; may be repeated."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it is there.")] = False,
) -> None:
    """Write a form file from records that people corrected: headings, labels, what the form is known by, boilerplate.

    Three corrected records of a form are enough to be of use. Read what was written, then put it into a folder of forms.

    [bold]Examples[/bold]

    extractor forms learn records.db -o forms/our-notice.toml

    extractor run archive/ -o records.db --redo --forms forms
    """
    from extractor.cli.learning import learn_form

    learn_form(target, output, name=name or output.stem, only=tuple(only or ()), overwrite=overwrite)


@forms_app.command("check")
def forms_check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A form file (TOML).")],
) -> None:
    """Check a form file and name every fault in it, with its key."""
    from extractor.cli.forms import check_form

    check_form(file)
