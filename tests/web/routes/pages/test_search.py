"""The results page: pages of ten documents, corrections, both languages; the API returns the same."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from kb.library import Library
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import document
from tests.served import OpenClient, services_of
from web.app import create_app


@pytest.fixture
def client(library: Library, put: Put, settings: Settings) -> Iterator[TestClient]:
    for number in range(12):
        record = document(
            f"hive{number:02}", title=f"Hive {number}", kind="report" if number == 11 else "thesis", year=2013 + number
        )
        put(record, f"Beekeeping on roof {number} of the school.", f"Beekeeping in cellar {number}.")
    put(document("hidden", access="internal"), "Wolframite and beekeeping.")
    library.close()
    with OpenClient(create_app(settings), headers={"Accept-Language": "en"}) as client:
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
    assert [heading(html).replace('<span class="quiet">', "") for html in (first, second)] == [
        "12 documents",
        "12 documents (page 2 of 2)</span>",
    ]
    assert (len(shown(first)), len(shown(second)), len(shown(first) | shown(second))) == (10, 2, 12)
    assert 'rel="next"' in first and 'rel="prev"' not in first
    assert 'rel="prev"' in second and 'rel="next"' not in second and "page=1" in second
    assert shown(page(client, q="beekeeping", page="9" * 400)) == shown(second)
    assert "(pagina 2 di 2)" in heading(page(client, q="beekeeping", page="2", lang="it"))


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
    assert (told["page"], told["pages"], told["total"], len(told["hits"])) == (2, 2, 12, 4)
    as_typed = client.get("/api/search", params={"q": "beekepeing", "as_typed": True}).json()
    assert (as_typed["corrected"], as_typed["did_you_mean"], as_typed["page"]) == ("", "beekeeping", None)
    assert client.get("/api/search", params={"q": "x", "page": 0}).status_code == 422


def test_nothing_is_corrected_to_what_is_hidden(client: TestClient) -> None:
    assert "wolframite" not in page(client, q="wolframmite").lower().replace("wolframmite", "")


def test_a_result_has_one_passage_and_the_others_folded(client: TestClient) -> None:
    html = page(client, q="beekeeping")
    first = html.split('<li class="result">')[1]
    before, folded = first.split("<details")
    assert before.count('class="place"') == 1 and folded.count('class="place"') == 1
    assert "One more passage" in folded and "Similar passages in other documents" in folded
    assert "<span>TXT</span>" in before and "<img" not in before, "it has no pages to picture"


def test_what_was_searched_is_told_with_the_seconds_it_took(client: TestClient) -> None:
    told = re.search(r"(\d+) searched by words and meaning in ([\d.]+) s\.", page(client, q="beekeeping"))
    assert told and told[1] == "12" and float(told[2]) < 60, "the hidden document isn't counted"
    within = page(client, q="beekeeping", year_from="2020", lang="it")
    assert re.search(r"5 consultati per parole e significato in [\d,]+ s\.", within)


def test_years_are_filtered_by_two_fields_beside_bars_of_all_years(client: TestClient) -> None:
    bars = re.findall(r'<rect class="(in|out)"[^>]*><title>(\d+): 1<', page(client, q="beekeeping", year_from="2022"))
    assert [year for chosen, year in bars if chosen == "in"] == ["2022", "2023", "2024"] and len(bars) == 12
    html = page(client, q="beekeeping", year_from="2022", year_to="2023", kind="thesis", sort="date")
    assert heading(html) == "2 documents" and 'name="year_from"' in html
    form = html.split('<form class="filters"')[1].split("</form>")[0]
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form) == [
        ("q", "beekeeping"), ("sort", "date"), ("kind", "thesis"),
    ]  # fmt: skip


def test_what_is_chosen_is_a_chip_that_removes_it(client: TestClient) -> None:
    def chips(**query: str) -> list[tuple[str, str]]:
        listed = page(client, q="beekeeping", **query).split('<ul class="chips"')[1].split("</ul>")[0]
        return [
            (" ".join(text.split()), href.partition("?")[2])
            for href, text in re.findall(r'href="([^"]*)"[^>]*>(.*?)<span', listed, re.S)
        ]

    assert chips(year_from="2022", year_to="2023", kind="thesis") == [
        ("Thesis", "q=beekeeping&amp;year_from=2022&amp;year_to=2023"), ("2022–2023", "q=beekeeping&amp;kind=thesis"),
    ]  # fmt: skip
    assert chips(year_from="2022") == [("since 2022", "q=beekeeping")]
    assert chips(year_to="2022") == [("until 2022", "q=beekeeping")]
    assert 'class="chips"' not in page(client, q="beekeeping")


def test_kind_and_language_stand_once(client: TestClient) -> None:
    html = page(client, q="beekeeping")
    assert html.count("kind=report") == 1 and re.findall(r"<select [^>]*name=\"(\w+)", html) == ["format"]


def test_a_query_of_filters_alone_is_not_judged(client: TestClient) -> None:
    html = page(client, q="kind:report")
    assert "speak" not in html and "only distantly" not in html and len(shown(html)) == 1


def test_a_list_by_filters_alone_shows_an_abstract_instead_of_the_title_page(
    library: Library, put: Put, settings: Settings
) -> None:
    put(document("told", abstract="Bees of the roofs of Milan.", year=2019), "Told. A thesis by Ada Rossi.")
    put(document("untold", year=2019), "Untold. A thesis by Ada Rossi.")
    library.close()
    with OpenClient(create_app(settings), headers={"Accept-Language": "en"}) as client:
        found = page(client, q="year:2019")
    assert "Bees of the roofs of Milan." in found and "Told. A thesis" not in found
    assert "Untold. A thesis by Ada Rossi." in found
