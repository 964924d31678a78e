"""Links to passages mark the exact place, reveal nothing about hidden documents, and lead to existing routes."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Field, Passage
from kb.search.scope import open_document
from kb.settings import Settings
from kb.store.ledger import LedgerEntry
from tests.conftest import Put
from tests.fakes import document
from tests.served import OpenClient, services_of
from web.app import create_app
from web.links import LINKS, SiteLinks
from web.routes.pages.documents import doubtful_title

TWICE = "Bees live on the roof. Nobody counts them. Bees live on the roof."


@pytest.fixture
def client(library: Library, put: Put, settings: Settings) -> Iterator[TestClient]:
    put(document("open"), TWICE, "Wasps live in the cellar.", embed=False)
    put(document("other"), "Ants live in the garden.", embed=False)
    put(document("hidden", access="internal"), "Bees live on the hidden roof.", embed=False)
    library.close()
    with OpenClient(create_app(settings), raise_server_exceptions=False, headers={"Accept-Language": "en"}) as client:
        yield client


def passages(client: TestClient, name: str) -> list[Passage]:
    library = services_of(client).library
    return library.catalogue.passages_of(open_document(library, name, OWNER).number)


def text_of(page: str) -> str:
    return str(re.findall(r'<div class="text[^>]*>(.*?)</div>', page, re.S)[-1])


def test_the_characters_of_a_passage_are_marked_also_where_their_words_occur_twice(client: TestClient) -> None:
    passage = passages(client, "open")[0]
    second = TWICE.rindex("Bees")
    page = client.get(LINKS.passage(passage, (second, len(TWICE)))).text
    assert text_of(page) == "Bees live on the roof. Nobody counts them. <mark>Bees live on the roof.</mark>"
    assert "The quoted words are marked" in page
    assert text_of(client.get(LINKS.passage(passage)).text) == f"<mark>{TWICE}</mark>"


def test_old_links_find_a_quote_by_its_text(client: TestClient) -> None:
    page = client.get("/documents/open/pages/1", params={"quote": "nobody counts THEM"}).text
    assert "<mark>Nobody counts them</mark>" in page
    assert "Not located" in client.get("/documents/open/pages/1", params={"quote": "everybody"}).text


def test_a_file_that_is_missing_is_said(client: TestClient) -> None:
    originals = services_of(client).library.originals
    originals.path(open_document(services_of(client).library, "open", OWNER).document).unlink()
    answer = client.get("/documents/open/file")
    assert answer.status_code == 503 and "can&#39;t be fetched" in answer.text
    assert client.get("/documents/other/file").status_code == 200 == client.get("/documents/open").status_code


def test_a_passage_id_tells_nothing_about_other_documents(client: TestClient) -> None:
    keys = services_of(client).library.catalogue.passage_keys
    own, other, hidden = (passages(client, name)[0] for name in ("open", "other", "hidden"))
    pages = {
        client.get("/documents/open/pages/1", params={"passage": key}).text.replace(f"passage={key}", "")
        for key in (other.key, hidden.key, keys.encode(10**6), 0, 2**48 - 1)
    }
    assert len(pages) == 1 and "Not located" in pages.pop()
    assert client.get(LINKS.passage(hidden)).status_code == 404
    misplaced = client.get("/documents/open/pages/2", params={"passage": own.key}).text
    assert "Not located" in misplaced and "<mark>" not in misplaced


@pytest.mark.parametrize("span", [(-5, 10), (5, 5), (10_000, 10_010), (20, 3)])
def test_offsets_outside_the_passage_mark_nothing(client: TestClient, span: tuple[int, int]) -> None:
    page = client.get(LINKS.passage(passages(client, "open")[0], span))
    assert page.status_code == 200 and "<mark>" not in page.text and "Not located" in page.text


def test_the_citation_of_an_answer_leads_to_its_quote(client: TestClient) -> None:
    citation = client.post("/api/ask", json={"question": "Where do wasps live?"}).json()["citations"][0]
    passage = passages(client, "open")[1]
    assert citation["passage_id"] == passage.key
    assert passage.text[citation["start"] : citation["end"]] == citation["quote"]
    assert text_of(client.get(citation["url"]).text) == f"<mark>{citation['quote']}</mark>"


def test_links_begin_with_the_address_they_are_made_at(client: TestClient) -> None:
    absolute = SiteLinks().at("https://kb.example/")
    assert absolute.document("open") == "https://kb.example/documents/open"
    for link in (LINKS.document("open"), LINKS.page("open", 1), LINKS.entity("person", "ada-rossi")):
        assert client.get(link).status_code == 200
    assert client.get(LINKS.alert("unknown")).status_code == 404
    assert absolute.entity("organisation", "x") == "https://kb.example/organisations/x"
    hits = client.get("/api/search", params={"q": "bees"}).json()["hits"]
    assert hits[0]["url"] == LINKS.passage(passages(client, "open")[0])
    assert services_of(client).default_reader == ANONYMOUS


def test_the_text_as_it_was_read_is_shown_to_those_who_may_correct_it(client: TestClient) -> None:
    password = "correct horse battery"
    services_of(client).accounts.add("cleo", password, "curator")
    assert "Wasps" not in client.get("/documents/open/ledger").text
    client.post("/sign-in", data={"name": "cleo", "password": password}, follow_redirects=False)
    page = client.get("/documents/open/ledger").text
    assert "The text, as it was read" in page and text_of(page) == "Wasps live in the cellar."
    assert "Il testo, così come è stato letto" in client.get("/documents/open/ledger?lang=it").text


def test_curators_see_the_files_that_could_not_be_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    services = services_of(client)
    for outcome in ("added", "failed"):
        services.library.catalogue.ledger.record(LedgerEntry("/in/cut.pdf", "cut.pdf", outcome, "it isn't a valid PDF"))
    assert "cut.pdf" not in client.get("/ledger").text
    password = "correct horse battery"
    services.accounts.add("cleo", password, "curator")
    client.post("/sign-in", data={"name": "cleo", "password": password}, follow_redirects=False)
    page = client.get("/ledger").text
    assert "Files that were not read, or not wholly" in page and "cut.pdf" in page
    assert "it isn&#39;t a valid PDF" in page and "polikb ledger" not in page
    monkeypatch.setattr("web.routes.pages.documents._FILES", 0)
    assert "Gli ultimi 0 di 1 file." in client.get("/ledger?lang=it").text
    services.library.catalogue.ledger.record(LedgerEntry("/in/cut.pdf", "cut.pdf", "replaced"))
    assert "cut.pdf" not in client.get("/ledger?lang=en").text


@pytest.mark.parametrize(
    ("field", "origin"),
    [
        (Field("title", "tesi def", "file name", 0.2), "file name"),
        (Field("title", "Acqua e città", "front page", 0.4), "front page"),
        (Field("title", "Acqua e città", "front page", 0.9), ""),
        (Field("year", "2020", "file", 0.2), ""),
    ],
)
def test_an_uncertain_title_says_where_it_comes_from(field: Field, origin: str) -> None:
    assert doubtful_title([field]) == origin


def test_a_title_from_the_file_s_name_is_marked_on_the_document_s_page(
    library: Library, put: Put, settings: Settings
) -> None:
    for name, sure in (("doubtful", 0.2), ("certain", 0.9)):
        put(replace(document(name), title=name), TWICE, embed=False, fields=(Field("title", name, "file name", sure),))
    library.close()
    with OpenClient(create_app(settings), headers={"Accept-Language": "en"}) as client:
        pages = {name: client.get(f"/documents/{name}").text for name in ("doubtful", "certain")}
    assert "taken from the file’s name" in pages["doubtful"] and "taken from the file’s name" not in pages["certain"]


def test_a_document_is_searched_and_asked_from_one_field(client: TestClient) -> None:
    # Phrases, which find the same before and after the passages are embedded, as they are meanwhile.
    html = client.get("/documents/open", params={"q": '"bees"'}).text
    form = html.split('role="search"')[1].split("</form>")[0]
    assert 'name="document" value="open"' in form and 'formaction="/ask"' in form and "&#34;bees&#34;" in form
    assert "One passage</h2>" in html and "<mark>Bees</mark>" in html
    assert "Nothing found" in client.get("/documents/open", params={"q": '"wolframite"'}).text
    assert 'class="strip' not in html, "a text has no pictures of pages"


@pytest.mark.parametrize(
    "query", ["roof OR cellar", "(roof OR cellar) NOT garden", "roof cellar title:open", "roof OR celllar"]
)
def test_operators_of_a_query_are_not_marked_and_corrected_words_are(client: TestClient, query: str) -> None:
    found = client.get("/documents/open", params={"q": query}).text.partition('id="found"')[2]
    assert set(re.findall("<mark>(.*?)</mark>", found)) == {"roof", "cellar"}


def test_a_quote_is_cited_as_it_stands_on_the_page_and_a_page_by_its_number(client: TestClient) -> None:
    quoted = client.get("/documents/open/pages/1", params={"quote": "nobody counts THEM"}).text
    assert "“Nobody counts them” (p. 1). Rossi, A." in quoted and "Cite this quote" in quoted
    assert "«Nobody counts them» (p. 1). Rossi, A." in client.get(
        "/documents/open/pages/1", params={"quote": "nobody counts them", "lang": "it"}
    ).text  # fmt: skip
    plain = client.get("/documents/open/pages/2?lang=en").text
    assert "Cite this page" in plain and "/documents/open (p. 2)</span>" in plain
    absent = client.get("/documents/open/pages/1", params={"quote": "everybody"}).text
    assert "Cite this page" in absent and "“everybody”" not in absent


def test_who_sees_a_work_under_embargo_is_told_until_when(library: Library, put: Put, settings: Settings) -> None:
    for name, until in (("later", "2999-01-31"), ("past", "2001-01-31")):
        put(document(name, embargo_until=until), TWICE, embed=False)
    library.close()
    with OpenClient(create_app(settings), headers={"Accept-Language": "en"}) as client:
        assert client.get("/documents/later").status_code == 404
        services_of(client).accounts.add("cleo", "correct horse battery", "curator")
        client.post("/sign-in", data={"name": "cleo", "password": "correct horse battery"}, follow_redirects=False)
        assert "under embargo until 31 January 2999" in client.get("/documents/later").text
        assert client.get("/documents").text.count(">embargo</span>") == 1
        assert "under embargo" not in client.get("/documents/past").text


def test_a_page_tells_its_public_address_without_size_and_language(client: TestClient) -> None:
    html = client.get("/documents/open/pages/1", params={"zoom": "150", "lang": "en", "quote": "Nobody"}).text
    assert "http://testserver/documents/open/pages/1?quote=Nobody</code>" in html and "Link to this quote" in html
    other = client.get("/documents/open/pages/2", params={"zoom": "7"}).text
    assert "Link to this page" in other and 'rel="prev" href="/documents/open/pages/1"' in other
    assert client.get("/documents/open/pages/1", params={"zoom": "wide"}).status_code == 422
