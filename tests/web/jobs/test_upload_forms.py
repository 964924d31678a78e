"""The upload form: several files at once, the result of each, and rights that a new version never loosens."""

import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from kb.access.accounts import Accounts
from kb.model import Rights
from kb.settings import Settings
from kb.store.jobs.uploads import Upload
from tests.served import OpenClient, services_of
from web.app import create_app
from web.jobs.uploads import readers_of
from web.routes.pages.upload import MOST_FILES, UploadForm

WORD = "correct horse battery"
BEES = "# Bees\n\nThe fictional bees of the school live on its roof.\n"


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    accounts = Accounts(settings.home)
    for name, role in (("dan", "contributor"), ("anna", "reader"), ("bo", "reader")):
        accounts.add(name, WORD, role)  # type: ignore[arg-type]
    accounts.close()
    with OpenClient(create_app(settings), raise_server_exceptions=False, headers={"Accept-Language": "en"}) as client:
        sign_in(client, "dan")
        yield client


def sign_in(client: TestClient, name: str) -> None:
    client.cookies.clear()
    assert client.post("/sign-in", data={"name": name, "password": WORD}, follow_redirects=False).status_code == 303


def send(client: TestClient, *files: tuple[str, str], **form: str) -> str:
    """Upload (name, text) of files and wait; returns the page of all uploads."""
    answer = client.post("/upload", files=[("file", (name, text.encode())) for name, text in files], data=form)
    assert answer.status_code == 200, answer.text
    for _ in range(600):
        page = client.get("/uploads").text
        if 'http-equiv="refresh"' not in page:
            return page
        time.sleep(0.1)
    raise AssertionError("the uploads never ended")


def seen(client: TestClient, name: str) -> int:
    sign_in(client, name)
    count = len(client.get("/api/documents").json())
    sign_in(client, "dan")
    return count


def test_several_files_are_taken_and_each_says_what_it_became(client: TestClient) -> None:
    page = send(client, ("bees.md", BEES), ("wells.md", "# Wells\n\nA fictional well."), ("blank.md", " \n "))
    for name, told in (("bees.md", "ready"), ("wells.md", "ready"), ("blank.md", "couldn&#39;t be added")):
        entry = page[page.index(name) :].partition("</li>")[0]
        assert told in entry or told.replace("&#39;", "'") in entry, name
    assert page.count("See the document") == 2


def test_files_that_are_refused_do_not_stop_the_others(client: TestClient) -> None:
    answer = client.post(
        "/upload",
        files=[("file", ("bees.md", BEES.encode())), ("file", ("run.exe", b"MZ")), ("file", ("empty.md", b""))],
    )
    assert answer.status_code == 415
    assert "One file was received." in answer.text and "<strong>run.exe</strong>" in answer.text
    assert "<strong>empty.md</strong>" in answer.text and "empty" in answer.text
    assert [job.name for job in services_of(client).uploads.of(services_of(client).accounts.member("dan"))] == [
        "bees.md"
    ]


def test_a_script_that_sends_a_file_gets_no_page(client: TestClient) -> None:
    file = {"file": ("bees.md", BEES.encode())}
    answer = client.post("/upload", files=file, headers={"Prefer": "return=minimal"})
    assert (answer.status_code, answer.content, answer.history) == (204, b"", [])
    assert "bees.md" in client.get("/uploads").text


def test_a_form_holds_so_many_files_and_at_least_one(client: TestClient) -> None:
    none = client.post("/upload", data={"access": "public"}, files=[])
    assert none.status_code == 422
    many = client.post("/upload", files=[("file", (f"f{at}.exe", b"x")) for at in range(MOST_FILES + 1)])
    assert many.status_code == 415 and f"first {MOST_FILES} files" in many.text


def test_rights_are_stated_with_the_files(client: TestClient) -> None:
    page = send(client, ("bees.md", BEES), access="restricted", readers="Anna, housing")
    assert "See the document" not in page and "access doesn&#39;t include you" in page, "no link that leads nowhere"
    edit = page.partition('href="/documents/')[2].partition('"')[0]
    saved = client.post(f"/documents/{edit}", data={"title": "Bees of the roof"}, follow_redirects=False)
    assert (saved.status_code, saved.headers["location"]) == (303, "/uploads")
    assert (seen(client, "anna"), seen(client, "bo")) == (1, 0)
    send(client, ("wells.md", "# Wells\n\nA fictional well."), access="public", embargo_until="2999-01-31")
    assert (seen(client, "anna"), seen(client, "bo")) == (1, 0)
    wrong = client.post(
        "/upload", files={"file": ("x.md", BEES)}, data={"embargo_until": "2999-02-31", "readers": "Ugo"}
    )
    assert wrong.status_code == 422 and "a date like" in wrong.text and 'value="Ugo"' in wrong.text


def test_emptied_readers_are_nobody_also_in_the_next_version(client: TestClient) -> None:
    page = send(client, ("bees.md", BEES), access="restricted", readers="anna")
    edit = "/documents/" + page.partition('href="/documents/')[2].partition('"')[0]
    assert seen(client, "anna") == 1 and 'name="readers" value="anna"' in client.get(edit).text
    assert client.post(edit, data={"readers": ""}, follow_redirects=False).status_code == 303
    assert seen(client, "anna") == 0 and 'name="readers" value=""' in client.get(edit).text
    send(client, ("bees.md", f"{BEES}\n\nAgain."), access="restricted")
    assert seen(client, "anna") == 0


def test_a_new_version_opens_nothing_and_says_so(client: TestClient) -> None:
    send(client, ("bees.md", BEES), access="restricted", readers="anna")
    for form in ({"access": "public"}, {"access": "restricted", "readers": "bo"}):
        page = send(client, ("bees.md", f"{BEES}\n\nAgain: {form}"), **form)
        assert "a new version never opens a document" in page and "--loosen" not in page, form
        assert (seen(client, "anna"), seen(client, "bo")) == (1, 0), form
    page = send(client, ("bees.md", f"{BEES}\n\nA third time."), access="restricted")
    assert "never opens" not in page and (seen(client, "anna"), seen(client, "bo")) == (1, 0)


@pytest.mark.parametrize(
    ("stated", "held", "readers"),
    [
        (("bo",), None, ("bo",)),
        (("bo",), Rights("public"), ("bo",)),
        (("bo",), Rights("restricted", None, ("anna",)), ("anna",)),
        (("anna", "bo"), Rights("restricted", None, ("anna", "cleo")), ("anna",)),
        ((), Rights("restricted", None, ("anna",)), ("anna",)),
        ((), Rights("restricted"), ()),
    ],
)
def test_readers_of_a_new_version_are_among_those_before(
    stated: tuple[str, ...], held: Rights | None, readers: tuple[str, ...]
) -> None:
    assert readers_of(Upload("1", 1, "a.md", "/a.md", "restricted", None, readers=stated), held) == readers


def test_the_form_is_read_leniently_but_for_dates() -> None:
    stated = UploadForm(readers=" Anna ;bo,\n anna ", kind="poster", access="restricted").stated()
    assert (stated.readers, stated.kind, stated.embargo_until) == (("anna", "bo"), None, "")
    assert UploadForm(embargo_until=" 20261101 ").stated().embargo_until == "2026-11-01", "as dates are compared"


def test_only_contributors_see_the_page_of_their_own_uploads(client: TestClient) -> None:
    send(client, ("bees.md", BEES))
    assert 'href="/upload"' in client.get("/").text
    sign_in(client, "anna")
    assert client.get("/uploads").status_code == 403 and 'href="/upload"' not in client.get("/").text
    client.cookies.clear()
    assert client.get("/uploads", follow_redirects=False).status_code == 303
