"""Fills a target from an archive, with a ledger kept beside it, so that the work can stop at any moment and go on.

A target that is durable takes each document's records as they come; a file is written from the ledger once all is done.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from decision_models import DecisionRecord
from extractor import __version__
from extractor.batch.addresses import is_address
from extractor.batch.arrivals import arrivals
from extractor.batch.inputs import check_any_is_there, expand, is_looked_through
from extractor.batch.ledger import Ledger
from extractor.batch.ledger_file import SUFFIX, alone, ledger_path, open_ledger, remove_ledger
from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.batch.progress import Progress
from extractor.batch.standard_input import STANDARD_INPUT
from extractor.cli.delivery import Delivery, Manner, build_runner, serious
from extractor.cli.exit_status import INTERRUPTED, SOME_FAILED
from extractor.cli.printable import printable
from extractor.cli.progress import Display, Tally, failure_row, log_event, note, tell, watched
from extractor.cli.status import show_end
from extractor.errors import OutputExistsError, UsageError
from extractor.settings import Settings
from extractor.sinks.failure import Failure, FileRow
from extractor.sinks.sink import Sink, is_durable, open_sink, require_library
from extractor.sinks.target import shown
from extractor.writing import named_by, written_whole

if TYPE_CHECKING:
    from extractor.sinks.sql.writing import SqlSink

FAILURES = ".failures.jsonl"
# More failures than this are told in numbers only; all are in the list of failures.
_MOST_SHOWN = 20


def fill_target(names: list[str], settings: Settings, delivery: Delivery, manner: Manner, stop: threading.Event) -> int:
    """Extract all that ``names`` means into the target and return the exit status."""
    assert delivery.target is not None
    if manner.watch and manner.runner != "local":
        raise UsageError(detail="--watch works with the local runner only")
    require_library(delivery.target)  # before hours are spent on what cannot be written
    given = [*names, *([str(manner.watch)] if manner.watch else [])]
    if not Path(delivery.target).exists() and not ledger_path(delivery.target).exists():
        check_any_is_there(given)  # before a ledger is begun for what was only mistyped
    with _filling(delivery, _product(settings)) as filling:
        ledger = filling.ledger
        check_any_is_there(given, ledger.has_met)
        choice = manner.choice_of(settings, may_be_empty=manner.watch is not None or not ledger.is_empty)
        meant = iter([STANDARD_INPUT]) if manner.stand_in is not None else expand(given, choice)
        ledger.enrol(meant, manner.again)
        if manner.sees_all:
            ledger.mark_gone(lambda name: is_looked_through(given, name))
        at_start = ledger.progress()
        todo = arrivals(ledger, manner.watch, stop, filling.write, choice.without) if manner.watch else ledger.due()
        display = Display(Tally(), _total(ledger, at_start, manner), as_json=manner.log_json, quiet=manner.quiet)
        runner = build_runner(settings, manner, stop, in_order=False)
        for outcome in watched(runner.run(todo), display):
            filling.take(outcome)
        return _end(filling, display.tally, at_start, manner, stop.is_set())


def _total(ledger: Ledger, at_start: Progress, manner: Manner) -> Callable[[], int]:
    """Tell how many documents this run has to read: those counted at its start, less what is found to be the same."""
    before, twins = at_start.documents - at_start.left, ledger.twins
    if manner.watch is None:
        return lambda: at_start.left - (ledger.twins - twins)
    return lambda: ledger.progress().documents - before - (ledger.twins - twins)


def _product(settings: Settings) -> str:
    return hashlib.sha256(f"{__version__} {settings.sha256}".encode()).hexdigest()[:16]


@dataclass(slots=True)
class Filling:
    """A target being filled. ``sink`` is there where the target is durable; ``is_dirty`` says that it lags behind."""

    target: str
    ledger: Ledger
    sink: "SqlSink | None"
    is_dirty: bool = False

    def take(self, outcome: Outcome) -> None:
        """Write down an outcome. Raises what would fail every document alike."""
        if isinstance(outcome, Failed):
            serious(outcome)
        if self.sink is not None:
            # What the file held before goes, whatever became of it now.
            self.sink.replace(outcome.path, outcome.records if isinstance(outcome, Extracted) else ())
            if isinstance(outcome, Failed):
                self.sink.write_failure(Failure.of(outcome.path, outcome.error))
        self.ledger.settle(outcome)
        self.is_dirty = True

    def write(self) -> None:
        """Bring the target up to date."""
        self.ledger.pass_on()
        is_news = self.is_dirty or self.ledger.is_news()
        if self.sink is None and (is_news or not self._stands):
            self._pour(is_whole=True)
        elif self.sink is not None:
            if is_news:
                self._agree(self.sink)
            self.sink.commit()
        self.ledger.end(Path(self.target))
        write_failures(self.ledger, self.target)
        self.is_dirty = False

    def leave(self) -> Path | None:
        """Leave what has been done so far where it can be looked at, and tell where."""
        write_failures(self.ledger, self.target)
        return None if self.sink is not None else self._pour(is_whole=False)

    @property
    def _stands(self) -> bool:
        return Path(self.target).exists()

    def _agree(self, sink: Sink) -> None:
        for failed in self.ledger.failures():
            sink.write_failure(Failure.of(failed.path, failed.error))
        sink.write_files(file_rows(self.ledger))

    def _pour(self, *, is_whole: bool) -> Path | None:
        sink = open_sink(self.target, overwrite=True)
        try:
            sink.write_files(file_rows(self.ledger))
            for line in self.ledger.records():
                sink.write(DecisionRecord.model_validate_json(line))
            for failed in self.ledger.failures():
                sink.write_failure(Failure.of(failed.path, failed.error))
            if is_whole:
                sink.commit()
            return sink.unfinished
        finally:
            sink.close()


def file_rows(ledger: Ledger) -> Iterator[FileRow]:
    """Give the files of a ledger as rows of a table."""
    return (FileRow(f.path, f.sha256, f.state, f.first_seen, f.last_seen) for f in ledger.files())


@contextmanager
def _filling(delivery: Delivery, product: str) -> Iterator[Filling]:
    target = delivery.target or ""
    with opened(target, product, overwrite=delivery.overwrite) as filling:
        filling.is_dirty = filling.ledger.is_open
        filling.ledger.begin()
        yield filling


@contextmanager
def opened(target: str, product: str, *, overwrite: bool = False) -> Iterator[Filling]:
    """Open a target with its ledger, for one run at a time."""
    with ExitStack() as open_things:
        if is_durable(target):
            yield _open_database(target, product, open_things, overwrite=overwrite)
            return
        place = ledger_path(target)
        is_there = Path(target).exists() and not _is_empty_folder(Path(target))
        if overwrite:
            remove_ledger(place)
        elif is_there and not place.exists():
            raise OutputExistsError(target, detail="it is there already, without a ledger; --overwrite replaces it")
        ledger = open_things.enter_context(open_ledger(place, product, keeps_records=True))
        if is_there and not overwrite and not ledger.knows(Path(target)):
            raise OutputExistsError(target, detail="it was changed since the last run; --overwrite replaces it")
        yield Filling(target, ledger, None)


def _open_database(target: str, product: str, open_things: ExitStack, *, overwrite: bool) -> Filling:
    """Open a database, in which the ledger stands too."""
    from extractor.sinks.sql.ledger_base import ledger_base
    from extractor.sinks.sql.writing import SqlSink

    if not is_address(target):
        open_things.enter_context(alone(Path(target)))
    sink = SqlSink(target)
    open_things.callback(sink.close)
    ledger = Ledger(open_things.enter_context(ledger_base(target)), product, keeps_records=False)
    if overwrite:
        # Not before nobody else is known to be at work on it.
        sink.empty()
    return Filling(target, ledger, sink)


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _end(filling: Filling, tally: Tally, at_start: Progress, manner: Manner, stopped: bool) -> int:
    now = filling.ledger.progress()
    if stopped and now.left:
        _say_how_to_go_on(filling, now, manner)
        return INTERRUPTED
    failures = filling.ledger.failures(of_this_run=True)
    if now.documents == 1 and now.failed:
        raise next(failures).error
    filling.write()
    if manner.log_json:
        skipped = at_start.documents - at_start.left
        log_event("end", done=now.done, skipped=skipped, failed=now.failed, pages=tally.pages, gone=now.gone)
    elif now.documents > 1 and not manner.quiet:
        show_end(now, skipped=at_start.documents - at_start.left, read=tally.documents, speed=tally.pages_a_second)
    _list(failures, now, filling.target, manner)
    return SOME_FAILED if now.failed else 0


def _list(failures: Iterator[Failed], now: Progress, target: str, manner: Manner) -> None:
    total = sum(now.failed.values())
    if now.gone and not manner.log_json and not manner.quiet:
        files = "file is" if now.gone == 1 else "files are"
        note(
            printable(f"{now.gone:,} {files} gone since. 'extractor prune {shown(target)}' takes out what was in them.")
        )
    if not total or manner.log_json:
        return
    note(f"\n{total} of {now.documents} files failed:")
    for number, failed in enumerate(failures):
        if number == _MOST_SHOWN:
            note(f"  … and {total - number} more.")
            break
        note(f"  {failed.error}")
    place = f"the table of failures of {shown(target)}" if is_durable(target) else failures_path(target)
    note(printable(f"They are listed in {place}."))


def _say_how_to_go_on(filling: Filling, now: Progress, manner: Manner) -> None:
    kept = filling.leave()
    done = now.documents - now.left
    where = f" What was done is in {kept or shown(filling.target)}."
    tell(
        f"extractor: interrupted. {done} of {now.documents} files are done, {now.left} are left.{printable(where)}"
        " The same command, without --overwrite or --redo, goes on from here.",
        "interrupted",
        as_json=manner.log_json,
        done=done,
        left=now.left,
    )


def failures_path(target: str) -> Path:
    """Return where the failures of a target are listed."""
    ledger = ledger_path(target)
    return ledger.with_name(ledger.name.removesuffix(SUFFIX) + FAILURES)


def write_failures(ledger: Ledger, target: str) -> None:
    """Write the list of failures beside the target, or take it away where there are none; a database has a table."""
    if is_durable(target):
        return
    path = failures_path(target)
    lines = (json.dumps(failure_row(failed), ensure_ascii=False) + "\n" for failed in ledger.failures())
    first = next(lines, None)
    if first is None:
        with named_by(path):
            path.unlink(missing_ok=True)
        return
    with written_whole(path) as part, part.open("w", encoding="utf-8") as file:
        file.write(first)
        file.writelines(lines)
