"""PDFs written byte by byte for tests: with boxes, tables and heads that no program would write."""

TEXT = "The lantern keeper of Oxbow agreed the repair"


def pdf(page: str = "/MediaBox[0 0 595 842]", pages: str = "", *, text: str = TEXT, count: int = 1) -> bytes:
    """Return a PDF of ``count`` pages with one line of ``text`` each. ``page`` and ``pages`` are entries of dictionaries."""
    content = f"BT /F1 12 Tf 60 700 Td ({text}) Tj ET".encode("latin-1")
    kids = " ".join(f"{5 + n} 0 R" for n in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count} {pages}>>".encode(),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[f"<</Type/Page/Parent 2 0 R {page}/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>".encode()] * count,
    ]
    return assembled(objects)


def assembled(objects: list[bytes], root: int = 1) -> bytes:
    """Return the file of ``objects``, numbered from 1, with a sound cross-reference."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return body + head + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, len(body))
