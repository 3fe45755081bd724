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
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from extractor.errors import ExtractorError
from extractor.settings import Settings, load_settings

if TYPE_CHECKING:
    from decision_models import DecisionRecord
    from extractor.batch.outcome import Extracted, Failed, Outcome, Runner

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
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    # The outcomes bring the models with them, which take longer to load than everything else here.
    if name in {"Extracted", "Failed"}:
        from extractor.batch import outcome

        return getattr(outcome, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def extract(path: str | PathLike[str], settings: Settings | None = None) -> "list[DecisionRecord]":
    """Extract the decisions of one file, in this process.

    The first call loads the OCR models; later calls with equal settings use them again. Without ``settings`` those of
    the environment and of ``extractor.toml`` hold. Raises ExtractorError, which names the file and says what to do.
    """
    from extractor.batch.extraction import pipeline_for
    from extractor.pipeline import extract_file

    return extract_file(Path(path), pipeline_for(settings or load_settings()))


def extract_many(
    paths: Iterable[str | PathLike[str]],
    settings: Settings | None = None,
    *,
    runner: "Literal['local', 'ray'] | Runner" = "local",
) -> "Iterator[Outcome]":
    """Extract many files in worker processes; give one outcome a file, in the order of ``paths``.

    A file that cannot be read gives a ``Failed`` with its error and the rest goes on. ``runner`` is "local" for this
    machine, "ray" for a Ray cluster (one is started here if there is none), or a runner of your own. The calling script
    needs the usual ``if __name__ == "__main__":`` guard of the multiprocessing module.
    """
    return _runner(runner, settings or load_settings()).run(str(path) for path in paths)


def _runner(runner: "Literal['local', 'ray'] | Runner", settings: Settings) -> "Runner":
    if runner == "local":
        from extractor.batch.local import LocalRunner

        return LocalRunner(settings)
    if runner == "ray":
        from extractor.batch.ray import RayRunner

        return RayRunner(settings)
    return runner
