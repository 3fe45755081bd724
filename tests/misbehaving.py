"""What workers do in the tests of the batch: as the document's name says. The records are none."""

import os
import time
from pathlib import Path

from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.errors import NotAPdfError
from extractor.settings import Settings


def misbehave(path: Path, settings: Settings) -> Outcome:
    if path.stem.startswith("crash"):
        os._exit(9)
    if path.stem.startswith("hang"):
        time.sleep(600)
    if path.stem.startswith("slow"):
        time.sleep(0.3)
    if path.stem.startswith("bad"):
        return Failed(path, NotAPdfError(str(path)))
    return Extracted(path, (), settings.jobs)
