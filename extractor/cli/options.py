"""The options of a run, in groups: what they are called, what they mean, and what holds where they are not given."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from extractor.choices import EngineName, Opinion, TextLayerUse

RunnerName = Literal["local", "ray"]

Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings file (default: ./extractor.toml, if any)."),
]
FormsFolder = Annotated[
    Path | None,
    typer.Option("--forms", metavar="DIR", help="A folder of your own form files, added to those that come packaged."),
]
Tesseract = Annotated[
    Path | None, typer.Option("--tesseract", metavar="PROGRAM", help="A Tesseract to use in place of the packaged one.")
]
Tessdata = Annotated[
    Path | None, typer.Option("--tessdata", metavar="DIR", help="Language data to use in place of the packaged one.")
]
# Where a target that was written before is looked at.
Pdfs = Annotated[
    list[Path] | None,
    typer.Option("--pdfs", metavar="DIR", help="Look for the PDFs here too, if they were moved. Can be repeated."),
]
Words = Annotated[
    Path | None,
    typer.Option("--words", metavar="DIR", help="Where the run kept the words (default: TARGET.words)."),
]


@dataclass(frozen=True, slots=True)
class Choosing:
    """Which documents.

    ``seed`` is the lot that ``sample`` documents are drawn by.
    """

    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Read the first N files only.")] = (
        None
    )
    sample: Annotated[int | None, typer.Option("--sample", metavar="N", min=1, help="Read N files drawn by lot.")] = (
        None
    )
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The lot that --sample draws by.")] = 1
    only_pages: Annotated[
        str | None, typer.Option("--only-pages", metavar="LIST", help="Read these pages of each file only: 1-5,8.")
    ] = None
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the files that would be read, and read none.")] = (
        False
    )
    nul: Annotated[bool, typer.Option("-0", "--null", help="Names on standard input end in NUL: find -print0.")] = False
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Read again what failed before.")] = False
    redo: Annotated[bool, typer.Option("--redo", help="Read everything again, whatever the ledger says.")] = False
    watch: Annotated[
        Path | None,
        typer.Option("--watch", metavar="FOLDER", help="Go on with what arrives in FOLDER, until interrupted."),
    ] = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How they are read."""

    ocr: Annotated[EngineName | None, typer.Option("--ocr", help="The OCR engine (default: cascade).")] = None
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Tesseract's language (default: eng; see doctor).")
    ] = None
    text_layer: Annotated[
        TextLayerUse | None, typer.Option("--text-layer", help="How far to trust a PDF's own text (default: check).")
    ] = None
    second_opinion: Annotated[
        bool | None,
        typer.Option("--second-opinion", help="Have another engine read every scan too, for surer confidences."),
    ] = None
    second_opinion_by: Annotated[
        Opinion | None,
        typer.Option("--second-opinion-by", help="The same, by this engine, or by the first one looking otherwise."),
    ] = None
    password: Annotated[
        str | None, typer.Option("--password", metavar="TEXT", help="The password of encrypted PDFs.")
    ] = None
    passwords: Annotated[
        Path | None,
        typer.Option(
            "--passwords", metavar="FILE", help="Passwords by name: a line each, name or pattern, tab, password."
        ),
    ] = None
    forms: FormsFolder = None
    tesseract: Tesseract = None
    tessdata: Tessdata = None
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", metavar="N", help="Worker processes (default: one a core).")
    ] = None
    runner: Annotated[RunnerName, typer.Option("--runner", help="Where the work is done.")] = "local"
    ray_address: Annotated[
        str | None, typer.Option("--ray-address", metavar="ADDRESS", help="The Ray cluster (default: start one here).")
    ] = None
    config: Config = None


@dataclass(frozen=True, slots=True)
class Writing:
    """What comes out."""

    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="TARGET",
            help="Write the records to this file or database, or to - (standard output).",
        ),
    ] = None
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace TARGET if it is there, and read everything anew.")
    ] = False
    json: Annotated[bool, typer.Option("--json", help="Print whole records, indented.")] = False
    summary: Annotated[bool, typer.Option("--summary", help="Print a summary of each decision, as on a terminal.")] = (
        False
    )
    show_regions: Annotated[
        Path | None,
        typer.Option("--show-regions", metavar="DIR", help="Write page images there with every value outlined."),
    ] = None
    pages: Annotated[
        Path | None,
        typer.Option("--pages", metavar="DIR", help="Write each document's pages there: hOCR, ALTO, a searchable PDF."),
    ] = None
    page_format: Annotated[
        list[str] | None,
        typer.Option(
            "--page-format", metavar="FORMAT", help="Only this one of them: hocr, alto, pdf; may be repeated."
        ),
    ] = None
    keep_words: Annotated[
        bool,
        typer.Option("--words/--no-words", help="Keep the pages' words beside TARGET, for 'extractor audit report'."),
    ] = True


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said meanwhile."""

    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but what failed.")] = False
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show where faults happened, too.")] = False
    log_json: Annotated[bool, typer.Option("--log-json", help="Tell progress as JSON, one event a line.")] = False
