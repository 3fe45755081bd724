"""Writes the report: an overview, lists of pages and records, views of the pages that matter most.

In: records that can be gone through twice, and where their PDFs and words are. Out: a folder of static pages that links
only within itself. An archive's records are never held in memory all at once.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePath

from jinja2 import Environment, PackageLoader, StrictUndefined

from decision_models import DecisionRecord
from extractor.audit.completeness_regime import judged_by
from extractor.audit.finding import Finding
from extractor.audit.main_fields import absent_fields
from extractor.audit.quality import SURE, Find, PageRow, RecordRow, Survey, name_of, survey, values_of
from extractor.audit.report.images import PageImage, draw, find_source
from extractor.audit.report.pageview import band_of, page_view
from extractor.audit.report.plots import plots_of
from extractor.audit.report.reliability import measured
from extractor.errors import OutputExistsError
from extractor.faults import cannot_write
from extractor.output_folder import make_output_folder
from extractor.wordfile import read_words
from extractor.writing import named_by, written_whole

_ROWS_A_PAGE = 200
_WORST_SHOWN = 15
_MARK = "report.css"
_INDEX = "records-index.js"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the report takes from: records, what is amiss in one, its words, and folders to look for PDFs in.

    ``review`` is the address of a review of the same records, which the report then leads into.
    """

    records: Callable[[], Iterable[DecisionRecord]]
    find: Find
    words: Path
    folders: tuple[Path, ...] = ()
    review: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: page views, the pictures of pages in them, and the size of all pictures."""

    index: Path
    views: int
    images: int
    image_bytes: int
    unseen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A page view's neighbours in the order of the worst first, and the views of other decisions on the same page."""

    rank: int
    of: int
    before: str | None
    after: str | None
    beside: tuple[PageRow, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page view shows beside the reading: its neighbours, its image or why there is none, and where the scan is."""

    step: _Step
    image: PageImage | None
    why: str
    scan: str | None


def write_report(sources: Sources, folder: Path, *, views: int, title: str) -> Written:
    """Write the report into ``folder``, with views of at most ``views`` pages.

    Raises OutputExistsError where ``folder`` holds something else already or cannot be written.
    """
    _prepare(folder)
    whole = survey(sources.records(), sources.find)
    chosen = choose_pages(whole, views)
    printer = _Printer(folder, _environment(sources.review), title)
    try:
        images, unseen = _write_views(sources, _steps(whole, chosen), printer)
        _write_lists(whole, set(chosen), printer)
        size = sum(image.size_bytes for image in images)
        printer.page(
            "index.html",
            "overview.html.j2",
            "",
            {
                "survey": whole,
                "plots": plots_of(whole),
                "reliability": measured(),
                "worst": worst_pages(whole)[:_WORST_SHOWN],
                "needy": needy_records(whole)[:_WORST_SHOWN],
                "chosen": set(chosen),
                "images": len(images),
                "image_bytes": size,
                "unseen": unseen,
            },
        )
    except OSError as error:
        raise cannot_write(error, folder) from error
    return Written(folder / "index.html", len(chosen), len(images), size, unseen)


def worst_pages(whole: Survey) -> list[PageRow]:
    """Return the pages, those with most wrong characters expected first."""
    return sorted(whole.pages, key=lambda page: (-page.expected_cer, -page.wrong_expected, page.path, page.number))


def needy_records(whole: Survey) -> list[RecordRow]:
    """Return the records, those that most need a person's eye first."""
    return sorted(
        whole.records,
        key=lambda record: (*(-need for need in record.need), -record.expected_cer, record.record_id),
    )


def choose_pages(whole: Survey, views: int) -> list[tuple[str, int]]:
    """Return the pages to be shown, worst first: half for their print, half for the doubts about their values."""
    by_print = worst_pages(whole)
    by_value = sorted(whole.pages, key=lambda page: (-page.wrong_expected - page.faults, -page.expected_cer))
    turns = (page for pair in zip(by_print, by_value, strict=True) for page in pair)
    wanted = dict.fromkeys((page.record_id, page.number) for page in turns)
    kept = set(list(wanted)[:views])
    return [(page.record_id, page.number) for page in by_print if (page.record_id, page.number) in kept]


@dataclass(frozen=True, slots=True)
class _Printer:
    folder: Path
    environment: Environment
    title: str

    def page(self, name: str, template: str, root: str, content: Mapping[str, object]) -> None:
        """Write one page. ``root`` leads from it to the report's folder."""
        text = self.environment.get_template(template).render(root=root, report=self.title, **content)
        with written_whole(self.folder / name) as part:
            part.write_text(text, encoding="utf-8")


def _prepare(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise OutputExistsError(str(folder), detail="it holds files that are not a report's")
    with named_by(folder):
        folder.mkdir(parents=True, exist_ok=True)
        # First, so that the next run knows for its own what this one may have to leave undone.
        (folder / _MARK).touch()
        for name in ("page", "record", "images"):
            shutil.rmtree(folder / name, ignore_errors=True)
            make_output_folder(folder / name)
        for old in folder.glob("*.html"):
            old.unlink()
        for file in files("extractor.audit.report").joinpath("static").iterdir():
            (folder / file.name).write_bytes(file.read_bytes())


def _environment(review: str | None) -> Environment:
    environment = Environment(
        loader=PackageLoader("extractor.audit.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": percent,
        "megabytes": megabytes,
        "band": band_of,
        "filename": _filename,
    }
    environment.globals |= {"SURE": SURE, "review": review and review.rstrip("/")}
    return environment


def _filename(path: str) -> str:
    return PurePath(path).name


def percent(share: float, digits: int = 0) -> str:
    """Write a share as a percentage; never more certain than it is.

    >>> percent(0.0017, 2), percent(0.9996), percent(1.0)
    ('0.17\N{NARROW NO-BREAK SPACE}%', '99.9\N{NARROW NO-BREAK SPACE}%', '100\N{NARROW NO-BREAK SPACE}%')
    """
    if 0.995 <= share < 1.0 and digits == 0:
        return f"{min(99.9, round(100 * share, 1))}\N{NARROW NO-BREAK SPACE}%"
    return f"{100 * share:.{digits}f}\N{NARROW NO-BREAK SPACE}%"


def megabytes(size: int) -> str:
    """Write a number of bytes in megabytes."""
    return f"{size / 1e6:.1f}\N{NARROW NO-BREAK SPACE}MB"


# -- views of pages and records ---------------------------------------------------------------------------------------


def _write_views(
    sources: Sources, steps: Mapping[tuple[str, int], _Step], printer: _Printer
) -> tuple[list[PageImage], tuple[str, ...]]:
    images: dict[tuple[str, int], PageImage] = {}
    unseen: dict[str, None] = {}
    for record in sources.records():
        numbers = [page.number for page in record.quality.pages if (record.record_id, page.number) in steps]
        if not numbers:
            continue
        scan, why = find_source(record.source, sources.folders)
        file = record.source.sha256
        # Decisions that share a page share its picture.
        missing = [number for number in numbers if (file, number) not in images]
        drawn = draw(scan, missing, printer.folder / "images" / file[:32]) if scan else {}
        images |= {(file, number): image for number, image in drawn.items()}
        here = {number: images.get((file, number)) for number in numbers}
        why = why or ("" if any(here.values()) else f"{scan} cannot be drawn")
        if why:
            unseen[why] = None
        found = tuple(sources.find(record))
        _write_record(record, found, numbers, printer)
        shown = {n: _Shown(steps[record.record_id, n], here[n], why, _address(scan, n)) for n in numbers}
        _write_pages(record, shown, sources, printer)
    return list(images.values()), tuple(unseen)


def _steps(whole: Survey, chosen: Sequence[tuple[str, int]]) -> dict[tuple[str, int], _Step]:
    rows = {(row.record_id, row.number): row for row in whole.pages}
    sharing: dict[tuple[str, int], list[PageRow]] = {}
    for page in chosen:
        sharing.setdefault((rows[page].path, page[1]), []).append(rows[page])
    beside = {page: tuple(r for r in sharing[rows[page].path, page[1]] if r is not rows[page]) for page in chosen}
    return {page: _Step(*step, beside[page]) for page, step in _neighbours(chosen)}


def _neighbours(
    chosen: Sequence[tuple[str, int]],
) -> Iterator[tuple[tuple[str, int], tuple[int, int, str | None, str | None]]]:
    names = [view_name(*page) for page in chosen]
    for rank, page in enumerate(chosen, start=1):
        before = names[rank - 2] if rank > 1 else None
        after = names[rank] if rank < len(names) else None
        yield page, (rank, len(names), before, after)


def view_name(record_id: str, number: int) -> str:
    """Return the file name of a page's view."""
    return f"{record_id}-p{number}.html"


def _address(scan: Path | None, number: int) -> str | None:
    """Return the address of a page of the scan, for the browser's own viewer."""
    return None if scan is None else f"{scan.absolute().as_uri()}#page={number}"


def _write_pages(
    record: DecisionRecord,
    shown: dict[int, _Shown],
    sources: Sources,
    printer: _Printer,
) -> None:
    words = read_words(sources.words, record.source.sha256)
    quality = {page.number: page for page in record.quality.pages}
    for number, page in shown.items():
        view = page_view(record, number, None if words is None else words.get(number, ()))
        content = {"view": view, "page": page, "quality": quality[number], "decision": name_of(record)}
        printer.page(f"page/{view_name(record.record_id, number)}", "page.html.j2", "../", content)


def _write_record(record: DecisionRecord, found: Sequence[Finding], numbers: Sequence[int], printer: _Printer) -> None:
    content = {
        "record": record,
        "values": tuple(values_of(record)),
        "findings": found,
        "absent": absent_fields(record),
        "judged_by": judged_by(record),
        "views": {n: view_name(record.record_id, n) for n in numbers},
    }
    printer.page(f"record/{record.record_id}.html", "record.html.j2", "../", content)


# -- lists ------------------------------------------------------------------------------------------------------------


def _write_lists(whole: Survey, chosen: set[tuple[str, int]], printer: _Printer) -> None:
    shown = {record for record, _ in chosen}
    for name, rows in (("pages", worst_pages(whole)), ("records", needy_records(whole))):
        sheets = [rows[i : i + _ROWS_A_PAGE] for i in range(0, len(rows), _ROWS_A_PAGE)] or [[]]
        for number, sheet in enumerate(sheets, start=1):
            content = {
                "rows": sheet,
                "name": name,
                "first": (number - 1) * _ROWS_A_PAGE + 1,
                "total": len(rows),
                "sheet": number,
                "sheets": len(sheets),
                "chosen": chosen,
                "shown": shown,
            }
            printer.page(f"{name}-{number}.html", "list.html.j2", "", content)
    _write_index(needy_records(whole), shown, printer.folder)


def _write_index(rows: Sequence[RecordRow], shown: set[str], folder: Path) -> None:
    """Write what the search looks through: a script, for a page from a disk may load nothing else."""
    told = [
        [row.number, row.subject, row.path, row.form, row.record_id if row.record_id in shown else "", row.year or ""]
        for row in rows
    ]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    (folder / _INDEX).write_text(f"globalThis.records = {text};\n", encoding="utf-8")
