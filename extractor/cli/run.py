"""Runs documents through the pipeline and hands out what they become.

Names and settings enter. Records leave to standard output or a target, failures to standard error and a file of theirs.
"""

import os
import sys
import threading
from contextlib import ExitStack
from dataclasses import replace

from extractor.batch.inputs import expand
from extractor.batch.outcome import Extracted, Failed
from extractor.batch.scratch import scratch_folder
from extractor.batch.standard_input import STANDARD_INPUT, holds_document, keep_document
from extractor.cli.delivery import Delivery, Manner, Shape, build_runner, serious
from extractor.cli.exit_status import INTERRUPTED, SOME_FAILED, reader_gone
from extractor.cli.interrupts import gentle_stop
from extractor.cli.options import Choosing, Reading, Telling, Writing
from extractor.cli.printable import printable
from extractor.cli.progress import Display, Tally, error_facts, log_event, note, tell, watched
from extractor.cli.words import keeping_words
from extractor.errors import ExtractorError, FileMissingError, UsageError
from extractor.settings import Settings, load_settings
from extractor.sinks.jsonl import line_of


def run_command(names: list[str], choosing: Choosing, reading: Reading, writing: Writing, telling: Telling) -> int:
    """Do what the command line asks for and return the exit status."""
    if not names and choosing.watch is None:
        raise UsageError(detail="say what to read: a file, a folder, a pattern; or a folder to --watch")
    if choosing.watch is not None and not choosing.watch.is_dir():
        raise FileMissingError(str(choosing.watch), detail="--watch needs a folder that is there")
    if telling.verbose:
        os.environ["EXTRACTOR_DEBUG"] = "1"
    target = None if writing.output == "-" else writing.output
    settings = load_settings(_settings_asked(choosing, reading, writing), file=reading.config)
    settings = keeping_words(settings, target if writing.keep_words else None)
    delivery = Delivery(_shape(writing), target, overwrite=writing.overwrite)
    return run_all(names, settings, delivery, _manner(choosing, reading, telling))


def _settings_asked(choosing: Choosing, reading: Reading, writing: Writing) -> dict[str, object]:
    names = ("ocr", "language", "text_layer", "password", "passwords", "forms", "tesseract", "tessdata", "jobs")
    return {name: getattr(reading, name) for name in names} | {
        "only_pages": choosing.only_pages,
        "second_opinion": reading.second_opinion_by or ("tesseract" if reading.second_opinion else None),
        "pages": writing.pages,
        "page_formats": writing.page_format or None,
        "regions": writing.show_regions,
    }


def _shape(writing: Writing) -> Shape:
    if writing.json:
        return "json"
    return "summary" if writing.summary or (sys.stdout.isatty() and writing.output is None) else "jsonl"


def _manner(choosing: Choosing, reading: Reading, telling: Telling) -> Manner:
    return Manner(
        "all" if choosing.redo else "failed" if choosing.retry_failed else "new",
        reading.runner,
        reading.ray_address,
        choosing.watch,
        log_json=telling.log_json,
        quiet=telling.quiet,
        limit=choosing.limit,
        sample=choosing.sample,
        seed=choosing.seed,
        nul=choosing.nul,
        dry_run=choosing.dry_run,
    )


def run_all(names: list[str], settings: Settings, delivery: Delivery, manner: Manner | None = None) -> int:
    """Extract all that ``names`` means and return the exit status. Raises the error of a single file that fails."""
    manner = manner or Manner()
    with gentle_stop(as_json=manner.log_json) as stop, ExitStack() as open_things:
        try:
            if names == [STANDARD_INPUT] and not manner.nul and holds_document():
                kept = keep_document(open_things.enter_context(scratch_folder()))
                manner = replace(manner, stand_in=kept)
            if manner.dry_run:
                return list_names(names, settings, manner)
            if delivery.target is None:
                return _to_output(names, settings, delivery, manner, stop)
            from extractor.cli.filling import fill_target

            return fill_target(names, settings, delivery, manner, stop)
        except KeyboardInterrupt:
            text = "extractor: stopped. The same command goes on where this one was, if it has a target (-o)."
            tell(text, "stopped", as_json=manner.log_json)
            return INTERRUPTED
        except ExtractorError as error:
            if not manner.log_json:
                raise
            log_event("error", **error_facts(error))
            return error.exit_status
        except BrokenPipeError:
            return reader_gone()


def _to_output(names: list[str], settings: Settings, delivery: Delivery, manner: Manner, stop: threading.Event) -> int:
    if manner.watch or manner.again != "new":
        raise UsageError(detail="--watch, --redo and --retry-failed need a target (-o) to keep account of")
    paths = documents(names, settings, manner)
    failures: list[Failed] = []
    runner = build_runner(settings, manner, stop, in_order=True)
    display = Display(
        Tally(), lambda: len(paths), aside=delivery.shape == "summary", as_json=manner.log_json, quiet=manner.quiet
    )
    for outcome in watched(runner.run(paths), display):
        if isinstance(outcome, Failed):
            failures.append(serious(outcome))
        else:
            _show(outcome, delivery.shape)
    if stop.is_set() and display.tally.documents < len(paths):
        text = f"extractor: interrupted. {display.tally.documents} of {len(paths)} files were read."
        tell(text, "interrupted", as_json=manner.log_json, done=display.tally.documents, of=len(paths))
        return INTERRUPTED
    if len(paths) == 1 and failures:
        raise failures[0].error
    if not manner.log_json:
        list_failures(failures, len(paths))
    return SOME_FAILED if failures else 0


def documents(names: list[str], settings: Settings, manner: Manner) -> list[str]:
    """Return the names of the documents that are meant."""
    if manner.stand_in is not None:
        return [STANDARD_INPUT]
    return list(expand(names, manner.choice_of(settings)))


def list_names(names: list[str], settings: Settings, manner: Manner) -> int:
    """Say which documents would be read, on standard output, and return the exit status."""
    for name in documents(names, settings, manner):
        sys.stdout.write(printable(name) + ("\0" if manner.nul else "\n"))
    return 0


def _show(outcome: Extracted, shape: Shape) -> None:
    if shape == "summary":
        from extractor.cli.summary import print_summaries

        print_summaries(outcome.records)
    else:
        lines = (
            record.model_dump_json(indent=2) + "\n" if shape == "json" else line_of(record)
            for record in outcome.records
        )
        sys.stdout.writelines(lines)
    sys.stdout.flush()


def list_failures(failures: list[Failed], total: int) -> None:
    """Say which of ``total`` documents failed, if any."""
    if failures:
        note(f"\n{len(failures)} of {total} files failed:")
        for failed in failures:
            note(f"  {failed.error}")
