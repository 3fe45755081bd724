"""Files that other readers open are opened, whatever is wrong with them; what is refused is refused for its own sake."""

import io
import os
import socket
from pathlib import Path

import pikepdf
import pytest

from extractor.document import Page
from extractor.errors import (
    DamagedPdfError,
    EncryptedPdfError,
    ExtractorError,
    LimitError,
    NoPagesError,
    NotAFileError,
    NotAPdfError,
    UsageError,
)
from extractor.reading.pdf import open_page, open_pdf, placed_images
from extractor.reading.read import read_page
from extractor.reading.source_file import path_of, recorded_name
from extractor.settings import Settings
from tests.fixture_documents import SETTINGS
from tests.handmade import TEXT, assembled, pdf
from tests.work import patience

A4 = "/MediaBox[0 0 595 842]"


def read_first(path: Path, settings: Settings = SETTINGS) -> Page:
    """Return page 1 as read from its own text; no engine is there to be asked."""
    with open_pdf(path, settings) as file:
        return read_page(file, 1, None, settings)  # type: ignore[arg-type]


def words(page: Page) -> str:
    return " ".join(word.text for line in page.lines for word in line.words)


def saved(folder: Path, content: bytes, name: str = "minutes.pdf") -> Path:
    (folder / name).write_bytes(content)
    return folder / name


@pytest.mark.parametrize(
    ("page", "size", "assumed"),
    [
        (A4, (595, 842), False),
        ("/MediaBox[595 842 0 0]", (595, 842), False),
        ("/MediaBox[0 0 612 792]", (612, 792), False),
        ("/MediaBox null", (612, 792), True),
        ("", (612, 792), True),
        ("/MediaBox[0 0 595]", (612, 792), True),
        ("/MediaBox[/A /B /C /D]", (612, 792), True),
        ("/MediaBox/A4", (612, 792), True),
        ("/MediaBox[0 0 0 0]", (612, 792), False),
        (f"{A4}/CropBox[/A]", (595, 842), False),
        (f"{A4}/CropBox null/TrimBox[1 2]", (595, 842), False),
        (f"{A4}/Rotate/Ninety", (595, 842), False),
        (f"{A4}/Rotate 45", (595, 842), False),
        (f"{A4}/Rotate null", (595, 842), False),
    ],
)
def test_a_page_whose_box_is_broken_is_read_as_viewers_show_it(
    page: str, size: tuple[int, int], assumed: bool, tmp_path: Path
) -> None:
    found = read_first(saved(tmp_path, pdf(page)))

    assert (round(found.width_pt), round(found.height_pt)) == size
    assert words(found) == TEXT
    assert [notice.code for notice in found.notices] == ["page_size_assumed"] * assumed
    # 700 points up from the foot of the page, whatever that page is.
    assert abs(found.lines[0].box.bottom - (size[1] - 700)) < 4


def test_a_page_that_inherits_its_box_is_placed_by_it(tmp_path: Path) -> None:
    content = pdf("/Annots[]", A4)
    found = read_first(saved(tmp_path, content))

    assert (found.width_pt, found.height_pt) == (595, 842)
    assert abs(found.lines[0].box.bottom - 142) < 4
    assert not found.notices


def test_an_image_on_a_page_that_inherits_its_box_is_placed_by_it(tmp_path: Path) -> None:
    picture = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    content = b"q 100 0 0 50 60 700 cm /I Do Q"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        picture + b"\nstream\n\x80\nendstream",
    ]
    path = saved(tmp_path, assembled(objects))

    with open_pdf(path, SETTINGS) as file, open_page(file, 1) as page:
        (image,) = placed_images(page)
    assert (image.box.top, image.box.bottom) == (92, 142)


def test_a_broken_cross_reference_costs_nothing(tmp_path: Path) -> None:
    content = pdf()
    start = content.rindex(b"xref\n0 ")
    for name, broken in {
        "lost": content[:start] + content[content.rindex(b"trailer") :],
        "wrong": content.replace(b"startxref\n", b"startxref\n9"),
        "shifted": content[:start].replace(b"%PDF-1.7\n", b"%PDF-1.7\n% a line more\n") + content[start:],
    }.items():
        assert words(read_first(saved(tmp_path, broken, f"{name}.pdf"))) == TEXT, name


def test_both_libraries_see_the_same_pages(tmp_path: Path) -> None:
    # A page tree that counts a page twice: pdfminer gives it once.
    content = pdf(count=2).replace(b"/Kids[5 0 R 6 0 R]", b"/Kids[5 0 R 5 0 R]")

    with open_pdf(saved(tmp_path, content), SETTINGS) as file:
        assert [words(read_page(file, n, None, SETTINGS)) for n in (1, 2)] == [TEXT, TEXT]  # type: ignore[arg-type]


@pytest.mark.parametrize("junk", [b"\x00" * 5000, b"HTTP/1.1 200 OK\r\n" * 200 + b"\r\n"])
def test_a_head_that_comes_late_is_found(junk: bytes, tmp_path: Path) -> None:
    assert words(read_first(saved(tmp_path, junk + b"\n" + pdf()))) == TEXT


@pytest.mark.parametrize("first", [b"%PDX-1.7", b"\x00\x00\x00\x00\x00\x00\x00\x00", b"hello   "])
def test_a_first_line_that_is_spoilt_costs_nothing(first: bytes, tmp_path: Path) -> None:
    assert words(read_first(saved(tmp_path, pdf().replace(b"%PDF-1.7", first)))) == TEXT


def test_an_archive_that_holds_a_pdf_is_none(tmp_path: Path) -> None:
    with (
        pytest.raises(NotAPdfError),
        open_pdf(saved(tmp_path, b"PK\x03\x04" + b"\x00" * 2000 + b"\n" + pdf()), SETTINGS),
    ):
        pass


def encrypted(user: str, owner: str = "the clerk") -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        file.save(written, encryption=pikepdf.Encryption(owner=owner, user=user))
    return written.getvalue()


def test_what_only_its_owner_may_change_is_read(tmp_path: Path) -> None:
    assert words(read_first(saved(tmp_path, encrypted("")))) == TEXT


def test_a_password_opens_a_file(tmp_path: Path) -> None:
    path = saved(tmp_path, encrypted("harbour"))

    assert words(read_first(path, Settings(password="harbour"))) == TEXT
    for settings in (Settings(), Settings(password="lantern")):
        with pytest.raises(EncryptedPdfError, match="--password"), open_pdf(path, settings):
            pass


def test_a_file_of_passwords_is_asked_by_name(tmp_path: Path) -> None:
    listed = tmp_path / "passwords.txt"
    listed.write_text("# name, tab, password\nother.pdf\tlantern\n*/2019/*\tharbour\n", encoding="utf-8")
    (tmp_path / "2019").mkdir()
    first = saved(tmp_path / "2019", encrypted("harbour"))
    second = saved(tmp_path, encrypted("lantern"), "other.pdf")

    for path in (first, second):
        assert words(read_first(path, Settings(passwords=listed))) == TEXT
    with pytest.raises(UsageError, match=r"line 1 .* no tab"):
        read_first(first, Settings(passwords=saved(tmp_path, b"minutes.pdf harbour", "bad.txt")))


def test_a_password_is_not_told() -> None:
    assert "harbour" not in repr(Settings(password="harbour"))


@pytest.mark.parametrize("before", [None, "encrypted", "damaged"])
def test_the_error_of_a_file_does_not_depend_on_the_one_before(before: str | None, tmp_path: Path) -> None:
    files = {"encrypted": encrypted("harbour"), "damaged": b"%PDF-1.7\n" + b"\x00" * 99}
    if before:
        with pytest.raises(ExtractorError), open_pdf(saved(tmp_path, files[before]), SETTINGS):
            pass
    empty = pdf().replace(b"/Kids[5 0 R]/Count 1", b"/Kids[]/Count 0     ")

    with pytest.raises(NoPagesError), open_pdf(saved(tmp_path, empty), SETTINGS):
        pass


def test_junk_is_refused_in_time_that_grows_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "zeros.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(40 << 20)
    with patience(60), pytest.raises(DamagedPdfError), open_pdf(path, SETTINGS):
        pass


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "vast.pdf"
    with path.open("wb") as file:
        file.truncate(1 << 40)

    with pytest.raises(LimitError, match="max_file_mb"), open_pdf(path, SETTINGS):
        pass


def test_pipes_sockets_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "device.pdf").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(tmp_path / "socket.pdf"))
        for name in ("pipe", "device", "socket"):
            with pytest.raises(NotAFileError, match=f"it is a {name}"), open_pdf(tmp_path / f"{name}.pdf", SETTINGS):
                pass


@pytest.mark.parametrize(
    "name", ["caf\udce9.pdf", "a\\xff.pdf", "\\x5c\\x5c.pdf", "plain\\.pdf", "žluť.pdf", "\udcff\\xff"]
)
def test_a_name_of_any_bytes_is_written_down_and_found_again(name: str) -> None:
    recorded = recorded_name(name)

    recorded.encode()
    assert path_of(recorded) == Path(name)


def test_names_that_are_text_are_written_down_as_they_are() -> None:
    for name in ("minutes.pdf", "C:\\archive\\x.pdf", "žluť \\ 1.pdf"):
        assert recorded_name(name) == name
