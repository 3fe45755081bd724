"""One file that records are written to from beginning to end: complete, or not there at all.

Until it is whole it stands beside its place, under its name with ``.part``, so that a half-written file never passes for a whole
one. What is in it is for the writer of its kind to know.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from decision_models import DecisionRecord
from extractor.errors import OutputExistsError
from extractor.sinks.failure import Failure, FileRow
from extractor.writing import named_by


def unfinished(target: Path) -> Path:
    """Return where ``target`` stands until it is whole."""
    return target.with_name(target.name + ".part")


class Writer(Protocol):
    """Writes the contents of one kind of file."""

    def write(self, records: Sequence[DecisionRecord]) -> None:
        """Add records."""
        ...

    def end(self) -> None:
        """Write what makes the file whole, and close it."""
        ...

    def close(self) -> None:
        """Let go of the file, whole or not. What was written stays."""
        ...


@runtime_checkable
class TableWriter(Writer, Protocol):
    """A writer that has a place for more than records."""

    def write_failure(self, failure: Failure) -> None:
        """Add a document that was not read."""
        ...

    def write_files(self, files: Iterable[FileRow]) -> None:
        """Say which files there are, before the records."""
        ...


@dataclass(slots=True)
class FileSink:
    """The sink that is one file. ``open_writer`` opens the unfinished one."""

    target: Path
    open_writer: Callable[[Path], Writer]
    _writer: Writer = field(init=False, repr=False)
    _failed: bool = field(init=False, repr=False, default=False)

    def __post_init__(self) -> None:
        if self.target.is_dir():
            raise OutputExistsError(str(self.target), detail="it is a folder")
        with named_by(self.target):
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._writer = self.open_writer(self.unfinished)

    @property
    def durable(self) -> bool:
        return False

    @property
    def unfinished(self) -> Path:
        """The file that is written to until :meth:`commit`."""
        return unfinished(self.target)

    def write(self, *records: DecisionRecord) -> None:
        """Add records."""
        with self._writing():
            self._writer.write(records)

    def replace(self, path: str, records: Sequence[DecisionRecord]) -> None:  # noqa: ARG002 - nothing is there from before
        """Add records."""
        self.write(*records)

    def write_failure(self, failure: Failure) -> None:
        """Add a document that was not read, where the file has a place for it."""
        if isinstance(self._writer, TableWriter):
            with self._writing():
                self._writer.write_failure(failure)

    def write_files(self, files: Iterable[FileRow]) -> None:
        """Say which files there are, where the file has a place for it."""
        if isinstance(self._writer, TableWriter):
            with self._writing():
                self._writer.write_files(files)

    def commit(self) -> None:
        """Make the file whole and give it its name."""
        with self._writing():
            self._writer.end()
            self.unfinished.replace(self.target)

    def close(self) -> None:
        """Let go of the file. What was written stays."""
        # Where writing has failed, what a library says on closing is not what happened.
        with suppress(Exception) if self._failed else self._writing():
            self._writer.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with named_by(self.target):
                yield
        except BaseException:
            self._failed = True
            raise
