"""The fixture documents for tests, read once a process and kept."""

import functools
import json
from pathlib import Path
from typing import Any

import pytest

from decision_models import DecisionRecord
from extractor.document import Document
from extractor.settings import Settings

FIXTURES = Path(__file__).parents[1] / "fixtures"
PDFS = FIXTURES / "pdf"
HOSTILE = FIXTURES / "hostile"
SETTINGS = Settings()


def truths() -> dict[str, dict[str, Any]]:
    """Return the truth of each document of ``fixtures/expected`` under its name."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FIXTURES.glob("expected/*.json"))
    }


def every_pdf() -> list[Any]:
    """Return a parameter for each sound PDF. Tests of one PDF run in one process, which reads it once."""
    names = sorted(path.name for path in PDFS.glob("*.pdf"))
    return [pytest.param(name, id=name, marks=(pytest.mark.ocr, pytest.mark.xdist_group(name))) for name in names]


@functools.cache
def document_of(name: str) -> Document:
    """Return a fixture PDF as read."""
    from extractor.batch.extraction import pipeline_for
    from extractor.reading.read import read

    return read(PDFS / name, pipeline_for(SETTINGS).engine, SETTINGS)


@functools.cache
def records_of(name: str) -> tuple[DecisionRecord, ...]:
    """Return the records of a fixture PDF."""
    from extractor.batch.extraction import pipeline_for
    from extractor.pipeline import extract_document

    return tuple(extract_document(document_of(name), pipeline_for(SETTINGS)))
