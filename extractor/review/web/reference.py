"""The description of the interface as a page: what FastAPI says of it in OpenAPI, drawn without a script."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from extractor.review.web.options import TOKEN_FILE
from extractor.review.web.site import render, site_of

router = APIRouter()


@router.get("/docs")
def show(request: Request) -> Response:
    """Show the description."""
    options = site_of(request).options
    address = f"{request.url.scheme}://{request.url.netloc}"
    token_file = (options.folder / TOKEN_FILE).absolute()
    return render(
        request, "docs.html.j2", part="docs", api=request.app.openapi(), token_file=token_file, address=address
    )
