"""Says what was found on this machine, and what to do about what is missing."""

import platform
from importlib.metadata import PackageNotFoundError, version

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor import __version__
from extractor.cli.printable import printable
from extractor.errors import EnvironmentFaultError
from extractor.reading.ocr import EngineReport, engine_reports
from extractor.settings import Settings

# Which engines a choice of --ocr cannot do without.
_NEEDED = {"cascade": {"tesseract", "rapidocr"}, "tesseract": {"tesseract"}, "rapidocr": {"rapidocr"}}
_LIBRARIES = ("pdfplumber", "pypdfium2", "spacy", "pydantic", "onnxruntime", "opencv-python-headless")


def examine(settings: Settings) -> int:
    """Print the report and return the exit status: 0, or 5 when something needed is missing."""
    reports = engine_reports(settings)
    console = Console(highlight=False)
    console.print(_table(reports, settings))
    missing = [r for r in reports if not r.found and r.name in _NEEDED[settings.ocr]]
    for report in missing:
        console.print(
            Text(f"{report.name} is needed for --ocr {settings.ocr}. {printable(report.remedy or '')}", "bold")
        )
    if not missing:
        console.print(f"Everything is here that --ocr {settings.ocr} needs.")
    return EnvironmentFaultError.exit_status if missing else 0


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
    table.add_row(_mark(found=True), "settings", "", f"ocr {settings.ocr}, text layer {settings.text_layer}")
    return table


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _mark(*, found: bool) -> Text:
    return Text("✓", "green") if found else Text("✗", "red")
