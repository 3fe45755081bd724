"""What the model of structure learns from: annotated documents as read, each with its runs, and wordings whose class is known."""

import csv
import json
import pickle
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.structure.runs import runs_of_html, runs_of_json
from extractor.document import Document
from extractor.pipeline import Pipeline, build_pipeline
from extractor.reading.read import read
from extractor.settings import Settings
from extractor.splitting.forms import Form
from fixtures.foundry.annotated import Run

MADE = "foundry"


@dataclass(frozen=True)
class Annotated:
    """A document as read with the truth about it. ``source`` names where it comes from, ``body`` whose it is."""

    source: str
    name: str
    document: Document
    runs: tuple[Run, ...]
    golds: tuple[dict[str, Any], ...]

    def fold(self, folds: int) -> int:
        """Return which of ``folds`` parts of the corpus it belongs to, all documents of a body to one."""
        return zlib.crc32(self.name.encode()) % folds if self.source == MADE else fold_of_name(self.name, folds)


def fold_of_name(name: str, folds: int) -> int:
    """Return the part of the corpus of a document of a bench: documents of one body share the first part of their name."""
    return zlib.crc32(name.partition("-")[0].encode()) % folds


def read_corpus(roots: Sequence[tuple[str, Path]], levels: Sequence[str], cache_to: Path, jobs: int) -> list[Annotated]:
    """Return the documents below ``roots`` (source, folder), each level's as a document of its own; readings are kept."""
    wanted = [
        (source, root, path)
        for source, root in roots
        for level in levels
        for path in sorted((root / level).glob("*.pdf"))
    ]
    missing = [(path, cache_to) for _, _, path in wanted if not _kept(path, cache_to).exists()]
    if missing:
        with ProcessPoolExecutor(jobs) as pool:
            list(pool.map(_read_one, missing, chunksize=4))
    return [
        Annotated(source, path.stem, read_document(path, cache_to), *_truth(root, path.stem))
        for source, root, path in wanted
    ]


def read_document(path: Path, cache_to: Path, pipeline: Pipeline | None = None) -> Document:
    """Return a document as read, from ``cache_to`` where it was read before."""
    kept = _kept(path, cache_to)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        own = pipeline or _pipeline()
        kept.write_bytes(pickle.dumps(read(path, own.engine, own.settings)))
    document: Document = pickle.loads(kept.read_bytes())
    return document


def _kept(path: Path, cache_to: Path) -> Path:
    return cache_to / f"{zlib.crc32(str(path.resolve()).encode()):08x}.{path.stem}.pickle"


@cache
def _pipeline() -> Pipeline:
    return build_pipeline(Settings())


def _read_one(job: tuple[Path, Path]) -> None:
    read_document(*job)


def _truth(root: Path, stem: str) -> tuple[tuple[Run, ...], tuple[dict[str, Any], ...]]:
    made = root / "runs" / f"{stem}.json"
    runs = runs_of_json(made) if made.exists() else runs_of_html(root / "src" / f"{stem}.html")
    golds = sorted((root / "gold").glob(f"{stem}*.json"), key=lambda p: (len(p.stem), p.stem))
    own = [p for p in golds if p.stem.partition("~")[0] == stem]
    return tuple(runs), tuple(json.loads(p.read_text(encoding="utf-8")) for p in own)


@dataclass(frozen=True, slots=True)
class Wording:
    """A printed wording with its class: a kind of section or a field. ``body`` prints it, "" where any may."""

    text: str
    kind: str
    body: str = ""


def wordings_of(form: Form, tables: Sequence[Path]) -> Iterator[Wording]:
    """Yield the wordings that the form's lists hold, and those of tables of what is printed."""
    for match_text, targets in form.lexicon.wordings.items():
        for target in targets:
            if target.type == "section":
                yield Wording(match_text, target.kind.value)
            elif target.type in {"field", "front"}:
                yield Wording(match_text, target.field or "front")
    for table in tables:
        with table.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                yield Wording(row["wording"], row["kind"], row["body"])
