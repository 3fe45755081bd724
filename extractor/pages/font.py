"""A font without ink: what text is set in that is to be found and copied but not seen.

Each character is half as wide as the type size, and as high, from the baseline up; so a word can be fitted to its box
exactly by its size and its horizontal scaling. The font program is made here, after the OpenType specification: two glyphs
with nothing in them. Some programs that show PDFs do badly without one.
"""

import struct
from collections.abc import Mapping
from itertools import islice

from pikepdf import Array, Dictionary, Name, Object, Pdf

from extractor.pages.packed import packed

WIDTH = 0.5
_EM = 1000
_NAME = Name("/Inkless")
# A CMap's list may hold so many entries, after Adobe's Technical Note 5014.
_MOST_ENTRIES = 100
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{entries}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def inkless_font(pdf: Pdf, codes: Mapping[str, int]) -> Object:
    """Add the font to ``pdf``; ``codes`` gives the number, from 1, by which each character is written."""
    program = packed(pdf, font_program())
    program.Length1 = len(font_program())
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=_NAME, Flags=5, ItalicAngle=0, Ascent=_EM, Descent=0, CapHeight=_EM, StemV=80
    )
    descriptor.FontBBox = Array([0, 0, round(_EM * WIDTH), _EM])
    descriptor.FontFile2 = program
    info = Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0)
    descendant = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=_NAME, CIDSystemInfo=info)
    descendant.DW = round(_EM * WIDTH)
    descendant.FontDescriptor = pdf.make_indirect(descriptor)
    # Every character has the one glyph that there is beside the one for missing ones.
    descendant.CIDToGIDMap = packed(pdf, b"\0\0" + b"\0\1" * max(codes.values(), default=0))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=_NAME, Encoding=Name("/Identity-H"))
    font.DescendantFonts = Array([pdf.make_indirect(descendant)])
    font.ToUnicode = packed(pdf, to_unicode(codes))
    return pdf.make_indirect(font)


def to_unicode(codes: Mapping[str, int]) -> bytes:
    """Return the CMap that says which characters the codes stand for."""
    lines = iter([f"<{code:04X}> <{character.encode('utf-16-be').hex()}>" for character, code in codes.items()])
    blocks = []
    while some := list(islice(lines, _MOST_ENTRIES)):
        blocks.append("\n".join([f"{len(some)} beginbfchar", *some, "endbfchar"]))
    return _CMAP.format(entries="\n".join(blocks)).encode("ascii")


def font_program() -> bytes:
    """Return a TrueType font of two empty glyphs."""
    wide = round(_EM * WIDTH)
    head = (0x00010000, 0x00010000, 0, 0x5F0F3CF5, 3, _EM, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0)
    tables = {
        b"glyf": bytes(4),
        b"head": struct.pack(">IIIIHHqqhhhhHHhhh", *head),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x00010000, _EM, 0, 0, wide, 0, 0, 0, 1, *([0] * 7), 1),
        b"hmtx": struct.pack(">Hhh", wide, 0, 0),
        b"loca": struct.pack(">HHH", 0, 0, 0),
        b"maxp": struct.pack(">I14H", 0x00010000, 2, 0, 0, 0, 0, 1, *([0] * 8)),
        b"post": struct.pack(">IihhIIIII", 0x00030000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    directory, body = b"", b""
    offset = 12 + 16 * len(tables)
    for tag, data in sorted(tables.items()):
        padded = data + bytes(-len(data) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += tag + struct.pack(">III", checksum, offset + len(body), len(data))
        body += padded
    # The largest power of two not above the number of tables gives the three numbers that once sped up a search.
    power = len(tables).bit_length() - 1
    ranges = (16 << power, power, 16 * len(tables) - (16 << power))
    return struct.pack(">IHHHH", 0x00010000, len(tables), *ranges) + directory + body
