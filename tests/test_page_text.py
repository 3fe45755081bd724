"""The text of pages as other programs write it: plain text, ALTO, PAGE XML, hOCR, and what only looks like them."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_models import DecisionRecord
from extractor.audit.comparison.page_text import ENDINGS, pages_in
from extractor.audit.comparison.sides import Pages, Records, holds_pages, read_side
from extractor.errors import ExtractorError, FileMissingError, NotATruthError
from tests.records import record

ALTO = """<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v{version}#"><Layout><Page ID="p1"><PrintSpace><TextBlock>
<TextLine><String CONTENT="The"/><SP/><String CONTENT="light-"/></TextLine>
<TextLine><String CONTENT="house"/>{space}<String CONTENT="is"/>{space}<String CONTENT="lit"/></TextLine>
</TextBlock></PrintSpace></Page>{more}</Layout></alto>"""

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="a.png">
<ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="0" regionRef="r2"/>
<RegionRefIndexed index="1" regionRef="r1"/></OrderedGroup></ReadingOrder>
<TextRegion id="r1"><TextLine id="l1"><Word id="w1"><TextEquiv><Unicode>is</Unicode></TextEquiv></Word>
<Word id="w2"><TextEquiv><Unicode>lit</Unicode></TextEquiv></Word></TextLine>
<TextEquiv><Unicode>not this</Unicode></TextEquiv></TextRegion>
<TextRegion id="r2"><TextLine id="l2"><TextEquiv index="1"><Unicode>Tbe lamp</Unicode></TextEquiv>
<TextEquiv index="0"><Unicode>The lamp</Unicode></TextEquiv></TextLine></TextRegion>
<TextRegion id="r3"><TextEquiv><Unicode>Region text</Unicode></TextEquiv></TextRegion>
</Page></PcGts>"""

HOCR = """<!DOCTYPE html><html><body><div class="ocr_page"><div class="ocr_carea"><p class="ocr_par">
<span class="ocr_line"><span class="ocrx_word">The</span> <span class="ocrx_word"><strong>lamp</strong></span></span>
<span class="ocr_header"><span class="ocrx_word">is</span> <span class="ocrx_word">lit &amp; warm</span></span>
</p></div></div><div class="ocr_page"><p class="ocr_par">Next page</p></div></body></html>"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.txt", "\ufeffThe lamp\r\nis lit\r\n", ("The lamp\nis lit",)),
        ("a.txt", "one\ftwo\f", ("one", "two")),
        ("a.txt", "", ("",)),
        ("a.xml", ALTO.format(version=4, space="<SP/>", more=""), ("The light-\nhouse is lit",)),
        ("a.alto", ALTO.format(version=2, space="", more=""), ("The light-\nhouse is lit",)),
        ("a.xml", ALTO.format(version=3, space="<SP/>", more='<Page ID="p2"/>'), ("The light-\nhouse is lit", "")),
        ("a.xml", PAGE, ("The lamp\nis lit\nRegion text",)),
        ("a.hocr", HOCR, ("The lamp\nis lit & warm", "Next page")),
        ("a.html", HOCR, ("The lamp\nis lit & warm", "Next page")),
    ],
    ids=["text", "form feeds", "empty", "alto", "alto 2 without blanks", "alto pages", "page", "hocr", "hocr as html"],
)
def test_pages_are_read(tmp_path: Path, name: str, text: str, expected: tuple[str, ...]) -> None:
    assert pages_in(write(tmp_path, name, text)) == expected


BOMB = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><alto><Layout><Page>&b;</Page></Layout></alto>'
THIEF = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><alto><Page><TextLine>&a;</TextLine></Page></alto>'


@pytest.mark.parametrize("text", [BOMB, THIEF], ids=["bomb", "other files"])
def test_entities_are_not_followed(tmp_path: Path, text: str) -> None:
    assert pages_in(write(tmp_path, "a.xml", text)) == ("",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xml", b"<alto><Page>"),
        ("a.xml", b""),
        ("a.xml", b"<svg/>"),
        ("a.xml", b"\xff\xfe\x00not xml"),
        ("a.hocr", b""),
        ("a.html", b"<p>A page of a web site</p>"),
        ("a.txt", b"caf\xe9"),
        ("a.xml", b"<PcGts><Page><TextRegion><TextEquiv index='x'/></TextRegion></Page></PcGts>"),
    ],
    ids=["cut short", "empty", "another language", "bytes", "empty hocr", "a web page", "latin-1", "no index"],
)
def test_what_is_no_page_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(NotATruthError) as refused:
        pages_in(path)

    assert str(path) in str(refused.value)


def test_a_folder_of_pages_is_a_side(tmp_path: Path) -> None:
    write(tmp_path, "a/0001.txt", "The lamp")
    write(tmp_path, "b.hocr", HOCR)
    write(tmp_path, ".hidden.txt", "no")
    write(tmp_path, "notes.md", "no")

    side = read_side(tmp_path)

    assert isinstance(side, Pages)
    assert side.texts == {"a/0001": ("The lamp",), "b": ("The lamp\nis lit & warm", "Next page")}
    assert holds_pages(tmp_path)


def test_a_folder_of_records_is_a_side(tmp_path: Path) -> None:
    one, other, third = (record(record_id=f"{n}-1") for n in "abc")
    write(tmp_path, "a.json", one.model_dump_json(indent=1))
    write(tmp_path, "b.jsonl", f"{other.model_dump_json()}\n\n")
    write(tmp_path, "c.json", f"[{third.model_dump_json()}]")
    write(tmp_path, "b.jsonl.failures.jsonl", "{}")

    side = read_side(tmp_path)

    assert side == Records((one, other, third))
    assert not holds_pages(tmp_path)


@pytest.mark.parametrize(
    ("files", "error", "named"),
    [
        ({}, NotATruthError, "neither"),
        ({"a.json": "{}", "b.txt": ""}, NotATruthError, "both"),
        ({"a.txt": "x", "a.hocr": HOCR}, NotATruthError, "another ending"),
        ({"a.json": "{"}, NotATruthError, "a.json"),
        ({"a.json": "[{}]"}, NotATruthError, "record_id"),
        ({"a.jsonl": "\n{}\n"}, NotATruthError, "line 2"),
    ],
    ids=["empty", "both", "twice", "cut short", "no record", "no record in a line"],
)
def test_a_folder_that_is_no_truth_is_refused(
    tmp_path: Path, files: dict[str, str], error: type[ExtractorError], named: str
) -> None:
    for name, text in files.items():
        write(tmp_path, name, text)

    with pytest.raises(error, match=named):
        read_side(tmp_path)


def test_a_truth_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        read_side(tmp_path / "nothing")


def test_a_record_in_truth_is_checked_like_any(tmp_path: Path) -> None:
    raw = record().model_dump(mode="json")
    raw["amounts"][0]["start"] = 0
    path = write(tmp_path, "a.json", str(raw).replace("'", '"'))

    with pytest.raises(NotATruthError):
        read_side(path)
    assert DecisionRecord.model_validate(record().model_dump()) == record()


FRAGMENTS = st.lists(
    st.sampled_from(
        ["<alto>", "<Page>", "<PcGts>", "<html>", "<div class='ocr_page'>", "</Page>", "&x;", "<![CDATA[", "<!--", "é"]
    )
)


@given(st.binary(max_size=80) | FRAGMENTS.map("".join).map(str.encode), st.sampled_from(sorted(ENDINGS)))
def test_no_file_makes_the_reader_fail_otherwise(content: bytes, ending: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        path.write_bytes(content)
        with suppress(NotATruthError):
            assert all(isinstance(page, str) for page in pages_in(path))
