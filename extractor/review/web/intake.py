"""The drop zone: files enter, are kept in a folder and read by ``extractor run`` into the target, one run at a time.

The run is a process of its own, with the ledger, limits and isolated workers of every run; what it says of each document is
followed. What waits while another run has the target is tried again.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from extractor.batch.inputs import SUFFIXES
from extractor.errors import NotAPdfError
from extractor.reading.source_file import recorded_name
from extractor.writing import named_by

_BLOCK = 1 << 20
_NAME = re.compile(r"[^\w.() -]+")
_PATIENCE_S = 2.0
_BUSY = "TargetBusyError"
_MOST_KNOWN = 1_000


class State(StrEnum):
    """How far a document is."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document that was put on the page. ``path`` is the name it has in the target, ``said`` why it failed."""

    id: str
    name: str
    path: str
    size_bytes: int
    state: State = State.WAITING
    decisions: int | None = None
    pages: int | None = None
    said: str | None = None


@dataclass(slots=True)
class Intake:
    """Keeps what arrives in ``folder`` and has it read into ``target``. A resource: :meth:`close` ends the run.

    ``at_rest`` is called after each run, when there may be other records than before.
    """

    folder: Path
    target: str
    at_rest: Callable[[], None] = lambda: None
    _known: dict[str, Arrival] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _news: threading.Event = field(default_factory=threading.Event)
    _end: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _run: "subprocess.Popen[str] | None" = None

    def close(self) -> None:
        """End the run that is under way; the ledger knows where it was."""
        self._end.set()
        self._news.set()
        run = self._run
        if run is not None and run.poll() is None:
            run.terminate()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def arrivals(self) -> list[Arrival]:
        """Return what has arrived, the newest first."""
        with self._lock:
            return list(reversed(self._known.values()))

    def arrival(self, name: str) -> Arrival | None:
        """Return what arrived under this id."""
        with self._lock:
            return self._known.get(name)

    @staticmethod
    def mind(name: str) -> str:
        """Return the name that a file is kept under. Raises as :meth:`take`."""
        plain = safe_name(name)
        if Path(plain).suffix.lower() not in SUFFIXES:
            raise NotAPdfError(plain, detail=f"a name ends in one of {', '.join(sorted(SUFFIXES))}")
        return plain

    def take(self, name: str, stream: IO[bytes]) -> Arrival:
        """Keep a file and have it read. ``name`` is what it is called where it comes from; no path in it counts.

        Raises NotAPdfError for what is, by its name, neither a PDF nor a scan, DiskFullError where there is no room for it.
        """
        plain = self.mind(name)
        with named_by(plain):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            sha256, size, target = self._keep(stream, plain)
        arrival = Arrival(sha256[:16], plain, recorded_name(target), size)
        with self._lock:
            self._known[arrival.id] = arrival
            for old in list(self._known)[:-_MOST_KNOWN]:
                self._known.pop(old)
        self._wake()
        return arrival

    def _keep(self, stream: IO[bytes], name: str) -> tuple[str, int, Path]:
        part = self.folder / f".{os.getpid()}-{threading.get_ident()}.part"
        digest, size = hashlib.sha256(), 0
        try:
            with part.open("wb") as file:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    size += len(block)
                    file.write(block)
            target = self.folder / f"{digest.hexdigest()[:12]} {name}"
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return digest.hexdigest(), size, target

    def _wake(self) -> None:
        self._news.set()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._read_on, name="intake", daemon=True)
            self._thread.start()

    def _read_on(self) -> None:
        while not self._end.is_set():
            self._news.wait()
            self._news.clear()
            waiting = self._waiting()
            if waiting and not self._end.is_set() and not self._read(waiting):
                self._end.wait(_PATIENCE_S)
                self._news.set()

    def _waiting(self) -> list[Arrival]:
        with self._lock:
            return [arrival for arrival in self._known.values() if arrival.state is State.WAITING]

    def _read(self, arrivals: Sequence[Arrival]) -> bool:
        """Read documents, and tell whether the target was free."""
        for arrival in arrivals:
            self._note(arrival, state=State.READING)
        said = self._run_over([arrival.path for arrival in arrivals])
        by_path = {arrival.path: arrival for arrival in arrivals}
        last: dict[str, Any] = {}
        read: list[Arrival] = []
        for event in said:
            last = event
            found = by_path.get(str(event.get("path")))
            if found is not None and event.get("event") in {"document", "error"}:
                by_path.pop(found.path)
                told = _told(event)
                if told["state"] is State.DONE:
                    # It stands in the target, but a search may miss it until the run has brought its index up to date.
                    read.append(found)
                    told["state"] = State.READING
                self._note(found, **told)
        self.at_rest()
        for arrival in read:
            self._note(arrival, state=State.DONE)
        is_busy = last.get("error") == _BUSY
        for left in by_path.values():
            # Nothing was said of it: its content was read before, under another name, or the run ended early.
            if is_busy:
                self._note(left, state=State.WAITING, said="another run is writing to the target")
            elif last.get("event") == "error":
                self._note(left, **_told(last))
            else:
                self._note(left, state=State.DONE, said="its content was read before")
        return not is_busy

    def _run_over(self, paths: Iterable[str]) -> Iterable[dict[str, Any]]:
        program = [sys.executable, "-m", "extractor", "run", *paths, "-o", self.target, "--log-json"]
        with subprocess.Popen(program, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as run:  # noqa: S603
            self._run = run
            assert run.stderr is not None
            for line in run.stderr:
                with suppress(ValueError):
                    yield json.loads(line)

    def _note(self, arrival: Arrival, **changes: Any) -> None:  # noqa: ANN401 - fields of an Arrival
        with self._lock:
            if arrival.id in self._known:
                self._known[arrival.id] = replace(self._known[arrival.id], **changes)


def _told(event: dict[str, Any]) -> dict[str, Any]:
    if event.get("state") == "done":
        return {"state": State.DONE, "decisions": event.get("decisions"), "pages": event.get("pages"), "said": None}
    said = " ".join(str(event[name]) for name in ("summary", "detail", "remedy") if event.get(name))
    return {"state": State.FAILED, "said": said}


def safe_name(name: str) -> str:
    r"""Return the last part of a name that somebody sent, with nothing in it that a file's name had better not hold.

    >>> [safe_name(name) for name in ("../../etc/a.pdf", "C:\\x\\b.pdf", "<b>.pdf", "")]
    ['a.pdf', 'b.pdf', '_b_.pdf', 'document']
    """
    last = re.split(r"[\\/]", name)[-1]
    return _NAME.sub("_", last).strip(". ")[-120:] or "document"
