"""Text files that may be compressed, by their names' endings: ``.gz`` and ``.zst``.

What is compressed depends on the text alone, with no time and no name, so that equal records make equal files.
"""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TextIO, cast

import zstandard


def open_for_writing(path: Path, name: str) -> TextIO:
    """Open ``path`` for UTF-8, compressed as the ending of ``name`` says. Raises OSError."""
    packed = path.open("wb")
    stream: IO[bytes] = packed
    if name.lower().endswith(".gz"):
        stream = cast("IO[bytes]", gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0, compresslevel=6))
        # The stream leaves a file that it was given open; let go of, it is closed, after the last of the stream.
        stream.myfileobj = packed  # type: ignore[attr-defined]
    elif name.lower().endswith(".zst"):
        stream = cast("IO[bytes]", zstandard.ZstdCompressor().stream_writer(packed))
    return io.TextIOWrapper(stream, encoding="utf-8", newline="\n")


@contextmanager
def open_for_reading(path: Path) -> Iterator[TextIO]:
    """Open ``path`` for reading UTF-8, whether compressed or not. Raises OSError, and EOFError where it is cut short."""
    if path.suffix.lower() == ".zst":
        with path.open("rb") as file:
            yield io.TextIOWrapper(io.BufferedReader(_Unpacked(file)), encoding="utf-8", newline="\n")
    elif path.suffix.lower() == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as text:
            yield cast("TextIO", text)
    else:
        with path.open(encoding="utf-8", newline="\n") as text:
            yield text


class _Unpacked(io.RawIOBase):
    """A Zstandard stream that says when it is cut short; the library's own reader takes that for its end."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._frame = zstandard.ZstdDecompressor().decompressobj(read_across_frames=False)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any, /) -> int:  # noqa: ANN401 - whatever can be written into
        view = memoryview(into).cast("B")
        while not self._rest and not self._frame.eof:
            packed = self._packed.read(io.DEFAULT_BUFFER_SIZE)
            if not packed:
                raise EOFError("the end of the compressed stream is missing")
            self._rest = self._frame.decompress(packed)
        given, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(given)] = given
        return len(given)
