"""The pages of records for the desk: drawn and read on demand by workers with limits, and kept.

A record and a page's number enter, files leave. A file is touched only if a record of the target names it and it is, to the byte,
what the record was made of.
"""

import asyncio
import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pebble import ProcessExpired
from pydantic import TypeAdapter

from decision_models import Source
from extractor.audit.report.images import find_source
from extractor.batch.limits import prepare_worker
from extractor.batch.pool import HearingPool
from extractor.errors import DocumentTimeoutError, ExtractorError, FileMissingError, LimitError, WorkerDiedError
from extractor.faults import told
from extractor.review.web.drawing import draw_page, read_page_words
from extractor.settings import Settings
from extractor.wordfile import read_words

# 110 dots an inch fill a pane, 220 are for looking closely; a page takes 60 to 120 kB, and 200 to 400.
SCALES = {"plain": 110.0, "fine": 220.0}
_MOST_KEPT_BYTES = 512 * 1_000_000
_LOOK_EVERY = 50
_MOST_SECONDS = 60.0
_WORKERS = 2

Box = tuple[str, float, float, float, float]
"""A word and its place on the page as displayed, in points: x0, top, x1, bottom."""
_BOXES = TypeAdapter(list[Box])


@dataclass(slots=True)
class Pages:
    """Draws and reads pages, and keeps them in ``folder``. A resource: :meth:`close` ends its workers."""

    folder: Path
    settings: Settings
    words: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    _pool: HearingPool | None = None
    _sources: dict[str, tuple[Path, int, int]] = field(default_factory=dict)
    _under_way: dict[Path, "asyncio.Task[None]"] = field(default_factory=dict)
    _drawn: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def close(self) -> None:
        """End the workers, whatever they are at."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    async def image(self, source: Source, number: int, scale: str) -> Path:
        """Return the image of a page. Raises ExtractorError where the file is not the one that was read, or cannot be drawn."""
        target = self._place(source, number, f"{scale}.webp")
        await self._once(target, lambda part: self._draw(source, number, SCALES[scale], part))
        return target

    async def size(self, source: Source, number: int) -> tuple[float, float]:
        """Return the width and height of a page in points. Raises as :meth:`image`."""
        await self.image(source, number, "plain")
        wide, high = json.loads(self._place(source, number, "size.json").read_bytes())
        return wide, high

    def kept_words(self, source: Source, number: int) -> list[Box] | None:
        """Return the words of a page where a run, or an earlier look, has kept them; None where nothing has."""
        for folder in self.words:
            with suppress(ExtractorError):
                pages = read_words(folder, source.sha256)
                if pages is not None:
                    shown = (word for line in pages.get(number, ()) for word in line)
                    return [(w.text, w.box.x0, w.box.top, w.box.x1, w.box.bottom) for w in shown]
        with suppress(OSError, ValueError):
            return _BOXES.validate_json(self._place(source, number, "words.json").read_bytes())
        return None

    async def read_words(self, source: Source, number: int) -> list[Box]:
        """Return the words of a page, read now if need be. Raises as :meth:`image`."""
        kept = self.kept_words(source, number)
        if kept is not None:
            return kept
        await self._once(self._place(source, number, "words.json"), lambda part: self._read(source, number, part))
        return self.kept_words(source, number) or []

    # -- at work -----------------------------------------------------------------------------------------------------

    async def _once(self, target: Path, work: Callable[[Path], Coroutine[Any, Any, None]]) -> None:
        """Have a file made, unless it is there; whoever else asks for it meanwhile waits for the same."""
        if target.exists():
            with suppress(OSError):
                os.utime(target)  # what is looked at is kept
            return
        task = self._under_way.get(target)
        if task is None:
            task = asyncio.create_task(work(target))
            self._under_way[target] = task
            task.add_done_callback(lambda _: self._under_way.pop(target, None))
        await asyncio.shield(task)

    async def _draw(self, source: Source, number: int, dpi: float, target: Path) -> None:
        path = await asyncio.to_thread(self._file, source)
        await self._work(draw_page, path, number, dpi, target, self._place(source, number, "size.json"))
        self._drawn += 1
        if self._drawn % _LOOK_EVERY == 0:
            await asyncio.to_thread(forget_oldest, self.folder, _MOST_KEPT_BYTES)

    async def _read(self, source: Source, number: int, target: Path) -> None:
        path = await asyncio.to_thread(self._file, source)
        await self._work(read_page_words, path, number, self.settings, target)

    async def _work(self, work: Callable[..., object], path: Path, *rest: object) -> object:
        future = self._workers().schedule(work, args=(path, *rest), timeout=_MOST_SECONDS)
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise DocumentTimeoutError(str(path), detail=f"a page may take {_MOST_SECONDS:g} seconds") from error
        except (ProcessExpired, BrokenProcessPool) as error:
            self.close()
            raise WorkerDiedError(str(path), detail=str(error)) from error
        except ExtractorError:
            raise
        except Exception as error:  # whatever a hostile file makes a library raise is the file's fault
            raise told(error, str(path)) from error

    def _workers(self) -> HearingPool:
        if self._pool is None:
            self._pool = HearingPool(
                max_workers=_WORKERS,
                initializer=prepare_worker,
                initargs=(self.settings.worker_memory_mb, os.getpid()),
                context=multiprocessing.get_context("spawn"),
            )
        return self._pool

    def _file(self, source: Source) -> Path:
        """Return the file of a record. It is compared with the record again whenever it has been touched."""
        known = self._sources.get(source.sha256)
        if known is not None and _stamp(known[0]) == known[1:]:
            return known[0]
        path, why = find_source(source, self.folders)
        if path is None:
            raise FileMissingError(source.path, detail=why)
        self._sources[source.sha256] = (path, *_stamp(path))
        return path

    def _place(self, source: Source, number: int, ending: str) -> Path:
        if not 1 <= number <= source.page_count:
            raise LimitError(source.path, detail=f"it has {source.page_count} pages, and no page {number}")
        name = hashlib.sha256(f"{source.sha256} {number}".encode()).hexdigest()[:32]
        return self.folder / f"{name}-{ending}"


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return -1, -1
    return found.st_size, found.st_mtime_ns


def forget_oldest(folder: Path, most_bytes: int) -> None:
    """Delete what was not looked at for the longest time, until no more than ``most_bytes`` are kept."""
    files: Sequence[tuple[float, int, Path]] = sorted(
        (found.stat().st_mtime, found.stat().st_size, found) for found in folder.iterdir() if found.suffix == ".webp"
    )
    left = sum(size for _, size, _ in files)
    for _, size, path in files:
        if left <= most_bytes:
            return
        path.unlink(missing_ok=True)
        left -= size
