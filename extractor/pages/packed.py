"""Streams of our own, compressed here: what a PDF library compresses when it writes it compresses of others' too."""

import zlib

from pikepdf import Name, Pdf, Stream


def packed(pdf: Pdf, data: bytes) -> Stream:
    """Add ``data`` to ``pdf``, compressed."""
    return pdf.make_stream(zlib.compress(data, 9), Filter=Name.FlateDecode)
