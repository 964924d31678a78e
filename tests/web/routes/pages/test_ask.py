"""The pages of a conversation."""

import pytest
from starlette.testclient import TestClient

from kb.settings import Settings
from web.app import create_app

pytestmark = pytest.mark.slow

FIRST = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"

BOTH = "Quante famiglie hanno trovato casa con il progetto Porte Aperte e quanto è costato il progetto?"


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
