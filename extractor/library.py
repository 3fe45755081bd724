"""What the package offers to a program beside reading files: bytes in, records to and from targets, tables, tags.

The functions are called through :mod:`extractor`, which loads this with the first of them.
"""

import base64
import io
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING

from decision_models import DecisionRecord
from extractor.batch.extraction import pipeline_for
from extractor.batch.inputs import expand
from extractor.batch.scratch import scratch_folder
from extractor.document import Mentions
from extractor.errors import ExtractorError, UsageError
from extractor.extras import needing
from extractor.pipeline import extract_file
from extractor.reading.pdf import open_page, open_pdf, render
from extractor.reading.source_file import path_of
from extractor.settings import Settings
from extractor.sinks.sink import open_sink
from extractor.tagging.tag import tag_text

if TYPE_CHECKING:
    import pandas as pd

Given = str | PathLike[str] | bytes | bytearray | memoryview | IO[bytes]
_AT_ONCE = 200
_THUMBNAIL_DPI = 40.0
_UNNAMED = "-"


def extract_given(given: Given, settings: Settings, name: str | None) -> list[DecisionRecord]:
    """Extract a file by its path, or what bytes or a binary file object hold. Raises ExtractorError."""
    pipeline = pipeline_for(settings)
    if isinstance(given, str | PathLike):
        return extract_file(Path(given), pipeline)
    content = given if isinstance(given, bytes | bytearray | memoryview) else given.read()
    if not isinstance(content, bytes | bytearray | memoryview):
        raise UsageError(detail="the file object gives text; open it with 'rb'")
    told = name or _name_of(given)
    with scratch_folder() as folder:
        path = folder / "given"
        path.write_bytes(content)
        try:
            records = extract_file(path, pipeline)
        except ExtractorError as error:
            error.path = told
            raise
    return [record.model_copy(update={"source": record.source.model_copy(update={"path": told})}) for record in records]


def _name_of(given: object) -> str:
    name = getattr(given, "name", None)
    return name if isinstance(name, str) else _UNNAMED


def names_of(paths: str | PathLike[str] | Iterable[str | PathLike[str]]) -> Iterator[str]:
    """Give the documents that ``paths`` means, in order: one path or many, each a file, a folder, a pattern or an address."""
    several = [paths] if isinstance(paths, str | PathLike) else paths
    for path in several:
        yield from expand([os.fspath(path)])


def write_records(records: Iterable[DecisionRecord], target: str | PathLike[str], *, overwrite: bool = False) -> int:
    """Write ``records`` to a target and return how many there were. Raises as the sinks do."""
    sink = open_sink(os.fspath(target), overwrite=overwrite)
    given, count = iter(records), 0
    try:
        while some := tuple(islice(given, _AT_ONCE)):
            sink.write(*some)
            count += len(some)
        sink.commit()
    finally:
        sink.close()
    return count


def to_frame(records: Iterable[DecisionRecord]) -> "pd.DataFrame":
    """Return the overview of ``records`` as a pandas table, a row a decision, found by ``record_id``."""
    from extractor.sinks.overview import overview_columns, overview_row

    with needing("pandas"):
        import pandas as pd
    names = [column.name for column in overview_columns()]
    frame = pd.DataFrame([overview_row(record) for record in records], columns=names).set_index("record_id")
    for column in overview_columns():
        if column.kind == "date":
            frame[column.name] = pd.to_datetime(frame[column.name])
        if column.kind == "numeric":
            frame[column.name] = frame[column.name].astype(float)  # pandas cannot reckon with decimals
    return frame


def tag(text: str) -> Mentions:
    """Return the amounts, dates, roles, people and references in ``text``, with where they stand in it."""
    return tag_text(text)


def thumbnail(record: DecisionRecord) -> str | None:
    """Return the first page of a record as the address of an image, or None where its file is not at hand."""
    try:
        with (
            open_pdf(path_of(record.source.path), Settings()) as file,
            open_page(file, record.source.first_page) as page,
        ):
            image = render(page, _THUMBNAIL_DPI)
    except (ExtractorError, OSError):
        return None
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "PNG")
    return f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"


DecisionRecord.picture_of = thumbnail
