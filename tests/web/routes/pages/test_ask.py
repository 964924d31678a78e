"""The pages of a conversation."""

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from kb.settings import Settings
from tests.served import OpenClient
from web.app import create_app

pytestmark = pytest.mark.slow

FIRST = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"

BOTH = "Quante famiglie hanno trovato casa con il progetto Porte Aperte e quanto è costato il progetto?"


@pytest.fixture
def client(sample_settings: Settings) -> Iterator[TestClient]:
    with OpenClient(create_app(sample_settings), headers={"Accept-Language": "it"}) as opened:
        yield opened


def test_a_conversation_is_in_its_address(client: TestClient) -> None:
    page = client.get("/ask", params={"q": FIRST}).text
    assert f'<input type="hidden" name="before" value="{FIRST}">' in page
    led = client.get("/ask/follow", params={"q": "E quanto è costato?", "before": FIRST}, follow_redirects=False)
    assert led.status_code == 303
    asked = parse_qs(urlsplit(led.headers["location"]).query)
    assert asked == {
        "q": ["Quanto è costato il progetto Porte Aperte?"],
        "asked": ["E quanto è costato?"],
        "before": [FIRST],
    }
    page = client.get(led.headers["location"]).text
    assert "Hai chiesto «E quanto è costato?», inteso così:" in page
    assert (
        'name="q" type="text" maxlength="2000" autocomplete="off" required value="Quanto è costato il progetto Porte Aperte?"'
        in page
    )
    assert page.index(f">{FIRST}</a></h2>") < page.index("41 <mark>famiglie") < page.index('id="now"')
    alone = client.get("/ask/follow", params={"q": "E quanto è costato?"}, follow_redirects=False)
    assert parse_qs(urlsplit(alone.headers["location"]).query) == {"q": ["E quanto è costato?"]}


def test_a_long_conversation_keeps_its_latest_turns(client: TestClient) -> None:
    before = [f"Quante famiglie vivono in via Orti {number}?" for number in range(9)]
    led = client.get("/ask/follow", params={"q": FIRST, "before": before}, follow_redirects=False)
    assert parse_qs(urlsplit(led.headers["location"]).query)["before"] == before[-5:]


def test_a_conversation_stays_with_its_documents_and_filters(client: TestClient) -> None:
    one = next(d for d in client.get("/api/documents").json() if "porte-aperte" in d["source"])
    page = client.get("/ask", params={"q": FIRST, "document": one["id"], "kind": "report", "year_from": 2010}).text
    assert "La domanda riguarda solo:" in page and "da un documento; documenti consultati: 1." in page
    follow = page.partition('action="/ask/follow"')[2].partition("</form>")[0]
    assert f'name="document" value="{one["id"]}"' in follow and 'name="kind" value="report"' in follow
    asked_of = page.partition('id="scope"')[2].partition("</ul>")[0]
    assert one["title"][:30] in asked_of and "dal 2010" in asked_of
    nothing = client.get("/ask", params={"q": FIRST, "document": "unknown"}).text
    assert "nessun documento che puoi vedere" in nothing and "0 documenti" in nothing
    found = client.get("/search", params={"q": "famiglie", "kind": "report"}).text
    assert 'form="selection" name="document"' in found and 'action="/ask"' in found
    about = client.get(f"/documents/{one['id']}").text
    assert f'name="document" value="{one["id"]}"' in about and 'formaction="/ask"' in about


def test_a_greeting_is_replied_to_and_no_later_question_leans_on_it(client: TestClient) -> None:
    page = client.get("/ask", params={"q": "ciao"}).text
    assert "Fai una domanda sui documenti" in page and "Passaggi più vicini" not in page and "/ask?q=" in page
    led = client.get(
        "/ask/follow", params={"q": "E quanto è costato?", "before": [FIRST, "Grazie!"]}, follow_redirects=False
    )
    assert parse_qs(urlsplit(led.headers["location"]).query)["q"] == ["Quanto è costato il progetto Porte Aperte?"]
    assert "Prego." in client.get("/ask", params={"q": FIRST, "before": ["Grazie!"]}).text
    assert client.post("/api/ask", json={"question": "thanks"}).json()["aside"] == "thanks"


def test_one_quote_leads_and_suggestions_are_answered(client: TestClient) -> None:
    page = client.get("/ask", params={"q": FIRST}).text
    assert page.count('class="quotes lead-quote"') == 1
    lead = page.partition('class="quotes lead-quote"')[2].partition("</ol>")[0]
    assert "41 <mark>famiglie" in lead and lead.count("<blockquote") == 1
    listed = page.partition('aria-labelledby="next"')[2].partition("</ul>")[0]
    suggested = re.findall(r">([^<>]+)</a>", listed)
    assert 1 <= len(suggested) <= 2
    for question in suggested:
        assert not client.post("/api/ask", json={"question": html.unescape(question)}).json()["refused"]


def test_parts_of_a_question_and_turns_of_a_program(client: TestClient) -> None:
    page = client.get("/ask", params={"q": BOTH}).text
    assert "Che cosa dice ogni documento" in page
    assert '<th scope="col">Quanto è costato il progetto Porte Aperte?</th>' in page
    answer = client.post("/api/ask", json={"question": "E quanto è costato?", "before": [FIRST]}).json()
    assert (answer["asked"], answer["question"]) == (
        "E quanto è costato?",
        "Quanto è costato il progetto Porte Aperte?",
    )
    assert client.post("/api/ask", json={"question": "x", "before": ["y"] * 11}).status_code == 422
    scoped = client.post("/api/ask", json={"question": FIRST, "filters": {"documents": ["unknown"]}}).json()
    assert scoped["refused"] and scoped["searched"]["documents"] == 0
    assert client.post("/api/ask", json={"question": FIRST, "filters": {"kind": "poem"}}).status_code == 422


def test_the_catalogue_answers_with_a_value_works_and_their_list(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "Quali tesi sono in inglese?"}).json()
    assert (answer["value"], answer["model"], answer["refused"]) == (4, "catalogue", False)
    assert len(answer["works"]) == 4 and {work["language"] for work in answer["works"]} == {"en"}
    assert client.get(answer["works"][0]["url"]).status_code == 200
    listed = client.get(
        "/api/search", params={"q": parse_qs(urlsplit(answer["list_url"]).query)["q"][0], "k": 100}
    ).json()
    assert {hit["document"]["id"] for hit in listed["hits"]} == {work["id"] for work in answer["works"]}
    page = client.get("/ask", params={"q": "Quali tesi sono in inglese?"}).text
    assert "Nel catalogo ci sono 4 lavori che corrispondono." in page and "Vedi l’elenco" in page
    assert all(work["title"].partition(".")[0].replace("'", "&#39;") in page for work in answer["works"])
    who = client.post("/api/ask", json={"question": "Chi ha seguito la tesi sugli alloggi sfitti?"}).json()
    assert who["value"] == "Elena Marchetti, Paolo Brambilla" and who["list_url"] == ""
    plain = client.post("/api/ask", json={"question": FIRST}).json()
    assert (plain["value"], plain["works"], plain["list_url"]) == (None, [], "")


def test_works_in_groups_are_a_table_that_leads_to_their_lists(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "Quante tesi per anno?"}).json()
    assert answer["value"] == 9 and [group["count"] for group in answer["groups"]] == [1, 2, 2, 2, 2]
    first = answer["groups"][0]
    listed = client.get("/api/search", params={"q": parse_qs(urlsplit(first["list_url"]).query)["q"][0]}).json()
    assert {hit["document"]["id"] for hit in listed["hits"]} == set(first["works"])
    page = client.get("/ask", params={"q": "Quante tesi per anno?"}).text
    assert re.search(r'<th scope="row">2019</th>\s*<td class="count"><a href="/search\?q=kind', page)
    people = client.get("/ask", params={"q": "Chi sono gli autori delle tesi sull'acqua?"}).text
    assert re.search(r'<a href="/people/matteo-ferri">Matteo Ferri</a></th>.*?Reading the Slope', people, re.S)
    earlier = client.get("/ask", params={"q": FIRST, "before": "Quante tesi per anno?"}).text
    assert '<p class="written-text">Lavori trovati, per anno (9 in tutto):\n2019: 1' in earlier


def test_a_year_that_no_document_has_is_told(client: TestClient) -> None:
    answer = client.post(
        "/api/ask", json={"question": "Quante famiglie hanno trovato casa con Porte Aperte nel 1987?"}
    ).json()
    assert answer["refused"] and answer["citations"] == []
    for other in answer["instead"]:
        quoted = other["citation"]
        assert other["asked"] == "1987" and other["found"] in f"{quoted['quote']} {quoted['document']['year']}"
    page = client.get("/ask", params={"q": answer["question"]}).text
    assert "Nessun documento risponde" in page and ("Per il 1987 non ho trovato nulla" in page) == bool(
        answer["instead"]
    )


def test_a_document_that_the_library_lacks_is_told_on_the_page(client: TestClient) -> None:
    page = client.get("/ask?lang=it&q=Quante arnie ci sono nella tesi sulle api di Marte?").text
    assert "Nessun documento risponde" in page and "nessun lavoro che possa essere «tesi sulle api di Marte»" in page


def test_a_cell_read_from_a_table_and_works_side_by_side_are_shown(client: TestClient) -> None:
    page = client.get("/ask", params={"q": "Quanto costa per metro quadrato la ventilazione notturna?"}).text
    link = re.search(r'<strong><a href="([^"]+)">17 euro</a></strong> \(Ventilazione notturna; Costo per metro', page)
    assert "Letto in una tabella" in page and link
    assert "<mark>17 euro</mark>" in client.get(html.unescape(link[1])).text
    both = client.get(
        "/ask", params={"q": "In the Corvetto thesis and in the Porte Aperte report, how many families found a home?"}
    ).text
    table = both.partition('<table class="evidence stacked">')[2].partition("</table>")[0]
    assert table.count("<q lang=") == 2 and "41 famiglie" in table and "ventisette" in table
