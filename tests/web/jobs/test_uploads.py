"""A contributor uploads a document, follows its ingestion, corrects it; others can't do what they may not."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kb.access.accounts import Accounts, Member
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import all_documents, open_document
from kb.settings import Settings
from kb.store.jobs.uploads import Upload
from tests.conftest import SAMPLE
from tests.fakes import write_pdf
from tests.served import OpenClient, services_of
from web.app import create_app
from web.jobs.uploads import Stated, UploadRefused, Uploads, safe_name
from web.jobs.work import Work

pytestmark = pytest.mark.slow

WORD = "correct horse battery"
PDF = SAMPLE / "files" / "progetti" / "relazione-porte-aperte.pdf"


@pytest.fixture
def members(settings: Settings) -> Settings:
    accounts = Accounts(settings.home)
    for name, role in (("dan", "contributor"), ("eve", "contributor"), ("anna", "reader"), ("cleo", "curator")):
        accounts.add(name, WORD, role)  # type: ignore[arg-type]
    accounts.close()
    return settings


@pytest.fixture
def client(members: Settings) -> Iterator[TestClient]:
    with OpenClient(create_app(members), raise_server_exceptions=False, headers={"Accept-Language": "en"}) as client:
        yield client


def sign_in(client: TestClient, name: str) -> None:
    client.cookies.clear()
    assert client.post("/sign-in", data={"name": name, "password": WORD}, follow_redirects=False).status_code == 303


def put(client: TestClient, name: str, data: bytes, **form: str) -> str:
    answer = client.post("/upload", files={"file": (name, data)}, data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def finished(client: TestClient, place: str) -> str:
    for _ in range(300):
        page = client.get(place).text
        if 'http-equiv="refresh"' not in page:
            return page
        time.sleep(0.1)
    raise AssertionError("the upload never ended")


def test_a_file_becomes_searchable_for_those_who_may_see_it(client: TestClient) -> None:
    sign_in(client, "dan")
    place = put(client, "Relazione Finale.pdf", PDF.read_bytes(), access="internal")
    page = finished(client, place)
    assert "ready" in page and "/edit" in page
    hits = client.get("/api/search", params={"q": "Quante famiglie hanno trovato casa?"}).json()["hits"]
    assert "41 famiglie" in hits[0]["text"] and hits[0]["document"]["source"] == "relazione-finale.pdf"
    sign_in(client, "anna")
    assert client.get("/api/search", params={"q": "famiglie"}).json()["total"] == 1
    client.cookies.clear()
    assert client.get("/api/search", params={"q": "famiglie"}).json()["total"] == 0


def test_what_was_found_is_corrected_for_good(client: TestClient, members: Settings) -> None:
    sign_in(client, "dan")
    page = finished(
        client, put(client, "bees.md", b"# Bees in town\n\nBees live on roofs. Rossi counted them.\n", access="public")
    )
    document = page.partition("/documents/")[2].partition('"')[0]
    form = client.get(f"/documents/{document}/edit").text
    assert 'value="Bees in town"' in form
    wrong = client.post(f"/documents/{document}/edit", data={"year": "soon"})
    assert wrong.status_code == 422 and "isn&#39;t a year" in wrong.text and 'value="soon"' in wrong.text
    client.post(
        f"/documents/{document}/edit",
        data={"title": "Bees on roofs", "year": "2021", "authors": "Ada Rossi; Ugo Neri", "sdgs": "15", "abstract": ""},
    )
    described = client.get(f"/api/documents/{document}").json()
    assert (described["title"], described["year"]) == ("Bees on roofs", 2021)
    assert client.get("/readyz").json()["meaning"], "a new title is embedded with its passages"
    assert [p["name"] for p in described["people"]] == ["Ada Rossi", "Ugo Neri"] and described["goals"][0][
        "origin"
    ] == "person"
    finished(
        client,
        put(client, "bees.md", b"# Bees in town\n\nBees live on roofs. There are more of them.\n", access="public"),
    )
    described = client.get(f"/api/documents/{document}").json()
    assert described["title"] == "Bees on roofs", "a new version keeps what a person has said"
    events = [json.loads(line)["event"] for line in (members.home / "audit.jsonl").read_text().splitlines()]
    assert events.count("uploaded") == 2 and "corrected" in events


def test_who_may_do_what(client: TestClient) -> None:
    assert client.get("/upload", follow_redirects=False).headers["location"] == "/sign-in?then=%2Fupload"
    assert client.post("/upload", files={"file": ("a.md", b"# A\n\nText.")}).status_code == 401
    sign_in(client, "anna")
    assert client.get("/upload").status_code == 403
    assert client.post("/upload", files={"file": ("a.md", b"# A\n\nText.")}).status_code == 403
    sign_in(client, "dan")
    place = put(client, "mine.md", b"# Mine\n\nBees live on roofs, said one.", access="public")
    document = finished(client, place).partition("/documents/")[2].partition('"')[0]
    sign_in(client, "eve")
    assert client.get(place).status_code == 404 and client.get(f"/documents/{document}/edit").status_code == 404
    assert client.post(f"/documents/{document}/edit", data={"title": "Stolen"}).status_code == 404
    assert "/edit" not in client.get(f"/documents/{document}").text
    sign_in(client, "cleo")
    assert (
        client.get(place).status_code == 200
        and f"/documents/{document}/edit" in client.get(f"/documents/{document}").text
    )


@pytest.mark.parametrize(
    ("name", "data", "status", "says"),
    [
        ("a.exe", b"MZ", 415, "Supported formats"),
        ("empty.pdf", b"", 422, "empty"),
        ("large.txt", b"x" * 1_100_000, 413, "larger than 1 MB"),
    ],
)
def test_what_cannot_be_taken_is_told_why(members: Settings, name: str, data: bytes, status: int, says: str) -> None:
    with OpenClient(create_app(replace(members, upload_max_mb=1)), raise_server_exceptions=False) as client:
        sign_in(client, "dan")
        answer = client.post("/upload", files={"file": (name, data)})
        assert answer.status_code == status and says in answer.text
        assert not [p for p in (members.home / "uploads").rglob("*") if p.is_file()], "nothing is left"
        assert (
            client.post(
                "/upload", content=b"x" * 3_000_000, headers={"content-type": "multipart/form-data; boundary=x"}
            ).status_code
            == 413
        )


def test_a_file_that_cannot_be_read_is_said_and_others_go_on(client: TestClient) -> None:
    sign_in(client, "dan")
    broken = put(client, "broken.pdf", b"%PDF-1.7 and nothing else", access="internal")
    good = put(client, "good.md", b"# Good\n\nBees live on roofs and in trees.", access="internal")
    assert "be added:" in finished(client, broken)
    assert "ready" in finished(client, good)
    library = services_of(client).library
    again = put(client, "copy.md", b"# Good\n\nBees live on roofs and in trees.", access="internal")
    assert "already has this file" in finished(client, again)
    closed = put(client, "closed.md", b"# Good\n\nBees live on roofs and in trees.", access="restricted")
    told = finished(client, closed)
    assert "already has this file" in told and "polikb edit" not in told
    assert [path.name for path in (library.home / "uploads").glob("*/*.*") if path.is_file()] == ["good.md"]


def test_a_removed_upload_leaves_no_word_on_the_disk(client: TestClient) -> None:
    sign_in(client, "dan")
    page = finished(
        client, put(client, "ore.md", b"# Ore\n\nOsmiridium lies under the roofs of the school.\n", access="public")
    )
    library = services_of(client).library
    document_id = page.partition("/documents/")[2].partition('"')[0]
    library.remove(open_document(library, document_id, OWNER).document)
    left = [path for path in library.home.rglob("*") if path.is_file()]
    assert not [path for path in left if b"smiridium" in path.read_bytes()]


@contextmanager
def reading(library: Library, uploads: Uploads, work: Work) -> Iterator[None]:
    """The start and the end of a server; before the end all uploads are read."""
    uploads.resume()
    work.start()
    until_idle(uploads)
    try:
        yield
        until_idle(uploads)
    finally:
        work.stop()


def waiting(library: Library) -> tuple[Uploads, Work]:
    """Uploads that nobody reads yet."""
    work = Work(library)
    return Uploads(library, 10, work.jobs), work


def test_what_was_acknowledged_is_read_by_the_next_server(members: Settings, tmp_path: Path) -> None:
    """A crash between the response and the reading: the file and its access are on the disk."""
    member = Accounts(members.home).member("dan")
    with Library(members, writable=True) as library:
        crashed, _ = waiting(library)
        write_pdf(tmp_path / "a.pdf", ["Bees live on the roofs of the school."])
        crashed.take(member, "a.pdf", BytesIO((tmp_path / "a.pdf").read_bytes()), Stated("restricted", "report"))
    with Library(members, writable=True) as library:
        uploads, work = waiting(library)
        with reading(library, uploads, work):
            (document,) = all_documents(library, OWNER)
        assert (document.access, document.kind) == ("restricted", "report")
        assert uploads.find(uploads.of(member)[0].id, member).state == "done"  # type: ignore[union-attr]


def test_names_in_other_scripts_stay_different() -> None:
    assert (safe_name("李小龙.pdf"), safe_name("王.pdf")) == ("li-xiao-long.pdf", "wang.pdf")


def test_names_of_files_are_never_paths(members: Settings) -> None:
    assert (
        safe_name("../../etc/passwd.pdf") == "passwd.pdf"
        and safe_name("C:\\x\\Tesi Finale (1).PDF") == "tesi-finale-1.pdf"
    )
    assert (
        safe_name(".hidden.md") == "hidden.md"
        and safe_name("…….txt") == "document.txt"
        and len(safe_name("x" * 500 + ".pdf")) < 120
    )
    member = Accounts(members.home).member("dan")
    with Library(members, writable=True) as library, pytest.raises(UploadRefused):
        waiting(library)[0].take(member, "noextension", BytesIO(b"x"), Stated("public"))


def test_opening_a_document_is_asked_about_and_a_second_upload_opens_nothing(
    client: TestClient, members: Settings
) -> None:
    sign_in(client, "dan")
    page = finished(client, put(client, "ore.md", b"# Ore\n\nOsmiridium lies under the roofs.\n", access="restricted"))
    document = page.partition("/documents/")[2].partition('"')[0].removesuffix("/edit")
    again = finished(client, put(client, "ore.md", b"# Ore\n\nMore osmiridium was found.\n", access="internal"))
    assert "access stays restricted" in again and "--loosen" not in again
    edit = f"/documents/{document}/edit"
    for data in ({"access": "internal"}, {"readers": "eve"}):
        asked = client.post(edit, data=data)
        assert asked.status_code == 422 and 'name="loosen"' in asked.text
    assert client.get(f"/api/documents/{document}").status_code == 404, "dan is no reader of it, only its editor"
    assert client.post(edit, data={"access": "internal", "loosen": "yes"}, follow_redirects=False).status_code == 303
    assert client.get(f"/api/documents/{document}").json()["access"] == "internal"
    client.post(edit, data={"embargo_until": "2999-01-01"})
    assert client.post(edit, data={"embargo_until": ""}).status_code == 422
    assert client.get(f"/api/documents/{document}").status_code == 404
    client.post(edit, data={"embargo_until": "", "loosen": "yes"})
    assert client.get(f"/api/documents/{document}").status_code == 200
    changed = [json.loads(line) for line in (members.home / "audit.jsonl").read_text().splitlines()]
    levels = [(line["before"], line["access"]) for line in changed if line["event"] == "rights changed"]
    assert ("restricted", "internal") in levels


def test_a_form_that_was_opened_earlier_undoes_nothing(client: TestClient) -> None:
    sign_in(client, "dan")
    page = finished(client, put(client, "ore.md", b"# Ore\n\nOsmiridium lies under the roofs.\n", access="public"))
    document = page.partition("/documents/")[2].partition('"')[0].removesuffix("/edit")
    edit, described = f"/documents/{document}/edit", f"/api/documents/{document}"

    def opened() -> dict[str, str]:
        return {
            f"opened_{name}": value
            for name, value in re.findall(r'name="opened_(\w+)" value="([^"]*)"', client.get(edit).text)
        }

    form = opened() | {name.removeprefix("opened_"): value for name, value in opened().items()}
    assert form["title"] == "Ore" and form["access"] == "public"
    client.post(edit, data={"title": "Osmiridium", "year": "2020", "access": "internal"})
    assert client.post(edit, data={**form, "kind": "report"}, follow_redirects=False).status_code == 303
    found = client.get(described).json()
    assert (found["title"], found["year"], found["kind"], found["access"]) == ("Osmiridium", 2020, "report", "internal")
    told = client.post(edit, data={**form, "title": "Ores"})
    assert told.status_code == 422 and "Title: “Osmiridium”" in told.text and 'name="title" value="Ores"' in told.text
    assert client.get(described).json()["title"] == "Osmiridium" and 'value="internal" selected' in told.text
    client.post(edit, data={**form, "title": "Ores", "opened_title": "Osmiridium"})
    assert client.get(described).json()["title"] == "Ores"


def taken(uploads: Uploads, member: Member, name: str, text: str, access: str = "internal") -> str:
    data = BytesIO(f"# {text}\n\nThe fictional {text} stands by the river.\n".encode())
    return uploads.take(member, name, data, Stated(access)).id


def until_idle(uploads: Uploads) -> None:
    end = time.monotonic() + 60
    while uploads.waiting:
        assert time.monotonic() < end, "the uploads never ended"
        time.sleep(0.05)


ALIKE = [
    "论文.md",
    "報告.md",
    "Tesi (1).md",
    "tesi-1.md",
    "però.md",
    "pero.md",
    "x" * 110 + "1.md",
    "x" * 110 + "2.md",
    "Pero.md",
]


def test_names_that_are_cleaned_to_the_same_are_different_documents(members: Settings) -> None:
    member = Accounts(members.home).member("dan")
    with Library(members, writable=True) as library:
        uploads, work = waiting(library)
        for number, name in enumerate(ALIKE):
            taken(uploads, member, name, f"mill number {number}")
        with reading(library, uploads, work):
            pass
        assert {job.state for job in uploads.of(member)} == {"done"}
        assert len(all_documents(library, OWNER)) == len(ALIKE)


def test_two_versions_in_flight_each_keep_what_was_stated(members: Settings) -> None:
    """The first is restricted: the second, which says less, opens nothing; a third that can't be read costs neither."""
    member = Accounts(members.home).member("dan")
    with Library(members, writable=True) as library:
        uploads, work = waiting(library)
        first = taken(uploads, member, "mill.md", "old mill", "restricted")
        second = taken(uploads, member, "mill.md", "new mill", "internal")
        third = uploads.take(member, "mill.md", BytesIO(b"\n \n"), Stated()).id
        assert len({first, second, third}) == 3
        with reading(library, uploads, work):
            pass
        (document,) = all_documents(library, OWNER)
        assert document.access == "restricted" and "new mill" in library.originals.path(document).read_text()
        assert library.originals.path(document).read_text() == library.catalogue.path(document.id).read_text()
        assert [job.state for job in uploads.of(member)] == ["done", "failed"], (
            "the older version's record went with it"
        )
        assert uploads.owns(member, document.id)


def test_a_refusal_tells_nothing_about_what_the_member_could_not_see(members: Settings, tmp_path: Path) -> None:
    dan, cleo = (Accounts(members.home).member(name) for name in ("dan", "cleo"))
    with Library(members, writable=True) as library:
        uploads, work = waiting(library)
        for name in ("seen", "hidden", "gone", "known"):
            taken(uploads, cleo, f"{name}.md", name, "internal" if name in ("seen", "known") else "restricted")
        with reading(library, uploads, work):
            for document in all_documents(library, OWNER):
                if document.source in ("gone.md", "known.md"):
                    library.withdraw(document, reason="secret reason")
            jobs = [taken(uploads, dan, f"mine-{name}.md", name) for name in ("seen", "hidden", "gone", "known")]
        said = [uploads.find(job, dan).message for job in jobs]  # type: ignore[union-attr]
        assert said[0] == "The library already has this file." and said[3] == "This file was withdrawn."
        assert said[1] == said[2] == "The library can't take this file. Ask the librarian."
        assert sorted(d.source for d in all_documents(library, OWNER)) == ["hidden.md", "seen.md"]


def test_what_a_crash_left_is_cleared_and_what_failed_for_a_time_is_tried_again(members: Settings) -> None:
    member = Accounts(members.home).member("dan")
    with Library(members, writable=True) as library:
        crashed, _ = waiting(library)
        job = crashed.find(taken(crashed, member, "mill.md", "old mill"), member)
        assert job is not None
        library.catalogue.uploads.put(replace(job, state="failed", message="The disk is full."))
        records = Path(job.file).parent
        (records / "1-00000009-abcdefab.md").write_text("half")
        uploads, work = waiting(library)
        with reading(library, uploads, work):
            assert [path.name for path in records.iterdir()] in ([Path(job.file).name], []), "what is half isn't read"
            end = time.monotonic() + 60
            while uploads.find(job.id, member).state != "done" and time.monotonic() < end:  # type: ignore[union-attr]
                time.sleep(0.05)
        assert uploads.find(job.id, member).message == "" and list(records.iterdir()) == []  # type: ignore[union-attr]


def test_curators_see_who_does_what(client: TestClient) -> None:
    library = services_of(client).library
    library.catalogue.uploads.put(
        Upload("9-x", 9, "mill.md", "/in/mill.md", "internal", None, "reading", worker="archive-2")
    )
    sign_in(client, "cleo")
    page = client.get("/upload").text
    assert "Work in progress" in page and "mill.md" in page and "archive-2" in page and "Workers: 1." in page
    sign_in(client, "dan")
    assert "archive-2" not in client.get("/upload").text, "names of others' files"
