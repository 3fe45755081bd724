"""A plugin of Datasette's: in the overview each decision's path leads to its page, of the PDF itself.

``datasette out.db -m out.metadata.json --plugins-dir FOLDER`` takes it from the folder this file is in, and may be another
Python's: so it uses nothing of ours. A file is given out only where the table of files lists it, and where it is as it was read.
"""

import mimetypes
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from datasette import hookimpl
from datasette.utils.asgi import Response
from markupsafe import Markup

_ESCAPED = re.compile(rb"\\x([0-9a-f]{2})")


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(row: Any, value: object, column: str, table: str | None, database: str) -> Any:  # noqa: ANN401 - Datasette has no types
    """Return the path of a decision as a link to its page."""
    if table != "overview" or column != "path" or not isinstance(value, str):
        return None
    page = row["page"]
    if value.startswith(("http://", "https://")):
        address = value
    elif "://" in value:
        return None
    else:
        address = f"/-/decision-file/{quote(database, safe='')}/{quote(value, safe='')}"
    return Markup('<a href="{}#page={}">{}</a>').format(address, page, value)


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """Return the address under which files are given out."""
    return [(r"^/-/decision-file/(?P<database>[^/]+)/(?P<path>.+)$", _file)]


async def _file(request: Any, datasette: Any) -> Any:  # noqa: ANN401
    name = unquote(request.url_vars["path"])
    database = datasette.get_database(unquote(request.url_vars["database"]))
    listed = await database.execute("SELECT 1 FROM files WHERE path = ?", [name])
    path = Path(_bytes_of(name).decode("utf-8", "surrogateescape"))
    if not listed.rows or not path.is_file():
        return Response.text("There is no such file.", status=404)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Response(path.read_bytes(), content_type=kind)


def _bytes_of(name: str) -> bytes:
    """Return the bytes of a name that is written down as text: see ``extractor.reading.source_file``."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name.encode())
