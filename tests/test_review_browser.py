"""The review in a real browser: a person's way through it by keys and by pointer, what is kept, and who can use it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from extractor.review.corrections import Action, Change
from extractor.review.store import ReviewStore
from tests.browser import chromium
from tests.records import field
from tests.reviewing import LINES, Served, box_of, reviewed_record, served, target_of, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.xdist_group("review browser")
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RECORD = reviewed_record().record_id
# A machine that is busy with other tests is slow; nothing here waits for the clock.
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, browser: "Browser") -> Iterator[Served]:
    """A review that tests look at and do not write to."""
    records = [reviewed_record(1), reviewed_record(2, subject=None)]
    with served(target_of(tmp_path_factory.mktemp("review"), records)) as found:
        yield found


@pytest.fixture
def context(browser: "Browser") -> Iterator["BrowserContext"]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


def tab_of(context: "BrowserContext") -> "Tab":
    tab = context.new_page()
    tab.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
    return tab


def open_desk(tab: "Tab", address: str, record_id: str = RECORD) -> None:
    tab.goto(f"{address}/records/{record_id}")
    tab.locator(".desk[data-ready=yes]").wait_for()


def row(tab: "Tab", path: str) -> Any:
    return tab.locator(f'[data-path="{path}"].value')


def drag(tab: "Tab", line: int, first: int, last: int) -> None:
    """Drag over words of the page, as the fixture's words lie."""
    image = tab.locator(".leaf img").bounding_box()
    assert image is not None
    scale = image["width"] / 595.28
    begin, end = box_of(line, first), box_of(line, last)
    tab.mouse.move(image["x"] + (begin.x0 - 3) * scale, image["y"] + (begin.top + 1) * scale)
    tab.mouse.down()
    tab.mouse.move(image["x"] + end.x0 * scale, image["y"] + end.middle * scale, steps=3)
    tab.mouse.move(image["x"] + (end.x1 + 3) * scale, image["y"] + (end.bottom - 1) * scale, steps=3)
    tab.mouse.up()


def test_a_record_is_corrected_and_nothing_of_it_is_lost(tmp_path: Path, context: "BrowserContext") -> None:
    target = target_of(tmp_path)
    tab = tab_of(context)
    with served(target, "--who", "Ann") as review:
        # The queue, by keys.
        tab.goto(review.address)
        tab.keyboard.press("j")
        tab.keyboard.press("Enter")
        tab.locator(".desk[data-ready=yes]").wait_for()

        # A date, typed as one reads it; what is none is said while typing.
        row(tab, "decision_date").locator(".open").focus()
        tab.keyboard.press("e")
        field = row(tab, "decision_date").get_by_label("Decision date")
        field.fill("31 February 2018")
        tab.get_by_text("there is no such date").wait_for()
        field.fill("21 March 2018")
        tab.get_by_text("understood as 21 March 2018").wait_for()
        tab.keyboard.press("Enter")
        row(tab, "decision_date").get_by_text("corrected").wait_for()

        # A number that is missing, dragged from the page.
        row(tab, "decision_number").locator(".open").click()
        drag(tab, 0, 2, 2)
        number = row(tab, "decision_number").get_by_label("Decision number")
        number.wait_for()
        assert number.input_value() == "LN/18/077"
        number.press("Enter")
        row(tab, "decision_number").locator(".shown", has_text="LN/18/077").wait_for()
        assert row(tab, "decision_number").get_attribute("data-regions") == "[[1, 180.0, 100.0, 230.0, 112.0]]"

        # Undone, and put back.
        tab.keyboard.press("Escape")
        tab.keyboard.press("u")
        row(tab, "decision_number").get_by_text("missing").wait_for()
        tab.keyboard.press("U")
        row(tab, "decision_number").locator(".shown", has_text="LN/18/077").wait_for()
        review.kill()

    with served(target, "--who", "Ann") as review:
        open_desk(tab, review.address)
        assert "21 March 2018" in row(tab, "decision_date").inner_text()
        assert "LN/18/077" in row(tab, "decision_number").inner_text()

        # The file is read again, and now otherwise.
        write(target, [reviewed_record(subject=None)])
        open_desk(tab, review.address)
        assert "21 March 2018" in row(tab, "decision_date").inner_text()
        assert "LN/18/077" in row(tab, "decision_number").inner_text()
        assert "none" in row(tab, "subject").inner_text()

    with ReviewStore(target) as store:
        rows = store.look(RECORD).rows
        assert [(r.who, r.action.value) for r in rows] == [("Ann", a) for a in ("change", "change", "undo", "redo")]


def test_a_section_is_cut_where_the_caret_stands(tmp_path: Path, context: "BrowserContext") -> None:
    target = target_of(tmp_path)
    tab = tab_of(context)
    with served(target) as review:
        open_desk(tab, review.address)
        row(tab, "sections/1").locator(".open").focus()
        tab.keyboard.press("e")
        area = tab.locator(".editor textarea")
        area.evaluate("(area) => area.setSelectionRange(area.value.indexOf('2.'), area.value.indexOf('2.'))")
        tab.get_by_label("a new section of the kind").select_option("other")
        tab.get_by_role("button", name="begins, headed by what is selected").click()
        row(tab, "sections/2").wait_for()
        tab.keyboard.press("u")
        row(tab, "sections/2").wait_for(state="detached")
        tab.keyboard.press("U")
        row(tab, "sections/2").wait_for()

    with ReviewStore(target) as store:
        record = store.look(RECORD).record
        assert record is not None
        assert [section.text for section in record.sections] == ["\n".join(LINES[:3]), LINES[3], LINES[4]]


def test_the_second_sees_what_the_first_did(tmp_path: Path, browser: "Browser") -> None:
    target = target_of(tmp_path)
    with served(target) as review:
        people = [browser.new_context() for _ in range(2)]
        tabs = [tab_of(person) for person in people]
        for tab, name in zip(tabs, ("Ann", "Ben"), strict=True):
            tab.set_default_timeout(PATIENCE_MS)
            open_desk(tab, review.address)
            tab.get_by_text("Signed as").click()
            tab.get_by_label("Your name").fill(name)
            tab.get_by_role("button", name="Sign so").click()
            tab.locator(".desk[data-ready=yes]").wait_for()
        ann, ben = tabs

        # Ben is typing while Ann saves: he is told, and not interrupted.
        row(ben, "subject").locator(".open").focus()
        ben.keyboard.press("e")
        row(ben, "subject").get_by_label("Subject").fill("Lanterns for the new mole")
        row(ann, "decision_date").locator(".open").focus()
        ann.keyboard.press("i")
        row(ann, "decision_date").get_by_text("illegible").first.wait_for()
        ben.get_by_text("Ann: Decision date illegible").first.wait_for()
        assert row(ben, "subject").get_by_label("Subject").input_value() == "Lanterns for the new mole"

        # Both are kept, for they are of different places.
        row(ben, "subject").get_by_label("Subject").press("Enter")
        row(ben, "subject").get_by_text("corrected").wait_for()
        assert "illegible" in row(ben, "decision_date").inner_text()
        ann.get_by_text("Ben: Subject changed").first.wait_for()

        # Of the same place the second is shown what the first did, and what was not saved.
        revision = ben.locator("#record").get_attribute("data-revision")
        row(ann, "authority").locator(".open").focus()
        ann.keyboard.press("c")
        row(ann, "authority").get_by_text("confirmed").wait_for()
        ben.evaluate(
            """(revision) => htmx.ajax("POST", location.pathname + "/changes", {target: "#record", swap: "outerHTML",
            values: {action: "change", path: "authority", value: "The Board", revision}})""",
            revision,
        )
        ben.get_by_text("What you entered was not saved: “The Board”").wait_for()
        for person in people:
            person.close()

    with ReviewStore(target) as store:
        assert [(r.who, r.path) for r in store.look(RECORD).rows] == [
            ("Ann", "decision_date"),
            ("Ben", "subject"),
            ("Ann", "authority"),
        ]


def test_the_page_and_the_record_point_at_each_other(context: "BrowserContext", shared: Served) -> None:
    tab = tab_of(context)
    open_desk(tab, shared.address)

    row(tab, "amounts/0").hover()
    outline = tab.locator('.outline.pointed[data-path="amounts/0"] rect').bounding_box()
    image = tab.locator(".leaf img").bounding_box()
    assert outline is not None
    assert image is not None
    scale = image["width"] / 595.28
    assert outline["x"] - image["x"] == pytest.approx((box_of(3, 3).x0 - 1.5) * scale, abs=2)
    tab.mouse.click(outline["x"] + outline["width"] / 2, outline["y"] + outline["height"] / 2)
    tab.locator('.value.chosen[data-path="amounts/0"]').wait_for()

    tab.keyboard.press("+")
    tab.keyboard.press("r")
    turned = tab.locator('.outline[data-path="amounts/0"] rect').bounding_box()
    assert turned is not None
    assert turned["height"] > turned["width"]


def test_words_are_taken_by_keys_alone(context: "BrowserContext", shared: Served) -> None:
    tab = tab_of(context)
    open_desk(tab, shared.address)

    row(tab, "lead_officer").locator(".open").focus()
    tab.keyboard.press("t")
    tab.locator(".taking").wait_for()
    for key in ("ArrowDown", "ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight", "Enter"):
        tab.keyboard.press(key)
    field = tab.locator(".editor").get_by_label("Lead officer")
    field.wait_for()

    assert field.input_value() == "Mrs A Quill"
    tab.keyboard.press("Escape")


def test_keys_are_listed_and_lead_through_the_queue(context: "BrowserContext", shared: Served) -> None:
    tab = tab_of(context)
    tab.goto(f"{shared.address}/?state=")
    assert tab.locator(".queue tbody tr").count() == 2
    tab.keyboard.press("?")
    tab.get_by_role("dialog", name="Keys").wait_for()
    tab.keyboard.press("Escape")
    tab.keyboard.press("/")
    tab.keyboard.type("lamps")
    tab.wait_for_url(re.compile("q=lamps"))
    tab.get_by_label("Search in texts").fill("nothing of the kind")
    tab.get_by_text("Nothing is like that.").wait_for()


VIEWS = ("/?state=", "/documents", "/docs", f"/records/{RECORD}", "/enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_every_view(browser: "Browser", shared: Served, scheme: Literal["light", "dark"]) -> None:
    # The rules are put into the page past its policy, which would not let them in.
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme, bypass_csp=True)
    context.set_default_timeout(PATIENCE_MS)
    tab = tab_of(context)
    for view in VIEWS:
        tab.goto(shared.address + view)
        if view.startswith("/records"):
            tab.locator(".desk[data-ready=yes]").wait_for()
            row(tab, "sections/1").locator(".open").click()
            tab.keyboard.press("e")
            tab.locator(".editor textarea").wait_for()
        assert violations(tab) == [], view
    context.close()


def violations(tab: "Tab") -> list[str]:
    tab.evaluate(AXE)
    found: dict[str, Any] = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("width", [320, 1280])
def test_no_view_is_wider_than_the_screen_or_asks_a_network(
    context: "BrowserContext", shared: Served, width: int
) -> None:
    asked: list[str] = []
    said: list[str] = []
    tab = tab_of(context)
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.set_viewport_size({"width": width, "height": 700})
    for view in VIEWS:
        tab.goto(shared.address + view)
        if view.startswith("/records"):
            tab.locator(".desk[data-ready=yes]").wait_for()
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, view

    assert [url for url in asked if not url.startswith(shared.address)] == []
    assert said == []


@pytest.mark.parametrize("width", [320, 1280])
def test_what_another_reading_says_leaves_room_for_the_value(
    tmp_path: Path, context: "BrowserContext", width: int
) -> None:
    target = target_of(tmp_path)
    with ReviewStore(target) as store:
        change = Change(action=Action.CHANGE, path="subject", new="Half fares for apprentices")
        store.save(RECORD, [change], who="Ann", seen=None)
    write(target, [reviewed_record(subject=field("Fares of all who learn a trade by the river or on the hills"))])
    with served(target) as review:
        tab = tab_of(context)
        tab.set_viewport_size({"width": width, "height": 700})
        open_desk(tab, review.address)
        subject = row(tab, "subject")
        assert "read anew as Fares" in subject.inner_text()
        sizes = [subject.locator(part).bounding_box() for part in (".open", ".shown")]

    assert [box is not None and box["width"] >= 80 for box in sizes] == [True, True]


def test_the_lines_of_the_fixture_are_its_text() -> None:
    assert "\n".join(LINES) == "\n".join(section.text for section in reviewed_record().sections)
