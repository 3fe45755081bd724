"""Says what was found on this machine, and what to do about what is missing."""

import platform
from importlib.metadata import PackageNotFoundError, version

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor import __version__
from extractor.cli.printable import printable
from extractor.errors import EngineMissingError
from extractor.reading.ocr import EngineReport, build_engine, engine_reports
from extractor.settings import Settings

_LANGUAGE_REMEDY = (
    "not there. Take CODE.traineddata from the Tesseract project's tessdata_best, put it in a folder with eng.traineddata, and "
    "name the folder with --tessdata"
)
_LIBRARIES = ("pdfplumber", "pypdfium2", "spacy", "pydantic", "onnxruntime", "opencv-python-headless")


def examine(settings: Settings) -> int:
    """Print the report and return the exit status: 0, or 5 when the engine asked for cannot be had."""
    console = Console(highlight=False)
    console.print(_table(engine_reports(settings), settings))
    try:
        build_engine(settings)
    except EngineMissingError as error:
        console.print(Text(printable(str(error)), "bold"))
        return error.exit_status
    console.print(f"Everything is here that --ocr {settings.ocr} needs.")
    return 0


def _table(reports: tuple[EngineReport, ...], settings: Settings) -> Table:
    table = Table(title=f"extractor {__version__}", title_justify="left", box=None, pad_edge=False)
    for heading in ("", "what", "version", "where"):
        table.add_column(heading, overflow="fold")
    table.add_row(_mark(found=True), "Python", platform.python_version(), platform.platform())
    for report in reports:
        where = printable(report.detail or "") if report.found else printable(report.remedy or "")
        table.add_row(_mark(found=report.found), report.name, report.version or "–", Text(where))
    for name in _LIBRARIES:
        installed = _version(name)
        table.add_row(_mark(found=installed is not None), name, installed or "–", "")
    found, whence = _language(settings)
    table.add_row(_mark(found=found), "Tesseract's language", settings.language, Text(printable(whence)))
    table.add_row(_mark(found=True), "settings", "", f"ocr {settings.ocr}, text layer {settings.text_layer}")
    return table


def _language(settings: Settings) -> tuple[bool, str]:
    """Return whether the data of the language are here, and where, or where they come from."""
    from extractor.reading.ocr.tesseract import find_program

    try:
        files = find_program(settings).data_files
    except EngineMissingError as error:
        return False, f"{error.path or ''}: {_LANGUAGE_REMEDY}"
    return True, ", ".join(map(str, files)) or "Tesseract's own data"


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _mark(*, found: bool) -> Text:
    return Text("✓", "green") if found else Text("✗", "red")
