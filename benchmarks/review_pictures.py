"""Draws the pictures of docs/review.md: a review of the fixtures is served, opened in a browser, and looked at.

extractor run fixtures/pdf/*.pdf -o out/fixtures.db
python -m benchmarks.review_pictures out/fixtures.db -o docs/pictures
"""

import argparse
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright

from benchmarks.review import serving
from tests.browser import CHROMIUM_OPTIONS, program_of_chromium

_WAIT_MS = 120_000


def draw(target: Path, folder: Path) -> None:
    """Draw every picture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving(target) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program_of_chromium(), args=list(CHROMIUM_OPTIONS))
        tab = browser.new_page(viewport={"width": 1280, "height": 760})
        tab.set_default_timeout(_WAIT_MS)
        tab.goto(address)
        _keep(tab, folder / "queue.webp")
        tab.keyboard.press("j")
        tab.keyboard.press("Enter")
        tab.locator(".desk[data-ready=yes]").wait_for()
        tab.locator('[data-path="decision_date"] .open').focus()
        tab.keyboard.press("e")
        tab.locator(".editor form").wait_for()
        tab.wait_for_load_state("networkidle")
        _keep(tab, folder / "desk.webp")
        tab.keyboard.press("Escape")
        tab.locator('[data-path="sections/1"] .open').focus()
        tab.keyboard.press("e")
        tab.locator(".editor textarea").wait_for()
        tab.locator(".editor textarea").scroll_into_view_if_needed()
        _keep(tab, folder / "section.webp")
        tab.set_viewport_size({"width": 360, "height": 720})
        tab.emulate_media(color_scheme="dark")
        tab.reload()
        tab.locator(".desk[data-ready=yes]").wait_for()
        _keep(tab, folder / "narrow.webp")
        browser.close()


def _keep(tab: Tab, path: Path) -> None:
    png = path.with_suffix(".png")
    tab.screenshot(path=png)
    Image.open(png).save(path, "WEBP", quality=80, method=6)
    png.unlink()


def main() -> None:
    """Draw the pictures."""
    parser = argparse.ArgumentParser(description="Draw the pictures of docs/review.md.")
    parser.add_argument("target", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/pictures"))
    given = parser.parse_args()
    draw(given.target, given.output)


if __name__ == "__main__":
    main()
