"""A second reading held against the first: what both have is surer, what they dispute is not, what is better is taken."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Affine, Box, Line, Page, Word
from extractor.reading.ocr import build_engine, second_engine
from extractor.reading.opinions import check_hidden, seen_by
from extractor.reading.pdf import open_page, open_pdf, render
from extractor.reading.raster import rasterise
from extractor.reading.read import read
from extractor.reading.second import HIDDEN, Glimpse, Trust, compare, hear, inverse
from extractor.reading.textlayer import READING, TextLayer
from extractor.settings import Settings

SCAN = Path(__file__).parents[1] / "fixtures" / "pdf" / "northreach-notice.pdf"
SENTENCE = "the harbour wall was built of stone and lime by the old company of masons"
PLAIN = SENTENCE.split()
TRUST = Trust(same_mistake=0.05, heed=1.0)


def words(texts: list[str], confidence: float = 0.999) -> tuple[Word, ...]:
    boxes = (Box(10 + 30 * i, 100, 36 + 30 * i, 110) for i in range(len(texts)))
    return tuple(Word(text, box, confidence, "tiny", 10) for text, box in zip(texts, boxes, strict=True))


def line(*more: Word) -> Line:
    given = (*words(PLAIN), *more)
    return Line(given, Box(10, 100, given[-1].box.x1, 110))


def seen(*texts: str) -> tuple[Glimpse, ...]:
    return tuple(Glimpse(text, 23 + 30 * i, 105) for i, text in enumerate(texts))


def last(confidence: float, text: str = "gulls") -> Word:
    at = 10 + 30 * len(PLAIN)
    return Word(text, Box(at, 100, at + 26, 110), confidence, "tiny", 10)


def test_what_both_read_is_surer() -> None:
    heard = hear([line(last(0.7))], seen(*PLAIN, "gulls"), TRUST, adopt=False)

    assert heard.lines[0].words[-1].confidence > 0.95
    assert heard.agreed == 1.0


def test_what_they_dispute_is_less_sure() -> None:
    heard = hear([line(last(0.7))], seen(*PLAIN, "pulls"), TRUST, adopt=False)

    assert heard.lines[0].words[-1].confidence < 0.3
    assert heard.lines[0].words[-1].text == "gulls"


def test_a_poor_second_reader_is_hardly_heeded() -> None:
    garbled = [text if number % 2 else "xx" + text for number, text in enumerate(PLAIN)]

    heard = hear([line(last(0.9))], seen(*garbled, "pulls"), TRUST, adopt=False)

    assert heard.lines[0].words[-1].confidence > 0.7


def test_the_better_reading_is_taken_and_said_to_be() -> None:
    heard = hear([line(last(0.3, "quiis"))], seen(*PLAIN, "gulls"), TRUST, adopt=True)

    taken = heard.lines[0].words[-1]
    assert (taken.text, taken.reading, heard.adopted) == ("gulls", HIDDEN, 1)
    assert 0.5 < taken.confidence < 0.99


@pytest.mark.parametrize(("mine", "theirs"), [(0.99, "pulls"), (0.8, "qu11s")], ids=["sure", "stranger"])
def test_a_reading_no_better_is_left(mine: float, theirs: str) -> None:
    heard = hear([line(last(mine))], seen(*PLAIN, theirs), TRUST, adopt=True)

    assert heard.lines[0].words[-1].text == "gulls"
    assert heard.adopted == 0


def test_two_words_may_be_taken_for_one() -> None:
    heard = hear(
        [line(last(0.2, "seagulis"))],
        (*seen(*PLAIN), Glimpse("sea", 465, 105), Glimpse("gulls", 480, 105)),
        TRUST,
        adopt=True,
    )

    taken = heard.lines[0].words[-2:]
    assert [word.text for word in taken] == ["sea", "gulls"]
    assert taken[0].box.x1 < taken[1].box.x0
    assert taken[1].box.x1 <= last(0.2).box.x1 + 0.01


def test_of_too_few_certain_words_nothing_is_concluded() -> None:
    lines = (Line(words(["a", "few"]), Box(10, 100, 66, 110)),)

    assert hear(lines, seen("a", "lot"), TRUST, adopt=True).lines == lines


@given(st.lists(st.text(min_size=1, max_size=6), max_size=20), st.booleans())
def test_no_line_is_lost_and_chances_stay_chances(texts: list[str], adopt: bool) -> None:
    before = [line(last(0.4)), line()]

    heard = hear(before, seen(*texts), TRUST, adopt=adopt)

    assert len(heard.lines) == 2
    assert all(word.text and 0 <= word.confidence < 1 for one in heard.lines for word in one.words)
    assert 0 <= heard.agreed <= 1


@given(st.floats(-0.1, 0.1), st.floats(-500, 500))
def test_the_way_back_leads_back(lean: float, shift: float) -> None:
    there = Affine(1, lean, shift, -lean, 1, -shift)
    box = inverse(there).box(there.box(Box(10, 10, 10, 10)))

    assert abs(box.x0 - 10) < 1e-6
    assert abs(box.top - 10) < 1e-6


def test_hidden_text_is_found_on_a_page_that_lay_askew() -> None:
    # Turned by a right angle: what stands at (x, y) of the upright page is displayed at (y, 600 - x).
    turned = Affine(0, 1, 0, -1, 0, 600)
    page = Page(1, 600, 800, (line(last(0.3, "quiis")),), to_displayed=turned)
    upright = (*words(PLAIN), last(1.0))
    layer = TextLayer(tuple(Word(w.text, turned.box(w.box), 1.0, READING, 10) for w in upright), ())

    checked = check_hidden(page, layer)

    assert checked.lines[0].words[-1].text == "gulls"
    assert [notice.code for notice in checked.notices] == ["hidden_text_used"]


# -- with a real engine -----------------------------------------------------------------------------------------------


def sandwich(target: Path, spoil: str) -> Path:
    """Write page 1 of the scan with hidden text of its own words; ``spoil`` is put into every third of them."""
    settings = Settings()
    with open_pdf(SCAN, settings) as file, open_page(file, 1) as page:
        image, size = render(page, 200), (page.width_pt, page.height_pt)
        first = read(SCAN, build_engine(Settings(ocr="tesseract")), Settings(ocr="tesseract")).pages[0]
    from PIL import Image

    picture = io.BytesIO()
    Image.fromarray(image).save(picture, "PNG")
    canvas = Canvas(str(target), pagesize=size)
    canvas.drawImage(ImageReader(picture), 0, 0, *size)
    for number, word in enumerate(word for line in first.lines for word in line.words):
        box = first.to_displayed.box(word.box)
        text = canvas.beginText(box.x0, size[1] - box.bottom)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 7)
        text.textOut(word.text + (spoil if number % 3 == 0 else ""))
        canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return target


@pytest.mark.ocr
def test_bad_hidden_text_is_seen_through(tmp_path: Path) -> None:
    file = sandwich(tmp_path / "old.pdf", "q~")
    settings = Settings(ocr="tesseract")
    engine = build_engine(settings)

    checked = read(file, engine, settings).pages[0]
    trusted = read(file, engine, settings.model_copy(update={"text_layer": "trust"})).pages[0]

    assert checked.source.value == "ocr"
    assert [notice.code for notice in checked.notices] == ["hidden_text_not_used"]
    assert not any("q~" in word.text for one in checked.lines for word in one.words)
    assert trusted.source.value == "text_layer"
    assert any("q~" in word.text for one in trusted.lines for word in one.words)


@pytest.mark.ocr
@pytest.mark.parametrize("opinion", ["segmentation", "scale", "binarisation"])
def test_one_engine_can_look_otherwise(opinion: str) -> None:
    settings = Settings.model_validate({"ocr": "tesseract", "second_opinion": opinion})
    first = Settings(ocr="tesseract")
    engine = second_engine(settings)
    assert engine is not None
    with open_pdf(SCAN, first) as file, open_page(file, 1) as page:
        raster = rasterise(page, first.max_page_megapixels)
    assert raster is not None

    lines = read(SCAN, build_engine(first), first).pages[0].lines
    matches = [match for line in compare(lines, seen_by(engine, raster)) for match in line]

    same = sum(len(match.mine) for match in matches if match.same)
    assert same > 0.8 * sum(len(match.mine) for match in matches)


def test_an_opinion_shared_with_the_first_reading_counts_less() -> None:
    doubted = (line(last(0.8)),)
    again = seen(*PLAIN, "gulls")

    apart = hear(doubted, again, TRUST, adopt=False).lines[0].words[-1].confidence
    alike = hear(doubted, again, Trust(0.5, 1.0), adopt=False).lines[0].words[-1].confidence

    assert 0.8 < alike < apart
