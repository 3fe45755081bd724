"""A real Chromium for tests of pages, where there is one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Set where a browser was installed for the tests: there they fail rather than be skipped.
_NEEDED = "EXTRACTOR_TESTS_NEED_BROWSER"


def program_of_chromium() -> str | None:
    """Return the path of Debian's (or another installed) Chromium; None where there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Start Chromium. Skips the test where there is none or no Playwright, or fails where there should be."""
    program = program_of_chromium()
    if program is None:
        said = "no Chromium is installed (apt-get install chromium)"
        pytest.fail(said) if os.environ.get(_NEEDED) else pytest.skip(said)
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(CHROMIUM_OPTIONS))
        try:
            yield browser
        finally:
            browser.close()
