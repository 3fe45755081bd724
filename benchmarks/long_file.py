"""Measure whether a file of many decisions takes longer a page than one of few.

    python -m benchmarks.long_file [--decisions 15,30,60] [--genre executive-record ...] [--seed 1]

Typeset documents of the foundry are set one behind another until a file holds so many decisions. The CPU seconds of each stage
are printed, what all of them take a page, and the most memory that the process held so far.
"""

import argparse
import io
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from extractor.assembling.assemble import assemble
from extractor.pipeline import Pipeline, build_pipeline
from extractor.reading.read import read
from extractor.settings import Settings
from extractor.splitting.split import split
from extractor.tagging.tag import tag
from fixtures.foundry.compose import compose
from fixtures.foundry.drawing import draw
from fixtures.foundry.gold import gold_of

Seconds = dict[str, float]
GENRES = ("executive-record", "delegated-report")


def main() -> None:
    """Print a row a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", default="15,30,60")
    parser.add_argument("--genre", action="append")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    pipeline = build_pipeline(Settings())
    made = parts(asked.genre or GENRES, asked.seed)
    print(f"{'decisions':>9} {'found':>6} {'pages':>6}  CPU seconds: read, split, tag, assemble; ms a page; MB")
    with TemporaryDirectory() as folder:
        joined = pikepdf.Pdf.new()
        held = 0
        for wanted in map(int, asked.decisions.split(",")):
            while held < wanted:
                part, decisions = next(made)
                joined.pages.extend(part.pages)
                held += decisions
            path = Path(folder) / f"{wanted}.pdf"
            joined.save(path)
            found, took = timed(path, pipeline)
            pages = len(joined.pages)
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            whole = 1000 * sum(took.values()) / pages
            print(f"{held:9} {found:6} {pages:6}  {shown(took)}; {whole:.0f}; {most:.0f}", flush=True)


def parts(genres: Sequence[str], seed: int) -> Iterator[tuple[pikepdf.Pdf, int]]:
    """Give documents without end, and how many decisions each holds."""
    number = 0
    while True:
        number += 1
        document = compose(seed, number, genres=genres).document
        yield pikepdf.open(io.BytesIO(draw(document).pdf)), len(gold_of(document))


def timed(path: Path, pipeline: Pipeline) -> tuple[int, Seconds]:
    """Return how many decisions were found in a file, and the CPU seconds of each stage."""
    took: Seconds = {}
    forms = {form.id: form for form in pipeline.forms}
    with clocked(took, "read"):
        document = read(path, pipeline.engine, pipeline.settings)
    with clocked(took, "split"):
        decisions = split(document, pipeline.forms, pipeline.model)
    with clocked(took, "tag"):
        mentions = [tag(decision, pipeline.nlp) for decision in decisions]
    with clocked(took, "assemble"):
        tagged = list(zip(decisions, mentions, strict=True))
        list(assemble(document, tagged, forms, (pipeline.model.words, pipeline.judges), pipeline.settings.sha256))
    return len(decisions), took


@contextmanager
def clocked(took: Seconds, stage: str) -> Iterator[None]:
    """Note the CPU seconds that the block takes."""
    began = time.process_time()
    yield
    took[stage] = time.process_time() - began


def shown(took: Mapping[str, float]) -> str:
    """Return the seconds of all stages as one text."""
    return ", ".join(f"{seconds:.2f}" for seconds in took.values())


if __name__ == "__main__":
    main()
