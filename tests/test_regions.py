"""The pictures show every region where it is, in the colour of its kind."""

from pathlib import Path

import pytest
from PIL import Image

from extractor.errors import ExtractorError, OutputExistsError
from extractor.pages.regions import COLOURS, draw_marks, marks_of, write_regions
from tests.fixture_documents import PDFS, every_pdf, records_of
from tests.records import record

SCALE = 100 / 72


def colours_near(image: Image.Image, x_pt: float, y_pt: float) -> set[tuple[int, ...]]:
    x, y = round(x_pt * SCALE), round(y_pt * SCALE)
    around = [(x + dx, y + dy) for dx in range(-3, 4) for dy in range(-3, 4)]
    return {pixel for spot in around if isinstance(pixel := image.getpixel(spot), tuple)}


@pytest.mark.parametrize("name", every_pdf())
def test_every_region_is_drawn_on_its_page(name: str, tmp_path: Path) -> None:
    records = records_of(name)

    written = write_regions(PDFS / name, records, tmp_path / "out")

    stem = name.removesuffix(".pdf")
    assert [path.name for path in written] == [f"{stem}-{n}.png" for n in range(1, records[0].source.page_count + 1)]
    images = {number: Image.open(path).convert("RGB") for number, path in enumerate(written, start=1)}
    for one in records:
        for field in (one.decision_number, one.subject):
            for region in field.regions if field else ():
                middle = (region.top + region.bottom) / 2
                assert COLOURS["field"] in colours_near(images[region.page], region.x0 - 1, middle)


def test_marks_are_of_every_kind() -> None:
    marks = list(marks_of(record()))

    kinds = {mark.kind for mark in marks}
    labels = {mark.label for mark in marks if mark.label}

    assert kinds == COLOURS.keys() - {"reference"}
    assert {"header", "decision", "legal", "decision_number", "decision_maker"} <= labels
    assert len([m for m in marks if m.kind == "section"]) == 3


def test_a_mark_is_outlined_and_the_rest_left_alone() -> None:
    page = Image.new("RGB", (200, 200), "white")
    marks = [mark for mark in marks_of(record()) if mark.kind == "amount"]

    sheet = draw_marks(page, marks, 1.0).convert("RGB")

    assert sheet.getpixel((8, 26)) == COLOURS["amount"]
    assert sheet.getpixel((150, 150)) == (255, 255, 255)
    assert sheet.size == (200, 226)
    assert page.getpixel((8, 26)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("source", "target", "error"),
    [("hostile/empty.pdf", "out", ExtractorError), ("pdf/dunmere-register.pdf", "taken/out", OutputExistsError)],
    ids=["no-pdf", "no-folder"],
)
def test_what_cannot_be_drawn_is_said(source: str, target: str, error: type[ExtractorError], tmp_path: Path) -> None:
    (tmp_path / "taken").touch()

    with pytest.raises(error):
        write_regions(PDFS.parent / source, [record()], tmp_path / target)
