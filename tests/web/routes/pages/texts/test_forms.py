"""Needs and ideas, typed or sent as a file: their page can be reloaded, and no address contains their text."""

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from fastapi.testclient import TestClient

from kb.explore.needs import LONGEST
from kb.library import Library
from tests.conftest import Put
from tests.fakes import document, write_pdf
from tests.served import OpenClient, services_of
from web.app import create_app
from web.jobs.kept_texts import KeptTexts

NEED = "We want clean water from a well in Lodi. We want someone who sings opera to goats."
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def client(put: Put, library: Library) -> Iterator[TestClient]:
    put(
        document("wells", title="Wells of Lodi", kind="report"),
        "Clean water from a well in Lodi, every day.",
        embed=False,
    )
    library.embedding_queue.forget()
    library.embedding_queue.run()  # by the server's model, which would else give the document its goals between two requests
    library.close()
    with OpenClient(create_app(library.settings), raise_server_exceptions=False, headers=ENGLISH) as client:
        yield client


WAYS = pytest.mark.parametrize(("path", "name"), [("/match", "need"), ("/prior-work", "idea")])


@WAYS
def test_a_text_gets_a_page_that_can_be_reloaded(client: TestClient, path: str, name: str) -> None:
    sent = client.post(path, data={name: NEED}, follow_redirects=False)
    address = sent.headers["location"]
    assert sent.status_code == 303 and "goats" not in address and len(address) < 60
    first, again = client.get(address), client.get(address)
    assert first.text == again.text and "Wells of Lodi" in first.text and "goats" in first.text
    assert "Wells of Lodi" in client.get(path, params={name: NEED}).text, "an address with the text stays for links"
    for format_ in ("docx", "csv") if name == "need" else ("bibtex", "ris"):
        saved = client.get(f"{path}/export?{address.partition('?')[2]}&format={format_}")
        assert saved.status_code == 200 and saved.content, format_


@WAYS
def test_a_text_that_is_too_long_is_shown_to_be_shortened(client: TestClient, path: str, name: str) -> None:
    for length, shown in ((LONGEST + 7, True), (60_000, False)):
        answer = client.post(path, data={name: "x" * length}, headers={"Accept-Language": "en"})
        assert answer.status_code == 422 and f"{length - LONGEST} more than can be read" in answer.text
        assert ("x" * length in answer.text) == shown
    lines = "a\r\n" * (LONGEST // 2)  # browsers send two characters for each end of a line
    assert client.post(path, data={name: lines}, follow_redirects=False).status_code == 303


@WAYS
def test_files_are_read_and_not_kept(client: TestClient, path: str, name: str, tmp_path: Path) -> None:
    paper = docx.Document()
    paper.add_paragraph(NEED)
    paper.save(str(tmp_path / "need.docx"))
    write_pdf(tmp_path / "need.pdf", [NEED.split(". ")])
    (tmp_path / "need.txt").write_text(NEED)
    home = services_of(client).settings.home
    for file in ("need.docx", "need.pdf", "need.txt"):
        with (tmp_path / file).open("rb") as data:
            shown = client.post(path, data={name: "Typed before."}, files={"file": (file, data)})
        assert shown.status_code == 200 and "goats" in shown.text and "Typed before." in shown.text, file
    stored = [file for file in home.rglob("*") if file.is_file() and b"goats" in file.read_bytes()]
    assert stored == []


@WAYS
def test_a_file_that_cannot_be_read_is_said(client: TestClient, path: str, name: str) -> None:
    for file, data, status, told in (
        ("need.exe", b"MZ", 415, "PDF, a Word file or a text"),
        ("need.pdf", b"%PDF-1.4 broken", 422, "paste it here"),
        ("need.docx", b"PK nothing", 422, "paste it here"),
        ("need.txt", b"", 422, "paste it here"),
        ("need.txt", b"water " * 3000, 422, "Shorten it"),
    ):
        answer = client.post(path, data={name: ""}, files={"file": (file, data)})
        assert answer.status_code == status and told in answer.text, (file, answer.status_code)
    assert client.post(path, data={name: "  "}).status_code == 422
    assert client.post(path, data={name: NEED}, files={"file": ("", b"")}).status_code == 200, "no file was chosen"


@WAYS
def test_a_key_of_no_text_leads_to_the_form(client: TestClient, path: str, name: str) -> None:
    gone = client.get(f"{path}?kept=nothing")
    assert gone.status_code == 410 and "Send it again" in gone.text and f'name="{name}"' in gone.text
    assert client.get(f"{path}/export?kept=nothing").status_code == 410
    assert client.get(f"{path}?kept={'9' * 5000}").status_code == 422


def test_the_result_comes_before_the_parts(client: TestClient) -> None:
    page = client.post("/match", data={"need": f"Good morning. {NEED}"}).text
    order = [
        "Wells of Lodi",
        "People to ask",
        "What is still open",
        "Covered in part: works speak of 1 of the 2",
        "sings opera",
        "E-mail address for",
    ]
    after = page[page.index('id="works-') :]
    places = [after.index(part) for part in order]
    assert places == sorted(places), dict(zip(order, places, strict=True))
    assert "One sentence was left out" in page and "<li><s>Good morning.</s></li>" in page


def test_a_kept_text_is_found_by_its_key_alone_and_for_a_while() -> None:
    texts = KeptTexts(capacity=2)
    keys = [texts.add(text) for text in ("one", "two", "three")]
    assert [texts.find(key) for key in keys] == [None, "two", "three"]
    assert texts.find("") is None and len(set(keys)) == 3
    assert (brief := KeptTexts(hours=0)).find(brief.add("one")) is None


def test_what_is_beyond_the_first_parts_is_said(client: TestClient) -> None:
    need = " ".join(
        f"We want clean water for {place}." for place in ("Lodi", "Milan", *(f"school {n}" for n in range(14)))
    )
    page = client.post("/match", data={"need": need}).text
    assert "sentences were left out" in page and "Include it" in page and "school 13" in page
    everything = client.get("/match", params={"need": need, "everything": "1"}).text
    assert "Only the first parts" in everything and "Include it" not in everything


@WAYS
def test_the_reason_of_an_unreadable_file_is_in_the_readers_language(client: TestClient, path: str, name: str) -> None:
    answer = client.post(path, files={"file": ("need.pdf", b"")}, headers={"Accept-Language": "it"})
    assert answer.status_code == 422 and "Non si riesce a leggere il file." in answer.text
    assert "(il file è vuoto (0 byte))" in answer.text
