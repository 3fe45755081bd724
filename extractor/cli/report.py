"""Brings records, findings and words together for the report, and says what was written."""

from pathlib import Path

from extractor.audit.findings import findings
from extractor.audit.report.write import Sources, megabytes, write_report
from extractor.cli.progress import note
from extractor.sinks.source import read_records
from extractor.wordfile import word_folder


def write(target: str, output: Path, *, views: int, folders: tuple[Path, ...], words: Path | None) -> None:
    """Write the report on the records at ``target`` into ``output``."""
    kept = words or word_folder(Path(target))
    sources = Sources(lambda: read_records(target), findings, kept, folders)
    written = write_report(sources, output, views=views, title=f"Audit of {Path(target).name}")
    note(
        f"{written.index}: {written.views} page views, {written.images} with an image ({megabytes(written.image_bytes)})"
    )
    for why in written.unseen:
        note(f"  no image: {why}")
    if written.unseen:
        note("Say with --pdfs where the PDFs are now.")
