"""What a PDF carries beside its pages is said, since it is not read."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf, String
from reportlab.pdfgen.canvas import Canvas

from extractor.reading.ocr import build_engine
from extractor.reading.read import read
from extractor.settings import Settings


def changed(path: Path, change: Callable[[Pdf], None]) -> Path:
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawString(80, 500, "The bridge at Oxbow Lane stays closed")
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return path


def told(path: Path) -> list[tuple[str, str]]:
    return [(notice.code, notice.message) for notice in read(path, build_engine(Settings()), Settings()).notices]


def carries(pdf: Pdf) -> None:
    pdf.attachments["order.pdf"] = AttachedFileSpec(
        pdf,
        b"%PDF-1.4",
        filename="order.pdf",
        mime_type="application/pdf",
        creation_date="",
        mod_date="",
        description="",
    )


def is_portfolio(pdf: Pdf) -> None:
    carries(pdf)
    pdf.Root.Collection = Dictionary(Type=Name.Collection)


def pins(pdf: Pdf) -> None:
    spec = Dictionary(Type=Name.Filespec, F=String("order.pdf"))
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=spec)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


@pytest.mark.parametrize("change", [carries, is_portfolio, pins])
def test_files_that_are_carried_are_named(tmp_path: Path, change: Callable[[Pdf], None]) -> None:
    ((code, message),) = told(changed(tmp_path / "file.pdf", change))
    assert code == "embedded_files"
    assert "order.pdf" in message
    assert ("portfolio" in message) is (change is is_portfolio)


@pytest.mark.parametrize(
    ("needs", "fields", "codes"), [(True, 1, ["xfa_placeholder"]), (False, 0, ["xfa_placeholder"]), (False, 1, [])]
)
def test_a_placeholder_is_told_from_a_form(tmp_path: Path, needs: bool, fields: int, codes: list[str]) -> None:
    def form(pdf: Pdf) -> None:
        field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("maker")))
        pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(b"<xdp/>"), Fields=Array([field] * fields))
        pdf.Root.NeedsRendering = needs

    assert [code for code, _ in told(changed(tmp_path / "form.pdf", form))] == codes


def test_nothing_is_said_of_a_plain_file(tmp_path: Path) -> None:
    assert told(changed(tmp_path / "plain.pdf", lambda _: None)) == []
