"""The application served: what is reviewed is opened, an address is said, and requests are answered until somebody stops it."""

import hashlib
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from extractor.errors import UsageError
from extractor.review.reviewable import reviewable
from extractor.review.store import ReviewStore
from extractor.review.web.application import application
from extractor.review.web.intake import Intake
from extractor.review.web.options import TOKEN_FILE, Options, kept_secret
from extractor.review.web.pages import Pages
from extractor.review.web.safety import Keys
from extractor.review.web.site import Site
from extractor.sinks.target import folders_for, kind_of, shown
from extractor.wordfile import word_folder

_SECRET_FILE = "secret"  # noqa: S105 - the name of a file


def folder_for(target: str) -> Path:
    """Return where a review keeps what is its own: beside the target, or in the working folder for a database's address."""
    if kind_of(target) == "postgresql":
        name = hashlib.sha256(shown(target).encode()).hexdigest()[:12]
        return Path(f"decisions-{name}.review")
    return Path(f"{target}.review")


def open_site(target: str, options: Options) -> Site:
    """Open the records at ``target`` for review. Raises as :func:`extractor.review.store.reviewable` and the store do."""
    database = reviewable(target)
    token = options.token or kept_secret(options.folder, TOKEN_FILE)
    keys = Keys(kept_secret(options.folder, _SECRET_FILE), token, asked=options.token is not None)
    # Of a .jsonl the run kept the words beside it; what is put on the page is read into the database.
    beside = () if kind_of(target) == "postgresql" else (word_folder(Path(target)), word_folder(Path(database)))
    words = (options.words,) if options.words else tuple(dict.fromkeys(beside))
    store = ReviewStore(database)
    pages = Pages(options.folder / "pages", options.settings, words, folders_for(target, options.folders))
    intake = Intake(options.folder / "documents", database, store.find_again)
    title = shown(target) if kind_of(target) == "postgresql" else Path(target).name
    return Site(options, title, store, pages, intake, keys)


def serve(target: str, options: Options, tell: Callable[[str], None]) -> None:
    """Serve the review of ``target`` until it is stopped; ``tell`` is told the address.

    Raises UsageError where the port is taken.
    """
    site = open_site(target, options)
    try:
        listening = _listening(options)
    except OSError as error:
        site.close()
        said = f"{options.host}:{options.port} cannot be listened at: {error.strerror}; --port names another"
        raise UsageError(detail=said) from error
    with listening:
        host, port = listening.getsockname()[:2]
        tell(address_of(options.host if options.host != "0.0.0.0" else host, port))  # noqa: S104 - compared with
        config = uvicorn.Config(
            application(site), log_level="warning", access_log=False, server_header=False, proxy_headers=False
        )
        uvicorn.Server(config).run(sockets=[listening])


def _listening(options: Options) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((options.host, options.port))
        found.listen(128)
    except OSError:
        found.close()
        raise
    return found


def address_of(host: str, port: int) -> str:
    """Return the address of a review.

    >>> address_of("::1", 8010)
    'http://[::1]:8010/'
    """
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
