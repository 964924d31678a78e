"""A member's workspace: pins, notes, lists, kept things and their alerts; nothing that the member may not see."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from kb.access.accounts import Accounts
from kb.alerts.alerts import Alerts
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import open_document
from kb.settings import Settings
from kb.workspace.lists import Pin
from tests.conftest import Put
from tests.fakes import document
from tests.served import OpenClient, services_of
from tests.servers import Mailbox
from web.app import create_app

WORD = "correct horse battery"
ENGLISH = {"Accept-Language": "en"}
TEXT = "We collected 120 questionnaires about water in four schools of the district. The end."


@pytest.fixture
def stocked(put: Put, library: Library) -> Settings:
    for name, access in (("wells", "public"), ("bees", "internal"), ("closed", "restricted")):
        put(document(name, title=f"About {name}", access=access), TEXT, embed=False)
    library.close()
    accounts = Accounts(library.settings.home)
    for name, role in (("anna@example.org", "reader"), ("bo", "reader"), ("dan", "contributor"), ("cleo", "curator")):
        accounts.add(name, WORD, role)  # type: ignore[arg-type]
    accounts.close()
    return library.settings


@pytest.fixture
def client(stocked: Settings) -> Iterator[TestClient]:
    with OpenClient(create_app(stocked), raise_server_exceptions=False, headers=ENGLISH) as client:
        yield client


def sign_in(client: TestClient, name: str = "anna@example.org") -> None:
    client.cookies.clear()
    assert client.post("/sign-in", data={"name": name, "password": WORD}, follow_redirects=False).status_code == 303


def pin(client: TestClient, *documents: str, **form: str) -> int:
    answer = client.post(
        "/workspace/pins", data={"action": "pin", "document": documents, **form}, follow_redirects=False
    )
    return answer.status_code


def first_list(client: TestClient) -> str:
    found = re.search(r'id="compare-([0-9a-f]+)"', client.get("/workspace").text)
    assert found
    return found[1]


def test_works_are_pinned_noted_listed_and_taken_out(client: TestClient) -> None:
    sign_in(client)
    assert pin(client, "wells", then="/search?q=water") == 303 and pin(client, "bees") == 303
    own = first_list(client)
    client.post(
        "/workspace/pins", data={"action": "note", "document": "bees", "list": own, "note": "Read it\r\nagain."}
    )
    page = client.get("/workspace").text
    assert page.index("About wells") < page.index("About bees") and "Read it\nagain." in page
    assert 'aria-pressed="true"' in client.get("/documents/wells").text
    client.post("/workspace/lists", data={"action": "add", "name": "  Later   on "})
    assert "Later on" in client.get("/workspace").text
    client.post("/workspace/pins", data={"action": "unpin", "document": "wells"})
    assert "About wells" not in client.get("/workspace").text
    assert 'aria-pressed="true"' not in client.get("/documents/wells").text
    client.post("/workspace/lists", data={"action": "remove", "list": own})
    assert "About bees" not in client.get("/workspace").text


def test_the_first_list_has_its_name_in_the_readers_language(client: TestClient) -> None:
    sign_in(client)
    pin(client, "wells")
    client.post("/workspace/lists", data={"action": "add", "name": "Documents & more"})
    page = client.get("/workspace", headers={"Accept-Language": "it"}).text
    assert "Lavori fissati" in page and "«Lavori fissati»" in page and "Pinned works" not in page
    assert page.count("Documents &amp; more") == 3, "its own heading and button, and a choice in the other list"
    assert "Pinned works" in client.get("/workspace", headers={"Accept-Language": "en"}).text


def test_a_pin_leads_back_to_this_site_only(client: TestClient) -> None:
    sign_in(client)
    for then, back in (("/search?q=a", "/search?q=a"), ("https://evil.example", "/"), ("//evil.example", "/")):
        answer = client.post(
            "/workspace/pins", data={"action": "pin", "document": "wells", "then": then}, follow_redirects=False
        )
        assert answer.headers["location"] == back


def test_a_script_that_pins_gets_no_page(client: TestClient) -> None:
    sign_in(client)
    form, script = {"action": "pin", "document": "wells", "then": "/search?q=water"}, {"Prefer": "return=minimal"}
    answer = client.post("/workspace/pins", data=form, headers=script)
    assert (answer.status_code, answer.content, answer.history) == (204, b"", [])
    assert "About wells" in client.get("/workspace").text
    assert client.post("/workspace/pins", data={**form, "document": "closed"}, headers=script).status_code == 404
    client.cookies.clear()
    assert client.post("/workspace/pins", data=form, headers=script).status_code == 200, "the page to sign in on"


def test_what_a_member_may_not_see_cannot_be_pinned_and_disappears(client: TestClient) -> None:
    sign_in(client)
    assert pin(client, "closed") == pin(client, "nothing") == 404
    assert pin(client, "bees") == 303
    compared = f"/workspace/compare?list={first_list(client)}"
    assert "About bees" in client.get(compared).text
    library = services_of(client).library
    bees = open_document(library, "bees", OWNER).document
    library.correct(replace(bees, access="restricted"), library.catalogue.path("bees"), {"access": "restricted"}, [])
    for path in (
        "/workspace",
        compared,
        compared.replace("compare?", "compare/export?format=csv&"),
        "/workspace/works?document=bees",
    ):
        answer = client.get(path)
        assert answer.status_code == 200 and "About bees" not in answer.text and "questionnaires" not in answer.text, (
            path
        )
    sign_in(client, "cleo")
    assert client.get(compared).status_code == 404, "a list is its member's alone"


def test_a_member_reaches_nothing_of_anothers(client: TestClient) -> None:
    sign_in(client)
    pin(client, "wells")
    client.post("/workspace/kept", data={"action": "keep", "kind": "idea", "text": "Secret honey."})
    own, (kept,) = first_list(client), services_of(client).workspace.kept(1)
    sign_in(client, "bo")
    assert "Secret honey" not in client.get("/workspace").text
    for path, form in (
        ("/workspace/pins", {"action": "pin", "document": "wells", "list": own}),
        ("/workspace/pins", {"action": "note", "document": "wells", "list": own, "note": "x"}),
        ("/workspace/lists", {"action": "remove", "list": own}),
        ("/workspace/kept", {"action": "drop", "kept": kept.id}),
        ("/workspace/kept", {"action": "mail", "kept": kept.id, "email": "bo@example.org"}),
    ):
        assert client.post(path, data=form).status_code == 404, form
    assert services_of(client).workspace.kept(1) == [kept]


def test_without_an_account_nothing_is_stored_on_the_server(client: TestClient) -> None:
    page = client.get("/workspace").text
    assert "stays on this device" in page and "<noscript>" in page
    for path, form in (
        ("/workspace/pins", {"action": "pin", "document": "wells"}),
        ("/workspace/device", {"document": "wells", "note": ""}),
        ("/workspace/lists", {"action": "add", "name": "x"}),
        ("/workspace/kept", {"action": "keep", "kind": "idea", "text": "x"}),
    ):
        answer = client.post(path, data=form, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), path
    cards = client.get("/workspace/works?document=wells&document=bees&document=nothing&document=wells").text
    assert cards.count("data-work") == 1 and "About wells" in cards


def test_works_of_a_device_are_moved_with_their_notes_and_those_that_are_closed_left_out(client: TestClient) -> None:
    sign_in(client)
    pin(client, "bees")
    form = {"document": ["wells", "closed", "nothing", "bees"], "note": ["Read it\r\nagain.", "Mine.", "", "Honey."]}
    page = client.post("/workspace/device", data=form).text
    assert "2 things that are no longer open to you were left out." in page
    (held,) = services_of(client).workspace.lists(1)
    assert held.pins == (Pin("bees", "Honey."), Pin("wells", "Read it\nagain."))
    assert "left out" not in client.post("/workspace/device", data={"document": "wells", "note": ""}).text
    assert client.post("/workspace/device", data={**form, "note": ["x" * 2001]}).status_code == 422


def test_what_else_a_device_keeps_is_moved_with_its_works(client: TestClient) -> None:
    sign_in(client)
    form = {
        "kind": ["search", "need", "answer", "idea"],
        "text": ["honey", "Bees\r\nfor all.", "no-such-answer", "Wells."],
    }
    page = client.post("/workspace/device", data={"document": "wells", "note": "", **form}).text
    assert "One thing that is no longer open to you was left out." in page
    workspace = services_of(client).workspace
    assert {(kept.kind, kept.text) for kept in workspace.kept(1)} == {
        ("search", "honey"),
        ("need", "Bees\nfor all."),
        ("idea", "Wells."),
    }
    assert client.post("/workspace/device", data=form).status_code == 200 and len(workspace.kept(1)) == 3
    assert [len(entry.pins) for entry in workspace.lists(1)] == [1]
    assert client.post("/workspace/device", data={"kind": "secret", "text": "x"}).status_code == 422


def test_a_form_of_another_site_and_a_token_change_nothing(client: TestClient) -> None:
    sign_in(client)
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert (
        client.post("/workspace/pins", data={"action": "pin", "document": "wells"}, headers=foreign).status_code == 403
    )
    services = services_of(client)
    token = services.accounts.issue_token(services.accounts.member("bo"), "x", "write")
    client.cookies.clear()
    bearer = {"Authorization": f"Bearer {token}"}
    assert (
        client.post("/workspace/pins", data={"action": "pin", "document": "wells"}, headers=bearer).status_code == 403
    )
    assert services.workspace.lists(1) == services.workspace.lists(2) == []


def test_what_is_too_long_or_odd_is_refused(client: TestClient) -> None:
    sign_in(client)
    pin(client, "wells")
    own = first_list(client)
    for path, form in (
        ("/workspace/pins", {"action": "note", "document": "wells", "list": own, "note": "x" * 2001}),
        ("/workspace/pins", {"action": "pin"}),
        ("/workspace/pins", {"action": "pin", "document": ["wells"] * 201}),
        ("/workspace/lists", {"action": "add", "name": " "}),
        ("/workspace/lists", {"action": "add", "name": "x" * 81}),
        ("/workspace/kept", {"action": "keep", "kind": "idea", "text": "x" * 12_001}),
        ("/workspace/kept", {"action": "keep", "kind": "song", "text": "x"}),
    ):
        assert client.post(path, data=form).status_code == 422, form


def test_answers_searches_needs_and_ideas_are_kept(client: TestClient) -> None:
    sign_in(client)
    catalogue = services_of(client).library.catalogue
    answer = {
        "question": "How many questionnaires?",
        "citations": [],
        "near": [],
        "refused": True,
        "model": "extractive",
    }
    token = catalogue.saved_answers.keep(answer, 1, 9)
    for kind, text in (
        ("answer", token),
        ("search", "water kind:thesis"),
        ("need", "We want water."),
        ("idea", "Bees in Lodi."),
    ):
        assert client.post("/workspace/kept", data={"action": "keep", "kind": kind, "text": text}).status_code == 200
    page = client.get("/workspace").text
    for part in (
        "How many questionnaires?",
        f"/answers/{token}",
        "/search?q=water+kind%3Athesis",
        "We want water.",
        "Bees in Lodi.",
    ):
        assert part in page.replace("%20", "+"), part
    assert (
        client.post("/workspace/kept", data={"action": "keep", "kind": "answer", "text": "nothing"}).status_code == 404
    )
    search = next(k for k in services_of(client).workspace.kept(1) if k.kind == "search")
    client.post("/workspace/kept", data={"action": "drop", "kept": search.id})
    assert "kind%3Athesis" not in client.get("/workspace").text
    assert client.post("/workspace/kept", data={"action": "mail", "kept": search.id}).status_code == 404, "it is gone"


def test_an_answer_is_not_shown_to_who_may_not_see_its_documents(client: TestClient) -> None:
    sign_in(client, "cleo")
    cited = {"document": {"id": "closed"}, "quote": "x"}
    answer = {"question": "What is closed?", "citations": [cited], "near": [], "refused": False, "model": "extractive"}
    services = services_of(client)
    token = services.library.catalogue.saved_answers.keep(answer, 1, 9)
    client.post("/workspace/kept", data={"action": "keep", "kind": "answer", "text": token})
    assert "What is closed?" in client.get("/workspace").text
    services.accounts.change("cleo", role="reader")
    sign_in(client, "cleo")
    assert "What is closed?" not in client.get("/workspace").text


def test_sent_needs_and_uploads_are_shown(client: TestClient) -> None:
    sign_in(client, "dan")
    form = {"need": "We want water.", "name": "Dan", "email": "dan@example.org", "consent": "yes"}
    sent = client.post("/needs", data=form, follow_redirects=False).headers["location"]
    client.post("/upload", files={"file": ("notes.md", b"# Notes\n\nWater.")})
    page = client.get("/workspace").text
    assert sent in page and "notes.md" in page and 'href="/upload"' in page
    sign_in(client)
    page = client.get("/workspace").text
    assert sent not in page and "notes.md" not in page and 'href="/upload"' not in page


def test_works_are_compared_and_taken_along(client: TestClient) -> None:
    sign_in(client)
    pin(client, "wells", "bees")
    page = client.get(f"/workspace/compare?list={first_list(client)}").text
    assert page.count("We collected 120 questionnaires") == 2 and "not stated" in page
    some = client.get(f"/workspace/compare?list={first_list(client)}&document=bees").text
    assert some.count("We collected 120 questionnaires") == 1 and "document=bees" in some, "one of the list is ticked"
    address = "/workspace/compare/export?document=wells&document=closed"
    (row,) = csv.DictReader(io.StringIO(client.get(f"{address}&format=csv").content.decode("utf-8-sig")))
    assert row["title"] == "About wells" and row["data"].startswith("We collected")
    assert client.get(f"{address}&format=bibtex").status_code == 422
    assert client.get(f"{address}&format=docx").content[:2] == b"PK"
    assert "nothing to compare" in client.get("/workspace/compare").text
    client.cookies.clear()
    assert client.get("/workspace/compare?list=x", follow_redirects=False).status_code == 303


def test_a_comparison_says_that_it_is_cut_only_if_it_is(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("kb.explore.comparison", "web.routes.pages.workspace.comparison"):
        monkeypatch.setattr(f"{module}.MOST", 2)
    sign_in(client)
    whole = client.get("/workspace/compare?document=wells&document=bees&document=closed").text
    assert whole.count('<th scope="row">') == 2 and "Only the first" not in whole, (
        "a closed work isn't left out for room"
    )
    sign_in(client, "cleo")
    assert (
        "Only the first 2 works" in client.get("/workspace/compare?document=wells&document=bees&document=closed").text
    )


def test_references_of_a_list_and_of_works_that_are_ticked_are_taken_along(client: TestClient) -> None:
    sign_in(client)
    pin(client, "wells", "bees")
    page, own = client.get("/workspace").text, first_list(client)
    assert page.count('class="Z3988"') == 2 and 'formaction="/workspace/references"' in page
    listed = client.get(f"/workspace/references?list={own}&format=ris")
    assert listed.headers["content-disposition"] == 'attachment; filename="works.ris"'
    assert listed.text.count("TY  - ") == 2
    ticked = client.get(f"/workspace/references?list={own}&document=bees&format=apa").text
    assert "About bees" in ticked and "About wells" not in ticked
    assert client.get("/workspace/references?document=closed&document=nothing&format=apa").text == ""
    client.cookies.clear()
    assert client.get(f"/workspace/references?list={own}", follow_redirects=False).status_code == 303


@pytest.fixture
def posted(stocked: Settings, mail: tuple[Mailbox, str]) -> Iterator[tuple[TestClient, Mailbox]]:
    """A client of a server that sends e-mails, and the mailbox that gets them."""
    box, address = mail
    url = "https://kb.example.org"
    app = create_app(replace(stocked, smtp_url=address, mail_from="kb@example.org", public_url=url))
    with OpenClient(app, base_url=url, raise_server_exceptions=False, headers=ENGLISH) as client:
        yield client, box


def test_mails_about_a_saved_search_are_turned_on_and_off(posted: tuple[TestClient, Mailbox]) -> None:
    client, box = posted
    sign_in(client)
    client.post("/workspace/kept", data={"action": "keep", "kind": "search", "text": "water"})
    (kept,) = services_of(client).workspace.kept(1)
    assert (
        "e-mails off" in client.get("/workspace").text and 'value="anna@example.org"' in client.get("/workspace").text
    )
    client.post("/workspace/kept", data={"action": "mail", "kept": kept.id, "email": "anna@example.org"})
    assert [m["To"] for m in box.messages] == ["anna@example.org"] and "to be confirmed" in client.get(
        "/workspace"
    ).text
    alerts = Alerts(services_of(client).library)
    alerts.confirm(services_of(client).workspace.kept(1)[0].alert)
    assert "e-mails on" in client.get("/workspace").text and [a.text for a in alerts.confirmed()] == ["water"]
    client.post("/workspace/kept", data={"action": "stop", "kept": kept.id})
    assert alerts.confirmed() == [] and "e-mails off" in client.get("/workspace").text
    wrong = client.post("/workspace/kept", data={"action": "mail", "kept": kept.id, "email": "anna"})
    assert wrong.status_code == 422 and len(box.messages) == 1
