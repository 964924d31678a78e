"""Atom feeds: valid, newest first, in the reader's language, and without hidden documents."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from kb.library import Library
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import document
from tests.served import OpenClient, services_of
from web.app import create_app

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client(put: Put, library: Library, settings: Settings) -> Iterator[TestClient]:
    put(document("bees", title="Bees & roofs"), "Beekeeping on the roofs of schools.")
    put(document("honey", people=(), abstract="A" * 900), "Beekeeping and honey at the market.")
    put(document("secret", access="internal"), "Beekeeping in secret.")
    library.close()
    changed = replace(settings, public_url="https://kb.example/")
    with OpenClient(create_app(changed), headers={"Accept-Language": "it"}) as client:
        services_of(client).library.embedding_queue.use(library.embedding_queue.embedder)
        yield client


def feed(client: TestClient, path: str, **query: str) -> ElementTree.Element:
    answer = client.get(path, params=query)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.text)


def text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def entries(element: ElementTree.Element) -> list[str]:
    return [text(entry, "id").rpartition("/")[2] for entry in element.findall(f"{ATOM}entry")]


def test_an_empty_search_keeps_its_filters(client: TestClient) -> None:
    assert entries(feed(client, "/search.atom", kind="thesis", year_from="2020")) == ["honey", "bees"]
    assert entries(feed(client, "/search.atom", kind="course")) == []
    assert entries(feed(client, "/search.atom", q="honey", kind="course")) == []


def test_an_empty_search_lists_every_visible_document_newest_first(client: TestClient) -> None:
    found = feed(client, "/search.atom")
    assert entries(found) == ["honey", "bees"]
    assert text(found, "title") == "Documenti – Base di conoscenza Polisocial"
    assert text(found, "updated") == text(found.findall(f"{ATOM}entry")[0], "updated")


@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        ("/search.atom", {"q": "roofs"}, {"bees"}),
        ("/search.atom", {"q": "roofs", "kind": "report"}, set()),
        ("/search.atom", {"q": "", "year_from": "2020"}, {"bees", "honey"}),
        ("/match.atom", {"need": "We want beekeeping on the roofs of schools."}, {"bees"}),
        ("/prior-work.atom", {"idea": "Beekeeping on the roofs of schools"}, {"bees"}),
    ],
)
def test_feeds_hold_what_their_page_finds(
    client: TestClient, path: str, query: dict[str, str], found: set[str]
) -> None:
    listed = feed(client, path, **query)
    assert set(entries(listed)) >= found and "secret" not in entries(listed)
    links = {link.get("rel"): str(link.get("href")) for link in listed.findall(f"{ATOM}link")}
    assert links["alternate"].startswith(f"https://kb.example{path.removesuffix('.atom')}?")
    assert links["self"].startswith(f"https://kb.example{path}")


def test_an_entry_names_its_authors_and_shortens_its_abstract(client: TestClient) -> None:
    honey, bees = feed(client, "/search.atom").findall(f"{ATOM}entry")
    assert text(bees, "title") == "Bees & roofs" and bees.findtext(f"{ATOM}author/{ATOM}name") == "Ada Rossi"
    assert honey.findtext(f"{ATOM}author/{ATOM}name") == "Polisocial", "an Atom entry must have an author"
    assert 500 < len(text(honey, "summary")) <= 603


def test_a_work_whose_embargo_has_ended_is_the_newest(client: TestClient) -> None:
    catalogue = services_of(client).library.catalogue
    with catalogue.transaction() as connection:
        connection.execute("UPDATE documents SET shown_since = '2020-01-01T00:00:00+00:00'")
        connection.execute("UPDATE documents SET embargo_until = '2021-07-01' WHERE id = 'bees'")
        catalogue.change(connection, "SELECT number FROM documents", ())
    found = feed(client, "/search.atom")
    assert entries(found) == ["bees", "honey"] and text(found, "updated") == "2021-06-30T22:00:00+00:00"


def test_a_feed_that_finds_nothing_is_a_feed(client: TestClient) -> None:
    found = feed(client, "/search.atom", q="zebracrossing", kind="report")
    assert entries(found) == [] and text(found, "updated") == "1970-01-01T00:00:00+00:00"
