"""How well and at what cost pages are read: character error rates by level, CPU seconds a page, reliability.

    python benchmarks/reading.py BENCH [--levels office,copy,awful] [--readers cascade,...] [--every N] [--fit]

BENCH holds ``born/`` (typeset PDFs with text, the truth) and one folder a level with scans of the same pages under the same
names. Readers: the engines of this project (cascade, rapidocr, tesseract), and for comparison ``plain`` (pytesseract on the
page rendered at 300 dpi, as most programs do it), ``rapidocr-as-it-comes``, and ``ocrmypdf`` (its program with --deskew
--clean, which needs unpaper; none of it is a dependency of this project: put it in an environment of its own and on the PATH).

For every page the text in reading order is held against the truth's in reading order: the share of wrong characters
(quotation marks, dashes, tick boxes, dotted lines and white space do not count), and the share of the truth's words,
sums of money and dates that are found. CPU seconds are of this process and those it starts, one thread each.
With --fit, a calibration for extractor/reading/data/calibration.toml is printed; empty that file first.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pdfplumber
import pytesseract
from rapidfuzz.distance import Levenshtein

from extractor.document import Page
from extractor.reading.ocr import build_engine
from extractor.reading.pdf import open_page, open_pdf, render
from extractor.reading.read import read
from extractor.settings import Settings

_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": None, "…": None})
_NO_TEXT = str.maketrans("", "", "☐☒☑□■•●○·")
_DOTS = re.compile(r"[._]{4,}")
_MONEY = re.compile(r"[£€$]\d[\d,]*(?:\.\d+)?(?:m|bn|k)?\b")
_DATE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)? (?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?: \d{4})?\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
)
_BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 1.0001)


@dataclass
class Score:
    """What one reader did on one level."""

    errors: int = 0
    characters: int = 0
    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    cpu_s: float = 0.0
    pages: int = 0
    words: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True)
class ReadPage:
    """A page's text, and its words with confidence and reading where the reader tells."""

    text: str
    words: tuple[tuple[str, float, str], ...] = ()


Reader = Callable[[Path], list[ReadPage]]


def fold(text: str) -> str:
    return " ".join(_DOTS.sub(" ", text.translate(_FOLD).translate(_NO_TEXT)).split())


def of_page(page: Page) -> ReadPage:
    words = tuple((word.text, word.confidence, word.reading) for line in page.lines for word in line.words)
    return ReadPage("\n".join(line.text for line in page.lines), words)


def ours(name: str) -> Reader:
    settings = Settings.model_validate({"ocr": name})
    engine = build_engine(settings)
    return lambda path: [of_page(page) for page in read(path, engine, settings).pages]


def rendered(path: Path) -> Iterator[np.ndarray]:
    with open_pdf(path, Settings()) as file:
        for number in range(1, file.page_count + 1):
            with open_page(file, number) as page:
                yield render(page, 300)


def plain(path: Path) -> list[ReadPage]:
    return [ReadPage(pytesseract.image_to_string(image, config=_plain_options())) for image in rendered(path)]


def _plain_options() -> str:
    engine = build_engine(Settings(ocr="tesseract"))
    program = engine.program  # type: ignore[attr-defined]
    pytesseract.pytesseract.tesseract_cmd = str(program.path)
    return f'--tessdata-dir "{program.tessdata}"' if program.tessdata else ""


def rapidocr_as_it_comes() -> Reader:
    from rapidocr import RapidOCR  # noqa: PLC0415 - not all runs need it, and it takes seconds to load

    options = {"Global.log_level": "error"}
    options |= {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}  # type: ignore[misc]
    engine = RapidOCR(params=options)

    def of(path: Path) -> list[ReadPage]:
        return [ReadPage("\n".join(getattr(engine(image), "txts", None) or ())) for image in rendered(path)]

    return of


def ocrmypdf(path: Path) -> list[ReadPage]:
    """Read with the program OCRmyPDF, and take the text from the PDF that it writes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.pdf"
        options = [
            "--deskew",
            "--clean",
            "--jobs",
            "1",
            "--output-type",
            "pdf",
            "--optimize",
            "0",
            "--force-ocr",
            "--quiet",
        ]
        subprocess.run(
            ["ocrmypdf", *options, str(path), str(out)], check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
        )
        with pdfplumber.open(out) as pdf:
            return [ReadPage(page.extract_text(use_text_flow=True)) for page in pdf.pages]


def reader(name: str) -> Reader:
    if name == "plain":
        return plain
    if name == "ocrmypdf":
        return ocrmypdf
    return rapidocr_as_it_comes() if name == "rapidocr-as-it-comes" else ours(name)


def cpu_s() -> float:
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def compare(score: Score, truth: ReadPage, got: ReadPage) -> None:
    want, have = fold(truth.text), fold(got.text)
    score.errors += Levenshtein.distance(want, have)
    score.characters += len(want)
    for kind, wanted, found in (
        ("words", want.split(), have.split()),
        ("money", _MONEY.findall(want), _MONEY.findall(have)),
        ("dates", _DATE.findall(want), _DATE.findall(have)),
    ):
        score.wanted[kind] += len(wanted)
        score.found[kind] += sum((Counter(wanted) & Counter(found)).values())
    right = [False] * len(got.words)
    texts = [fold(word) for word, _, _ in got.words]
    for code in Levenshtein.opcodes(texts, [w for line in truth.text.splitlines() for w in fold(line).split()]):
        if code.tag == "equal":
            right[code.src_start : code.src_end] = [True] * (code.src_end - code.src_start)
    for (_, confidence, reading), text, is_right in zip(got.words, texts, right, strict=True):
        if text:
            score.words[reading].append((confidence, is_right))


def reliability(words: list[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """Return mean confidence, share right and count, by bins of confidence."""
    rows = []
    for low, high in pairwise(_BINS):
        chosen = [(c, ok) for c, ok in words if low <= c < high]
        if chosen:
            rows.append(
                (sum(c for c, _ in chosen) / len(chosen), sum(ok for _, ok in chosen) / len(chosen), len(chosen))
            )
    return rows


def fit(words: list[tuple[float, bool]], steps: int = 12) -> tuple[list[float], list[float]]:
    """Fit a rising line through shares of equal numbers of wrong words (pool adjacent violators; Ayer et al., 1955).

    One word in two hundred beside those seen is held wrong in each pool, so that nothing comes out as certain.
    """
    ordered = sorted(words)
    wrong = max(1, sum(not ok for _, ok in ordered))
    pools: list[list[float]] = []
    seen: list[tuple[float, bool]] = []
    for certainty, ok in ordered:
        seen.append((certainty, ok))
        if len(seen) >= 25 and sum(not o for _, o in seen) >= max(1, wrong // steps):
            pools.append(_pool(seen))
            seen = []
    if seen:
        pools.append(_pool(seen))
    while any(a[1] > b[1] for a, b in pairwise(pools)):
        at = next(i for i, (a, b) in enumerate(pairwise(pools)) if a[1] > b[1])
        (x1, y1, n1), (x2, y2, n2) = pools[at], pools[at + 1]
        n = n1 + n2
        pools[at : at + 2] = [[(x1 * n1 + x2 * n2) / n, (y1 * n1 + y2 * n2) / n, n]]
    xs = [round(x, 4) for x, _, _ in pools]
    return [0.0, *xs, 1.0], [round(pools[0][1] * 0.8, 4), *(round(y, 4) for _, y, _ in pools), round(pools[-1][1], 5)]


def _pool(seen: list[tuple[float, bool]]) -> list[float]:
    n = len(seen)
    return [sum(c for c, _ in seen) / n, (sum(ok for _, ok in seen) + 0.5) / (n + 0.5 + 0.005 * min(n, 100)), n]


def run(bench: Path, levels: list[str], readers: list[str], every: int) -> dict[tuple[str, str], Score]:
    names = sorted((bench / "born").glob("*.pdf"))[::every]
    truths = {path.name: ours("tesseract")(path) for path in names}
    scores: dict[tuple[str, str], Score] = {}
    for name in readers:
        work = reader(name)
        work(bench / levels[0] / names[0].name)  # loads the networks, which is no page's cost
        for level in levels:
            score = scores[name, level] = Score()
            for path in names:
                before = cpu_s()
                pages = work(bench / level / path.name)
                score.cpu_s += cpu_s() - before
                score.pages += len(pages)
                for truth, got in zip(truths[path.name], pages, strict=True):
                    compare(score, truth, got)
            show(name, level, score)
    return scores


def show(name: str, level: str, score: Score) -> None:
    shares = " ".join(
        f"{kind} {100 * score.found[kind] / max(1, score.wanted[kind]):6.2f} %" for kind in ("words", "money", "dates")
    )
    cer = 100 * score.errors / max(1, score.characters)
    print(
        f"{name:22} {level:8} {score.pages:4} pages  CER {cer:7.3f} %  {shares}  {score.cpu_s / score.pages:6.2f} s/page"
    )
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--levels", default="office,copy,awful")
    parser.add_argument("--readers", default="plain,rapidocr-as-it-comes,tesseract,cascade")
    parser.add_argument("--every", type=int, default=1, help="read every Nth document only")
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    scores = run(options.bench, options.levels.split(","), options.readers.split(","), options.every)
    words: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for score in scores.values():
        for reading, seen in score.words.items():
            words[reading] += seen
    for reading, seen in sorted(words.items()):
        print(f"\n{reading}: {len(seen)} words, {sum(not ok for _, ok in seen)} wrong")
        for mean, share, count in reliability(seen):
            print(f"  said {mean:.3f}  right {share:.3f}  of {count}")
        if options.fit:
            certainty, right = fit(seen)
            print(f'["{reading}"]\ncertainty = {certainty}\nright = {right}')


if __name__ == "__main__":
    main()
