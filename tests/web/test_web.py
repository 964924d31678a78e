"""The pages and the API, over the sample library, as an anonymous reader sees them."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from fastapi.testclient import TestClient

from kb.settings import Settings, load_settings
from tests.conftest import SAMPLE
from tests.served import OpenClient, services_of
from web.app import create_app
from web.routes.pages import discovery
from web.schemas.library import SearchAnswer

WEB = Path(__file__).parent.parent.parent / "web"
KB = WEB.parent / "kb"


@pytest.fixture(autouse=True)
def no_cookies(client: TestClient) -> None:
    client.cookies.clear()


HIDDEN = "report-ageing-telehealth"


@pytest.fixture(scope="module")
def client(sample_home: Path, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[TestClient]:
    import shutil

    home = tmp_path_factory.mktemp("web") / "home"
    shutil.copytree(sample_home, home)
    settings = replace(load_settings({}), home=home, model_cache=model_cache)
    with OpenClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def test_search_keeps_its_contract(client: TestClient) -> None:
    body = client.get(
        "/api/search", params={"q": "batterie solari", "k": 5, "kind": "course", "language": "it", "year_from": 2020}
    ).json()
    SearchAnswer.model_validate(body, strict=True)
    assert set(body) >= {"query", "total", "hits", "facets"} and body["hits"]
    hit = body["hits"][0]
    assert set(hit) >= {"document", "page", "page_label", "passage_id", "text", "snippet", "score"}
    assert set(hit["document"]) >= {"id", "title", "source", "kind", "language", "year", "people"}
    assert {h["document"]["kind"] for h in body["hits"]} == {"course"}
    assert hit["document"]["source"] == "corsi/corso-energia-contesti-fragili.pptx"
    assert hit["document"]["people"][0] == {"name": "Davide Ferrario", "role": "teacher"}


def test_ask_keeps_its_contract(client: TestClient) -> None:
    body = client.post(
        "/api/ask", json={"question": "How many litres does a bone char filter treat before it is exhausted?"}
    ).json()
    assert set(body) >= {"answer", "refused", "citations", "searched", "model"}
    citation = body["citations"][0]
    assert set(citation) >= {"number", "document", "page", "page_label", "quote", "located", "rectangles", "url"}
    assert (
        "1,850 litres" in citation["quote"]
        and citation["located"]
        and set(citation["rectangles"][0]) == {"x", "y", "width", "height"}
    )
    page = client.get(citation["url"])
    assert page.status_code == 200 and page.text.count('<rect class="quoted"') == len(citation["rectangles"])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=acqua",
        "/search?q=zzzz&year_from=x",
        "/ask",
        "/ask?q=Chi+ha+vinto",
        "/documents",
        "/experts",
        "/experts?q=acqua+potabile",
        "/experts?q=xyzzy",
        "/people",
        "/people/elena-marchetti",
        "/organisations",
        "/organisations/comune-di-milano",
        "/match",
        "/match?need=Vorremmo+recuperare+il+cibo+invenduto+dei+mercati.+Vorremmo+allevare+api.",
        "/prior-work",
        "/prior-work?idea=Interviews+with+tenants+about+shared+courtyards+in+Milan",
        "/themes",
        "/themes.csv",
        "/healthz",
        "/readyz",
        "/api/documents",
        "/api/openapi.json",
    ],
)
def test_pages_answer_with_strict_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text), "a page must ask nothing of another host"
    assert not re.search(r"<script>|style=|onclick=", answer.text)


def test_every_document_and_every_page_opens(client: TestClient) -> None:
    for document in client.get("/api/documents").json():
        assert client.get(f"/documents/{document['id']}").status_code == 200
        assert client.get(f"/documents/{document['id']}?q=il").status_code == 200
        for number in {1, document["pages"]}:
            assert client.get(f"/documents/{document['id']}/pages/{number}").status_code == 200
        assert client.get(f"/documents/{document['id']}/pages/{document['pages'] + 1}").status_code == 404


def test_pages_are_drawn_and_kept(client: TestClient) -> None:
    document = next(d for d in client.get("/api/documents").json() if d["format"] == "pdf")
    url = f"/documents/{document['id']}/pages/1/picture?width=600"
    first = client.get(url)
    assert first.headers["content-type"] == "image/png" and first.content.startswith(b"\x89PNG")
    assert client.get(url, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.get(f"/documents/{document['id']}/pages/99/picture").status_code == 404
    assert client.get(url.replace("600", "99999")).status_code == 422
    file = client.get(f"/documents/{document['id']}/file")
    assert file.content.startswith(b"%PDF") and "attachment" in file.headers["content-disposition"]


def test_a_quote_that_is_not_there_is_said_to_be_not_located(client: TestClient) -> None:
    document = next(d for d in client.get("/api/documents").json() if d["format"] == "pdf")
    page = client.get(f"/documents/{document['id']}/pages/1", params={"quote": "parole che non ci sono", "lang": "it"})
    assert "Non localizzata" in page.text and '<rect class="quoted"' not in page.text


def test_what_is_internal_is_nowhere(client: TestClient) -> None:
    sources = [d["source"] for d in client.get("/api/documents").json()]
    assert len(sources) == 26 and not any(HIDDEN in source for source in sources)
    for path in (
        "/",
        "/documents",
        "/search?q=telehealth+bracelet",
        "/api/search?q=telehealth+bracelet&k=100",
        "/ask?q=telehealth",
        "/experts?q=telehealth+nurses",
        "/people",
        "/people/marco-villa",
        "/api/people",
        "/api/organisations",
        "/api/experts?q=telehealth",
        "/match?need=older+people+measure+their+blood+pressure+at+home",
        "/prior-work?idea=telehealth+for+older+people+with+nurses",
        "/themes",
        "/search.atom?q=telehealth",
        "/match.atom?need=telehealth+for+older+people",
    ):
        assert HIDDEN not in client.get(path).text
    import hashlib

    known = f"{HIDDEN}-{hashlib.sha256(f'progetti/{HIDDEN}.pdf'.encode()).hexdigest()[:6]}"
    absent_id = "x" * len(known)
    for path in ("", "/pages/1", "/pages/1/picture", "/file"):
        hidden, absent = client.get(f"/documents/{known}{path}"), client.get(f"/documents/{absent_id}{path}")
        assert hidden.status_code == absent.status_code == 404
        assert hidden.text.replace(known, absent_id) == absent.text
    api_hidden, api_absent = client.get(f"/api/documents/{known}"), client.get("/api/documents/absent")
    assert api_hidden.status_code == api_absent.status_code == 404
    assert api_hidden.json()["error"].replace(known, "") == api_absent.json()["error"].replace("absent", "")


def test_similar_works_come_with_reasons_and_hide_what_is_hidden(client: TestClient) -> None:
    documents = client.get("/api/documents").json()
    mine = next(d["id"] for d in documents if d["source"] == "tesi/tesi-abitare-insieme.pdf")
    found = client.get(f"/api/documents/{mine}/similar", params={"k": 50}).json()
    assert found[0]["document"]["source"] == "progetti/relazione-porte-aperte.pdf"
    assert {"name": "Cooperativa La Soglia", "role": "partner"} in found[0]["shared"]
    assert mine not in [entry["document"]["id"] for entry in found]
    page = client.get(f"/documents/{mine}?lang=it").text
    assert "Lavori simili" in page and re.search(r"<li>cita anche [^<]+, Cooperativa La Soglia, [^<]+</li>", page)
    for document in documents:
        assert HIDDEN not in client.get(f"/api/documents/{document['id']}/similar", params={"k": 50}).text
    assert client.get("/api/documents/absent/similar").status_code == 404


def test_the_menu_marks_the_page_one_is_on(client: TestClient) -> None:
    marked = re.compile(r'<a href="([^"]+)" aria-current="page">')
    assert [marked.findall(client.get(path).text) for path in ("/themes", "/ask", "/")] == [["/themes"], ["/ask"], []]


def test_the_list_of_documents_can_be_read_in_parts(client: TestClient) -> None:
    whole = client.get("/api/documents")
    parts = [client.get("/api/documents", params={"offset": at, "limit": 7}).json() for at in range(0, 28, 7)]
    assert [d for part in parts for d in part] == whole.json() and [len(part) for part in parts[:2]] == [7, 7]
    assert whole.headers["x-total-count"] == str(len(whole.json()))
    assert client.get("/api/documents", params={"offset": 10**9}).json() == []
    assert client.get("/api/documents", params={"limit": 0}).status_code == 422


def test_documents_describe_themselves_to_those_who_look_from_outside(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import json

    thesis = next(d for d in client.get("/api/documents").json() if d["source"] == "tesi/tesi-abitare-insieme.pdf")
    page = client.get(f"/documents/{thesis['id']}").text
    assert '<meta name="citation_author" content="Riva, Martina">' in page
    assert f'<meta name="citation_pdf_url" content="http://testserver/documents/{thesis["id"]}/file">' in page
    described = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    assert described["@type"] == "Thesis" and described["author"][0]["name"] == "Martina Riva"
    assert f'<link rel="canonical" href="http://testserver/documents/{thesis["id"]}">' in page
    sitemap = client.get("/sitemap.xml").text
    assert thesis["id"] in sitemap and HIDDEN not in sitemap
    monkeypatch.setattr(discovery, "_LISTED", 10)
    parts = re.findall(r"<loc>(.*?)</loc>", client.get("/sitemap.xml").text)
    listed = [re.findall(r"/documents/([^<]+)</loc>", client.get(part).text) for part in parts]
    assert [len(ids) for ids in listed[:2]] == [10, 10]
    assert sorted(name for part in listed for name in part) == sorted(re.findall(r"/documents/([^<]+)</loc>", sitemap))
    assert "Disallow: /api/" in client.get("/robots.txt").text


def test_who_knows_is_shown_with_proof(client: TestClient) -> None:
    page = client.get("/experts", params={"q": "accoglienza abitativa per migranti", "lang": "it"}).text
    assert '<a href="/people/elena-marchetti">' in page and "<mark>" in page and "Relatore" in page
    found = client.get("/api/experts", params={"q": "accoglienza abitativa per migranti", "k": 2}).json()
    assert len(found["people"]) == 2 and found["people"][0]["evidence"][0]["url"].startswith("/documents/")
    person = client.get(f"/api{found['people'][0]['url']}").json()
    assert person["name"] == found["people"][0]["name"] and person["documents"]
    assert client.get("/people/nobody").status_code == client.get("/api/organisations/nothing").status_code == 404


def test_a_need_and_an_idea_leave_by_link_file_and_feed(client: TestClient) -> None:
    need = "Vorremmo recuperare il cibo invenduto dei mercati. Vorremmo allevare api sui tetti."
    body = client.post("/api/match", json={"need": need}).json()
    assert [part["covered"] for part in body["parts"]] == [True, False]
    assert body["works"]["thesis"][0]["came_of_it"]["text"]
    page = client.get("/match", params={"need": need, "lang": "it"}).text
    assert "Che cosa resta aperto" in page and "Risultati" in page
    paper = client.get("/match/export", params={"need": need, "format": "docx"})
    assert paper.content.startswith(b"PK") and "need.docx" in paper.headers["content-disposition"]
    assert "nothing here speaks of it" in client.get("/match/export", params={"need": need, "format": "csv"}).text
    idea = "Interviews with tenants about shared courtyards in Milan"
    work = client.post("/api/prior-work", json={"idea": idea}).json()["works"][0]
    assert {"aspect": "place", "label": "Milano"} in work["shared"]
    assert "@" in client.get("/prior-work/export", params={"idea": idea}).text
    assert client.post("/api/match", json={"need": ""}).status_code == 422


def test_feeds_are_atom_and_newest_first(client: TestClient) -> None:
    from xml.etree import ElementTree

    answer = client.get("/search.atom", params={"q": "<acqua> & scuola"})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.text)
    atom = "{http://www.w3.org/2005/Atom}"
    updated = [entry.findtext(f"{atom}updated", "") for entry in feed.findall(f"{atom}entry")]
    assert updated and updated == sorted(updated, reverse=True) and feed.findtext(f"{atom}updated") == updated[0]
    assert all(entry.find(f"{atom}author/{atom}name") is not None for entry in feed.findall(f"{atom}entry"))


def test_a_thesis_shows_its_abstract_in_both_languages(client: TestClient) -> None:
    thesis = next(d["id"] for d in client.get("/api/documents").json() if "abitare-insieme" in d["source"])
    page = client.get(f"/documents/{thesis}?lang=it").text
    assert '<p lang="it">Molte famiglie migranti' in page and '<p lang="en">Many migrant families' in page
    assert "picture?width=2400" in client.get(f"/documents/{thesis}/pages/3?zoom=200").text


def test_a_refusal_says_who_may_know(client: TestClient) -> None:
    question = "Quanti alloggi sfitti ci sono a Torino?"
    body = client.post("/api/ask", json={"question": question}).json()
    assert body["refused"] and "Elena Marchetti" in {who["name"] for who in body["who_may_know"]}
    page = client.get("/ask", params={"q": question, "lang": "it"}).text
    assert "Chi potrebbe saperlo" in page and '<a href="/people/elena-marchetti">' in page
    answered = client.post("/api/ask", json={"question": "Quante famiglie hanno trovato casa con Porte Aperte?"}).json()
    assert not answered["refused"] and answered["who_may_know"] == []


def test_a_goal_leads_to_the_passages_that_speak_of_it(client: TestClient) -> None:
    wells = next(d["id"] for d in client.get("/api/documents").json() if "clear-wells" in d["source"])
    page = client.get(f"/documents/{wells}", params={"goal": "6", "lang": "en"}).text
    assert "Passages about: Clean water and sanitation" in page and "<mark>" in page
    assert "Passages about" not in client.get(f"/documents/{wells}?goal=99").text


def test_a_project_gathers_what_belongs_to_it(client: TestClient) -> None:
    project = client.get("/api/organisations/porte-aperte").json()
    assert project["roles"] == ["project"]
    assert {part["document"]["source"] for part in project["documents"]} == {
        "tesi/tesi-abitare-insieme.pdf",
        "progetti/relazione-porte-aperte.pdf",
    }
    found = client.get("/api/experts", params={"q": "accoglienza abitativa"}).json()
    assert "Porte Aperte" not in {entry["name"] for entry in found["organisations"]}, (
        "a project knows nothing by itself"
    )


def test_themes_lead_to_searches_that_find_as_many(client: TestClient) -> None:
    page = client.get("/themes?lang=en").text
    goals = dict(re.findall(r'q=sdg%3A(\d+)">.*?</svg> (\d+)</td>', page, re.S))
    assert goals
    for goal, count in goals.items():
        assert client.get("/api/search", params={"q": f"sdg:{goal}"}).json()["total"] == int(count)
        assert client.get("/api/search", params={"q": "il", "goal": goal}).status_code == 200
    assert "<circle" in page and "Addis" not in page and client.get("/themes.csv").text.count("place,") > 10


def test_markup_in_a_question_stays_text(client: TestClient) -> None:
    page = client.get("/search", params={"q": "<script>alert(1)</script> acqua"}).text
    assert "<script>alert" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("GET", "/nope", 404, "There is no such page"),
        ("GET", "/api/nope", 404, "There is no such page"),
        ("GET", "/api/search?q=a&kind=poster", 422, "kind"),
        ("GET", "/api/search?q=a&k=0", 422, "k:"),
        ("POST", "/api/ask", 422, "isn't valid"),
        ("DELETE", "/api/search", 405, "Method Not Allowed"),
    ],
)
def test_errors_say_what_is_wrong(client: TestClient, method: str, path: str, status: int, says: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status and says in answer.text


def test_the_interface_speaks_the_readers_language(client: TestClient) -> None:
    assert 'lang="it"' in client.get("/", headers={"Accept-Language": "it-IT,it;q=0.9,en;q=0.5"}).text
    assert 'lang="en"' in client.get("/", headers={"Accept-Language": "fr;q=0.9,en;q=0.5"}).text
    switched = client.get("/?lang=it", headers={"Accept-Language": "en"})
    assert switched.headers["content-language"] == "it" and "lang=it" in switched.headers["set-cookie"]


def test_the_site_can_be_installed_and_says_its_name_in_both_languages(client: TestClient) -> None:
    for language, name in (("it", "Base di conoscenza Polisocial"), ("en", "Polisocial knowledge base")):
        answer = client.get("/manifest.webmanifest", params={"lang": language})
        assert answer.headers["content-type"].startswith("application/manifest+json")
        told = answer.json()
        assert (told["name"], told["display"], told["start_url"]) == (name, "standalone", "/")
        for address in (
            told["start_url"],
            *(icon["src"] for icon in told["icons"]),
            *(s["url"] for s in told["shortcuts"]),
        ):
            assert client.get(address).status_code == 200, address
    worker = client.get("/worker.js")
    assert worker.headers["content-type"].startswith("text/javascript") and "no-store" in worker.text


# Calls whose string arguments are shown to people, translated.
TRANSLATED_CALLS = {"_", "answer", "HTTPException", "LocalisedError", "UploadRefused"}
SENTENCE = re.compile(r"[A-Z…].* .*")


def messages_used() -> set[str]:
    """The messages in templates, and in calls of kb and web that translate."""
    text = "".join(path.read_text() for path in (WEB / "templates").iterdir())
    used = {double or single for double, single in re.findall(r"""\b_\((?:"([^"]+)"|'([^']+)')\s*[,)]""", text)}
    for path in (*KB.rglob("*.py"), *WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TRANSLATED_CALLS:
                values = [getattr(argument, "value", None) for argument in node.args]
                used |= {value for value in values if isinstance(value, str) and SENTENCE.match(value)}
    return used


def catalogue(language: str) -> dict[str, str]:
    with (KB / "locales" / f"{language}.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def test_every_message_has_its_italian() -> None:
    italian, english = catalogue("it"), catalogue("en")
    assert {message for message in messages_used() if not italian.get(message)} == set()
    assert {key for key in english if not italian.get(key)} == set()
    kinds = {f"{prefix} {value}" for prefix in ("kind", "kinds") for value in ("thesis", "course", "report", "other")}
    manifest = tomllib.loads((SAMPLE / "files" / "manifest.toml").read_text())["document"]
    roles = {
        f"role {named['role']}" for row in manifest for named in (*row.get("people", []), *row.get("organisations", []))
    }
    assert kinds | roles <= set(italian) & set(english)


def test_no_translation_is_left_over() -> None:
    """Each message is used, or is a key that is put together, such as "role author", and then has its English, too."""
    sources = "".join(
        path.read_text()
        for folder in (KB, WEB)
        for path in folder.rglob("*")
        if path.suffix in (".py", ".html", ".xml")
    )
    sources = re.sub(r'"\n\s+"', "", sources)  # a message on several lines
    unused = {message for message in catalogue("it") if f'"{message}"' not in sources and f"'{message}'" not in sources}
    assert unused <= set(catalogue("en"))


def test_settings_type(settings: Settings) -> None:
    assert create_app(settings).title == "Polisocial knowledge base"


def test_the_ledger_pages_say_what_was_read(client: TestClient) -> None:
    page = client.get("/ledger", params={"lang": "it"}).text
    assert "Che cosa è stato letto, e che cosa no" in page
    documents = client.get("/api/documents").json()
    entries = client.get(f"/api/documents/{documents[0]['id']}/ledger").json()
    assert [entry["page"] for entry in entries] == list(range(1, documents[0]["pages"] + 1))
    assert {entry["status"] for entry in entries} <= {"text", "empty"} and sum(entry["passages"] for entry in entries)
    shown = client.get(f"/documents/{documents[0]['id']}/ledger?lang=en").text
    assert "pages were read." in shown
    assert client.get("/documents/report-ageing-telehealth-000000/ledger").status_code == 404


def test_an_evaluation_is_kept_and_shown(client: TestClient) -> None:
    assert "polikb eval QUESTIONS.jsonl --keep" in client.get("/evaluation?lang=en").text
    library = services_of(client).library
    for value in (0.5, 0.75):
        library.catalogue.ledger.keep_evaluation(
            "golden.jsonl", {"all": {"questions": 12, "page@5": value, "located": 1.0}}
        )
    page = client.get("/evaluation?lang=en").text
    assert "right page among five passages" in page and "75%" in page
    assert '<polyline points="12.0,28.0 114.0,16.0 "/>' in page
    assert "higher is better" in page and "lower is better" not in page and "12 questions (golden.jsonl)" in page
    assert re.search(r"last on \d+ [A-Z]\w+ \d{4}", page), "a date in words"
    assert re.search(r"<title>\d+ [A-Z]\w\w \d{4}: 75%", page) and not re.search(r"\d{4}-\d\d-\d\d", page)


def test_the_empty_question_form_has_an_example_that_the_library_answers(client: TestClient) -> None:
    example = client.get("/ask", params={"lang": "it"}).text.partition('<p class="examples">')[2].partition("</p>")[0]
    (link,) = re.findall(r'href="(/ask\?q=[^"]+)"', example)
    assert "<blockquote" in client.get(link).text


def test_the_heading_of_results_counts_those_that_are_shown(client: TestClient) -> None:
    page = client.get("/search", params={"q": "alloggi per migranti", "lang": "it"}).text
    shown, _, folded = page.partition('<details class="more whole">')
    about = shown.count('<li class="result">')
    told = re.search(r"<h1[^>]*>(?:Ne parlano (\d+) documenti|(Ne parla un documento))", page)
    others = re.findall(r"Altri (\d+) sono attinenti solo alla lontana\.", page)
    assert told and about == int(told[1] or 1) and others == [str(folded.count('<li class="result">'))]


def test_comforts_of_the_results_page(client: TestClient) -> None:
    page = client.get("/search", params={"q": "alloggi per migrannti", "lang": "it"}).text
    assert "Risultati per" in page and "alloggi per migranti" in page and "as_typed=1" in page
    empty = client.get("/search", params={"q": '"xyzzy plugh"', "kind": "course", "lang": "en"}).text
    assert "by meaning" in empty and 'href="/experts?q=' in empty and "/api/export" not in empty
    filtered = client.get(
        "/search", params={"q": "water", "kind": "thesis", "sort": "date", "k": "999999", "lang": "en"}
    ).text
    assert 'class="chips"' in filtered and "newest first" in filtered
    assert 'class="Z3988" title="ctx_ver=Z39.88-2004' in client.get("/search", params={"q": "water"}).text
    assert 'class="Z3988"' in client.get("/documents").text
    styled = client.get("/api/export", params={"q": "water", "format": "chicago", "lang": "it"})
    assert styled.headers["content-type"] == "text/plain; charset=utf-8" and "Tesi" in styled.text
    export = client.get("/api/export", params={"q": "water", "format": "ris"})
    assert export.headers["content-disposition"] == 'attachment; filename="documents.ris"' and "TY  - " in export.text
    assert client.get("/api/export", params={"q": "x", "format": "word"}).status_code == 422
    titles = {d["id"]: d["title"] for d in client.get("/api/documents", params={"limit": 3}).json()}
    chosen = [*titles][::2]
    some = client.get("/api/export", params={"q": "x", "format": "ris", "document": [*chosen, chosen[0]]}).text
    assert [line[6:] for line in some.splitlines() if line.startswith("TI  - ")] == [titles[name] for name in chosen]
    assert client.get("/api/export", params={"document": "nothing"}).status_code == 404
    assert client.get("/api/export", params={"document": ["a"] * 301}).status_code == 422
    assert client.get("/opensearch.xml").headers["content-type"].startswith("application/opensearchdescription+xml")
    assert client.get("/opensearch/suggest", params={"q": "sol"}).json()[0] == "sol"
    for typed in ("sart", "casa", "pol", "acqua", "mil"):
        for entry in client.get("/api/suggest", params={"q": typed}).json():
            assert client.get(entry["url"]).status_code == 200, entry
            assert entry["url"].startswith(
                {"title": "/documents/", "person": "/people/", "organisation": "/organisations/"}.get(
                    entry["kind"], "/search?q="
                )
            )
    hit = client.get("/api/search", params={"q": "water"}).json()["hits"][0]
    assert client.get(f"/api/passages/{hit['passage_id']}/similar").json()
    assert "Similar passages" in client.get(f"/passages/{hit['passage_id']}/similar?lang=en").text
    assert client.get("/passages/99999999/similar").status_code == 404


def test_the_list_of_documents_is_narrowed_sorted_and_turned(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get("/documents", params={"kind": "thesis", "language": "it", "sort": "date"}).text
    listed = re.findall(r'<h2><a href="/documents/([^"]+)" lang="it">', page)
    known = {d["id"]: d for d in client.get("/api/documents").json()}
    wanted = {name for name, d in known.items() if d["kind"] == "thesis" and d["language"] == "it"}
    assert set(listed) == wanted and len(listed) == len(wanted)
    years = [known[name]["year"] or 0 for name in listed]
    assert years == sorted(years, reverse=True)
    assert '"/documents?language=it&amp;sort=date"' in page, "a chip takes a filter away"
    monkeypatch.setattr("web.routes.pages.documents.LISTED", 10)
    turned = [client.get("/documents", params={"page": number}).text for number in ("1", "2", "3", "99", "x")]
    titles = [re.findall(r'<h2><a href="/documents/([^"]+)"', text) for text in turned]
    assert (
        sorted(titles[0] + titles[1] + titles[2]) == sorted(known) and titles[3] == titles[2] and titles[4] == titles[0]
    )
    assert 'rel="next"' in turned[0] and 'rel="prev"' not in turned[0] and 'rel="next"' not in turned[2]


def test_lists_of_names_and_of_what_was_read_are_turned_and_narrowed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Elena Marchetti" in client.get("/people", params={"q": "marchetti"}).text
    assert "Giulia Sartori" not in client.get("/people", params={"q": "marchetti"}).text
    assert "Nothing found" in client.get("/organisations", params={"q": "zzzz"}).text
    monkeypatch.setattr("web.routes.pages.people._ROWS", 5)
    monkeypatch.setattr("web.routes.pages.documents._ROWS", 5)
    for path, known in (("/people", len(client.get("/api/people").json())), ("/ledger", 26)):
        listed: list[str] = []
        for page in range(1, -(-known // 5) + 1):
            listed += re.findall(
                r'<t[hd](?: scope="row")?><a href="([^"]+)"', client.get(path, params={"page": page}).text
            )
        assert len(listed) == len(set(listed)) == known, path
