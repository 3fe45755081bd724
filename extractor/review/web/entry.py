"""How a person enters and signs: the token of a review that others can reach, and a name for what is corrected."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from extractor.review.web.safety import ENTRY, cookie
from extractor.review.web.site import MOST_WHO, WHO, render, site_of

router = APIRouter()
_YEAR_S = 365 * 24 * 3600


@router.get("/enter")
def ask(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Ask for the token."""
    return render(request, "enter.html.j2", who=None, next=next, refused=False)


@router.post("/enter")
def enter(
    request: Request,
    token: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002 - as above
) -> Response:
    """Let in who brings the token."""
    keys = site_of(request).keys
    if not keys.is_token(token.strip()):
        return render(request, "enter.html.j2", 403, who=None, next=next, refused=True)
    answer = RedirectResponse(_own(next), status_code=303)
    answer.headers.append("set-cookie", f"{cookie(ENTRY, keys.entry)}; Max-Age={_YEAR_S // 12}")
    return answer


@router.post("/name")
def sign(request: Request, who: Annotated[str, Form(max_length=MOST_WHO)]) -> Response:
    """Keep the name that this browser signs with."""
    answer = RedirectResponse(_own(request.headers.get("referer", "/").partition("://")[2].partition("/")[2]), 303)
    named = quote(" ".join(who.split()), safe="")
    answer.headers.append("set-cookie", f"{cookie(WHO, named)}; Max-Age={_YEAR_S}")
    return answer


def _own(place: str) -> str:
    r"""Return an address that stays here, whatever was asked for.

    >>> [_own(place) for place in ("/records/a", "//evil.example", "https://evil.example", "/\\evil.example")]
    ['/records/a', '/evil.example', '/https:/evil.example', '/evil.example']
    """
    parts = [part for part in place.replace("\\", "/").split("/") if part]
    return "/" + "/".join(parts)
