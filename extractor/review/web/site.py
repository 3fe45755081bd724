"""What all views of the application share: the records, the pages, what is arriving, and how a view is drawn."""

import functools
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import quote, unquote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from extractor.review.store import ReviewStore
from extractor.review.web.intake import Intake
from extractor.review.web.options import Options
from extractor.review.web.pages import Pages
from extractor.review.web.safety import Keys

WHO = "extractor_who"
MOST_WHO = 100


@dataclass(frozen=True, slots=True)
class Site:
    """The application's own. ``title`` names the target."""

    options: Options
    title: str
    store: ReviewStore
    pages: Pages
    intake: Intake
    keys: Keys

    def close(self) -> None:
        """Let go of all of it."""
        self.intake.close()
        self.pages.close()
        self.store.close()


def site_of(request: Request) -> Site:
    """Return the site that a request is made to."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


def who_of(request: Request) -> str:
    """Return who sits at the browser: the name that it was given, or else the one that the review was started with."""
    named = " ".join(unquote(request.cookies.get(WHO, "")).split())[:MOST_WHO]
    return named or site_of(request).options.who


def render(request: Request, template: str, status: int = 200, /, **content: object) -> Response:
    """Return a view. What a document or a person says stays text: every value is escaped."""
    whole = {"part": "", "csrf": request.state.csrf, "name": site_of(request).title, "who": who_of(request), **content}
    text = _environment().get_template(template).render(key_groups=_keys(), **whole)
    return HTMLResponse(text, status)


def base_of(record_id: str) -> str:
    """Return the address of a record's desk."""
    return f"/records/{quote(record_id, safe='')}"


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("extractor.review.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"static": _static}
    environment.filters |= {"percent": _percent}
    return environment


def _percent(share: float) -> str:
    return (
        f"{min(100 * share, 99.9 if share < 1 else 100):.{1 if 0.995 <= share < 1 else 0}f}\N{NARROW NO-BREAK SPACE}%"
    )


@functools.cache
def _static(name: str) -> str:
    content = (files("extractor.review.web") / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


@functools.cache
def _keys() -> list[Mapping[str, object]]:
    groups: list[Mapping[str, object]] = tomllib.loads(
        (files("extractor.review.web") / "keys.toml").read_text(encoding="utf-8")
    )["groups"]
    return groups
