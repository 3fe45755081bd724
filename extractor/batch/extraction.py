"""One document, one outcome: what every runner does in its workers.

A path and settings enter, an outcome leaves; nothing is raised but what ends the process.
"""

import functools
import time
import traceback
from pathlib import Path

from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.errors import ExtractorError, InternalError
from extractor.pipeline import Pipeline, build_pipeline, extract_file
from extractor.settings import Settings


@functools.lru_cache(maxsize=4)
def pipeline_for(settings: Settings) -> Pipeline:
    """Build the pipeline for ``settings``, once a process."""
    return build_pipeline(settings)


def outcome_of(path: Path, settings: Settings) -> Outcome:
    """Extract the file at ``path`` and say what became of it."""
    start = time.perf_counter()
    try:
        records = tuple(extract_file(path, pipeline_for(settings)))
    except ExtractorError as error:
        return Failed(path, error, time.perf_counter() - start)
    except Exception as error:  # noqa: BLE001 - a fault of ours must cost one document, not the batch
        fault = InternalError(str(path), detail=f"{type(error).__name__}: {error}")
        return Failed(path, fault, time.perf_counter() - start, traceback.format_exc())
    return Extracted(path, records, time.perf_counter() - start)
