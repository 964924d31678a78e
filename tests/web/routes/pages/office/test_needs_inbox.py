"""A need is sent, answered and deleted; only its sender and the office see it."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from docx import Document as WordDocument
from fastapi.testclient import TestClient

from kb.access.accounts import Accounts
from kb.library import Library
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import document
from tests.served import OpenClient, services_of
from tests.servers import Mailbox
from web.app import create_app

WORD = "correct horse battery"
NEED = "Buongiorno. We want clean water from a well in Lodi. We want someone who sings opera to goats."
FORM = {"need": NEED, "name": "Ada Rossi", "email": "ada@example.org", "places": "Lodi", "consent": "yes"}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def stocked(put: Put, library: Library) -> Settings:
    put(
        document("wells", title="Wells of Lodi", kind="report"),
        "Clean water from a well in Lodi, every day.",
        embed=False,
    )
    put(
        document("hidden", title="Hidden wells", access="restricted"),
        "Clean water from a well in Lodi, in secret.",
        embed=False,
    )
    library.close()
    accounts = Accounts(library.settings.home)
    for name, role in (("anna", "reader"), ("dan", "contributor"), ("cleo", "curator")):
        accounts.add(name, WORD, role)  # type: ignore[arg-type]
    accounts.close()
    return replace(library.settings, office_email="office@example.org")


@pytest.fixture
def client(stocked: Settings) -> Iterator[TestClient]:
    with OpenClient(create_app(stocked), raise_server_exceptions=False, headers=ENGLISH) as client:
        yield client


def sign_in(client: TestClient, name: str) -> None:
    assert client.post("/sign-in", data={"name": name, "password": WORD}, follow_redirects=False).status_code == 303


def send(client: TestClient, **changes: str) -> str:
    """Send a need; returns the path of its sender's page."""
    sent = client.post("/needs", data={**FORM, **changes}, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


def office_path(client: TestClient) -> str:
    return f"/office/needs/{services_of(client).sent_needs.all()[0].id}"


def test_a_need_is_sent_answered_and_continued(client: TestClient) -> None:
    page = send(client)
    shown = client.get(page).text
    assert "clean water from a well" in shown and "Wells of Lodi" in shown and "Hidden wells" not in shown
    assert "sings opera" in shown and "Its answer will appear on this page" in shown and "sends no e-mail" in shown
    sign_in(client, "cleo")
    listed, own = client.get("/office/needs").text, office_path(client)
    assert own in listed and "Ada Rossi" in listed
    assert "Hidden wells" not in client.get(own).text, "only what was found for the sender is listed"
    for form in ({"action": "assign", "assignee": "cleo"}, {"action": "answer", "text": "Call us tomorrow."}):
        assert client.post(own, data=form).status_code == 200
    client.cookies.clear()
    answered = client.get(page).text
    assert "Call us tomorrow." in answered and "Polisocial (cleo)" in answered
    assert "sends no e-mail" not in answered, "whoever has the answer needn't write to be sure"
    assert client.post(page, data={"action": "write", "text": "At which number?"}).status_code == 200
    assert services_of(client).sent_needs.all("assigned")[0].assignee == "cleo"


def test_a_sender_deletes_everything(client: TestClient, stocked: Settings) -> None:
    page = send(client)
    assert "is deleted" in client.post(page, data={"action": "erase"}).text
    assert client.get(page).status_code == 404 and services_of(client).sent_needs.all() == []
    assert "goats" not in (stocked.home / "audit.jsonl").read_text()


@pytest.mark.parametrize("name", ["", "anna", "dan"])
def test_only_the_office_sees_the_inbox(client: TestClient, name: str) -> None:
    page = send(client)
    own, wrong = office_path(client), page[:-1]
    if name:
        sign_in(client, name)
    for path in ("/office/needs", own):
        answer = client.get(path, follow_redirects=False)
        assert answer.status_code == (403 if name else 303) and "goats" not in answer.text
    for action in ("assign", "answer", "close", "erase"):
        answer = client.post(own, data={"action": action, "text": "x"}, follow_redirects=False)
        assert answer.status_code == (403 if name else 303), action
    assert client.get(wrong).status_code == 404
    assert [need.state for need in services_of(client).sent_needs.all()] == ["new"]


def test_what_is_missing_is_said(client: TestClient) -> None:
    for changes, told in (
        ({"need": " "}, "Write a text"),
        ({"name": ""}, "name is missing"),
        ({"email": "ada"}, "e-mail address"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "e-mail address"),
        ({"consent": ""}, "tick the box"),
        ({"need": "water " * 2100}, "Shorten it"),
    ):
        answer = client.post("/needs", data={**FORM, **changes})
        assert answer.status_code == 422 and told in answer.text, changes
    assert services_of(client).sent_needs.all() == []


def test_a_form_of_another_site_sends_nothing(client: TestClient) -> None:
    page = send(client)
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for path, form in (("/needs", FORM), (page, {"action": "erase"}), (office_path(client), {"action": "close"})):
        assert client.post(path, data=form, headers=foreign).status_code == 403, path
    assert [need.state for need in services_of(client).sent_needs.all()] == ["new"]


def test_messages_of_one_client_are_limited(stocked: Settings) -> None:
    with OpenClient(create_app(stocked), client=("203.0.113.9", 5000), raise_server_exceptions=False) as client:
        answers = [
            client.post("/needs", data={**FORM, "email": f"a{n}@example.org"}, follow_redirects=False)
            for n in range(11)
        ]
        assert [a.status_code for a in answers] == [303] * 10 + [429]
        assert int(answers[-1].headers["retry-after"]) > 60


def test_the_office_assigns_to_its_own_and_answers_with_words(client: TestClient) -> None:
    send(client)
    sign_in(client, "cleo")
    own = office_path(client)
    for form in (
        {"action": "assign", "assignee": "anna"},
        {"action": "assign", "assignee": "nobody"},
        {"action": "answer", "text": " "},
    ):
        assert client.post(own, data=form).status_code == 422, form
    assert client.post(own, data={"action": "close"}).status_code == 200
    assert "There are no needs here." in client.get("/office/needs?state=new").text
    assert client.get("/office/needs?state=lost&page=99999999999").status_code == 200
    assert client.post(own, data={"action": "erase"}).status_code == 200
    assert client.get(own).status_code == 404


def test_without_mail_the_sender_gets_a_word_file_and_a_link(client: TestClient) -> None:
    page = send(client)
    assert "mailto:office@example.org?" in client.get(page).text
    saved = client.get(f"{page}/export")
    assert saved.status_code == 200
    (path := services_of(client).settings.home / "need.docx").write_bytes(saved.content)
    text = "\n".join(paragraph.text for paragraph in WordDocument(str(path)).paragraphs)
    assert "opera to goats" in text and "Ada Rossi, ada@example.org" in text and "Hidden wells" not in text


@pytest.fixture
def posted(stocked: Settings, mail: tuple[Mailbox, str]) -> Iterator[tuple[TestClient, Mailbox]]:
    """A client of a server that sends e-mails, and the mailbox that gets them."""
    box, address = mail
    settings = replace(
        stocked,
        smtp_url=address,
        mail_from="kb@example.org",
        public_url="https://kb.example.org",
    )
    app = create_app(settings)
    with OpenClient(app, base_url="https://kb.example.org", raise_server_exceptions=False, headers=ENGLISH) as client:
        yield client, box


def test_office_and_sender_write_to_each_other_by_mail(posted: tuple[TestClient, Mailbox]) -> None:
    client, box = posted
    page = send(client)
    assert "mailto:" not in client.get(page).text
    client.post(page, data={"action": "write", "text": "It is urgent."})
    sign_in(client, "cleo")
    client.post(office_path(client), data={"action": "answer", "text": "Call us."})
    assert [m["To"] for m in box.messages] == ["office@example.org", "office@example.org", "ada@example.org"]
    assert [m["Reply-To"] for m in box.messages] == ["ada@example.org", "ada@example.org", "office@example.org"]
    bodies = [m.get_payload(decode=True).decode() for m in box.messages]  # type: ignore[union-attr]
    assert "goats" in bodies[0] and "urgent" in bodies[1] and "Call us." in bodies[2]
    assert re.search(rf"https://kb\.example\.org{page}", bodies[2]) and page not in bodies[0]


def test_a_need_is_kept_though_the_mail_server_refuses_it(posted: tuple[TestClient, Mailbox]) -> None:
    client, box = posted
    box.full = True
    assert client.get(send(client)).status_code == 200 and box.messages == []
    assert len(services_of(client).sent_needs.all()) == 1


def test_the_office_is_told_of_an_answer_that_was_not_mailed(posted: tuple[TestClient, Mailbox]) -> None:
    client, box = posted
    page = send(client)
    sign_in(client, "cleo")
    box.full = True
    told = client.post(office_path(client), data={"action": "answer", "text": "Call us."})
    assert "Call us." in told.text and "be sent to ada@example.org" in told.text
    assert "Call us." in client.get(page).text
    box.full = False
    assert "be sent to" not in client.post(office_path(client), data={"action": "answer", "text": "Or write."}).text


def test_a_server_without_e_mail_promises_none(stocked: Settings) -> None:
    with OpenClient(create_app(replace(stocked, office_email="")), headers=ENGLISH) as client:
        shown = client.get(send(client)).text
        assert "Its answer will appear on this page" in shown and "will answer to" not in shown
        sign_in(client, "cleo")
        answered = client.post(office_path(client), data={"action": "answer", "text": "Call us."})
        assert "Call us." in answered.text and "be sent to" not in answered.text
