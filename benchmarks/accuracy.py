"""Score the whole pipeline on an annotated bench, level by level, with all forms and with the generic form alone.

    python benchmarks/accuracy.py ../shared/bench [--levels born office] [--generic] [--jobs 2] [--out DIR]

The bench is a folder of ``LEVEL/*.pdf``, ``gold/*.json`` and ``score.py``. ``--generic`` scores the same reading a second
time without any form file but the generic one: what to expect of a form that nobody has described.
"""

import argparse
import multiprocessing
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from extractor.errors import ExtractorError
from extractor.pipeline import Pipeline, build_pipeline, extract_document
from extractor.reading.read import read
from extractor.settings import Settings
from extractor.splitting.forms import GENERIC

ALL, ALONE = "all", "generic"


@dataclass(frozen=True, slots=True)
class Scored:
    """The records of one file as lines, with all forms and with the generic one alone."""

    level: str
    pages: int
    lines: dict[str, list[str]]


def main() -> int:
    arguments = _arguments()
    arguments.out.mkdir(parents=True, exist_ok=True)
    paths = [path for level in arguments.levels for path in sorted((arguments.bench / level).glob("*.pdf"))]
    with ProcessPoolExecutor(arguments.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        scored = [found for found in pool.map(_of_file, paths) if found is not None]
    print(f"{sum(found.pages for found in scored)} pages in {len(scored)} files")
    statuses = [
        _score(arguments, forms, [_write(scored, level, forms, arguments.out) for level in arguments.levels])
        for forms in ((ALL, ALONE) if arguments.generic else (ALL,))
    ]
    return max(statuses)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--levels", nargs="+", default=["born", "office", "copy", "awful"])
    parser.add_argument(
        "--generic", action="store_true", help="score without any form file but the generic one as well"
    )
    parser.add_argument("--misses", action="store_true", help="list what was missed")
    parser.add_argument("--jobs", type=int, default=1, help="processes to read with")
    parser.add_argument("--out", type=Path, default=Path("out/accuracy"), help="where the records go")
    return parser.parse_args()


@cache
def _pipelines() -> dict[str, Pipeline]:
    pipeline = build_pipeline(Settings())
    alone = tuple(form for form in pipeline.forms if form.id == GENERIC)
    return {ALL: pipeline, ALONE: replace(pipeline, forms=alone)}


def _of_file(path: Path) -> Scored | None:
    pipelines = _pipelines()
    try:
        document = read(path, pipelines[ALL].engine, pipelines[ALL].settings)
    except ExtractorError as error:
        print(error, file=sys.stderr)
        return None
    lines = {
        forms: [record.model_dump_json() + "\n" for record in extract_document(document, pipeline)]
        for forms, pipeline in pipelines.items()
    }
    return Scored(path.parent.name, document.page_count, lines)


def _write(scored: Iterable[Scored], level: str, forms: str, out: Path) -> Path:
    folder = out / forms
    folder.mkdir(exist_ok=True)
    target = folder / f"{level}.jsonl"
    with target.open("w", encoding="utf-8") as file:
        for found in scored:
            if found.level == level:
                file.writelines(found.lines[forms])
    return target


def _score(arguments: argparse.Namespace, forms: str, outputs: Sequence[Path]) -> int:
    print(f"\nwith {'all forms' if forms == ALL else 'the generic form alone'}:", flush=True)
    bench: Path = arguments.bench
    command = [sys.executable, str(bench / "score.py"), str(bench / "gold"), *map(str, outputs)]
    return subprocess.run([*command, *(["--misses"] if arguments.misses else [])], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
