"""What the application is told: where it listens, who may enter, what it may take."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from extractor.errors import UsageError
from extractor.settings import Settings

LOOPBACK = "127.0.0.1"
TOKEN_FILE = "token"  # noqa: S105 - the name of a file
_LEAST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class Options:
    """How the application runs.

    ``token`` is what a browser must bring to enter; None lets everybody in who reaches the port, which only loopback allows.
    ``names`` are further names that this machine is reached by. ``who`` signs corrections where a browser gives no name.
    ``folders`` are looked in for PDFs that were moved. ``plan`` is a sampling sheet that opens as a queue of its own.
    ``folder`` keeps what was put on the page, drawn pages and a secret.
    """

    folder: Path
    host: str = LOOPBACK
    port: int = 8010
    token: str | None = field(default=None, repr=False)
    names: tuple[str, ...] = ()
    who: str = "reviewer"
    folders: tuple[Path, ...] = ()
    words: Path | None = None
    plan: Path | None = None
    max_upload_mb: float = 512.0
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        if not is_loopback(self.host) and self.token is None:
            said = f"--host {self.host} lets other machines in: give --token (or EXTRACTOR_REVIEW_TOKEN) for them to enter with"
            raise UsageError(detail=said)
        if self.token is not None and len(self.token) < _LEAST_TOKEN:
            raise UsageError(detail=f"--token: a token has at least {_LEAST_TOKEN} characters")

    @property
    def hosts(self) -> frozenset[str]:
        """The names that a browser may address this application by."""
        everywhere = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to
        own = {"localhost", LOOPBACK, "::1"} if is_loopback(self.host) or self.host in everywhere else set()
        return frozenset(name.casefold() for name in {*own, self.host, *self.names} - everywhere)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches ``host``.

    >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "archive.example")]
    [True, True, True, False, False]
    """
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def kept_secret(folder: Path, name: str) -> str:
    """Return a secret of this folder's that outlives the process, so that a page open in a browser can still be used."""
    place = folder / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(FileExistsError), os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))
    return place.read_text(encoding="ascii").strip()
