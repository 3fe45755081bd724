"""The papers that the model learns from: what is annotated, what is printed and what is held for true agree."""

import json
from pathlib import Path

import pytest

from benchmarks.structure.alignment import aligned
from benchmarks.structure.runs import FRONT_KINDS, runs_of_html
from decision_models import SectionKind
from extractor.pipeline import build_pipeline
from extractor.reading.read import read
from extractor.settings import Settings
from extractor.splitting.values import FIELDS

FIXTURES = Path(__file__).parents[1] / "fixtures"
# What the model learns from, and what it is held against.
ROOTS = (FIXTURES / "papers", FIXTURES / "unseen")
HOME = {path.stem: root for root in ROOTS for path in sorted((root / "src").glob("*.html"))}
NAMES = sorted(HOME)
# Of each so many papers one is read in full.
EVERY = 9


def golds_of(name: str) -> list[dict[str, object]]:
    paths = [path for path in (HOME[name] / "gold").glob(f"{name}*.json") if path.stem.partition("~")[0] == name]
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(paths)]


def folded(text: str) -> str:
    return "".join(text.split()).casefold()


def test_every_paper_is_whole() -> None:
    for root in ROOTS:
        own = {name for name in NAMES if HOME[name] == root}
        assert {path.stem for path in (root / "born").glob("*.pdf")} == own
        assert {path.stem.partition("~")[0] for path in (root / "gold").glob("*.json")} == own


def test_the_papers_are_small() -> None:
    sizes = [path.stat().st_size for root in ROOTS for path in (root / "born").iterdir()]
    assert max(sizes) < 150_000
    assert sum(sizes) < 35_000_000


def test_no_two_papers_are_of_one_part_of_the_corpus_by_chance() -> None:
    assert len({name.partition("-")[0] for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_truth_stands_in_what_is_annotated(name: str) -> None:
    printed = folded("".join(run.text for run in runs_of_html(HOME[name] / "src" / f"{name}.html")))
    for gold in golds_of(name):
        fields, sections = gold["fields"], gold["sections"]
        assert isinstance(fields, dict)
        assert isinstance(sections, list)
        assert set(fields) <= {*FIELDS, "signed"}
        for section in sections:
            assert section["kind"] in {*SectionKind, *FRONT_KINDS}
            assert folded(section["heading"] or "") in printed


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES[::EVERY])
def test_what_is_annotated_is_what_is_printed(name: str) -> None:
    pipeline = build_pipeline(Settings(ocr="tesseract"))
    document = read(HOME[name] / "born" / f"{name}.pdf", pipeline.engine, pipeline.settings)
    words = [word for page in document.pages for line in page.lines for word in line.words]
    places = aligned(document, runs_of_html(HOME[name] / "src" / f"{name}.html"))
    assert sum(id(word) in places for word in words) >= 0.8 * len(words)
