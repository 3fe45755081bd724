"""What workers do in the tests of the batch: as the document's name says. The records are none."""

import os
import time
from pathlib import Path

from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.errors import NotAPdfError
from extractor.settings import Settings


def misbehave(name: str, settings: Settings, folder: str, large: int | None) -> Outcome:
    stem = Path(name).stem
    if stem.startswith("crash"):
        os._exit(9)
    if stem.startswith("stumble") and not Path(folder, stem).exists():
        Path(folder, stem).touch()
        os._exit(9)
    if stem.startswith("hang"):
        time.sleep(600)
    if stem.startswith("slow"):
        time.sleep(0.3)
    if stem.startswith("patient"):
        _wait_for(Path(name))
    if stem.startswith("bad"):
        return Failed(name, NotAPdfError(name))
    return Extracted(name, (), settings.jobs)


def _wait_for(sign: Path) -> None:
    ends = time.monotonic() + 30
    while not sign.exists() and time.monotonic() < ends:
        time.sleep(0.02)
