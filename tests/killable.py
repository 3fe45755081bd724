"""The command line with workers that make up records in no time: what the tests of batches run, and kill.

Everything but the reading itself is as always. A document's text says how many decisions there are in it.
"""

import functools
import hashlib
import os
import threading
import time
from collections.abc import Iterable, Iterator

from decision_models import DecisionRecord
from extractor.batch.local import LocalRunner
from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.errors import FileMissingError, NotAPdfError
from extractor.reading.source_file import path_of
from extractor.settings import Settings
from tests.records import raw_record


def pretend(name: str, settings: Settings, folder: str, large: int | None) -> Outcome:
    if not path_of(name).exists():
        return Failed(name, FileMissingError(name), 0.01)
    content = path_of(name).read_bytes()
    if content.startswith(b"crash"):
        os._exit(9)
    if not content.startswith(b"%PDF-"):
        return Failed(name, NotAPdfError(name), 0.01)
    time.sleep(0.4 if b"slow" in content else 0.02)
    return Extracted(name, tuple(_records(name, content)), 0.02)


def _records(name: str, content: bytes) -> list[DecisionRecord]:
    sha256 = hashlib.sha256(content).hexdigest()
    source = {"path": name, "sha256": sha256, "bytes": len(content), "page_count": 1, "first_page": 1, "last_page": 1}
    return [
        DecisionRecord.model_validate(raw_record(source=source, record_id=f"{sha256[:32]}-{number}"))
        for number in range(1, content.count(b"decision") + 1)
    ]


class HereRunner:
    """Does the same without workers, in the order of the names."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop

    def run(self, names: Iterable[str | None]) -> Iterator[Outcome]:
        for name in names:
            if self.stop.is_set():
                return
            if name is not None:
                yield pretend(name, Settings(), "", None)


def main() -> None:
    from extractor import cli
    from extractor.cli import delivery

    vars(delivery)["LocalRunner"] = functools.partial(LocalRunner, begin=pretend)
    cli.main()


if __name__ == "__main__":
    # Workers look for the function by its module's name, which is not __main__.
    from tests.killable import main as run

    run()
