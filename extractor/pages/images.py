"""An image file as a PDF of the same pictures: a JPEG's bytes as they are, any other's pixels without loss."""

from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageOps

from extractor.pages.packed import packed
from extractor.reading.pdf import PdfFile, open_page
from extractor.reading.source_file import path_of

_ORIENTATION = 0x0112
_SPACES = {"1": Name.DeviceGray, "L": Name.DeviceGray, "RGB": Name.DeviceRGB}


def as_pdf(file: PdfFile) -> Pdf:
    """Return a PDF with one page for each of the image file's, of the same size."""
    pdf = Pdf.new()
    with Image.open(path_of(file.path)) as image:
        for number in range(1, file.page_count + 1):
            image.seek(number - 1)
            with open_page(file, number) as page:
                _add_page(pdf, _picture(pdf, image, file), (page.width_pt, page.height_pt))
    return pdf


def _picture(pdf: Pdf, image: Image.Image, file: PdfFile) -> Stream:
    if image.format == "JPEG" and image.mode in _SPACES and image.getexif().get(_ORIENTATION, 1) == 1:
        return _described(pdf.make_stream(path_of(file.path).read_bytes(), Filter=Name.DCTDecode), image)
    upright = ImageOps.exif_transpose(image)
    if upright.mode not in _SPACES:
        upright = _on_white(upright)
    return _described(packed(pdf, upright.tobytes()), upright)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        levels = image.convert("F")
        _, top = levels.getextrema()
        return levels.point(lambda level: level * (255 / 65_535 if float(str(top)) > 255 else 1)).convert("L")
    if image.has_transparency_data:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    return image.convert("RGB")


def _described(stream: Stream, image: Image.Image) -> Stream:
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = image.size
    stream.ColorSpace = _SPACES[image.mode]
    stream.BitsPerComponent = 1 if image.mode == "1" else 8
    return stream


def _add_page(pdf: Pdf, picture: Stream, size: tuple[float, float]) -> None:
    width, height = (round(side, 3) for side in size)
    page = pdf.add_blank_page(page_size=(width, height))
    page.obj.Resources = Dictionary(XObject=Dictionary(Scan=picture))
    page.obj.MediaBox = Array([0, 0, width, height])
    page.obj.Contents = pdf.make_stream(f"q {width} 0 0 {height} 0 0 cm /Scan Do Q".encode("ascii"))
