"""Brings records, findings and words together for the report, and says what was written."""

from dataclasses import dataclass
from pathlib import Path

from extractor.audit.findings import findings
from extractor.audit.report.write import Sources, megabytes, write_report
from extractor.cli.progress import note
from extractor.errors import UsageError
from extractor.sinks.source import read_records
from extractor.sinks.target import folders_for
from extractor.wordfile import word_folder


@dataclass(frozen=True, slots=True)
class Places:
    """Where else to look: folders of PDFs, the folder of the words, the address of a review of the same records."""

    folders: tuple[Path, ...] = ()
    words: Path | None = None
    review: str | None = None


def write(target: str, output: Path, places: Places, *, views: int) -> None:
    """Write the report on the records at ``target`` into ``output``. Raises UsageError for a review that is nowhere."""
    if places.review is not None and not places.review.startswith(("http://", "https://")):
        raise UsageError(
            detail=f"--review: {places.review} is no address; 'extractor review' prints one when it starts"
        )
    kept = places.words or word_folder(Path(target))
    sources = Sources(lambda: read_records(target), findings, kept, folders_for(target, places.folders), places.review)
    written = write_report(sources, output, views=views, title=f"Audit of {Path(target).name}")
    note(
        f"{written.index}: {written.views} page views, {written.images} page images ({megabytes(written.image_bytes)})"
    )
    for why in written.unseen:
        note(f"  no image: {why}")
