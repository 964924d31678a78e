"""Follow-ups that are made to stand alone, by a language model or without; questions that ask several things at once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.answer.extract import ask
from kb.answer.follow_up import Turn, standalone
from kb.answer.generate import answer as written
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import ANONYMOUS, OWNER
from kb.models.writer import load_writer
from kb.settings import Settings, load_settings
from kb.text.questions import is_elliptic, parts, with_subject
from tests.servers import ModelServer
from web.app import create_app

FIRST = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"
BOTH = "Quante famiglie hanno trovato casa con il progetto Porte Aperte e quanto è costato il progetto?"


@pytest.fixture(scope="module")
def viewer() -> Iterator[PageViewer]:
    opened = PageViewer()
    yield opened
    opened.close()


@pytest.fixture
def server() -> Iterator[ModelServer]:
    running = ModelServer(lambda prompt: ["Quanto è costato il progetto Porte Aperte?"])
    yield running
    running.close()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many flats did Porte Aperte restore, and who paid?", ["How many flats did Porte Aperte restore?", "Who paid? (Porte Aperte)"]),
        ("Chi ha finanziato il progetto Doposcuola? Quando è iniziato?", ["Chi ha finanziato il progetto Doposcuola?", "Quando è iniziato? (Doposcuola)"]),
        ("Quali sono i rischi e i benefici?", ["Quali sono i rischi e i benefici?"]),
        ("Chi e come?", ["Chi e come?"]),
        ("", [""]),
    ],
)  # fmt: skip
def test_a_question_and_its_parts(question: str, expected: list[str]) -> None:
    assert parts(question) == expected


@settings(deadline=None)  # the first text loads the language model
@given(st.text(max_size=200))
def test_any_text_has_parts_and_a_subject(text: str) -> None:
    assert 1 <= len(parts(text)) <= 4
    assert with_subject(text, text) == text or not text.strip() or text in with_subject(text, text)
    is_elliptic(text)


@pytest.mark.parametrize(
    "question",
    ["E quanto è costato?", "Who led it?", "And in 2021?", "Quando è iniziato?", "Chi ha finanziato questo progetto?"],
)
def test_what_leans_on_an_earlier_question(question: str) -> None:
    assert is_elliptic(question)
    assert standalone(question, [Turn(FIRST)]) == f"{question} (Porte Aperte)"
    assert standalone(question, []) == question


@pytest.mark.parametrize(
    "question",
    [
        FIRST,
        "What methods are used to study floods in Milan?",
        "Quali università hanno lavorato nelle carceri lombarde?",
    ],
)
def test_what_stands_alone_is_left_as_it_is(question: str) -> None:
    assert standalone(question, [Turn("Who paid for Porte Aperte?")]) == question


def test_a_chain_leans_on_what_named_something() -> None:
    turns = [Turn(FIRST), Turn("E quanto è costato?")]
    assert standalone("E chi ha pagato?", turns) == "E chi ha pagato? (Porte Aperte)"


def test_a_model_rewrites_and_what_it_spoils_is_passed_over(server: ModelServer) -> None:
    settings = replace(load_settings({}), llm="openai:tiny", llm_url=f"{server.url}/v1", llm_seconds=5)
    writer = load_writer(settings)
    turns = [Turn(FIRST, "41 famiglie hanno trovato casa.")]
    assert standalone("E quanto è costato?", turns, writer) == "Quanto è costato il progetto Porte Aperte?"
    assert "41 famiglie" in server.prompts[-1]
    for spoilt in ("", "one\ntwo", "x" * 400, "?!"):
        server.script = lambda prompt, spoilt=spoilt: [spoilt]
        assert standalone("E quanto è costato?", turns, writer) == "E quanto è costato? (Porte Aperte)"
    server.status = 500
    assert standalone("E quanto è costato?", turns, writer) == "E quanto è costato? (Porte Aperte)"


def test_a_table_of_documents_and_parts(sample: Library, viewer: PageViewer) -> None:
    answer = ask(sample, viewer, BOTH, OWNER)
    assert answer.table is not None
    assert answer.table.parts == (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "Quanto è costato il progetto? (Porte Aperte)",
    )
    cells = [cell for row in answer.table.rows for cell in row.cells if cell]
    assert any("41 famiglie" in cell.quote for cell in cells)
    assert all(cell.located for cell in cells)
    assert [cell.number for cell in cells] == list(
        range(len(answer.citations) + 1, len(answer.citations) + 1 + len(cells))
    )
    for row in answer.table.rows:
        assert all(cell is None or cell.document == row.document for cell in row.cells)
    assert ask(sample, viewer, FIRST, OWNER).table is None


def test_the_model_is_given_what_answers_each_part(sample: Library, viewer: PageViewer, server: ModelServer) -> None:
    settings = replace(load_settings({}), llm="openai:tiny", llm_url=f"{server.url}/v1", llm_seconds=5)
    server.script = lambda prompt: ["Hanno trovato casa 41 famiglie [1]."]
    answer = written(sample, viewer, load_writer(settings), BOTH, ANONYMOUS)
    table = ask(sample, viewer, BOTH, ANONYMOUS).table
    assert table is not None
    first = [next(row.cells[part] for row in table.rows if row.cells[part]) for part in range(2)]
    assert all(cell is not None and cell.quote[:40] in server.prompts[-1] for cell in first)
    assert answer.table is not None
    assert answer.sent and answer.prompt.startswith("You answer questions")


def test_the_pages_of_a_conversation(sample_settings: Settings) -> None:
    with TestClient(create_app(sample_settings), headers={"Accept-Language": "it"}) as client:
        page = client.get("/ask", params={"q": FIRST}).text
        name = page.partition('name="after" value="')[2].partition('"')[0]
        assert name
        led = client.get("/ask/follow", params={"q": "E quanto è costato?", "after": name}, follow_redirects=False)
        assert led.status_code == 303
        page = client.get(led.headers["location"]).text
        assert "Hai chiesto «E quanto è costato?», inteso così:" in page
        assert "E quanto è costato? (Porte Aperte)" in page
        forgotten = client.get(
            "/ask/follow", params={"q": "E quanto è costato?", "after": "0" * 24}, follow_redirects=False
        )
        assert forgotten.headers["location"] == "/ask?q=E+quanto+%C3%A8+costato%3F"
        page = client.get("/ask", params={"q": BOTH}).text
        assert (
            "Che cosa dice ogni documento" in page
            and '<th scope="col">Quanto è costato il progetto? (Porte Aperte)</th>' in page
        )
        answer = client.post("/api/ask", json={"question": "E quanto è costato?", "before": [FIRST]}).json()
        assert (answer["asked"], answer["question"]) == ("E quanto è costato?", "E quanto è costato? (Porte Aperte)")
        assert client.post("/api/ask", json={"question": "x", "before": ["y"] * 11}).status_code == 422
