"""The results page: pages of ten documents, corrections, both languages; the API tells the same."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from kb.library import Library
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import document
from tests.served import services_of
from web.app import create_app


@pytest.fixture
def client(library: Library, put: Put, settings: Settings) -> Iterator[TestClient]:
    for number in range(12):
        put(document(f"hive{number:02}", title=f"Hive {number}"), f"Beekeeping on roof {number} of the school.")
    put(document("hidden", access="internal"), "Wolframite and beekeeping.")
    library.close()
    with TestClient(create_app(settings), headers={"Accept-Language": "en"}) as client:
        services_of(client).library.embedding_queue.use(library.embedding_queue.embedder)
        yield client


def page(client: TestClient, **query: str) -> str:
    answer = client.get("/search", params=query, headers={"Accept-Language": query.pop("lang", "en")})
    assert answer.status_code == 200
    return answer.text


def heading(html: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html)
    return found[1] if found else ""


def shown(html: str) -> set[str]:
    return set(re.findall(r'<h2><a href="/documents/(\w+)', html))


def test_documents_are_counted_and_shown_ten_a_page(client: TestClient) -> None:
    first, second = page(client, q="beekeeping"), page(client, q="beekeeping", page="2")
    assert (heading(first), heading(second)) == ("Documents 1–10 of 12", "Documents 11–12 of 12")
    assert (len(shown(first)), len(shown(second)), len(shown(first) | shown(second))) == (10, 2, 12)
    assert 'rel="next"' in first and 'rel="prev"' not in first
    assert 'rel="prev"' in second and 'rel="next"' not in second and "page=1" in second
    assert shown(page(client, q="beekeeping", page="9" * 400)) == shown(second)
    assert heading(page(client, q="beekeeping", page="2", lang="it")) == "Documenti 11–12 di 12"


def test_a_filter_begins_at_the_first_page(client: TestClient) -> None:
    links = re.findall(r'href="(/search\?[^"]*kind=thesis[^"]*)"', page(client, q="beekeeping", page="2"))
    assert links and all("page=" not in link for link in links)


def test_a_clear_slip_is_corrected_and_the_words_as_typed_are_offered(client: TestClient) -> None:
    corrected = page(client, q="beekepeing")
    assert (
        "Showing results for" in corrected and ">beekeeping</a>" in corrected and "<mark>Beekeeping</mark>" in corrected
    )
    assert "Search for “beekepeing” as typed" in corrected and "as_typed=1" in corrected
    assert 'value="beekepeing"' in corrected, "the box keeps what was typed"
    assert "/api/export?q=beekeeping&" in corrected.replace("&amp;", "&")
    as_typed = page(client, q="beekepeing", as_typed="1")
    assert "Did you mean" in as_typed and "Showing results for" not in as_typed
    assert "Risultati per" in page(client, q="beekepeing", lang="it")


def test_the_api_tells_what_was_corrected_and_turns_pages(client: TestClient) -> None:
    told = client.get("/api/search", params={"q": "beekepeing", "page": 2}).json()
    assert (told["query"], told["corrected"], told["did_you_mean"]) == ("beekepeing", "beekeeping", "")
    assert (told["page"], told["pages"], told["total"], len(told["hits"])) == (2, 2, 12, 2)
    as_typed = client.get("/api/search", params={"q": "beekepeing", "as_typed": True}).json()
    assert (as_typed["corrected"], as_typed["did_you_mean"], as_typed["page"]) == ("", "beekeeping", None)
    assert client.get("/api/search", params={"q": "x", "page": 0}).status_code == 422


def test_nothing_is_corrected_to_what_is_hidden(client: TestClient) -> None:
    assert "wolframite" not in page(client, q="wolframmite").lower().replace("wolframmite", "")
