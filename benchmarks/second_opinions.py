"""What a second reading of a page tells about the first: by another engine, another segmentation, scale or binarisation.

    python -m benchmarks.second_opinions BENCH... [--levels office,copy,awful] [--every 4] [--opinions scale,...] [--write FILE]

BENCH is as for benchmarks/confidence.py. Of each opinion are shown

- how many of the first reading's right words the second has too, and of its wrong ones (the same mistake, drawn towards a
  quarter as if four wrong words had been seen beforehand, one of them alike);
- how far it ought to be heeded (of tenths, that with the least log loss of the words' confidences), the log loss without and
  with it, and the CPU seconds of a page that it adds.

--write stores the first two in extractor/reading/data/second.toml. What is hidden under old scans comes from engines unlike
ours; of it nothing is measured here, and what the file has stays.
"""

import argparse
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np

from benchmarks.calibration import right_words
from benchmarks.reading import cpu_s
from extractor.choices import Opinion
from extractor.document import Document, Page, Word
from extractor.reading.ocr import build_engine, second_engine
from extractor.reading.opinions import seen_by
from extractor.reading.pdf import open_page, open_pdf
from extractor.reading.raster import Raster, rasterise
from extractor.reading.read import read
from extractor.reading.second import Glimpse, Match, Trust, compare, hear
from extractor.settings import Settings

_PRIOR_ALIKE, _PRIOR = 1.0, 4.0
_OPINIONS: tuple[Opinion, ...] = ("tesseract", "rapidocr", "segmentation", "scale", "binarisation")


@dataclass(frozen=True)
class Sampled:
    """A page as read first, its picture, and which of its words are right, line by line."""

    page: Page
    raster: Raster
    right: list[list[bool]]


def main() -> None:
    options = _options()
    settings = Settings()
    pages = [page for bench in options.bench for page in _sampled(bench, options, settings)]
    trusts = {}
    for opinion in options.opinions.split(","):
        trusts[opinion] = _show(opinion, pages, settings.model_copy(update={"second_opinion": opinion}))
    if options.write:
        _write(options.write, trusts, len(pages))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, nargs="+")
    parser.add_argument("--levels", default="office,copy,awful")
    parser.add_argument("--every", type=int, default=4, help="only every so many-th document")
    parser.add_argument("--opinions", default=",".join(_OPINIONS), help=f"some of {', '.join(get_args(Opinion))}")
    parser.add_argument("--write", type=Path)
    return parser.parse_args()


def _sampled(bench: Path, options: argparse.Namespace, settings: Settings) -> Iterator[Sampled]:
    engine = build_engine(settings)
    for level in options.levels.split(","):
        for path in sorted((bench / level).glob("*.pdf"))[:: options.every]:
            truth = read(bench / "born" / path.name, engine, settings)
            yield from _pages(path, read(path, engine, settings), truth, settings)


def _pages(path: Path, document: Document, truth: Document, settings: Settings) -> Iterator[Sampled]:
    with open_pdf(path, settings) as file:
        for page, true in zip(document.pages, truth.pages, strict=True):
            with open_page(file, page.number) as source:
                raster = rasterise(source, settings.max_page_megapixels)
            if raster is not None and page.lines:
                yield Sampled(page, raster, right_words(page, true))


def _show(opinion: Opinion, pages: Sequence[Sampled], settings: Settings) -> Trust:
    engine = second_engine(settings)
    assert engine is not None
    before = cpu_s()
    seen = [seen_by(engine, sampled.raster) for sampled in pages]
    seconds = cpu_s() - before
    matches = [compare(sampled.page.lines, glimpses) for sampled, glimpses in zip(pages, seen, strict=True)]
    judged = [row for sampled, found in zip(pages, matches, strict=True) for row in _judged(sampled, found)]
    alike = [same for _, right, same in judged if not right]
    share = (sum(alike) + _PRIOR_ALIKE) / (len(alike) + _PRIOR)
    skill = [same for _, right, same in judged if right]
    without = _loss_with(pages, seen, Trust(share, 0.0))
    together, heed = min((_loss_with(pages, seen, Trust(share, tenth / 10)), tenth / 10) for tenth in range(11))
    print(
        f"{opinion:13} of {len(skill)} right words {sum(skill) / len(skill):7.2%}, of {len(alike)} wrong ones "
        f"{sum(alike)} alike ({share:.2f})  heeded {heed}: log loss {without:.5f} -> {together:.5f}  {seconds / len(pages):.2f} s"
    )
    return Trust(share, heed)


def _loss_with(pages: Sequence[Sampled], seen: Sequence[tuple[Glimpse, ...]], trust: Trust) -> float:
    heard = [
        hear(sampled.page.lines, glimpses, trust, adopt=False) for sampled, glimpses in zip(pages, seen, strict=True)
    ]
    right = [ok for sampled in pages for line in sampled.right for ok in line]
    return _loss([word for hearing in heard for line in hearing.lines for word in line.words], right)


def _judged(sampled: Sampled, found: Sequence[Sequence[Match]]) -> Iterator[tuple[Word, bool, bool]]:
    """Give every word of the first reading with whether it is right and whether the second has it too."""
    for matches, right in zip(found, sampled.right, strict=True):
        known = iter(right)
        for match in matches:
            for word in match.mine:
                yield word, next(known), match.same


def _loss(words: Sequence[Word], right: Sequence[bool]) -> float:
    chance = np.clip([word.confidence for word in words], 1e-6, 1 - 1e-6)
    return float(-np.where(right, np.log(chance), np.log(1 - chance)).mean())


def _write(path: Path, trusts: dict[str, Trust], pages: int) -> None:
    engines = [trusts.pop(name) for name in ("tesseract", "rapidocr")]
    engine = Trust(max(one.same_mistake for one in engines), min(one.heed for one in engines))
    hidden = tomllib.loads(path.read_text(encoding="utf-8"))["hidden_text"]
    told = {"engine": engine, "hidden_text": Trust(**hidden), **trusts}
    path.write_text(
        "# Of the words that a first reading has wrong, the share that a second one has wrong in the very same way, and how far\n"
        f"# it is heeded. Written by benchmarks/second_opinions.py from {pages} scanned pages with known truth; of hidden text\n"
        "# nothing was measured: its mistakes are another program's.\n\n"
        + "\n".join(
            f"{name} = {{ same_mistake = {one.same_mistake:.2f}, heed = {one.heed:.1f} }}" for name, one in told.items()
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
