"""One document, one outcome: what every runner does in its workers.

A name and settings enter, an outcome leaves; nothing is raised but what ends the process. A large document can be read in
parts by several workers: :func:`begin` tells that it is large, :func:`read_part` reads some of its pages, and
:func:`finish` makes the whole of them. What comes out is the same either way.
"""

import functools
import pickle
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from decision_models import PageSource
from extractor.batch.addresses import copy_of, fetch, is_address
from extractor.batch.limits import page_time
from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.batch.page_ranges import Large, Part
from extractor.batch.scratch import scratch_folder
from extractor.document import Notice, Page
from extractor.errors import EngineFailedError, ExtractorError, FormError, InternalError
from extractor.faults import told
from extractor.pages.regions import draw_regions
from extractor.pages.write import page_stem, with_pages
from extractor.pipeline import Pipeline, build_pipeline, extract_document
from extractor.reading.pdf import PdfFile, open_pdf
from extractor.reading.read import document_of, read_page, wanted_pages
from extractor.reading.source_file import path_of
from extractor.settings import Settings
from extractor.wordfile import write_words

T = TypeVar("T")


@functools.lru_cache(maxsize=4)
def pipeline_for(settings: Settings) -> Pipeline:
    """Build the pipeline for ``settings``, once a process. Raises FormError for a form that is nested without end."""
    try:
        return build_pipeline(settings)
    except RecursionError as error:
        raise FormError(str(settings.forms), detail="a form is nested too deeply to be read") from error


def outcome_of(name: str | Path, settings: Settings) -> Outcome:
    """Extract the document ``name`` and say what became of it."""
    with scratch_folder() as folder:
        outcome = begin(str(name), settings, str(folder), None)
    assert not isinstance(outcome, Large)
    return outcome


def begin(name: str, settings: Settings, folder: str, large: int | None) -> Outcome | Large:
    """Extract the document ``name``, or tell that it is large if it has more than ``large`` pages.

    ``folder`` takes what has to be fetched.
    """

    def work(start: float) -> Outcome | Large:
        pipeline = pipeline_for(settings)
        with open_pdf(_local(name, folder, settings), settings) as file:
            # Some pages of a document are read by one worker, however many there are.
            if large is not None and file.page_count > large and settings.only_pages is None:
                return Large(name, file.page_count, time.perf_counter() - start)
            return _whole(name, file, _read(file, wanted_pages(file, settings), pipeline), pipeline, start)

    found = _guarded(name, folder, work)
    if not isinstance(found, Large):
        _drop(name, folder)
    return found


def read_part(name: str, pages: tuple[int, int], settings: Settings, folder: str) -> Part | Failed:
    """Read the pages from the first to the last of ``pages`` and leave them in ``folder``."""

    def work(start: float) -> Part:
        with open_pdf(_local(name, folder, settings), settings) as file:
            read = _read(file, range(pages[0], pages[1] + 1), pipeline_for(settings))
        kept = Path(folder, f"{copy_of(name, Path(folder)).name}-{pages[0]}.pages")
        kept.write_bytes(pickle.dumps(read))
        return Part(name, pages[0], str(kept), time.perf_counter() - start)

    return _guarded(name, folder, work)


def finish(name: str, parts: tuple[Part, ...], settings: Settings, folder: str) -> Outcome:
    """Make the outcome of a document whose pages all ``parts`` together hold."""

    def work(start: float) -> Outcome:
        pages: tuple[Page, ...] = ()
        for part in sorted(parts, key=lambda part: part.first):
            # Written by another of our own workers, into a folder that only this user may enter.
            pages += pickle.loads(Path(part.kept).read_bytes())  # noqa: S301
        with open_pdf(_local(name, folder, settings), settings) as file:
            outcome = _whole(name, file, pages, pipeline_for(settings), start)
        return replace(outcome, seconds=outcome.seconds + sum(part.seconds for part in parts))

    return _guarded(name, folder, work)


def _local(name: str, folder: str, settings: Settings) -> Path:
    return fetch(name, Path(folder), settings) if is_address(name) else path_of(name)


def _drop(name: str, folder: str) -> None:
    if is_address(name):
        copy_of(name, Path(folder)).unlink(missing_ok=True)


def _read(file: PdfFile, numbers: Iterable[int], pipeline: Pipeline) -> tuple[Page, ...]:
    return tuple(_read_in_time(file, number, pipeline) for number in numbers)


def _read_in_time(file: PdfFile, number: int, pipeline: Pipeline) -> Page:
    try:
        with page_time(pipeline.settings.page_timeout_s):
            return read_page(file, number, pipeline.engine, pipeline.settings)
    except EngineFailedError as error:
        notice = Notice("page_illegible", error.detail or error.summary, number)
        return Page(number, 0.0, 0.0, (), source=PageSource.BLANK, notices=(notice,))


def _whole(name: str, file: PdfFile, pages: tuple[Page, ...], pipeline: Pipeline, start: float) -> Extracted:
    document = replace(document_of(file, pages, pipeline.engine), path=name)
    if pipeline.settings.words is not None:
        write_words(document, pipeline.settings.words)
    if pipeline.settings.pages is not None:
        document = with_pages(document, file, pipeline.settings.pages, pipeline.settings.page_formats)
    records = tuple(extract_document(document, pipeline))
    if pipeline.settings.regions is not None:
        draw_regions(file, records, pipeline.settings.regions, page_stem(document))
    return Extracted(name, records, time.perf_counter() - start)


def _guarded(name: str, folder: str, work: Callable[[float], T]) -> T | Failed:
    start = time.perf_counter()
    trace = None
    error: ExtractorError
    try:
        return work(start)
    except ExtractorError as found:
        error = found
        if is_address(name) and error.path == str(copy_of(name, Path(folder))):
            error.path = name
    except Exception as fault:  # noqa: BLE001 - a fault of ours must cost one document, not the batch
        error = told(fault, name)
        trace = traceback.format_exc() if type(error) is InternalError else None
    return Failed(name, error, time.perf_counter() - start, trace)
