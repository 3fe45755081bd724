"""The pictures show every region where it is, in the colour of its kind."""

from pathlib import Path

import pytest
from PIL import Image

from decision_models import Region
from extractor.errors import ExtractorError, OutputExistsError
from extractor.pages.regions import COLOURS, Mark, draw_marks, marks_of, marks_of_all, write_regions
from tests.fixture_documents import PDFS, every_pdf, records_of
from tests.records import REGION, field, record

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
        for found in (one.decision_number, one.subject):
            for region in found.regions if found else ():
                middle = (region.top + region.bottom) / 2
                assert COLOURS["field"] in colours_near(images[region.page], region.x0 - 1, middle)


def test_marks_are_of_every_kind() -> None:
    marks = list(marks_of(record()))

    kinds = {mark.kind for mark in marks}
    labels = {mark.label for mark in marks if mark.label}

    assert kinds == COLOURS.keys() - {"reference"}
    assert {"header", "decision", "legal", "number", "maker"} <= labels
    assert len([m for m in marks if m.kind == "section"]) == 3


def test_of_several_decisions_each_value_says_whose_it_is_and_what_is_shared_stands_once() -> None:
    shared, own = field("Lantern Board"), field("21/00008")
    own["regions"] = [{**REGION, "top": 300, "bottom": 312}]

    marks = marks_of_all([record(authority=shared), record(authority=shared, decision_number=own)])

    labels = [mark.label for mark in marks if mark.kind == "field"]
    assert labels.count("authority") == 1
    assert "1: number" in labels
    assert "2: number" in labels
    # What is front matter is outlined, as every other section is.
    assert "header" in {mark.label.split(": ")[-1] for mark in marks}
    assert len(marks) == len(set(marks))
    assert marks_of_all([record()]) == list(marks_of(record()))


def test_a_label_covers_no_print_and_no_other_label() -> None:
    place = Region(**REGION)
    page = Image.new("RGB", (200, 200), "white")
    page.paste("black", (112, 0, 200, 200))

    sheet = draw_marks(page, [Mark("field", place, "number"), Mark("date", place, "day")], 1.0).convert("RGB")

    # Beside it stands print; before it there is no room: the first label goes below, the other above.
    kept = sheet.crop((114, 0, 200, 200)).getcolors()
    assert kept == [(86 * 200, (0, 0, 0))]
    for beside in ((0, 36, 112, 60), (0, 0, 112, 16)):
        assert sheet.crop(beside).getcolors() != [(112 * (beside[3] - beside[1]), (255, 255, 255))]


def test_where_a_label_finds_no_room_the_number_of_the_decision_must_do() -> None:
    place = Region(**{**REGION, "x0": 10, "x1": 20})
    page = Image.new("RGB", (200, 200), "black")
    page.paste("white", (0, 0, 40, 60))

    sheet = draw_marks(page, [Mark("field", place, "12: subject")], 1.0).convert("RGB")

    # Between the cell's value and its rule there is room for a number only.
    beside = (24, int(place.top), 40, int(place.bottom))
    assert sheet.crop(beside).getcolors() != [(16 * (beside[3] - beside[1]), (255, 255, 255))]
    assert sheet.crop((40, 0, 200, 200)).getcolors() == [(160 * 200, (0, 0, 0))]


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
