"""Who may ask, and for what: a request enters, and goes on only if it is ours; every answer leaves with what binds a browser.

A request must name this machine as its host: another name that leads here is somebody else's page. One that writes must come
from a page of ours: its origin is our own, and it bears a token that is made for its session with a secret of this machine.
A program brings the token of the application itself and needs no session. What is too long is refused before it is read.
"""

import hashlib
import hmac
import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SESSION, ENTRY = "extractor_session", "extractor_entry"
CSRF_HEADER, CSRF_FIELD = "x-csrf-token", "csrf"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": with that a browser says "null" for the origin of our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN = ("/static/", "/enter")
# What is no upload is a form or a few lines of JSON.
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Keys:
    """``secret`` makes the tokens of sessions. ``token`` is what a program brings, ``asked`` says that a browser must too."""

    secret: str
    token: str
    asked: bool

    def csrf_of(self, session: str) -> str:
        """Return the token that a session's writes must bear."""
        return hmac.new(self.secret.encode(), f"csrf {session}".encode(), hashlib.sha256).hexdigest()

    @property
    def entry(self) -> str:
        """What the cookie of a browser that has entered holds: the token is not kept in browsers."""
        return hmac.new(self.secret.encode(), f"entry {self.token}".encode(), hashlib.sha256).hexdigest()

    def is_token(self, given: str) -> bool:
        """Tell whether ``given`` is the token of the application."""
        return hmac.compare_digest(given.encode(), self.token.encode())


@dataclass(frozen=True, slots=True)
class Guard:
    """ASGI middleware that lets through what is ours. ``uploads`` are the paths that may take ``most_upload`` bytes."""

    app: ASGIApp
    hosts: frozenset[str]
    keys: Keys
    uploads: tuple[str, ...]
    most_upload: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # a WebSocket: there are none here
        headers, cookies = Headers(scope=scope), _cookies(scope)
        session = cookies.get(SESSION) or secrets.token_urlsafe(24)
        bound = _binding(send, session if SESSION not in cookies else None)
        refusal = self._refusal(scope, headers, cookies)
        if refusal is not None:
            await refusal(scope, receive, bound)
            return
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        state["session"], state["csrf"] = session, self.keys.csrf_of(session)
        state["is_program"] = self._is_program(headers)
        most = self.most_upload if scope["path"] in self.uploads else _MOST_BYTES
        await _limited(self.app, scope, receive, bound, most)

    def _refusal(self, scope: Scope, headers: Headers, cookies: dict[str, str]) -> Response | None:
        if _name_of(headers.get("host", "")) not in self.hosts:
            return _refused(
                421, "This is not a name of the review. Use the address that it printed when it was started."
            )
        if scope["method"] not in SAFE_METHODS and not self._is_program(headers) and not _is_own(headers):
            return _refused(403, "Another page has asked for this. Nothing was changed.")
        if not self.keys.asked or self._is_program(headers) or scope["path"].startswith(_OPEN):
            return None
        if hmac.compare_digest(cookies.get(ENTRY, "").encode(), self.keys.entry.encode()):
            return None
        if scope["method"] in SAFE_METHODS and "text/html" in headers.get("accept", ""):
            return RedirectResponse(f"/enter?next={quote(scope['path'])}", status_code=303)
        return _refused(401, "Enter first: open the address of the review and give its token.")

    def _is_program(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        return scheme.casefold() == "bearer" and self.keys.is_token(given.strip())


async def is_allowed_to_write(request: Request) -> bool:
    """Tell whether a request may write: it changes nothing, is a program's, or bears its session's token."""
    if request.method in SAFE_METHODS or request.state.is_program:
        return True
    given = request.headers.get(CSRF_HEADER)
    if given is None and "form" in request.headers.get("content-type", ""):
        given = str((await request.form()).get(CSRF_FIELD, ""))
    return hmac.compare_digest((given or "").encode(), str(request.state.csrf).encode())


def _refused(status: int, said: str) -> Response:
    return PlainTextResponse(said + "\n", status_code=status)


def _is_own(headers: Headers) -> bool:
    """Tell whether a browser says that the request comes from a page of ours; one that says nothing is told by its token."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    # A proxy that speaks TLS may stand between: which scheme the browser used is not known here.
    return origin is None or origin.partition("://")[2] == headers["host"]


def _name_of(host: str) -> str:
    """Return a Host header without its port.

    >>> [_name_of(host) for host in ("127.0.0.1:8010", "[::1]:8010", "Localhost", "")]
    ['127.0.0.1', '::1', 'localhost', '']
    """
    name = host.partition("]")[0].removeprefix("[") if host.startswith("[") else host.partition(":")[0]
    return name.casefold()


def _cookies(scope: Scope) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(Headers(scope=scope).get("cookie", "")).items()}
    except CookieError:
        return {}


def cookie(name: str, value: str) -> str:
    """Return the header that sets a cookie which no script reads and no other site's page sends along."""
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict"


def _binding(send: Send, session: str | None) -> Send:
    async def bound(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
            if session is not None:
                headers.append("set-cookie", cookie(SESSION, session))
        await send(message)

    return bound


async def _limited(app: ASGIApp, scope: Scope, receive: Receive, send: Send, most: int) -> None:
    """Run ``app`` on a request of at most ``most`` bytes; of a longer one no more is read, and its answer says so."""
    too_long = _refused(413, f"This is more than may be sent at once, {most / 1e6:,.0f} MB.")
    told = Headers(scope=scope).get("content-length", "0")
    if not told.isdigit() or int(told) > most:
        await too_long(scope, receive, send)
        return
    taken, is_answered = 0, False

    async def counted() -> Message:
        nonlocal taken
        if taken > most:
            return {"type": "http.disconnect"}
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= most else {"type": "http.disconnect"}

    async def answered(message: Message) -> None:
        nonlocal is_answered
        if taken > most and not is_answered:
            is_answered = True
            await too_long(scope, receive, send)
        elif taken <= most:
            await send(message)

    try:
        await app(scope, counted, answered)
    except ClientDisconnect:
        if taken <= most:
            raise
    if taken > most and not is_answered:
        await too_long(scope, receive, send)
