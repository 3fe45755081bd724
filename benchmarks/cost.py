"""Where a scanned page's CPU time goes, beside what plain Tesseract takes for the same page.

    python -m benchmarks.cost BENCH [--levels office,copy,awful] [--every N] [--no-rival]

BENCH holds one folder a level with scans. Of every Nth page the CPU seconds of this process and of those it starts are
counted, each stage without the stages within it; page by page, right after, Tesseract reads the same page drawn at 300 dpi
as most programs have it read. Other work on the machine slows both: take the ratios.
"""

import argparse
import functools
import importlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytesseract

from benchmarks.reading import _plain_options, cpu_s
from extractor.reading.ocr import Engine, build_engine
from extractor.reading.pdf import open_page, open_pdf, render
from extractor.reading.read import read_page
from extractor.settings import Settings

# What counts as which stage; the engines are the first three.
_STAGES = {
    "networks": ("ocr.ppocr.Network.run",),
    "tesseract": ("ocr.cascade.read_lines",),
    "engine, other": ("ocr.cascade.CascadeEngine.recognise",),
    "image": ("raster.page_image",),
    "straightening": ("read.rasterise",),
    "strengths": ("read.part_strengths",),
    "rules": ("read.find_rules",),
    "marks": ("read.find_marks",),
    "handwriting": ("read.find_handwriting",),
    "style": ("read.estimate_style",),
    "slant": ("style.italic_words",),
    "layout": ("read.arrange", "read.doubted"),
}
P = ParamSpec("P")
T = TypeVar("T")
_ENGINES = ("networks", "tesseract", "engine, other")


class Meter:
    """CPU seconds by stage, each without the stages within it."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._within: list[float] = []

    def watch(self, stage: str, place: str) -> None:
        """Have the function at a dotted ``place`` below ``extractor.reading`` counted."""
        *path, name = place.split(".")
        at = next(n for n in range(len(path), 0, -1) if path[n - 1].islower())
        owner = functools.reduce(
            getattr, path[at:], importlib.import_module(".".join(["extractor.reading", *path[:at]]))
        )
        setattr(owner, name, self._counted(stage, getattr(owner, name)))

    def _counted(self, stage: str, work: Callable[P, T]) -> Callable[P, T]:
        def counted(*args: P.args, **options: P.kwargs) -> T:
            start = cpu_s()
            self._within.append(0.0)
            try:
                return work(*args, **options)
            finally:
                spent = cpu_s() - start
                self.seconds[stage] += spent - self._within.pop()
                if self._within:
                    self._within[-1] += spent

        return counted


def pages(folder: Path, every: int) -> list[tuple[Path, int]]:
    """Return every Nth page of a folder's documents."""
    found = []
    for path in sorted(folder.glob("*.pdf")):
        with open_pdf(path, Settings()) as file:
            found += [(path, number) for number in range(1, file.page_count + 1)]
    return found[::every]


def read_one(path: Path, number: int, engine: Engine) -> None:
    with open_pdf(path, Settings()) as file:
        read_page(file, number, engine, Settings())


def read_plainly(path: Path, number: int, options: str) -> None:
    with open_pdf(path, Settings()) as file, open_page(file, number) as page:
        image = render(page, 300)
    pytesseract.image_to_string(image, config=options)


def spent(work: Callable[[], None]) -> float:
    start = cpu_s()
    work()
    return cpu_s() - start


def measure(
    chosen: list[tuple[Path, int]], engine: Engine, meter: Meter, *, rival: bool
) -> Iterator[tuple[str, float]]:
    """Yield each stage and the mean of its seconds a page."""
    options = _plain_options() if rival else ""
    meter.seconds.clear()
    ours = theirs = 0.0
    for path, number in chosen:
        ours += spent(functools.partial(read_one, path, number, engine))
        theirs += spent(functools.partial(read_plainly, path, number, options)) if rival else 0.0
    seconds = meter.seconds
    seconds["opening, other"] = ours - sum(seconds.values())
    engines = sum(seconds[stage] for stage in _ENGINES)
    yield from ((stage, seconds[stage] / len(chosen)) for stage in (*_STAGES, "opening, other"))
    yield "in all", ours / len(chosen)
    yield "but engines", (ours - engines) / max(ours, 1e-9)
    yield "plain", theirs / len(chosen)
    yield "plain / ours", theirs / max(ours, 1e-9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--levels", default="office,copy,awful")
    parser.add_argument("--every", type=int, default=5)
    parser.add_argument("--no-rival", action="store_true")
    options = parser.parse_args()
    engine, meter, levels = build_engine(Settings()), Meter(), options.levels.split(",")
    chosen = {level: pages(options.bench / level, options.every) for level in levels}
    read_one(*chosen[levels[0]][0], engine)  # loads the networks, which is no page's cost
    for stage, places in _STAGES.items():
        for place in places:
            meter.watch(stage, place)
    rows = {level: dict(measure(chosen[level], engine, meter, rival=not options.no_rival)) for level in levels}
    print(f"{'CPU seconds a page':20}" + "".join(f"{f'{level} ({len(chosen[level])})':>14}" for level in levels))
    for name in rows[levels[0]]:
        print(f"{name:20}" + "".join(f"{rows[level][name]:14.3f}" for level in levels))


if __name__ == "__main__":
    main()
