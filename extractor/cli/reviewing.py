"""Starts the review: what was given on the command line enters, the application's options leave."""

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from extractor.extras import needing
from extractor.settings import load_settings


@dataclass(frozen=True, slots=True)
class Given:
    """The options as they were given."""

    host: str
    port: int
    token: str | None
    names: tuple[str, ...]
    who: str | None
    folders: tuple[Path, ...]
    words: Path | None
    plan: Path | None
    folder: Path | None
    max_upload_mb: float
    config: Path | None


def review_target(target: str, given: Given, tell: Callable[[str], None]) -> None:
    """Serve the review of ``target`` until it is stopped."""
    with needing("review", target):
        from extractor.review.web.options import Options
        from extractor.review.web.serve import folder_for, serve

    options = Options(
        folder=given.folder or folder_for(target),
        host=given.host,
        port=given.port,
        token=given.token,
        names=given.names,
        who=given.who or _user(),
        folders=given.folders,
        words=given.words,
        plan=given.plan,
        max_upload_mb=given.max_upload_mb,
        settings=load_settings({}, file=given.config),
    )
    serve(target, options, lambda address: tell(f"Review: {address}   (Ctrl C ends it; all that was saved is kept)"))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user has no name
        return "reviewer"
