"""What the review lets in and what it does not: hosts, tokens, other people's pages, files, sizes, hostile text and scans."""

import asyncio
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from extractor.errors import DocumentError, ExtractorError, UsageError, WorkerDiedError
from extractor.review.store import ReviewStore
from extractor.review.web.application import ROUTERS, application
from extractor.review.web.options import Options
from extractor.review.web.pages import Pages
from extractor.review.web.safety import POLICY
from extractor.review.web.serve import open_site
from extractor.settings import Settings
from tests.records import field
from tests.reviewing import PDF, reviewed_record, target_of

HOME = "http://127.0.0.1:8010"
TOKEN = "open sesame, and quickly"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}'
RECORD = reviewed_record().record_id


def client_of(target: str, **options: Any) -> TestClient:
    made = Options(folder=Path(target + ".review"), **options)
    return TestClient(application(open_site(target, made)), base_url=HOME, follow_redirects=False)


@pytest.fixture
def target(tmp_path: Path) -> str:
    return target_of(tmp_path)


@pytest.fixture
def client(target: str) -> Iterator[TestClient]:
    with client_of(target) as made:
        yield made


def csrf_of(client: TestClient) -> str:
    found = re.search(r'X-CSRF-Token": "(\w+)"', client.get("/").text)
    assert found is not None
    return found[1]


# -- who may enter ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "archive.example"])
def test_other_machines_are_let_in_with_a_token_only(tmp_path: Path, host: str) -> None:
    with pytest.raises(UsageError, match="--token"):
        Options(folder=tmp_path, host=host)

    assert "archive.example" in Options(folder=tmp_path, host=host, token=TOKEN, names=("Archive.example",)).hosts


def test_a_short_token_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="16 characters"):
        Options(folder=tmp_path, host="0.0.0.0", token="sesame")


def test_whoever_has_no_token_sees_nothing(target: str) -> None:
    with client_of(target, token=TOKEN) as client:
        page = client.get("/", headers={"accept": "text/html"})
        assert (page.status_code, page.headers["location"]) == (303, "/enter?next=/")
        for place in ("/", f"/records/{RECORD}", "/api/records", "/docs", "/openapi.json", "/documents"):
            assert client.get(place, headers={"accept": "*/*"}).status_code == 401, place


def test_the_token_is_kept_in_a_cookie_that_no_script_reads(target: str) -> None:
    with client_of(target, token=TOKEN) as client:
        form = re.search(r'name="csrf" value="(\w+)"', client.get("/enter").text)
        assert form is not None
        wrong = client.post("/enter", data={"token": "guess guess guess guess", "csrf": form[1]})
        assert wrong.status_code == 403

        right = client.post("/enter", data={"token": TOKEN, "csrf": form[1], "next": "//evil.example"})

        assert (right.status_code, right.headers["location"]) == (303, "/evil.example")
        (cookie,) = [c for c in right.headers.get_list("set-cookie") if c.startswith("extractor_entry")]
        assert TOKEN not in cookie
        assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
        assert client.get("/").status_code == 200


def test_every_cookie_stays_here(client: TestClient) -> None:
    first = client.get("/")
    named = client.post("/name", data={"who": "Ann", "csrf": csrf_of(client)})

    cookies = [*first.headers.get_list("set-cookie"), *named.headers.get_list("set-cookie")]
    assert len(cookies) == 2
    assert all({"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; ")) for cookie in cookies)


# -- other people's pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8010", ""])
def test_another_name_for_this_machine_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8010", "127.0.0.1", "[::1]:8010"])
def test_its_own_names_are_not(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


def writing_routes() -> list[tuple[str, str]]:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    assert len(routes) > 20
    return [
        (method, route.path.replace("{record_id}", RECORD).replace("{number}", "1"))
        for route in routes
        for method in (route.methods or set()) - {"GET", "HEAD"}
    ]


def test_nothing_is_written_without_the_session_s_token(client: TestClient, target: str) -> None:
    right = csrf_of(client)
    routes = writing_routes()

    assert len(routes) >= 12
    for method, path in routes:
        for wrong in ({}, {"x-csrf-token": "0" * 64}, {"x-csrf-token": right, "origin": "https://evil.example"}):
            answer = client.request(method, path, headers=wrong, json={})
            assert answer.status_code == 403, (method, path, wrong)
        other = {"x-csrf-token": right, "sec-fetch-site": "cross-site"}
        assert client.request(method, path, headers=other, json={}).status_code == 403
    with ReviewStore(target) as store:
        assert store.look(RECORD).rows == ()


def test_a_page_of_ours_writes(client: TestClient, target: str) -> None:
    change = {"action": "change", "path": "decision_date", "value": "21 March 2018", "csrf": csrf_of(client)}

    answer = client.post(f"/records/{RECORD}/changes", data=change, headers={"origin": HOME})

    assert answer.status_code == 303
    with ReviewStore(target) as store:
        record = store.look(RECORD).record
        assert record is not None
        assert record.decision_date is not None
        assert record.decision_date.value.isoformat() == "2018-03-21"


def test_a_program_writes_with_the_token_that_only_its_user_reads(client: TestClient, target: str) -> None:
    kept = Path(target + ".review") / "token"
    assert kept.stat().st_mode & 0o077 == 0
    said = {"changes": [{"action": "confirm", "path": "subject"}], "who": "a script"}
    place = f"/api/records/{RECORD}/corrections"

    assert client.post(place, json=said, headers={"authorization": "Bearer wrong"}).status_code == 403
    answer = client.post(place, json=said, headers={"authorization": f"Bearer {kept.read_text()}"})

    assert answer.status_code == 201
    assert [row["who"] for row in answer.json()["corrections"]] == ["a script"]


# -- what binds the browser ---------------------------------------------------------------------------------------------


class _Inline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and not (names.get("src") or "").startswith("/static/")):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or re.match(r"on|hx-on", name)]


VIEWS = (
    "/",
    "/?state=",
    "/documents",
    "/docs",
    f"/records/{RECORD}",
    f"/records/{RECORD}/edit?path=sections/1",
    "/nothing",
)


def test_every_answer_forbids_what_is_not_ours(client: TestClient) -> None:
    for place in (*VIEWS, "/static/desk.js", "/api/records", "/records/none"):
        answer = client.get(place, headers={"accept": "text/html"})
        assert answer.headers["content-security-policy"] == POLICY, place
        assert answer.headers["x-content-type-options"] == "nosniff"
    refused = client.get("/", headers={"host": "evil.example"})
    assert refused.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY


def test_no_view_has_script_or_style_within(client: TestClient) -> None:
    for place in VIEWS:
        parser = _Inline()
        parser.feed(client.get(place, headers={"accept": "text/html"}).text)
        assert parser.found == [], place


def test_what_a_document_or_a_person_says_stays_text(tmp_path: Path) -> None:
    made = reviewed_record(form=HOSTILE, subject=field(HOSTILE), lead_officer=field(HOSTILE))
    target = target_of(tmp_path, [made])
    with client_of(target, who=HOSTILE) as client:
        token = csrf_of(client)
        said = {"action": "change", "path": "authority", "value": HOSTILE, "reason": HOSTILE, "csrf": token}
        desk = f"/records/{made.record_id}"
        assert client.post(f"{desk}/changes", data=said).status_code == 303
        places = [*VIEWS, f"/?q={HOSTILE}&state=", f"{desk}/take?text={HOSTILE}&regions={HOSTILE}"]
        places += [f"{desk}/edit?path=subject", f"{desk}/check?path=decision_date&value={HOSTILE}"]
        for place in places:
            text = client.get(place, headers={"accept": "text/html"}).text
            assert "<script>alert" not in text, place
            assert "<img" not in text or "onerror" not in text.split("<img")[1].split(">")[0], place
            assert "49" not in re.findall(r"onerror=alert\(2\)&gt;(\d\d)", text), place


# -- files ----------------------------------------------------------------------------------------------------------------


def test_only_files_that_the_target_names_are_sent(client: TestClient, target: str, tmp_path: Path) -> None:
    assert client.get(f"/records/{RECORD}/pages/1.webp").headers["content-type"] == "image/webp"
    for place in (
        f"/records/{RECORD}/pages/3.webp",
        f"/records/{RECORD}/pages/0.webp",
        "/records/..%2f..%2fetc%2fpasswd/pages/1.webp",
        "/static/../application.py",
        "/static/..%2fapplication.py",
        "/etc/passwd",
    ):
        assert client.get(place).status_code in {404, 422}, place


def test_a_file_that_is_not_the_one_that_was_read_is_not_shown(tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.4\nsomething else")
    made = reviewed_record()
    moved = made.model_copy(update={"source": made.source.model_copy(update={"path": str(other)})})
    with client_of(target_of(tmp_path, [moved])) as client:
        answer = client.get(f"/records/{RECORD}/pages/1")

    assert answer.status_code == 404
    assert "is not the file that was read" in answer.json()["detail"]


def test_what_is_too_long_is_refused(target: str) -> None:
    with client_of(target, max_upload_mb=1.0) as client:
        token = {"x-csrf-token": csrf_of(client)}
        files = {"files": ("a.pdf", b"%PDF-1.4 " + b"0" * 1_100_000)}

        def parts() -> Iterator[bytes]:
            yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
            for _ in range(20):
                yield b"0" * 100_000

        told = client.post("/api/documents", files=files, headers=token)
        untold = client.post(
            "/api/documents",
            content=parts(),
            headers={**token, "content-type": "multipart/form-data; boundary=x"},
        )
        form = client.post(f"/records/{RECORD}/changes", data={"value": "0" * 1_100_000}, headers=token)

        assert [told.status_code, untold.status_code, form.status_code] == [413, 413, 413]
        assert not list(Path(target + ".review").glob("documents/*"))


def test_what_is_no_scan_by_its_name_is_not_kept(client: TestClient, target: str) -> None:
    files = [("files", ("a.pdf", b"%PDF-1.4")), ("files", ("../../evil.sh", b"#!/bin/sh"))]

    answer = client.post("/api/documents", files=files, headers={"x-csrf-token": csrf_of(client)})

    assert answer.status_code == 422
    assert "evil.sh" in answer.json()["detail"]
    assert not list(Path(target + ".review").glob("documents/*"))


# -- hostile scans ----------------------------------------------------------------------------------------------------------


def die(path: Path, *_rest: object) -> None:
    os._exit(9)


def test_a_scan_that_kills_its_worker_kills_nothing_else(tmp_path: Path) -> None:
    pages = Pages(tmp_path / "pages", Settings())
    source = reviewed_record().source

    async def look() -> Path:
        with pytest.raises(WorkerDiedError):
            await pages._work(die, PDF)
        return await pages.image(source, 1, "plain")

    try:
        assert asyncio.run(look()).stat().st_size > 1000
    finally:
        pages.close()


def test_scans_are_opened_in_workers_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2

    def opened_here(*_: object) -> None:
        raise AssertionError("a scan was opened in the process that serves pages")

    monkeypatch.setattr(pypdfium2, "PdfDocument", opened_here)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + os.urandom(5000))
    pages = Pages(tmp_path / "pages", Settings())

    async def look() -> ExtractorError | None:
        assert (await pages.image(reviewed_record().source, 1, "plain")).exists()
        try:
            from extractor.review.web.drawing import draw_page

            await pages._work(draw_page, broken, 1, 110.0, tmp_path / "x.webp", tmp_path / "x.json")
        except ExtractorError as error:
            return error
        return None

    try:
        assert isinstance(asyncio.run(look()), DocumentError)
    finally:
        pages.close()
