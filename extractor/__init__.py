"""Scanned public decisions in, validated records out.

>>> from extractor import extract
>>> for record in extract("decision.pdf"):  # doctest: +SKIP
...     print(record.decision_number.value, record.subject.value)

A path enters, records leave; what cannot be read raises an :class:`ExtractorError`. The machinery is loaded with the
first document, so that importing this package costs next to nothing.
"""

from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import ExtractorError
from extractor.settings import Settings, load_settings

if TYPE_CHECKING:
    from decision_models import DecisionRecord
    from extractor.batch.outcome import Outcome

__version__ = "0.1.0"
__all__ = ["ExtractorError", "Settings", "__version__", "extract", "extract_many", "load_settings"]


def extract(path: str | PathLike[str], settings: Settings | None = None) -> "list[DecisionRecord]":
    """Extract the decisions of one file, in this process.

    The first call loads the OCR models; later calls with equal settings use them again. Without ``settings`` those of
    the environment and of ``extractor.toml`` hold. Raises ExtractorError, which names the file and says what to do.
    """
    from extractor.batch.extraction import pipeline_for
    from extractor.pipeline import extract_file

    return extract_file(Path(path), pipeline_for(settings or load_settings()))


def extract_many(paths: Iterable[str | PathLike[str]], settings: Settings | None = None) -> "Iterator[Outcome]":
    """Extract many files in worker processes; give one outcome a file, in the order of ``paths``.

    A file that cannot be read gives a ``Failed`` with its error and the rest goes on. The calling script needs the
    usual ``if __name__ == "__main__":`` guard of the multiprocessing module.
    """
    from extractor.batch.local import LocalRunner

    return LocalRunner(settings or load_settings()).run(Path(path) for path in paths)
