"""Score documents each with the model of structure that learnt nothing of the body it is of.

    python -m benchmarks.left_out BENCH [BENCH ...] [--levels born office] [--single] [--misses]
    python -m benchmarks.left_out --wordings TSV --measure MEASURE.py

``--models`` is the folder that ``benchmarks.fit_structure --leave-out`` wrote, a model a fold, ``--judges`` that of
``benchmarks.fit_judges``. Only the generic form is used. ``--single`` scores the files that hold one decision. With
``--wordings`` the headings and labels that bodies print are set in small documents by MEASURE.py, each body's read with the
model that has not seen its wordings.
"""

import argparse
import csv
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

from benchmarks.structure.corpus import fold_of_name, read_document
from benchmarks.structure.training import fold_of_body
from extractor.assembling.judging import read_judges
from extractor.pipeline import Pipeline, build_pipeline, extract_document
from extractor.settings import Settings
from extractor.splitting.fitted import read_model
from extractor.splitting.forms import GENERIC


def main() -> int:
    arguments = _arguments()
    folds = len([path for path in arguments.models.iterdir() if path.is_dir()])
    if arguments.wordings:
        return _measure_wordings(arguments, folds)
    return max(_score(arguments, bench, folds) for bench in arguments.benches)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benches", type=Path, nargs="*")
    parser.add_argument("--models", type=Path, default=Path("out/left-out"))
    parser.add_argument("--judges", type=Path, default=Path("out/left-out-judges"))
    parser.add_argument("--levels", nargs="+", default=["born"])
    parser.add_argument("--single", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--wordings", type=Path)
    parser.add_argument("--measure", type=Path)
    parser.add_argument("--out", type=Path, default=Path("out/left-out-records"))
    parser.add_argument("--cache", type=Path, default=Path("out/foundry/read"), help="where readings are kept")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def _score(arguments: argparse.Namespace, bench: Path, folds: int) -> int:
    name = "-".join(bench.resolve().parts[-2:])
    gold = _gold(bench, arguments.out / name, single=arguments.single)
    wanted = {path.stem.partition("~")[0] for path in gold.glob("*.json")}
    outputs = []
    for level in arguments.levels:
        paths = [path for path in sorted((bench / level).glob("*.pdf")) if path.stem in wanted]
        jobs = [
            (path, arguments.models, arguments.judges, fold_of_name(path.stem, folds), arguments.cache)
            for path in paths
        ]
        with ProcessPoolExecutor(arguments.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
            lines = [line for found in pool.map(_records, jobs, chunksize=2) for line in found]
        target = arguments.out / name / f"{level}.jsonl"
        target.write_text("".join(lines), encoding="utf-8")
        outputs.append(target)
    print(f"{bench}{', one decision a file' if arguments.single else ''}:", flush=True)
    score = next(folder / "score.py" for folder in (bench, bench.parent) if (folder / "score.py").exists())
    command = [sys.executable, str(score), str(gold), *map(str, outputs), *(["--misses"] if arguments.misses else [])]
    return subprocess.run(command, check=False).returncode


def _gold(bench: Path, out: Path, *, single: bool) -> Path:
    """Return the folder of the truth; a copy without files of several decisions where these are left aside."""
    target = out / ("gold-single" if single else "gold")
    target.mkdir(parents=True, exist_ok=True)
    for path in (bench / "gold").glob("*.json"):
        if not (single and "~" in path.stem):
            shutil.copyfile(path, target / path.name)
    return target


@cache
def _pipeline(model: Path, judges: Path) -> Pipeline:
    return replace(_blank(), model=read_model(model), judges=read_judges(judges))


@cache
def _blank() -> Pipeline:
    pipeline = build_pipeline(Settings())
    return replace(pipeline, forms=tuple(form for form in pipeline.forms if form.id == GENERIC))


def _records(job: tuple[Path, Path, Path, int, Path]) -> list[str]:
    path, models, judges, fold, cache_folder = job
    pipeline = _pipeline(models / str(fold), judges / str(fold))
    document = read_document(path, cache_folder, pipeline)
    return [record.model_dump_json() + "\n" for record in extract_document(document, pipeline)]


def _measure_wordings(arguments: argparse.Namespace, folds: int) -> int:
    """Run the measure once a fold on its bodies alone, and add up what each run prints."""
    counts: dict[str, float] = defaultdict(float)
    with arguments.wordings.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    extractor = Path(sys.executable).with_name("extractor")
    for fold in range(folds):
        folder = arguments.out / f"wordings-{fold}"
        folder.mkdir(parents=True, exist_ok=True)
        own = [row for row in rows if fold_of_body(row["body"], folds) == fold]
        _write_rows(folder / "wordings.tsv", own)
        environment = os.environ | {"EXTRACTOR_MODEL": str(arguments.models / str(fold))}
        command = [
            sys.executable,
            str(arguments.measure),
            str(folder / "wordings.tsv"),
            str(extractor),
            str(folder / "out"),
        ]
        told = subprocess.run(
            [*command, *(["--misses"] if arguments.misses else [])],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        print(told, end="")
        for name, value in _figures(told):
            counts[name] += value
    total = counts["headings"]
    shares = ", ".join(f"{name} {counts[name] / total:.3f}" for name in ("right", "other kind", "missed"))
    print(f"all: headings {total:.0f}: {shares}; labels {counts['labels right']:.0f} of {counts['labels']:.0f} right")
    return 0


def _write_rows(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _figures(told: str) -> Iterator[tuple[str, float]]:
    total = float(re.search(r"headings (\d+)", told)[1])  # type: ignore[index]
    yield "headings", total
    for name in ("right", "other kind", "missed"):
        yield name, total * float(re.search(rf"{name} ([\d.]+)", told)[1])  # type: ignore[index]
    labels = re.search(r"labels (\d+) of (\d+)", told)
    if labels:
        yield "labels right", float(labels[1])
        yield "labels", float(labels[2])


if __name__ == "__main__":
    raise SystemExit(main())
