"""Saved answers: shown as they were, to readers of all cited documents, deleted with these; and votes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kb.library import Library
from kb.model import OWNER
from kb.people.curation import set_rule
from kb.search.scope import all_documents, open_document
from kb.settings import Settings
from tests.served import OpenClient, services_of
from web.access.rate_limits import Limiter
from web.app import create_app
from web.routes.pages.saved_answers import changed

pytestmark = pytest.mark.slow

QUESTION = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"


@pytest.fixture
def client(sample_settings: Settings) -> Iterator[TestClient]:
    with OpenClient(
        create_app(sample_settings),
        client=("192.0.2.9", 1),
        raise_server_exceptions=False,
        headers={"Accept-Language": "en"},
    ) as client:
        yield client


def key_of(client: TestClient, question: str = QUESTION, **limits: str) -> str:
    page = client.get("/ask", params={"q": question, **limits}).text
    return page.partition('name="key" value="')[2].partition('"')[0]


def saved(client: TestClient, question: str = QUESTION, **limits: str) -> str:
    answer = client.post("/answers", data={"key": key_of(client, question, **limits)}, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_an_answer_is_seen_again_as_it_was_and_asked_again(client: TestClient) -> None:
    place = saved(client)
    page = client.get(place).text
    assert QUESTION in page and "41 famiglie" in page and "(quotes)" in page
    kept = services_of(client).library.catalogue.rows("SELECT answer FROM answers")[0][0]
    assert not {"searched", "confidence"} & set(json.loads(kept)), "others may see less than was searched"
    again = client.get(f"{place}?again=1").text
    assert "Nothing has changed" in again
    assert client.get("/answers/no-such-token").status_code == 404


def test_it_is_asked_again_of_the_same_documents(client: TestClient) -> None:
    works = {work["source"]: work["id"] for work in client.get("/api/documents").json()}
    thesis = works["tesi/tesi-abitare-insieme.pdf"]
    question, limits = "Quante famiglie hanno trovato casa?", {"document": thesis, "year_from": "2015"}
    place = saved(client, question, **limits)
    again = client.get(f"{place}?again=1").text
    assert "Nothing has changed" in again and "Asked of these only" in again and "since 2015" in again
    back = client.post("/answers/vote", data={"key": key_of(client, question, **limits), "helpful": "yes"}).text
    assert "/ask?year_from=2015&amp;" in back and f"&amp;document={thesis}" in back
    library = services_of(client).library
    library.remove(open_document(library, thesis, OWNER).document)
    assert client.get(place).status_code == 404, "it goes with what it was asked of"


def test_an_answer_that_an_earlier_version_saved_is_asked_again_of_everything(client: TestClient) -> None:
    library = services_of(client).library
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    token = library.catalogue.saved_answers.keep(answer, library.catalogue.generation, 9)
    assert "Nothing has changed" in client.get(f"/answers/{token}?again=1").text


def test_it_goes_with_what_it_cites_and_is_hidden_with_it(sample_settings: Settings, client: TestClient) -> None:
    place = saved(client)
    library: Library = services_of(client).library
    cited = client.post("/api/ask", json={"question": QUESTION}).json()["citations"][0]["document"]["id"]
    document = open_document(library, cited, OWNER).document
    library.correct(replace(document, access="internal"), library.catalogue.path(cited), {"access": "internal"}, [])
    hidden, absent = client.get(place), client.get("/answers/absent")
    assert hidden.status_code == 404 and hidden.text.replace(place.rpartition("/")[2], "absent") == absent.text
    library.remove(open_document(library, cited, OWNER).document)
    token = place.rpartition("/")[2]
    assert not library.catalogue.rows("SELECT 1 FROM answers WHERE token = ?", (token,))


def test_a_count_is_seen_by_who_may_see_all_that_was_counted(client: TestClient) -> None:
    place, library = saved(client, "Quante tesi ci sono nel catalogo?"), services_of(client).library
    kept = json.loads(library.catalogue.rows("SELECT answer FROM answers")[-1][0])
    assert len(kept["works"]) == kept["value"] > 1 and kept["answer"] in client.get(place).text
    last = open_document(library, kept["works"][-1]["id"], OWNER).document
    library.correct(replace(last, access="restricted"), library.catalogue.path(last.id), {"access": "restricted"}, [])
    assert client.get(place).status_code == 404


def test_a_new_version_keeps_it_and_says_what_has_changed(sample_settings: Settings, tmp_path: Path) -> None:
    from ingest.pipeline import ingest
    from ingest.sources.discover import Options

    path = tmp_path / "bees.md"
    path.write_text("# Bees\n\nEleven families of bees live in the courtyard of the school.\n")
    with Library(sample_settings, writable=True) as library:
        ingest(library, [path], Options())
        library.embedding_queue.run()
    with OpenClient(create_app(sample_settings), headers={"Accept-Language": "en"}) as client:
        page = client.get("/ask", params={"q": "How many families of bees live in the courtyard of the school?"}).text
        assert "Eleven <mark>families</mark>" in page
        place = client.post(
            "/answers",
            data={"key": page.partition('name="key" value="')[2].partition('"')[0]},
            follow_redirects=False,
        ).headers["location"]
    path.write_text("# Bees\n\nThirteen families of bees live in the courtyard of the school.\n")
    with Library(sample_settings, writable=True) as library:
        ingest(library, [path], Options())
        library.embedding_queue.run()
    with OpenClient(create_app(sample_settings), headers={"Accept-Language": "en"}) as client:
        assert "Eleven families" in client.get(place).text
        again = client.get(f"{place}?again=1").text
        assert "Thirteen families" in again and "No longer quoted" in again


def test_votes_are_kept_with_the_question(client: TestClient) -> None:
    page = client.get("/ask", params={"q": QUESTION}).text
    name = page.partition('name="key" value="')[2].partition('"')[0]
    assert "Thank you" in client.post("/answers/vote", data={"key": name, "helpful": "no"}).text
    ((_, question, helpful, refused, model),) = services_of(client).library.catalogue.saved_answers.votes()
    assert (question, helpful, refused, model) == (QUESTION, False, False, "extractive")
    assert client.post("/answers/vote", data={"key": "unknown", "helpful": "yes"}).status_code == 404


def test_a_client_saves_and_votes_so_many_an_hour_and_the_library_keeps_so_many(client: TestClient) -> None:
    page = client.get("/ask", params={"q": QUESTION}).text
    key, services = page.partition('name="key" value="')[2].partition('"')[0], services_of(client)
    first = saved(client)

    def send(path: str = "/answers") -> Any:
        return client.post(path, data={"key": key, "helpful": "no"}, follow_redirects=False)

    answers = [send() for _ in range(60)]
    assert [answer.status_code for answer in answers] == [303] * 59 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600 and "keep the address of its page" in answers[-1].text
    assert [send("/answers/vote").status_code for _ in range(61)] == [200] * 60 + [429]
    services.limiter = Limiter(100, 10)
    services.settings = replace(services.settings, saved_answers=60)
    refused = send()
    assert refused.status_code == 409 and "no room for more saved answers" in refused.text
    assert QUESTION in client.get(first).text, "nothing is deleted for a new one"
    services.accounts.add("anna", "correct horse battery", "reader")
    client.post("/sign-in", data={"name": "anna", "password": "correct horse battery"})
    assert send().status_code == 303, "members have room"


def test_what_changed_is_told_by_quotes() -> None:
    before = {"citations": [{"quote": "a"}, {"quote": "b"}]}
    now = {"citations": [{"quote": "b"}, {"quote": "c"}]}
    assert changed(before, now) == {"new": [{"quote": "c"}], "gone": [{"quote": "a"}], "same": [{"quote": "b"}]}


def test_what_was_withdrawn_or_hidden_since_it_was_answered_is_not_saved(client: TestClient) -> None:
    key, library = key_of(client), services_of(client).library
    cited_by = services_of(client).recent_answers.find(key)["citations"]
    name = next(
        person.name
        for d in all_documents(library, OWNER)
        for person in d.people
        if d.id == cited_by[0]["document"]["id"]
    )
    asked = key_of(client, f"Che cosa ha scritto {name}?")
    set_rule(library, "person", name, ("hidden", ""))
    assert client.post("/answers", data={"key": asked}).status_code == 404
    library.withdraw(open_document(library, cited_by[0]["document"]["id"], OWNER).document, reason="")
    assert client.post("/answers", data={"key": key}).status_code == 404
    assert library.catalogue.saved_answers.count() == 0
