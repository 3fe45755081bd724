"""Drives the review's browser through records with planted errors, by keys alone, and says what that takes and what is lost.

Twenty records of a drawn document have an error each, of every kind that the desk mends. A driver that knows the truth
corrects them as a person would: it goes to the value, types, saves, and is done. Half way the server is killed (SIGKILL) and
started again, and the document is written anew as a run writes it. In the end every record is exported and compared with the
truth.

    python -m benchmarks.review
    python -m benchmarks.review --queue 100000    how long the queue takes to open over so many records

Seconds are the program's: a person reads before typing. Keystrokes are what a person would press.
"""

import argparse
import hashlib
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright
from reportlab.pdfgen.canvas import Canvas

from benchmarks.synthetic_records import synthetic_records
from decision_models import DecisionRecord
from extractor.review.store import ReviewStore
from extractor.sinks.sql.writing import SqlSink
from tests.browser import CHROMIUM_OPTIONS, program_of_chromium
from tests.records import field, mention, raw_record, section

_RECORDS = 20
_WAIT_MS = 120_000
_EXACT: dict[str, Any] = {"currency": "GBP", "bound": "exact", "per": None, "over": None}


@dataclass(frozen=True, slots=True)
class Error:
    """What is wrong in a record, and what a person does about it: keys on a place, and what is typed where."""

    path: str
    keys: tuple[str, ...]
    planted: dict[str, Any]


def _errors(raw: dict[str, Any], number: int) -> list[Error]:
    """Return an error of every kind for a record; what is planted replaces a member of the sound one."""
    maker = raw["decision_makers"][0]
    sections, amounts = raw["sections"], raw["amounts"]
    stray = mention(sections, 1, "by 12", **_EXACT | {"value": "12", "confidence": 0.4})
    none = [{**maker, "name": field("Mr B Quiil", confidence=0.7)}]
    return [
        Error(
            "decision_date",
            ("e", f"={number + 1} March 2018", "Enter"),
            {"decision_date": field("2018-08-03", confidence=0.6)},
        ),
        Error("decision_number", ("e", f"=LN/18/{number:03}", "Enter"), {"decision_number": None}),
        Error(
            "subject",
            ("e", f"=Lanterns for quay {number}", "Enter"),
            {"subject": field("Lantems for quay", confidence=0.8)},
        ),
        Error("authority", ("e", "=Harbour Board", "Enter"), {"authority": None}),
        Error("decision_makers/0", ("e", "=Mrs A Quill", "Enter"), {"decision_makers": none}),
        Error("outcome", ("e", "ArrowUp", "Tab", "Enter"), {"outcome": field("amended", "agreed", 0.5)}),
        Error(
            "amounts/0", ("e", "=£12,500", "Enter"), {"amounts": [{**amounts[0], "value": "72500", "confidence": 0.5}]}
        ),
        Error(
            "sections/1",
            ("e", "d", "Tab", "Enter"),
            {"sections": [sections[0], {**sections[1], "kind": "other", "confidence": 0.5}]},
        ),
        Error("lead_officer", ("x",), {"lead_officer": field("Page 1 of 20", confidence=0.5)}),
        Error("amounts/1", ("x",), {"amounts": [amounts[0], stray]}),
    ]


def records(pdf: Path) -> tuple[list[DecisionRecord], list[DecisionRecord], list[Error]]:
    """Return the records as they should be, as they are read, and what is wrong in each."""
    sha256, size = hashlib.sha256(pdf.read_bytes()).hexdigest(), pdf.stat().st_size
    sound: list[DecisionRecord] = []
    read: list[DecisionRecord] = []
    errors: list[Error] = []
    for number in range(1, _RECORDS + 1):
        raw = _sound(number, pdf, sha256, size)
        wrong = _errors(raw, number)[number % 10]
        sound.append(DecisionRecord.model_validate(raw))
        read.append(DecisionRecord.model_validate(raw | wrong.planted))
        errors.append(wrong)
    return sound, read, errors


def _sound(number: int, pdf: Path, sha256: str, size: int) -> dict[str, Any]:
    region = {"page": number, "x0": 60.0, "top": 100.0, "x1": 200.0, "bottom": 112.0}
    sections = [
        section("header", f"LN/18/{number:03}\nHarbour Board\nLanterns for quay {number}", regions=[region]),
        section("decision", "1. To spend £12,500 on lamps by 12 July.", "Decision", regions=[region]),
    ]
    raw = raw_record(
        record_id=f"{sha256[:8]}-{number:04x}",
        sections=sections,
        amounts=[mention(sections, 1, "£12,500", value="12500", **_EXACT)],
        **{name: [] for name in ("dates", "roles", "people", "warnings")},
        decision_number=field(f"LN/18/{number:03}"),
        subject=field(f"Lanterns for quay {number}"),
        authority=field("Harbour Board"),
        decision_date=field(f"2018-03-{number + 1:02}"),
        outcome=field("agreed"),
    )
    place = {"path": str(pdf), "sha256": sha256, "bytes": size, "page_count": _RECORDS}
    return raw | {"source": {**place, "first_page": number, "last_page": number}}


# -- the way through it ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Driver:
    """Presses keys and counts them."""

    tab: Tab
    pressed: int = 0

    def press(self, key: str) -> None:
        """Press a key."""
        self.pressed += 1
        self.tab.keyboard.press(key)

    def correct(self, error: Error) -> None:
        """Go to a value and mend it."""
        chosen = self.tab.locator(".value.chosen")
        chosen.wait_for()
        for _ in range(60):
            if chosen.get_attribute("data-path") == error.path:
                break
            # What needs a person is reached by d; what seems sure, value by value.
            needs = self.tab.locator(f'[data-path="{error.path}"]').get_attribute("data-needs") == "yes"
            self.press("d" if needs else "j")
        before = self.tab.locator("#record").get_attribute("data-revision")
        for key in error.keys:
            self._do(key)
        self.tab.wait_for_function("(was) => document.getElementById('record').dataset.revision !== was", arg=before)

    def _do(self, key: str) -> None:
        if key.startswith("="):
            self.pressed += len(key) - 1
            self.tab.keyboard.type(key[1:])
            return
        self.press(key)
        if key == "e":
            self.tab.locator(".editor form :focus").first.wait_for()

    def next(self) -> None:
        """Say that the record is reviewed, and wait for the next."""
        address = self.tab.url
        self.press("s")
        self.tab.wait_for_function("(was) => location.href !== was", arg=address)


def drive(folder: Path) -> None:
    """Correct all records and print what that took."""
    pdf, target = folder / "quay.pdf", folder / "records.db"
    _draw(pdf)
    sound, read, errors = records(pdf)
    _write(target, pdf, read)
    plan = {record.record_id: error for record, error in zip(read, errors, strict=True)}
    rows: list[tuple[float, int]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program_of_chromium(), args=list(CHROMIUM_OPTIONS))
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.set_default_timeout(_WAIT_MS)
        for half in range(2):
            with serving(target) as (address, process):
                tab.goto(address)
                driver = Driver(tab)
                driver.press("j")
                driver.press("Enter")
                rows += [_one(driver, plan) for _ in range(_RECORDS // 2)]
                process.send_signal(signal.SIGKILL)
                process.wait()
            if half == 0:
                _write(target, pdf, [record.model_copy(update={"form": "read-anew"}) for record in read])
        browser.close()
    _say(rows, sound, target)


def _one(driver: Driver, plan: dict[str, Error]) -> tuple[float, int]:
    driver.tab.locator(".desk[data-ready=yes]").wait_for()
    start, before = time.perf_counter(), driver.pressed
    driver.correct(plan[driver.tab.locator(".desk").get_attribute("data-record") or ""])
    driver.next()
    return time.perf_counter() - start, driver.pressed - before


def _say(rows: list[tuple[float, int]], sound: list[DecisionRecord], target: Path) -> None:
    with ReviewStore(str(target)) as store:
        corrected = {record.record_id: record for record in store.records()}
    wrong = [record.record_id for record in sound if _told(record) != _told(corrected[record.record_id])]
    print(
        "| records | still wrong after kill -9, another reading and export | seconds a record | keystrokes a record |"
    )
    print("| --- | --- | --- | --- |")
    seconds, keys = zip(*rows, strict=True)
    middle, most = statistics.median(seconds), max(seconds)
    print(
        f"| {len(rows)} | {len(wrong)} | {middle:.1f} (at most {most:.1f}) | {statistics.mean(keys):.0f} (at most {max(keys)}) |"
    )
    if wrong:
        sys.exit(f"wrong: {', '.join(wrong)}")


def _told(record: DecisionRecord) -> dict[str, Any]:
    """Return the values of a record, without what they rest on."""
    fields = ("authority", "decision_number", "subject", "lead_officer", "decision_date", "outcome")
    told: dict[str, Any] = {name: (found := getattr(record, name)) and found.value for name in fields}
    told["makers"] = [maker.name and maker.name.value for maker in record.decision_makers]
    told["amounts"] = [(amount.value, amount.currency) for amount in record.amounts]
    return told | {"kinds": [part.kind for part in record.sections]}


def _draw(pdf: Path) -> None:
    canvas = Canvas(str(pdf), pagesize=(595, 842))
    for number in range(1, _RECORDS + 1):
        for line, text in enumerate((f"LN/18/{number:03}", "Harbour Board", f"Lanterns for quay {number}")):
            canvas.drawString(60, 730 - 20 * line, text)
        canvas.showPage()
    canvas.save()


def _write(target: Path, pdf: Path, read: list[DecisionRecord]) -> None:
    sink = SqlSink(str(target))
    try:
        sink.replace(str(pdf), read)
        sink.commit()
    finally:
        sink.close()


@contextmanager
def serving(target: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Serve the review of ``target`` and give its address and its process."""
    program = [sys.executable, "-m", "extractor", "review", str(target), "--port", "0"]
    process = subprocess.Popen(program, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        assert process.stderr is not None
        yield process.stderr.readline().split()[1], process
    finally:
        process.kill()
        process.wait()


# -- the queue of a large archive --------------------------------------------------------------------------------------------


def open_queue(folder: Path, number: int) -> None:
    """Write ``number`` records and print how long the queue takes to open, and what the server's memory is then."""
    target = folder / "large.db"
    sink = SqlSink(str(target))
    dice = random.Random(1)
    batch: list[DecisionRecord] = []
    for record in synthetic_records(number):
        absent = {"decision_number": None} if dice.random() < 0.05 else {}
        batch.append(record.model_copy(update=absent))
        if len(batch) == 500:
            sink.write(*batch)
            batch = []
    sink.write(*batch)
    sink.commit()
    sink.close()
    with serving(target) as (address, process):
        times: dict[str, list[float]] = {}
        for place in ("", "?state=unseen", "?q=stan", "?year=2012") * 5:
            start = time.perf_counter()
            with urllib.request.urlopen(address + place) as answer:
                answer.read()
            times.setdefault(place or "the queue", []).append(time.perf_counter() - start)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    for place, taken in times.items():
        print(f"{place}: {statistics.median(taken):.2f} s (first {taken[0]:.2f} s)")
    print(next(line for line in status.splitlines() if line.startswith("VmHWM")))


def main() -> None:
    """Run one of the two measurements."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--queue", type=int, metavar="N")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.queue:
            open_queue(Path(folder), given.queue)
        else:
            drive(Path(folder))


if __name__ == "__main__":
    main()
