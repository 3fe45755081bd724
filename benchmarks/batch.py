"""What a batch costs over its OCR, how it spreads over cores, what memory it takes, and how it stands hostile files.

    python -m benchmarks.batch cost BENCH/office          wall and CPU time over Tesseract alone on the same page images
    python -m benchmarks.batch workers BENCH/office       two workers against one, and the memory of a worker
    python -m benchmarks.batch ocrmypdf BENCH/office --program PROGRAM     against OCRmyPDF --sidecar, same jobs
    python -m benchmarks.batch large BENCH/office         one long scan on one worker and on all
    python -m benchmarks.batch born                       born-digital one-page decisions a second of one core, and where it goes
    python -m benchmarks.batch driver                     memory of the driver for 100 and for 10,000 documents
    python -m benchmarks.batch nasty FOLDER               an outcome for every hostile file, within its limit

What is compared is run in turns, so that a busy machine slows both alike; ratios are of the sums. CPU seconds count all
processes. ``--every N`` takes every Nth document, ``--rounds`` sets the turns.
"""

import argparse
import contextlib
import cProfile
import os
import pstats
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extractor.batch.extraction import outcome_of
from extractor.batch.local import LocalRunner
from extractor.batch.outcome import Extracted, Failed
from extractor.errors import ExtractorError, InternalError
from extractor.reading.ocr.tesseract import Program, find_program
from extractor.reading.pdf import open_page, open_pdf
from extractor.reading.raster import rasterise
from extractor.settings import Settings

_POLL_S = 0.05
_LINES = (
    ("Helvetica-Bold", "Borough of Lanternhithe"),
    ("Helvetica-Bold", "RECORD OF EXECUTIVE DECISION"),
    ("Helvetica", "Decision number: LH/{year}/{number:05}"),
    ("Helvetica", "Decision maker: Councillor Una Sedgewick, Cabinet Member for Harbours"),
    ("Helvetica", "Date of decision: {day} March {year}"),
    ("Helvetica", "Subject: Mending of harbour lantern {number}"),
    ("Helvetica-Bold", "1. Decision"),
    ("Helvetica", "1.1 That harbour lantern {number} be mended at a cost of up to £{sum}."),
    ("Helvetica", "1.2 That the work begin on 4 April {year} and end by 30 June {year}."),
    ("Helvetica-Bold", "2. Reasons for the decision"),
    ("Helvetica", "2.1 The lantern leans, and the Head of Harbour Works, Mr Tam Orrell, holds it to be unsafe."),
    ("Helvetica", "2.2 Mending it now costs £350 less than putting up another, as tenders of {year} have shown."),
    ("Helvetica-Bold", "3. Financial implications"),
    ("Helvetica", "3.1 The cost is met from the harbour lighting budget of £45,000 for the year."),
    ("Helvetica-Bold", "4. Legal implications"),
    ("Helvetica", "None."),
    ("Helvetica-Bold", "5. Alternatives considered"),
    ("Helvetica", "5.1 To take the lantern away. Rejected, since the quay is dark and boats land there at night."),
)


@dataclass(frozen=True)
class Spent:
    """Wall and CPU seconds."""

    wall: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.wall + other.wall, self.cpu + other.cpu)

    def __str__(self) -> str:
        return f"{self.wall:7.1f} s wall {self.cpu:7.1f} s CPU"


def cpu_s() -> float:
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def spent(work: Callable[[], object]) -> Spent:
    wall, cpu = time.perf_counter(), cpu_s()
    work()
    return Spent(time.perf_counter() - wall, cpu_s() - cpu)


def in_turns(rounds: int, **works: Callable[[], object]) -> dict[str, Spent]:
    """Run each of ``works`` once a round and return what each has spent."""
    sums = dict.fromkeys(works, Spent())
    for number in range(rounds):
        for name, work in works.items():
            took = spent(work)
            sums[name] += took
            print(f"  round {number + 1} {name:12} {took}", flush=True)
    return sums


def ratio(sums: dict[str, Spent], over: str, under: str) -> str:
    a, b = sums[over], sums[under]
    return f"{over} / {under}: wall {a.wall / b.wall:.2f}, CPU {a.cpu / b.cpu:.2f}"


def documents(folder: Path, every: int) -> list[Path]:
    return sorted(folder.glob("*.pdf"))[::every]


def extract(paths: list[Path], jobs: int, *options: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "extractor",
            "run",
            *map(str, paths),
            "-o",
            f"{folder}/out.jsonl",
            "-j",
            str(jobs),
        ]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        if done.returncode not in {0, 7}:
            raise SystemExit(done.stderr)


# -- cost over bare OCR -----------------------------------------------------------------------------------------------


def page_images(paths: list[Path], folder: Path) -> list[tuple[Path, int]]:
    """Write the page images as the engine gets them, and return them with their resolutions."""
    found = []
    for path in paths:
        with open_pdf(path, Settings()) as file:
            for number in range(1, file.page_count + 1):
                with open_page(file, number) as page:
                    raster = rasterise(page, Settings().max_page_megapixels)
                if raster is not None:
                    target = folder / f"{path.stem}-{number}.pgm"
                    cv2.imwrite(str(target), raster.image)
                    found.append((target, round(raster.dpi)))
    return found


def bare(program: Program, images: list[tuple[Path, int]], jobs: int) -> None:
    def read(item: tuple[Path, int]) -> None:
        path, dpi = item
        command = [str(program.path), str(path), str(path), "-l", program.language, "--psm", "3", "--dpi", str(dpi)]
        if program.tessdata:
            command += ["--tessdata-dir", str(program.tessdata)]
        subprocess.run([*command, "tsv"], check=True, capture_output=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"})

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(read, images))


def cost(options: argparse.Namespace) -> None:
    paths, jobs = documents(options.folder, options.every), options.jobs
    program = find_program(Settings())
    with tempfile.TemporaryDirectory() as folder:
        images = page_images(paths, Path(folder))
        sums = in_turns(
            options.rounds,
            extractor=lambda: extract(paths, jobs, "--ocr", "tesseract"),
            tesseract=lambda: bare(program, images, jobs),
        )
    print(f"{len(images)} pages, {jobs} processes: {ratio(sums, 'extractor', 'tesseract')}")


# -- workers ----------------------------------------------------------------------------------------------------------


def workers(options: argparse.Namespace) -> None:
    paths = documents(options.folder, options.every)
    peaks: list[int] = []

    def run(jobs: int) -> Callable[[], None]:
        def work() -> None:
            with tempfile.TemporaryDirectory() as folder:
                command = [sys.executable, "-m", "extractor", "run", *map(str, paths), "-o", f"{folder}/out.jsonl"]
                peaks.append(peak_mb([*command, "-j", str(jobs), *options.options.split()])[1])

        return work

    sums = in_turns(options.rounds, one=run(1), two=run(2))
    print(
        f"one worker / two workers: wall {sums['one'].wall / sums['two'].wall:.2f}; the largest worker {max(peaks)} MB"
    )


def peak_mb(command: list[str]) -> tuple[int, int]:
    """Run ``command`` and return the most memory, in MB, that it and that any of its workers held."""
    own, most = 0, 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            own = max(own, _peak_kb(process.pid))
            most = max([most, *map(_peak_kb, _children(process.pid))])
            time.sleep(_POLL_S)
    return own // 1024, most // 1024


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [
            int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()
        ]
    return []


def _peak_kb(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def large(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        whole = pypdfium2.PdfDocument.new()
        for source in documents(options.folder, options.every):
            whole.import_pages(pypdfium2.PdfDocument(source))
        whole.save(path)
        one = ("--ocr", "tesseract")
        sums = in_turns(
            options.rounds, one=lambda: extract([path], 1, *one), all=lambda: extract([path], options.jobs, *one)
        )
        print(f"one document of {len(whole)} pages: {ratio(sums, 'one', 'all')}, with {options.jobs} workers")


# -- against OCRmyPDF -------------------------------------------------------------------------------------------------


def ocrmypdf(options: argparse.Namespace) -> None:
    paths, jobs = documents(options.folder, options.every), options.jobs
    program = find_program(Settings())
    # The same Tesseract for both.
    paths_to = f"{program.path.parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": paths_to, "OMP_THREAD_LIMIT": "1"}
    if program.tessdata:
        environment["TESSDATA_PREFIX"] = str(program.tessdata)

    def other() -> None:
        with tempfile.TemporaryDirectory() as folder:
            for path in paths:
                out = ["--sidecar", f"{folder}/{path.stem}.txt", str(path), f"{folder}/{path.name}"]
                command = [options.program, "-j", str(jobs), "--output-type", "pdf", "--force-ocr", "-q", *out]
                subprocess.run(command, check=True, env=environment)

    sums = in_turns(options.rounds, extractor=lambda: extract(paths, jobs, *options.options.split()), ocrmypdf=other)
    print(f"{len(paths)} documents, {jobs} jobs: pages a second over OCRmyPDF's: ", end="")
    print(
        f"{sums['ocrmypdf'].wall / sums['extractor'].wall:.2f} by wall, {sums['ocrmypdf'].cpu / sums['extractor'].cpu:.2f} by CPU"
    )


# -- born digital, and memory -----------------------------------------------------------------------------------------


def one_page(path: Path, number: int) -> None:
    facts = {"number": number, "year": 2012 + number % 10, "day": 1 + number % 28, "sum": f"{1_000 + number:,}"}
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for row, (font, text) in enumerate(_LINES):
        canvas.setFont(font, 10.5)
        canvas.drawString(60, 780 - 22 * row, text.format(**facts))
    canvas.save()


@contextlib.contextmanager
def decisions(count: int) -> Iterator[list[Path]]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number:05}.pdf" for number in range(count)]
        for number, path in enumerate(paths):
            one_page(path, number)
        yield paths


def born(options: argparse.Namespace) -> None:
    settings = Settings()
    with decisions(options.count) as paths:
        outcome_of(paths[0], settings)
        start = time.process_time()
        outcomes = [outcome_of(path, settings) for path in paths]
        took = time.process_time() - start
        assert all(isinstance(outcome, Extracted) for outcome in outcomes)
        print(f"{len(paths)} one-page decisions: {len(paths) / took:.1f} a second of one core's time")
        profile = cProfile.Profile()
        profile.runcall(lambda: [outcome_of(path, settings) for path in paths[:50]])
    stats = pstats.Stats(profile)
    whole = next(row[3] for (_, _, name), row in stats.stats.items() if name == "outcome_of")  # type: ignore[attr-defined]
    for name in ("read_page", "read_text_layer", "parse_objects", "split", "tag", "assemble", "_fingerprint"):
        share = max((row[3] for (_, _, found), row in stats.stats.items() if found == name), default=0.0)  # type: ignore[attr-defined]
        print(f"  {name:16} {share / whole:6.1%}")


def driver(options: argparse.Namespace) -> None:
    """Measure the driver alone: its workers make up records (tests/killable.py), which is what it does not see."""
    for count in (100, options.count):
        with decisions(1) as (sample,), tempfile.TemporaryDirectory() as folder:
            content = sample.read_bytes()
            for number in range(count):
                (Path(folder) / f"{number:05}.pdf").write_bytes(content + b"%%decision %d" % number)
            command = [sys.executable, "-m", "tests.killable", "run", folder, "-o", f"{folder}/out.jsonl", "-j", "2"]
            took = time.perf_counter()
            own, _ = peak_mb(command)
            took = time.perf_counter() - took
            size = Path(f"{folder}/out.jsonl.ledger.db").stat().st_size >> 20
            print(f"{count:6} documents: driver {own} MB at most, {took:.0f} s, ledger {size} MB", flush=True)


def nasty(options: argparse.Namespace) -> None:
    limits = {"page_timeout_s": 30.0, "document_timeout_s": 60.0, "jobs": options.jobs, "ocr": "tesseract"}
    paths = documents(options.folder, options.every)
    kinds: Counter[str] = Counter()
    slowest = replace(Failed("", ExtractorError()), seconds=0.0)
    for outcome in LocalRunner(Settings.model_validate(limits)).run(map(str, paths)):
        kinds["record" if isinstance(outcome, Extracted) else type(outcome.error).__name__] += 1
        slowest = max(slowest, outcome, key=lambda o: o.seconds)  # type: ignore[assignment]
        if isinstance(outcome, Failed) and type(outcome.error) in {ExtractorError, InternalError}:
            print(f"  {Path(outcome.path).name}: {outcome.error}")
    print(f"{len(paths)} files: {dict(kinds)}; the slowest took {slowest.seconds:.0f} s ({Path(slowest.path).name})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["cost", "workers", "large", "ocrmypdf", "born", "driver", "nasty"])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--options", default="--ocr tesseract", help="of the run, for 'workers' and 'ocrmypdf'")
    parser.add_argument("--program", default=shutil.which("ocrmypdf"), help="the OCRmyPDF to compare with")
    parser.add_argument("--count", type=int, default=None)
    options = parser.parse_args()
    if options.count is None:
        options.count = 10_000 if options.what == "driver" else 200
    globals()[options.what](options)


if __name__ == "__main__":
    main()
