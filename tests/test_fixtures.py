"""The fixtures are what their README says, and the truth about them stands in the documents themselves."""

import importlib
import re
from dataclasses import replace
from types import ModuleType

import pypdfium2
import pytest

from fixtures.hostile_files import hostile_files
from fixtures.make_fixtures import _RECIPES
from fixtures.scan import PHOTOCOPY, POOR, image_pdf, scan
from fixtures.typeset import typeset
from tests.fixture_documents import FIXTURES, HOSTILE, PDFS, truths

TRUTHS = truths()


def source_of(name: str) -> ModuleType:
    return importlib.import_module(f"fixtures.documents.{name.replace('-', '_')}")


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return plain(text)


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def test_the_committed_files_are_the_ones_that_are_made() -> None:
    assert {path.name for path in PDFS.iterdir()} == _RECIPES.keys()
    assert {path.name for path in HOSTILE.iterdir()} == hostile_files(b"").keys()
    assert {name for truth in TRUTHS.values() for name in truth["files"]} == _RECIPES.keys()


def test_the_readme_names_every_file() -> None:
    readme = (FIXTURES / "README.md").read_text(encoding="utf-8")

    assert [name for name in _RECIPES if f"`{name}`" not in readme] == []


def test_the_fixtures_are_small() -> None:
    assert sum(path.stat().st_size for path in (*PDFS.iterdir(), *HOSTILE.iterdir())) < 6_000_000


@pytest.mark.parametrize("name", TRUTHS)
def test_the_truth_stands_in_the_document(name: str) -> None:
    document = source_of(name)
    # Without running heads and feet, so that what runs over a page break is in one piece.
    text = text_of(typeset(document.story, replace(document.LAYOUT, head="", foot=""), document.TITLE))

    for decision in TRUTHS[name]["decisions"]:
        said = [decision["fields"][field] for field in ("authority", "decision_number", "subject")]
        said += [section["heading"] or "" for section in decision["sections"]]
        said += [section.get("says", "") for section in decision["sections"]]
        said += [role["title"] for role in decision["roles"]]
        said += [person["name"] for person in decision["people"]]
        assert [words for words in said if plain(words) not in text] == []


@pytest.mark.parametrize("name", TRUTHS)
def test_the_scans_hold_no_text(name: str) -> None:
    for pdf, quality in TRUTHS[name]["files"].items():
        document = pypdfium2.PdfDocument(PDFS / pdf)
        letters = [len(page.get_textpage().get_text_range()) for page in document]
        document.close()
        expected = {"born": [True, True], "mixed": [True, False]}.get(quality, [False] * len(letters))
        assert [count > 0 for count in letters] == expected


def test_a_scan_is_the_same_every_time() -> None:
    document = source_of("dunmere-register")
    born = typeset(document.story, document.LAYOUT, document.TITLE)

    for quality in (POOR, PHOTOCOPY):
        assert image_pdf(scan(born, quality, seed=3)) == image_pdf(scan(born, quality, seed=3))
    assert image_pdf(scan(born, POOR, seed=3)) != image_pdf(scan(born, POOR, seed=4))


def test_the_hostile_files_are_the_same_every_time() -> None:
    assert hostile_files(b"%PDF-1.4 and more") == hostile_files(b"%PDF-1.4 and more")
