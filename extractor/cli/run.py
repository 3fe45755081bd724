"""Runs documents through the pipeline and hands out what they become.

Names and settings enter. Records leave to standard output or a sink, failures to standard error and a file of theirs.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extractor.batch.inputs import expand
from extractor.batch.local import LocalRunner
from extractor.batch.outcome import Extracted, Failed
from extractor.cli.progress import note, watched
from extractor.cli.status import INTERRUPTED, READER_GONE, SOME_FAILED
from extractor.errors import EnvironmentFaultError, OutputExistsError, UsageError
from extractor.settings import Settings
from extractor.sinks.jsonl import line_of
from extractor.sinks.sink import Sink, open_sink

Shape = Literal["summary", "json", "jsonl"]
FAILURES = ".failures.jsonl"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where results go: in a shape to standard output, or to ``target``; and page images to ``regions``."""

    shape: Shape
    target: Path | None = None
    overwrite: bool = False
    regions: Path | None = None


def run_all(names: list[str], settings: Settings, delivery: Delivery) -> int:
    """Extract all that ``names`` means and return the exit status. Raises the error of a single file that fails."""
    paths = expand(names)
    failures: list[Failed] = []
    with _sink(delivery) as sink:
        try:
            for outcome in watched(LocalRunner(settings).run(paths), len(paths), aside=delivery.shape == "summary"):
                if isinstance(outcome, Failed):
                    failures.append(_serious(outcome))
                else:
                    _deliver(outcome, delivery, sink)
        except KeyboardInterrupt:
            _say_what_is_kept(sink)
            return INTERRUPTED
        except BrokenPipeError:
            return _reader_gone()
        if len(paths) == 1 and failures:
            raise failures[0].error
        if sink is not None:
            sink.commit()
    return _account_for(failures, len(paths), delivery.target)


@contextmanager
def _sink(delivery: Delivery) -> Iterator[Sink | None]:
    if delivery.target is None:
        yield None
        return
    sink = open_sink(str(delivery.target), overwrite=delivery.overwrite)
    try:
        yield sink
    finally:
        sink.close()


def _serious(failed: Failed) -> Failed:
    """Raise what would fail every document alike; return any other failure."""
    if failed.trace and os.environ.get("EXTRACTOR_DEBUG"):
        note(failed.trace)
    if isinstance(failed.error, EnvironmentFaultError | UsageError):
        raise failed.error
    return failed


def _deliver(outcome: Extracted, delivery: Delivery, sink: Sink | None) -> None:
    for record in outcome.records:
        if sink is not None:
            sink.write(record)
        elif delivery.shape == "summary":
            from extractor.cli.summary import print_summary

            print_summary(record)
        elif delivery.shape == "json":
            sys.stdout.write(record.model_dump_json(indent=2) + "\n")
        else:
            sys.stdout.write(line_of(record))
    if sink is None:
        sys.stdout.flush()
    if delivery.regions is not None:
        _draw(outcome, delivery.regions)


def _draw(outcome: Extracted, folder: Path) -> None:
    from extractor.regions import write_regions

    written = write_regions(outcome.path, outcome.records, folder)
    note(f"{len(written)} page images with regions in {folder}")


def _say_what_is_kept(sink: Sink | None) -> None:
    unfinished = sink.unfinished if sink is not None else None
    kept = f" What was done is kept in {unfinished}." if unfinished is not None and unfinished.exists() else ""
    note(f"extractor: interrupted.{kept}")


def _reader_gone() -> int:
    # Python would complain about the unflushed rest on exit; there is nobody left to read it.
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READER_GONE


def _account_for(failures: list[Failed], total: int, target: Path | None) -> int:
    """List ``failures`` at the end of a batch and return the exit status."""
    listed = None if target is None else target.with_name(target.name + FAILURES)
    if listed is not None:
        listed.unlink(missing_ok=True)
    if not failures:
        return 0
    note(f"\n{len(failures)} of {total} files failed:")
    for failed in failures:
        note(f"  {failed.error}")
    if listed is not None:
        _write_failures(failures, listed)
    return SOME_FAILED


def _write_failures(failures: list[Failed], path: Path) -> None:
    try:
        path.write_text("".join(json.dumps(_failure(f), ensure_ascii=False) + "\n" for f in failures), encoding="utf-8")
    except OSError as error:
        raise OutputExistsError(str(path), detail=error.strerror) from error
    note(f"They are listed in {path}.")


def _failure(failed: Failed) -> dict[str, str | int | None]:
    error = failed.error
    return {
        "path": str(failed.path),
        "error": type(error).__name__,
        "summary": error.summary,
        "detail": error.detail,
        "page": error.page,
        "remedy": error.remedy,
        "exit_status": error.exit_status,
    }
