"""The audit's report: what it holds, what it withstands, and how it works in a browser."""

import hashlib
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from decision_models import DecisionRecord
from extractor.audit.finding import Finding, FindingKind, FindingState
from extractor.audit.quality import survey, values_of
from extractor.audit.report.images import find_source
from extractor.audit.report.pageview import page_view
from extractor.audit.report.plots import calibration_error, columns, plots_of, rows
from extractor.audit.report.reliability import measured
from extractor.audit.report.write import Sources, Written, choose_pages, needy_records, worst_pages, write_report
from extractor.document import Box, Document, Line, Page, Word
from extractor.errors import OutputExistsError
from extractor.sinks.target import folders_for
from extractor.wordfile import ShownWord, write_words
from tests.browser import chromium
from tests.records import field, raw_record

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

PDF = Path(__file__).parents[1] / "fixtures" / "pdf" / "stonehithe-executive.pdf"
SHA = hashlib.sha256(PDF.read_bytes()).hexdigest()


def record(number: int = 1, *, cer: float = 0.01, confidence: float = 0.9, **changes: Any) -> DecisionRecord:
    raw = raw_record(record_id=f"{number:04x}-1", **changes)
    raw["source"] = raw["source"] | {"path": str(PDF), "sha256": SHA, "bytes": PDF.stat().st_size}
    raw["quality"]["pages"][0]["expected_cer"] = cer
    raw["amounts"][0]["confidence"] = confidence
    return DecisionRecord.model_validate(raw)


def nothing(_: DecisionRecord) -> tuple[Finding, ...]:
    return ()


def a_fault(made: DecisionRecord) -> tuple[Finding, ...]:
    where = made.amounts[0].regions
    rule = ("x.y", "The sum", "A rule", FindingKind.CONSISTENCY, FindingState.INCONSISTENT)
    return (Finding(*rule, is_fault=True, message="two sums differ", regions=where),)


def keep_words(folder: Path, *texts: str) -> None:
    words = tuple(
        Word(t, Box(12 + 40 * i, 22, 48 + 40 * i, 30), 0.99 - 0.3 * i, "tiny", 9) for i, t in enumerate(texts)
    )
    page = Page(1, 595, 842, (Line(words, Box(10, 20, 110, 32)),))
    write_words(Document(str(PDF), SHA, 1, 1, (page,), "cascade", "1"), folder)


def written(
    tmp_path: Path, *records: DecisionRecord, views: int = 10, words: bool = True, review: str | None = None
) -> Written:
    if words:
        keep_words(tmp_path / "words", "£12,500", "<b>bold</b>")
    sources = Sources(lambda: records, a_fault, tmp_path / "words", review=review)
    return write_report(sources, tmp_path / "audit", views=views, title="Audit of lanterns")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == ("src" if tag in {"img", "script"} else "href") and value:
                self.links.append(value)
            if name == "id" and value:
                self.ids.append(value)


def parsed(path: Path) -> _Links:
    parser = _Links()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser


# -- figures ----------------------------------------------------------------------------------------------------------


def test_every_value_of_a_record_has_its_place() -> None:
    places = [value.place for value in values_of(record())]

    assert places == [
        "decision_number",
        "decision_makers[0].name",
        "decision_makers[0].roles[0]",
        "amounts[0]",
        "dates[0]",
        "roles[0]",
        "people[0]",
    ]


def test_anchors_are_fit_for_addresses_and_distinct() -> None:
    anchors = [value.anchor for value in values_of(record())]

    assert all(re.fullmatch(r"[\w-]+", anchor) for anchor in anchors)
    assert len(set(anchors)) == len(anchors)


def test_an_archive_adds_up() -> None:
    second = record(2, cer=0.0)
    second = second.model_copy(update={"source": second.source.model_copy(update={"path": "another.pdf"})})

    whole = survey([record(1, cer=0.02, confidence=0.5), second], a_fault)

    assert whole.expected_cer == pytest.approx(0.01)
    assert [row.in_doubt for row in whole.records] == [4, 3]
    assert whole.faults == {"The sum": 2}
    assert len(whole.confidences) == 14
    assert whole.records[0].wrong_expected == pytest.approx(
        sum(1 - v.confidence for v in values_of(record(1, confidence=0.5)))
    )


def test_a_page_that_decisions_share_counts_once() -> None:
    whole = survey([record(1, cer=0.02), record(2, cer=0.02)], nothing)

    assert len(whole.pages) == 2
    assert len(whole.sheets) == 1
    assert whole.words == record().quality.pages[0].words


def test_views_of_a_shared_page_say_whose_they_are_lead_to_one_another_and_share_its_picture(tmp_path: Path) -> None:
    done = written(tmp_path, record(1, decision_number=field("Q.7")), record(2, decision_number=field("Q.8")))

    first, second = (parsed(tmp_path / "audit" / "page" / f"{n}-1-p1.html") for n in ("0001", "0002"))
    assert (done.views, done.images) == (2, 1)
    assert "0002-1-p1.html" in first.links
    assert "0001-1-p1.html" in second.links
    assert [link for link in first.links if "images/" in link] == [link for link in second.links if "images/" in link]
    assert "The decision: Q.7." in (tmp_path / "audit" / "page" / "0001-1-p1.html").read_text(encoding="utf-8")
    assert "Q.8" in (tmp_path / "audit" / "pages-1.html").read_text(encoding="utf-8")


def test_an_empty_archive_adds_up_to_nothing() -> None:
    whole = survey([], nothing)

    assert (whole.expected_cer, whole.records, whole.pages) == (0.0, [], [])
    assert [plot.title for plot in plots_of(whole)]


def test_the_worst_come_first() -> None:
    whole = survey([record(1, cer=0.001), record(2, cer=0.2), record(3, cer=0.001, confidence=0.1)], nothing)

    assert worst_pages(whole)[0].record_id == "0002-1"
    assert needy_records(whole)[0].record_id == "0003-1"
    assert choose_pages(whole, 2) == [("0002-1", 1), ("0003-1", 1)]
    assert choose_pages(whole, 0) == []


@pytest.mark.parametrize("make", [columns, rows])
def test_bars_stay_within_their_plot(make: Callable[..., Any]) -> None:
    plot = make("x", "X", ("a", "b"), [(str(year), year % 7 / 3) for year in range(1999, 2027)], "{:.1f}")

    assert all(bar.x >= 0 and bar.x + bar.width <= plot.width + 0.01 for bar in plot.bars)
    assert all(bar.y >= 0 and bar.y + bar.height <= plot.height + 0.01 for bar in plot.bars)


def test_calibration_error_is_the_mean_distance() -> None:
    assert calibration_error([(0.9, 1.0, 30), (0.5, 0.5, 10)]) == pytest.approx(0.075)


def test_the_shipped_reliability_says_where_it_is_from() -> None:
    assert re.search(r"\d+ values", measured().provenance)
    assert sum(dot.count for dot in measured().dots) > 1000
    assert measured().error <= 0.04


# -- a page's view ----------------------------------------------------------------------------------------------------


def test_words_belong_to_the_value_they_stand_in() -> None:
    inside = ShownWord("£12,500", Box(20, 22, 60, 30), 0.95)
    outside = ShownWord("elsewhere", Box(200, 22, 260, 30), 0.4)

    view = page_view(record(), 1, [(inside, outside)])

    assert view.lines is not None
    first, second = view.lines[0]
    assert first.value is not None
    assert [word.band for word in first.words] == ["fair"]
    assert (second.value, second.words[0].band) == (None, "poor")
    assert [word.text for word in view.doubtful] == ["elsewhere"]
    assert view.worst_line is not None
    assert view.worst_line[0] == "£12,500 elsewhere"
    assert view.worst_line[1] == pytest.approx(0.675)


def test_a_page_without_words_kept_shows_its_values_still() -> None:
    view = page_view(record(), 1, None)

    assert view.lines is None
    assert len(view.values) == 7


# -- files ------------------------------------------------------------------------------------------------------------


def test_every_link_leads_somewhere_within_the_report_but_those_to_the_scan(tmp_path: Path) -> None:
    index = written(tmp_path, record(1), record(2)).index
    pages = {path: parsed(path) for path in index.parent.rglob("*.html")}

    assert len(pages) == 7
    for path, page in pages.items():
        assert len(set(page.ids)) == len(page.ids)
        for link in page.links:
            if link == f"{PDF.as_uri()}#page=1":
                continue
            file, _, fragment = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.is_relative_to(index.parent.resolve()), link
            assert target.is_file(), link
            assert not fragment or fragment in pages[target].ids, link


def test_a_page_s_view_leads_to_the_page_of_the_scan(tmp_path: Path) -> None:
    index = written(tmp_path, record(1)).index

    assert f"{PDF.as_uri()}#page=1" in parsed(index.parent / "page" / "0001-1-p1.html").links


def test_the_parts_of_a_record_are_outlined_and_its_front_matter_too(tmp_path: Path) -> None:
    view = written(tmp_path, record(1)).index.parent / "page" / "0001-1-p1.html"

    assert re.findall(r">([a-z ]+)</text></g>", view.read_text(encoding="utf-8")) == [
        "front matter",
        "decision",
        "legal",
    ]


def test_the_report_leads_into_the_review_where_there_is_one(tmp_path: Path) -> None:
    place = "http://127.0.0.1:8010/records/0001-1"
    with_one = written(tmp_path / "a", record(1), review="http://127.0.0.1:8010/").index.parent
    without = written(tmp_path / "b", record(1)).index.parent

    for name in ("page/0001-1-p1.html", "record/0001-1.html"):
        assert place in parsed(with_one / name).links
        assert not [link for link in parsed(without / name).links if link.startswith("http")]


def test_what_a_document_says_stays_text(tmp_path: Path) -> None:
    hostile = '"><script>alert(1)</script>'
    made = record(1, form=hostile, warnings=[{"code": hostile, "message": hostile, "page": 1}])
    index = written(tmp_path, made).index

    for path in index.parent.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "<b>bold</b>" not in text
    assert "&lt;b&gt;bold" in next((index.parent / "page").glob("*.html")).read_text(encoding="utf-8")


def test_images_are_of_the_pages_that_matter_and_their_size_is_said(tmp_path: Path) -> None:
    result = written(tmp_path, record(1, cer=0.5), record(2), record(3), views=1)

    images = list((result.index.parent / "images").glob("[!.]*"))
    assert [image.name for image in images] == [f"{SHA[:32]}-p1.webp"]
    assert result.image_bytes == images[0].stat().st_size
    assert "Views of 1 of 3 pages" in " ".join(result.index.read_text(encoding="utf-8").split())


def test_long_lists_are_parted(tmp_path: Path) -> None:
    result = written(tmp_path, *(record(number) for number in range(401)), views=0)

    names = sorted(path.name for path in result.index.parent.glob("pages-*.html"))
    assert names == ["pages-1.html", "pages-2.html", "pages-3.html"]
    assert "401 to 401 of 401" in (result.index.parent / "pages-3.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "sha256", "why"), [("gone.pdf", SHA, "is not where"), (str(PDF), "1" * 64, "not the file")]
)
def test_only_the_very_file_is_drawn(tmp_path: Path, path: str, sha256: str, why: str) -> None:
    made = record(1)
    moved = made.model_copy(update={"source": made.source.model_copy(update={"path": path, "sha256": sha256})})

    result = written(tmp_path, moved)

    assert (result.views, result.images) == (1, 0)
    assert why in result.unseen[0]


def test_a_moved_file_is_found_by_its_name(tmp_path: Path) -> None:
    made = record(1)
    moved = made.model_copy(update={"source": made.source.model_copy(update={"path": f"old/place/{PDF.name}"})})
    sources = Sources(lambda: [moved], nothing, tmp_path / "words", folders=(PDF.parent,))

    assert write_report(sources, tmp_path / "audit", views=5, title="x").images == 1


def test_a_scan_beside_the_target_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "kept" / "archive" / "a.pdf"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(PDF.read_bytes())
    source = record(1).source.model_copy(update={"path": "archive/a.pdf"})
    monkeypatch.chdir(tmp_path)

    found = find_source(source, folders_for("kept/out.db", ()))

    assert found == (copy, "")
    assert find_source(source, folders_for("postgresql://ann@db.example.org/x", ()))[0] is None


def test_a_report_replaces_a_report_and_nothing_else(tmp_path: Path) -> None:
    written(tmp_path, record(1))
    written(tmp_path, record(2))
    assert [path.name for path in (tmp_path / "audit" / "record").glob("[!.]*")] == ["0002-1.html"]

    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputExistsError, match="other"):
        write_report(Sources(list, nothing, tmp_path), tmp_path / "other", views=1, title="x")


# -- in a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("report"), record(1, cer=0.3, confidence=0.4), record(2)).index.parent


@pytest.fixture
def tab(browser: "Browser") -> Iterator["Tab"]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_it_asks_no_network_for_anything_and_raises_no_error(tab: "Tab", report: Path) -> None:
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))

    for path in sorted(report.rglob("*.html")):
        tab.goto(path.as_uri())

    assert len(asked) > 7
    assert [url for url in asked if not url.startswith("file:")] == []
    assert said == []


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(tab: "Tab", report: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 640})
    for path in sorted(report.rglob("*.html")):
        tab.goto(path.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path.name


def test_keys_lead_from_value_to_value_and_from_page_to_page(tab: "Tab", report: Path) -> None:
    tab.goto((report / "page" / "0001-1-p1.html").as_uri())

    tab.keyboard.press("j")
    assert tab.locator("#r1.chosen").count() == 1
    assert tab.evaluate("document.activeElement.id") == "r1"
    tab.keyboard.press("d")
    assert float(tab.locator("tr.chosen").get_attribute("data-sure") or 1) < 0.9
    tab.keyboard.press("n")
    tab.wait_for_url("**/0002-1-p1.html")
    tab.keyboard.press("r")
    tab.wait_for_url("**/record/0002-1.html")
    tab.keyboard.press("o")
    tab.wait_for_url("**/index.html")


def test_an_outline_leads_to_its_value_and_on_to_its_place_in_the_record(tab: "Tab", report: Path) -> None:
    tab.goto((report / "page" / "0001-1-p1.html").as_uri())
    number = tab.locator("tr", has_text="amounts[0]").get_attribute("data-value")

    tab.locator(f"#r{number}").press("Enter")
    assert tab.evaluate("location.hash") == f"#v{number}"
    tab.locator(f"#r{number}.chosen").wait_for(state="attached")
    tab.locator(f"#v{number} th a").click()
    tab.wait_for_url("**/record/0001-1.html#amounts-0")
    assert "12,500 GBP" in tab.locator("tr:target").inner_text()


def test_the_page_is_looked_at_closely_with_its_outlines(tab: "Tab", report: Path) -> None:
    tab.goto((report / "page" / "0001-1-p1.html").as_uri())
    before = tab.locator(".sheet img").bounding_box()
    tab.keyboard.press("+")
    tab.get_by_role("button", name="Closer").click()
    image, outline = tab.locator(".sheet img").bounding_box(), tab.locator(".outline rect").first.bounding_box()

    assert before is not None
    assert image is not None
    assert outline is not None
    assert image["width"] == pytest.approx(1.5625 * before["width"], abs=2)
    assert outline["x"] - image["x"] == pytest.approx((10 - 1.5) * image["width"] / 595.28, abs=2)
    tab.keyboard.press("0")
    assert tab.locator(".sheet img").bounding_box() == before


def test_a_list_is_sorted_by_the_heads_of_its_columns(tab: "Tab", report: Path) -> None:
    tab.goto((report / "records-1.html").as_uri())
    head = tab.get_by_role("columnheader", name="wrong characters")
    shares = "[...document.querySelectorAll('tbody tr')].map((row) => parseFloat(row.cells[8].innerText))"

    head.get_by_role("button").click()
    assert (head.get_attribute("aria-sort"), tab.evaluate(shares)) == ("ascending", [1, 30])
    head.get_by_role("button").click()
    assert (head.get_attribute("aria-sort"), tab.evaluate(shares)) == ("descending", [30, 1])


def test_records_are_found_in_the_whole_list(tab: "Tab", tmp_path: Path) -> None:
    many = [record(number, decision_number=field(f"LN/{number}")) for number in range(1, 230)]
    report = written(tmp_path, *many, views=1).index.parent
    tab.goto((report / "records-2.html").as_uri())

    tab.get_by_label("Find in all 229 records").fill("ln/17")
    tab.locator("#found", has_text="11 found").wait_for()

    assert tab.locator("#hits a").first.get_attribute("href") in {"record/0011-1.html", "records-1.html"}


def test_outlines_lie_on_the_image(tab: "Tab", report: Path) -> None:
    tab.goto((report / "page" / "0001-1-p1.html").as_uri())
    image, outline = tab.locator(".sheet img").bounding_box(), tab.locator(".outline rect").first.bounding_box()

    assert image is not None
    assert outline is not None
    # The region begins 10 points from the left and 20 from the top of a page 595 points wide.
    scale = image["width"] / 595.28
    assert outline["x"] - image["x"] == pytest.approx((10 - 1.5) * scale, abs=2)
    assert outline["y"] - image["y"] == pytest.approx((20 - 1.5) * scale, abs=2)


def test_a_screen_reader_hears_what_is_outlined(tab: "Tab", report: Path) -> None:
    tab.goto((report / "page" / "0001-1-p1.html").as_uri())

    assert tab.get_by_role("link", name=re.compile(r"^amounts\[0\]: 12,500 GBP, 40\s% sure")).count() == 1
    assert tab.get_by_role("img", name="Scan of page 1; its text and values stand beside it").count() == 1
    assert tab.get_by_role("heading", level=1).count() == 1
    assert [tab.locator(name).count() for name in ("main", "html[lang]", "a.skip")] == [1, 1, 1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_stands_out_from_its_ground(tab: "Tab", report: Path, scheme: Any) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.goto((report / "page" / "0001-1-p1.html").as_uri())

    pairs = tab.evaluate(
        """[...document.querySelectorAll('main p, main td, main th, .w, a:not(.outline), dt')].map((part) => {
            let ground = part;
            while (ground && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
            return [getComputedStyle(part).color, getComputedStyle(ground).backgroundColor];
        })"""
    )

    assert len(pairs) > 30
    # WCAG 2.2, success criterion 1.4.3.
    assert min(contrast(*pair) for pair in pairs) >= 4.5


def contrast(one: str, other: str) -> float:
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of "rgb(r, g, b)"."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# -- from the command line --------------------------------------------------------------------------------------------


def test_a_run_into_a_file_can_be_reported_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from extractor.cli.app import app

    monkeypatch.chdir(tmp_path)
    app(["run", str(PDF), "-o", "records.jsonl", "-j", "1"], standalone_mode=False)
    app(["audit", "report", "records.jsonl", "-o", "audit"], standalone_mode=False)

    view = next((tmp_path / "audit" / "page").glob("*-p1.html")).read_text(encoding="utf-8")
    assert "EX/18/077" in view
    assert "were not kept" not in view
    assert "2 page images" in capsys.readouterr().err


def test_without_words_the_report_says_how_to_have_them(tmp_path: Path) -> None:
    result = written(tmp_path, record(1), words=False)

    assert "were not kept" in next((result.index.parent / "page").glob("*.html")).read_text(encoding="utf-8")


def test_a_scan_that_is_no_pdf_is_shown_too(tmp_path: Path) -> None:
    from PIL import Image

    scan = tmp_path / "scan.png"
    Image.new("L", (850, 1100), 255).save(scan, dpi=(100, 100))
    made = record(1)
    source = made.source.model_copy(
        update={
            "path": str(scan),
            "sha256": hashlib.sha256(scan.read_bytes()).hexdigest(),
            "bytes": scan.stat().st_size,
        }
    )

    assert written(tmp_path, made.model_copy(update={"source": source})).images == 1
