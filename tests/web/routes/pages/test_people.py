"""A person's page, and the absence of a hidden person everywhere."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kb.library import Library
from kb.model import Field, IngestedDocument, Named
from kb.people.curation import set_rule
from kb.settings import Settings
from kb.store.name_rules import Contact
from tests.fakes import document, pages_and_passages
from tests.served import OpenClient, services_of
from web.app import create_app

pytestmark = pytest.mark.slow

ADA, UGO = Named("Ada Rossi", "author", "Rossi", "Ada"), Named("Ugo Neri", "supervisor", "Neri", "Ugo")


@pytest.fixture
def client(settings: Settings, tmp_path: Path) -> Iterator[TestClient]:
    with Library(settings, writable=True) as library:
        record = document(
            "one",
            people=(ADA, UGO),
            organisations=(Named("Caritas", "partner"),),
            abstract="We dug wells. They gave water.",
        )
        pages, passages = pages_and_passages(
            "one", ["Beekeeping on the roofs of schools. Ada Rossi keeps bees on twelve roofs. The honey is sold."]
        )
        path = tmp_path / record.source
        path.write_text("one")
        fields = (
            Field("author", "Ada Rossi", "front page", 0.9),
            Field("department", "Department of Wells", "front page", 0.9),
        )
        library.add(IngestedDocument(record, tuple(pages), tuple(passages), fields), path, path, "stated")
        library.index_words()
        library.catalogue.name_rules.set_contacts(
            [Contact("Ugo Neri", "Acque", "Professor", "ugo@example.org", "2.14", "0000-0002-1825-0097", "2999-12-31")]
        )
    with OpenClient(create_app(replace(settings, workers=1)), headers={"Accept-Language": "en"}) as client:
        yield client


def test_a_page_says_how_to_reach_somebody_and_what_they_did(client: TestClient) -> None:
    page = client.get("/people/ugo-neri").text
    for text in (
        "mailto:ugo@example.org",
        "office 2.14",
        "orcid.org/0000-0002-1825-0097",
        "Professor",
        "valid until 31 December 2999",
        "We dug wells.",
        "Department of Wells",
    ):
        assert text in page
    graduate = client.get("/people/ada-rossi").text
    assert "ask through whoever supervised" in graduate and "mailto:ugo@example.org" in graduate
    assert "No contact is stated" not in page + graduate
    for path in ("/experts?q=beekeeping+roofs", "/match?need=We+want+beekeeping+on+the+roofs+of+schools."):
        found = client.get(path).text
        assert found.count("mailto:ugo@example.org") == 1 and "ask through" in found, path
    assert client.get("/api/people/ugo-neri").json()["contact"]["email"] == "ugo@example.org"
    assert client.get("/api/people/ada-rossi").json()["contact"] is None
    body = client.get("/organisations/caritas")
    assert "Non-profit" in body.text and client.get("/api/organisations/caritas").json()["type"] == "non-profit"


def test_who_cannot_be_reached_is_asked_through_the_office(client: TestClient) -> None:
    services_of(client).library.catalogue.name_rules.set_contacts(
        [Contact("Ugo Neri", email="ugo@example.org", until="2001-12-31")]
    )
    for path in ("/people/ada-rossi", "/people/ugo-neri", "/experts?q=beekeeping+roofs"):
        page = client.get(path).text
        assert "Ask the Polisocial office." in page and 'href="/match"' in page and "ugo@" not in page, path
    services_of(client).settings = replace(services_of(client).settings, office_email="office@example.org")
    assert "mailto:office@example.org" in client.get("/people/ugo-neri").text


FORMATS = ("bibtex", "ris", "csl", "csv", "apa")
EVERYWHERE = (
    "/people", "/people?q=rossi", "/api/people", "/organisations/caritas", "/people/ugo-neri", "/documents", "/documents/one", "/search?q=beekeeping",
    *(f"/api/export?q=beekeeping&format={name}" for name in FORMATS), *(f"/api/documents/one/export?format={name}" for name in FORMATS),
    "/match/export?need=We+want+beekeeping+on+roofs.&format=csv", "/search.atom?q=beekeeping", "/documents/one?q=beekeeping", "/ask?q=Who+wrote+about+beekeeping%3F",
    "/experts?q=beekeeping+roofs", "/api/experts?q=beekeeping+roofs", "/api/documents", "/api/documents/one", "/api/search?q=beekeeping",
    "/api/suggest?q=ros", "/opensearch/suggest?q=ros", "/match?need=We+want+beekeeping+on+the+roofs+of+schools.", "/prior-work?idea=beekeeping+on+roofs",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/oai?verb=ListRecords&metadataPrefix=mets", "/sitemap.xml", "/themes", "/themes.csv", "/",
)  # fmt: skip


def test_a_hidden_person_is_nowhere(client: TestClient) -> None:
    assert [path for path in EVERYWHERE if client.get(path).status_code >= 400] == []
    assert sum("Ada" in client.get(path).text for path in EVERYWHERE) > 10
    asked = client.get("/ask?q=How+many+roofs+does+Ada+Rossi+keep+bees+on%3F").text
    key = re.search(r'name="key" value="([^"]+)"', asked)
    assert key
    saved = client.post("/answers", data={"key": key[1]}, follow_redirects=False).headers["location"]
    assert "Ada Rossi" in client.get(saved).text
    set_rule(services_of(client).library, "person", "Ada Rossi", ("hidden", ""))
    assert client.get(saved).status_code == 404, "a saved answer that names somebody goes with the name"
    assert client.get("/people/ada-rossi").status_code == 404 and client.get("/api/people/ada-rossi").status_code == 404
    for path in EVERYWHERE:
        answer = client.get(path).text
        assert "Ada" not in answer and "ada-rossi" not in answer and "Rossi" not in answer, path
    assert (
        client.post("/api/match", json={"need": "We want beekeeping on the roofs of schools."}).text.count("Rossi") == 0
    )
