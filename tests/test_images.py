"""TIFF, PNG and JPEG scans are read as pages at their own resolution."""

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from decision_models import PageSource
from extractor.errors import DamagedImageError, DocumentError, LimitError, NoReadablePageError, NotAPdfError
from extractor.reading.ocr import build_engine
from extractor.reading.pdf import embedded, open_page, open_pdf
from extractor.reading.raster import page_image
from extractor.reading.read import read
from extractor.settings import Settings
from tests.fixture_documents import PDFS

SETTINGS = Settings(ocr="tesseract")
SCAN = PDFS / "orlswick-record.pdf"


def sheet(width: int = 620, height: int = 877) -> NDArray[np.uint8]:
    """Return a white sheet with a dark bar at its top left."""
    grey = np.full((height, width), 255, dtype=np.uint8)
    grey[20:60, 30:300] = 20
    return grey


def seen(path: Path, number: int = 1) -> tuple[tuple[float, float], NDArray[np.uint8]]:
    """Return a page's size in points and its pixels as the reading stage meets them."""
    with open_pdf(path, SETTINGS) as file, open_page(file, number) as page:
        grey = embedded(page)
        assert grey is not None
        return (page.width_pt, page.height_pt), grey


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("scan.tif", {"compression": "tiff_lzw"}),
        ("scan.TIFF", {"compression": "tiff_adobe_deflate"}),
        ("scan.png", {}),
        ("scan.pdf.png", {}),
    ],
    ids=["lzw", "deflate", "png", "ending"],
)
def test_a_scan_keeps_its_pixels_and_its_size(tmp_path: Path, name: str, options: dict[str, str]) -> None:
    Image.fromarray(sheet()).save(tmp_path / name, dpi=(150, 150), **options)

    size, pixels = seen(tmp_path / name)

    assert size == pytest.approx((620 / 150 * 72, 877 / 150 * 72), rel=1e-3)
    assert np.array_equal(pixels, sheet())


@pytest.mark.parametrize(
    ("mode", "name"),
    [("1", "a.tif"), ("P", "a.png"), ("RGB", "a.jpg"), ("CMYK", "a.jpg"), ("RGBA", "a.png"), ("LA", "a.png")],
)
def test_every_kind_of_pixel_becomes_grey(tmp_path: Path, mode: str, name: str) -> None:
    Image.fromarray(sheet()).convert(mode, dither=Image.Dither.NONE).save(tmp_path / name, dpi=(150, 150))

    _, pixels = seen(tmp_path / name)

    assert np.abs(pixels[30:50, 40:290].astype(int) - 20).max() <= (20 if mode == "1" else 6)
    assert pixels[100:, :].min() >= 250


def test_what_is_transparent_is_paper(tmp_path: Path) -> None:
    clear = np.zeros((877, 620, 4), dtype=np.uint8)
    clear[20:60, 30:300, 3] = 255
    Image.fromarray(clear).save(tmp_path / "a.png", dpi=(150, 150))

    _, pixels = seen(tmp_path / "a.png")

    assert pixels[40, 100] == 0
    assert pixels[400, 100] == 255


def test_sixteen_bits_become_eight(tmp_path: Path) -> None:
    Image.fromarray(sheet().astype(np.uint16) * 257).save(tmp_path / "a.tif", dpi=(150, 150))

    assert np.array_equal(seen(tmp_path / "a.tif")[1], sheet())


def test_a_tiff_has_as_many_pages_as_frames_of_their_own_sizes(tmp_path: Path) -> None:
    first, second = Image.fromarray(sheet()), Image.fromarray(sheet(877, 620))
    first.save(tmp_path / "a.tif", save_all=True, append_images=[second, first], dpi=(150, 150))

    with open_pdf(tmp_path / "a.tif", SETTINGS) as file:
        assert file.page_count == 3
    assert seen(tmp_path / "a.tif", 2)[1].shape == (620, 877)
    assert seen(tmp_path / "a.tif", 3)[1].shape == (877, 620)


def test_a_camera_says_which_way_is_up(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by a quarter clockwise
    Image.fromarray(np.ascontiguousarray(np.rot90(sheet()))).save(
        tmp_path / "a.jpg", exif=exif, dpi=(150, 150), quality=95
    )

    _, pixels = seen(tmp_path / "a.jpg")

    assert pixels.shape == (877, 620)
    assert pixels[40, 100] < 60
    assert pixels[800, 100] > 240


@pytest.mark.parametrize("stated", [None, (72, 72), (96, 96), (1, 1), (20_000, 20_000)], ids=str)
def test_a_scan_that_does_not_tell_its_size_is_taken_for_a4(tmp_path: Path, stated: tuple[int, int] | None) -> None:
    Image.fromarray(sheet()).save(tmp_path / "a.png", dpi=stated)

    size, _ = seen(tmp_path / "a.png")

    assert size == pytest.approx((595, 842), rel=0.01)


def test_a_fax_has_pixels_that_are_not_square(tmp_path: Path) -> None:
    Image.fromarray(sheet(1728, 1143)).convert("1").save(tmp_path / "a.tif", dpi=(204, 98), compression="group4")

    with open_pdf(tmp_path / "a.tif", SETTINGS) as file, open_page(file, 1) as page:
        assert (page.width_pt, page.height_pt) == pytest.approx((610, 840), abs=2)
        pixels, scale = page_image(page, 120)
    assert pixels.shape[1] / pixels.shape[0] == pytest.approx(610 / 840, rel=0.01)
    assert scale * 72 == pytest.approx(204, rel=0.01)


def png(grey: NDArray[np.uint8]) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(grey).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (png(sheet())[:40], DamagedImageError),
        (png(np.random.default_rng(1).integers(0, 255, (600, 400), np.uint8))[:5000], NoReadablePageError),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), DamagedImageError),
        (b"II*\x00" + bytes(300), DamagedImageError),
        (b"\xff\xd8\xff" + bytes(300), DamagedImageError),
        (b"GIF89a" + bytes(300), NotAPdfError),
    ],
    ids=["head only", "cut short", "no image", "no frame", "no jpeg", "another kind"],
)
def test_a_spoilt_image_is_refused(tmp_path: Path, content: bytes, error: type[DocumentError]) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)

    with pytest.raises(error) as caught:
        read(path, build_engine(SETTINGS), SETTINGS)

    assert type(caught.value) is error
    assert caught.value.path == str(path)


def test_an_image_is_held_to_its_limit_before_it_is_unpacked(tmp_path: Path) -> None:
    Image.new("1", (12_000, 12_000)).save(tmp_path / "bomb.png")

    with pytest.raises(LimitError) as caught:
        read(tmp_path / "bomb.png", build_engine(SETTINGS), SETTINGS)

    assert "144 megapixels" in str(caught.value)
    assert caught.value.page == 1


@pytest.mark.ocr
def test_the_pages_of_a_tiff_are_read(tmp_path: Path) -> None:
    with open_pdf(SCAN, SETTINGS) as file, open_page(file, 1) as page:
        pixels, scale = page_image(page, 120)
    head = Image.fromarray(pixels[: len(pixels) // 4])
    head.save(tmp_path / "a.tif", save_all=True, append_images=[Image.new("L", head.size, 255)], dpi=(scale * 72,) * 2)

    read_head, blank = read(tmp_path / "a.tif", build_engine(SETTINGS), SETTINGS).pages

    assert "ORLSWICK" in " ".join(line.text for line in read_head.lines).upper()
    assert read_head.dpi == pytest.approx(scale * 72, abs=1)
    assert (blank.number, blank.source, blank.lines) == (2, PageSource.BLANK, ())
