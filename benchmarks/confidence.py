"""What confidences and expected error rates are worth, and what the audit costs.

    python -m benchmarks.confidence BENCH... [--levels born,office,copy,awful] [--cache DIR] [--engine NAME]
                                   [--second-opinion] [--write FILE]

A BENCH holds ``gold/*.json`` and one folder a level with PDFs; ``born`` is typeset and the truth of its pages' text. Shown are

- the reliability of field and mention confidences: said against right, the expected calibration error (over ten bins, and
  over finer ones), and how many of the values said to be at least 0.9 sure are right;
- each page's expected character error rate against its true one: Spearman's rank correlation and the mean absolute error,
  and for comparison the correlation that an estimator would reach that knew how prone to errors each page is, but not the
  chance of single errors (a Poisson draw): with three errors on a page no estimate can put pages in their true order. How
  prone a page is, is taken half-way between its own rate and its level's;
- the CPU seconds that go into confidences, expected errors and the report's figures, as a share of the whole.

--write stores the reliability table in extractor/audit/data/reliability.toml, which the report shows. --cache keeps the
documents as read, to be looked at again with other figures.
"""

import argparse
import json
import pickle
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from benchmarks.gold import Judged, judged
from benchmarks.reading import cpu_s, fold, of_page
from extractor.audit.findings import findings
from extractor.audit.quality import survey
from extractor.audit.report.plots import calibration_error
from extractor.document import Document
from extractor.pipeline import Pipeline, build_pipeline, extract_document
from extractor.reading.doubt import doubted
from extractor.reading.read import read
from extractor.settings import Settings

_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01)
_TENTHS = (*(i / 10 for i in range(10)), 1.01)
_SURE = 0.9

Bin = tuple[float, float, int]


@dataclass
class PageFigures:
    """A page's true and expected character error rate, its characters, and how prone to errors it is held to be."""

    true: float
    expected: float
    characters: int
    prone: float = 0.0


@dataclass
class Seen:
    """What was seen of one level or of all."""

    values: list[Judged] = field(default_factory=list)
    pages: list[PageFigures] = field(default_factory=list)
    reading_s: float = 0.0
    audit_s: float = 0.0


def main() -> None:
    options = _options()
    pipeline = build_pipeline(
        Settings.model_validate(
            {"ocr": options.engine, "second_opinion": "tesseract" if options.second_opinion else None}
        )
    )
    seen: dict[str, Seen] = defaultdict(Seen)
    for bench in options.bench:
        for level in options.levels.split(","):
            for path in sorted((bench / level).glob("*.pdf")):
                _look(bench, path, pipeline, options.cache, seen[level])
    whole = Seen()
    for level, part in seen.items():
        mean = sum(page.true for page in part.pages) / max(1, len(part.pages))
        part.pages = [replace(page, prone=(page.true + mean) / 2) for page in part.pages]
        _show(level, part)
        whole.values += part.values
        whole.pages += part.pages
        whole.reading_s += part.reading_s
        whole.audit_s += part.audit_s
    _show("all", whole, table=True)
    if options.write:
        _write(options.write, whole.values, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, nargs="+")
    parser.add_argument("--levels", default="born,office,copy,awful")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--engine", default="cascade")
    parser.add_argument("--second-opinion", action="store_true")
    parser.add_argument("--write", type=Path)
    return parser.parse_args()


def _look(bench: Path, path: Path, pipeline: Pipeline, cache: Path | None, seen: Seen) -> None:
    document, seconds = _read(path, pipeline, cache)
    truth, _ = _read(bench / "born" / path.name, pipeline, cache)
    seen.reading_s += seconds
    seen.pages += _page_figures(document, truth)
    records = extract_document(document, pipeline)
    before = time.process_time()
    # The pages' words are weighed once more than the reading did, which counts what that cost it.
    for page in document.pages:
        doubted(page)
    survey(records, findings)
    seen.audit_s += time.process_time() - before
    gold = bench / "gold" / f"{path.stem}.json"
    if gold.exists() and records:
        seen.values += judged(records[0].model_dump(mode="json"), json.loads(gold.read_text(encoding="utf-8")))


def _read(path: Path, pipeline: Pipeline, cache: Path | None) -> tuple[Document, float]:
    manner = pipeline.settings.ocr + ("+" if pipeline.settings.second_opinion else "")
    kept = cache / manner / path.parent.name / f"{path.stem}.pkl" if cache else None
    if kept and kept.exists():
        found: tuple[Document, float] = pickle.loads(kept.read_bytes())
        return found
    before = cpu_s()
    document = read(path, pipeline.engine, pipeline.settings)
    made = document, cpu_s() - before
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(made))
    return made


def _page_figures(document: Document, truth: Document) -> Iterator[PageFigures]:
    for page, true in zip(document.pages, truth.pages, strict=True):
        wanted = fold(of_page(true).text)
        if wanted:
            wrong = Levenshtein.distance(fold(of_page(page).text), wanted) / len(wanted)
            yield PageFigures(min(1.0, wrong), page.expected_cer or 0.0, len(wanted))


# -- figures ----------------------------------------------------------------------------------------------------------


def binned(values: Sequence[Judged], edges: Sequence[float]) -> list[Bin]:
    """Return (mean confidence, share right, count) of each bin that is not empty."""
    found = []
    for low, high in pairwise(edges):
        chosen = [value for value in values if low <= value.confidence < high]
        if chosen:
            said = sum(value.confidence for value in chosen) / len(chosen)
            found.append((said, sum(value.right for value in chosen) / len(chosen), len(chosen)))
    return found


def spearman(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return Spearman's rank correlation, ties at their mean rank; not a number where one does not vary."""
    ranks = [_ranks(numbers) for numbers in (one, other)]
    if min(rank.std() for rank in ranks) == 0:
        return float("nan")
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _ranks(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    _, place, count = np.unique(numbers, return_inverse=True, return_counts=True)
    mean = np.cumsum(count) - (count - 1) / 2
    return np.asarray(mean[place], dtype=np.float64)


def best_possible(prone: NDArray[np.float64], characters: NDArray[np.float64]) -> float:
    """Return the correlation of rates with single draws of errors at those rates, the mean of fifty."""
    chance = np.random.default_rng(1)
    rates = [spearman(prone, chance.poisson(prone * characters) / characters) for _ in range(50)]
    return float(np.mean(rates))


def _show(name: str, seen: Seen, *, table: bool = False) -> None:
    pages = np.array([(page.true, page.expected, page.characters, page.prone) for page in seen.pages]).T
    print(
        f"{name:8} {len(seen.pages):4} pages  CER true {pages[0].mean():8.4%} expected {pages[1].mean():8.4%}  "
        f"mean absolute error {abs(pages[0] - pages[1]).mean():8.4%}  Spearman {spearman(pages[0], pages[1]):6.3f} "
        f"(at best {best_possible(pages[3], pages[2]):.3f})  audit {seen.audit_s / max(1e-9, seen.reading_s):.2%} of CPU"
    )
    groups = {
        "fields": [value for value in seen.values if value.is_field],
        "mentions": [value for value in seen.values if not value.is_field],
        "values": seen.values,
    }
    for what, values in groups.items():
        if not values:
            continue
        sure = [value.right for value in values if value.confidence >= _SURE]
        coarse, fine = calibration_error(binned(values, _TENTHS)), calibration_error(binned(values, _BINS))
        print(
            f"         {len(values):5} {what:8} right {sum(v.right for v in values) / len(values):.4f}  ECE {coarse:.4f} (fine "
            f"{fine:.4f})  said at least 0.9: {len(sure)}, right {sum(sure) / max(1, len(sure)):.4f}"
        )
    if table:
        for said, right, count in binned(seen.values, _BINS):
            print(f"         said {said:.3f}  right {right:.3f}  of {count}")


def _provenance(values: int, documents: int, levels: int, engine: str) -> str:
    said = f"Measured on {values:,} values of {documents} decisions whose truth is known, at {levels} qualities"
    return f'provenance = "{said} from typeset to a bad scan, read with the engine {engine}."'


def _write(path: Path, values: Sequence[Judged], options: argparse.Namespace) -> None:
    bins = binned(values, _BINS)
    documents = sum(len(list((bench / "gold").glob("*.json"))) for bench in options.bench)
    levels = len(options.levels.split(","))
    lines = [
        "# Written by benchmarks/confidence.py.",
        _provenance(len(values), documents, levels, options.engine),
    ]
    for said, right, count in bins:
        lines += ["", "[[bin]]", f"said = {said:.4f}", f"right = {right:.4f}", f"count = {count}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
