"""Words kept beside the records come back as they were, on the page as displayed."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Affine, Box, Document, Line, Page, Word
from extractor.errors import OutputExistsError, WordFileError
from extractor.wordfile import read_words, word_folder, write_words

SHA = "ab" * 32
UPRIGHT = Affine()


def document(*words: Word, to_displayed: Affine = UPRIGHT) -> Document:
    line = Line(words, Box(0, 0, 1, 1))
    return Document("a.pdf", SHA, 1, 1, (Page(1, 600, 800, (line,), to_displayed=to_displayed),), "cascade", "1")


def test_words_come_back(tmp_path: Path) -> None:
    word = Word("£1,200", Box(10.04, 20, 61.06, 31), 0.98765, "tiny", 10)

    write_words(document(word), tmp_path)

    pages = read_words(tmp_path, SHA)
    assert pages is not None
    ((shown,),) = pages[1]
    assert (shown.text, shown.confidence) == ("£1,200", 0.988)
    assert shown.box == Box(10.0, 20.0, 61.1, 31.0)


def test_places_are_those_of_the_page_as_displayed(tmp_path: Path) -> None:
    # A page that lay on its side: what is read at the top right stands at the bottom right as displayed.
    turned = Affine(0, 1, 0, -1, 0, 600)

    write_words(document(Word("a", Box(500, 10, 550, 20), 1.0, "tiny", 10), to_displayed=turned), tmp_path)

    pages = read_words(tmp_path, SHA)
    assert pages is not None
    assert pages[1][0][0].box == Box(10.0, 50.0, 20.0, 100.0)


@given(st.text(min_size=1), st.floats(0, 1))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str, confidence: float) -> None:
    folder = tmp_path_factory.mktemp("words")
    text = text.encode("utf-8", "ignore").decode()

    write_words(document(Word(text, Box(0, 0, 1, 1), confidence, "tiny", 10)), folder)

    pages = read_words(folder, SHA)
    assert pages is not None
    assert pages[1][0][0].text == text
    assert abs(pages[1][0][0].confidence - confidence) <= 0.0005


def test_the_same_words_make_the_same_bytes(tmp_path: Path) -> None:
    word = Word("same", Box(0, 0, 1, 1), 0.5, "tiny", 10)

    first, second = (write_words(document(word), tmp_path / name).read_bytes() for name in "ab")

    assert first == second


def test_a_document_without_kept_words_has_none(tmp_path: Path) -> None:
    assert read_words(tmp_path, SHA) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no gzip",
        gzip.compress(b"{}")[:-9],
        gzip.compress(b"[1"),
        gzip.compress(b"[]"),
        gzip.compress(b'{"format": 2, "pages": []}'),
        gzip.compress(b'{"format": 1, "pages": [{"number": 1, "lines": [[["a", 1]]]}]}'),
    ],
    ids=["empty", "not packed", "cut short", "not JSON", "a list", "a later format", "half a word"],
)
def test_what_is_no_file_of_words_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"{SHA}.json.gz").write_bytes(content)

    with pytest.raises(WordFileError, match=SHA):
        read_words(tmp_path, SHA)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(OutputExistsError, match="taken"):
        write_words(document(), tmp_path / "taken")


def test_the_words_stand_beside_the_records() -> None:
    assert word_folder(Path("out/records.jsonl")) == Path("out/records.jsonl.words")
