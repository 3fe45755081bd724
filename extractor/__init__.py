"""Scanned public decisions in, validated records out.

>>> from extractor import Extracted, Failed, Settings, extract, extract_many
>>> for record in extract("fixtures/pdf/stonehithe-executive.pdf"):
...     print(record.decision_number.value, "–", record.subject.value)
EX/18/077 – Purchase of eleven homes for temporary accommodation

Many files are read in worker processes. Each gives an outcome, whatever becomes of it:

>>> paths = ["fixtures/pdf/stonehithe-executive.pdf", "fixtures/hostile/empty.pdf"]
>>> for outcome in extract_many(paths, Settings(jobs=1)):
...     match outcome:
...         case Extracted(path=path, records=records):
...             print(path, len(records))
...         case Failed(path=path, error=error):
...             print(path, error.summary)
fixtures/pdf/stonehithe-executive.pdf 1
fixtures/hostile/empty.pdf The file is empty.

A path enters, records leave; what cannot be read raises an :class:`ExtractorError`. The machinery is loaded with the
first document, so that importing this package costs next to nothing.
"""

from collections.abc import Iterable, Iterator
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from extractor.errors import ExtractorError

if TYPE_CHECKING:
    import pandas as pd

    from decision_models import DecisionRecord
    from extractor.batch.outcome import Extracted, Failed, Outcome, Runner
    from extractor.document import Mentions
    from extractor.library import Given
    from extractor.settings import Settings, load_settings

__version__ = "0.1.0"
__all__ = [
    "Extracted",
    "ExtractorError",
    "Failed",
    "Settings",
    "__version__",
    "extract",
    "extract_many",
    "load_settings",
    "read_records",
    "tag",
    "to_frame",
    "write_records",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    # Outcomes and settings bring Pydantic with them, which takes longer to load than everything else here.
    if name in {"Extracted", "Failed"}:
        from extractor.batch import outcome

        return getattr(outcome, name)
    if name in {"Settings", "load_settings"}:
        from extractor import settings

        return getattr(settings, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def extract(source: "Given", settings: "Settings | None" = None, *, name: str | None = None) -> "list[DecisionRecord]":
    """Extract the decisions of one file, in this process.

    ``source`` is a path, the bytes of a PDF or scan, or a file object opened for bytes; ``name`` is what the records call it
    where it is no path. The first call loads the OCR models; later calls with equal settings use them again. Without
    ``settings`` those of the environment and of ``extractor.toml`` hold. Raises ExtractorError, which names the file and says
    what to do.
    """
    from extractor.library import extract_given
    from extractor.settings import load_settings

    return extract_given(source, settings or load_settings(), name)


def extract_many(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    settings: "Settings | None" = None,
    *,
    runner: "Literal['local', 'ray'] | Runner" = "local",
) -> "Iterator[Outcome]":
    """Extract many files in worker processes; give one outcome a file, in the order of ``paths``.

    A path may be a folder, a pattern such as ``scans/**/*.pdf`` or an address, as on the command line. A file that cannot be
    read gives a ``Failed`` with its error and the rest goes on. ``runner`` is "local" for this machine, "ray" for a Ray
    cluster (one is started here if there is none), or a runner of your own. The calling script needs the usual
    ``if __name__ == "__main__":`` guard of the multiprocessing module; UsageError says so where it is missing.
    """
    from extractor.library import names_of
    from extractor.settings import load_settings

    return _runner(runner, settings or load_settings()).run(names_of(paths))


def read_records(source: str | PathLike[str]) -> "Iterator[DecisionRecord]":
    """Give the records of a target: a file, a folder of tables or a database, by its name. Raises ExtractorError."""
    import os

    from extractor.sinks import source as sinks

    return sinks.read_records(os.fspath(source))


def write_records(records: "Iterable[DecisionRecord]", target: str | PathLike[str], *, overwrite: bool = False) -> int:
    """Write records to a target of any kind, by its name, and return how many there were. Raises ExtractorError."""
    from extractor import library

    return library.write_records(records, target, overwrite=overwrite)


def to_frame(records: "Iterable[DecisionRecord]") -> "pd.DataFrame":
    """Return records as a pandas table, a row a decision. Raises PackageMissingError without pandas."""
    from extractor import library

    return library.to_frame(records)


def tag(text: str) -> "Mentions":
    """Return the amounts, dates, roles, people and references in a text.

    >>> from extractor import tag
    >>> tag("A grant of £1.5m was made.").amounts[0].value
    Decimal('1500000')
    """
    from extractor import library

    return library.tag(text)


def _runner(runner: "Literal['local', 'ray'] | Runner", settings: "Settings") -> "Runner":
    if runner == "local":
        from extractor.batch.local import LocalRunner

        return LocalRunner(settings)
    if runner == "ray":
        from extractor.batch.ray import RayRunner

        return RayRunner(settings)
    return runner
