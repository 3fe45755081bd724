"""The application put together: the site, its views, what guards them, and what is said when something fails."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp

from extractor import __version__
from extractor.errors import (
    ConflictError,
    CorrectionError,
    DatabaseError,
    DiskFullError,
    DocumentError,
    EnvironmentFaultError,
    ExtractorError,
    FileMissingError,
    LimitError,
    UsageError,
)
from extractor.faults import told
from extractor.review.web import api, changing, desk, documents, entering, entry, page_views, queue, reference
from extractor.review.web.options import Options
from extractor.review.web.safety import SAFE_METHODS, Guard, is_allowed_to_write
from extractor.review.web.site import Site, render

_LOG = logging.getLogger(__name__)
_UPLOADS = ("/documents", "/api/documents")
_VIEWS = (entry, queue, desk, page_views, entering, changing, documents, reference, api)
ROUTERS = tuple(view.router for view in _VIEWS)
_STATUS: tuple[tuple[type[ExtractorError], int], ...] = (
    (ConflictError, 409),
    (CorrectionError, 422),
    (FileMissingError, 404),
    (DocumentError, 422),
    (LimitError, 422),
    (UsageError, 400),
    (DiskFullError, 507),
    (DatabaseError, 503),
)


def application(site: Site) -> ASGIApp:
    """Return the ASGI application over ``site``, guarded. It closes the site when it ends."""

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        yield
        site.close()

    app = FastAPI(
        title="decision-extractor review",
        version=__version__,
        # The packaged pages of FastAPI load their scripts from a network; /docs here is a plain page.
        docs_url=None,
        redoc_url=None,
        lifespan=living,
        dependencies=[Depends(_mind_writing)],
    )
    app.state.site = site
    for router in ROUTERS:
        app.include_router(router, include_in_schema=router is api.router)
    app.mount("/static", StaticFiles(directory=str(files("extractor.review.web") / "static")))
    for kind, handler in _HANDLERS:
        app.add_exception_handler(kind, handler)
    return guarded(app, site.options, site)


def guarded(app: ASGIApp, options: Options, site: Site) -> ASGIApp:
    """Return ``app`` behind its guard."""
    return Guard(app, options.hosts, site.keys, _UPLOADS, int(options.max_upload_mb * 1_000_000))


async def _mind_writing(allowed: Annotated[bool, Depends(is_allowed_to_write)]) -> None:
    if not allowed:
        raise HTTPException(403, "This page is out of date: load it again. Nothing was changed.")


# -- what is said when something fails --------------------------------------------------------------------------------


def status_of(error: ExtractorError) -> int:
    """Return the HTTP status that says what kind of error this is."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, ExtractorError)
    status, said = status_of(error), str(error)
    if isinstance(error, EnvironmentFaultError):
        _LOG.error("%s", error)
        said = said if request.method in SAFE_METHODS else f"It was not saved. {said}"
    elif status == 500:
        _LOG.error("%s", error)
    return _told(request, status, said)


async def _of_the_system(request: Request, error: Exception) -> Response:
    return await _ours(request, told(error))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    said = "There is no such page." if error.status_code == 404 else str(error.detail)
    return _told(request, error.status_code, said)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = "; ".join(f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in error.errors())
    return _told(request, 422, said)


def _told(request: Request, status: int, said: str) -> Response:
    """Say what failed as what asks can show it: a page, a line for a script of ours, JSON for a program."""
    if request.headers.get("hx-request"):
        return PlainTextResponse(said, status)
    if "text/html" in request.headers.get("accept", ""):
        return render(request, "problem.html.j2", status, said=said, status=status)
    return JSONResponse({"detail": said}, status)


_HANDLERS: Sequence[tuple[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]] = (
    (ExtractorError, _ours),
    (OSError, _of_the_system),
    (StarletteHTTPException, _http),
    (RequestValidationError, _invalid),
)
