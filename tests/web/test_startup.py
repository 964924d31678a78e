"""A server whose library takes long to open answers from the first moment, and says so."""

import shutil
import threading
import time
from dataclasses import replace
from typing import Any
from unittest.mock import MagicMock

import pytest
from fastapi.testclient import TestClient

from kb.errors import Busy, LibraryError
from kb.index import lexical_updates
from kb.index.embedding_queue import EmbeddingQueue
from kb.library import Library
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import document
from tests.served import services_of
from web import startup
from web.app import create_app


def test_requests_before_the_library_is_open_are_told_to_wait(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_open = threading.Event()

    class Slow(Library):
        def __init__(self, *given: Any, **named: Any) -> None:
            assert may_open.wait(20)
            super().__init__(*given, **named)

    monkeypatch.setattr(startup, "Library", Slow)
    monkeypatch.setattr(startup, "PATIENCE", 0.05)
    with TestClient(create_app(sample_settings), headers={"Accept-Language": "it"}) as client:
        page = client.get("/search", params={"q": "acqua"})
        assert page.status_code == 503 and "sta ricostruendo l’indice" in page.text
        assert page.headers["retry-after"] == page.headers["refresh"] == "10"
        assert client.get("/api/search", params={"q": "acqua"}).json()["error"].startswith("The library is opening")
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503 and client.get("/readyz").json() == {
            "words": False,
            "meaning": False,
        }
        assert client.get("/static/style.css").status_code == 200
        may_open.set()
        while services_of(client).opened is None:
            time.sleep(0.05)
        assert client.get("/search", params={"q": "acqua"}).status_code == 200
        assert client.get("/readyz").json()["words"] is True
        monkeypatch.setattr(services_of(client).searches, "run", MagicMock(side_effect=Busy("A process ended.")))
        answers = [client.get(path, params={"q": "acqua"}) for path in ("/api/search", "/search")]
        assert [answer.status_code for answer in answers] == [503, 503], "searches go to processes"
        assert [answer.headers["retry-after"] for answer in answers] == ["5", "5"]


def test_a_library_that_cannot_be_opened_stops_the_start(settings: Settings) -> None:
    with Library(settings, writable=True, owner="somebody"):
        with pytest.raises(LibraryError, match="somebody"), TestClient(create_app(settings)):
            pass
        with pytest.raises(LibraryError, match="somebody"):
            Library.probe(settings, "a test")
    Library.probe(settings, "a test")
    (settings.home / "catalogue.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(LibraryError, match="polikb restore"):
        Library.probe(replace(settings), "a test")


def test_a_server_whose_word_index_is_lost_starts_at_once_and_completes_it(
    put: Put, library: Library, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(document("bees"), "Beekeepers on the roofs of the fictional town.")
    library.close()
    shutil.rmtree(settings.home / "words")
    monkeypatch.setattr(lexical_updates, "_MANY", 0)
    going_on, index_words = threading.Event(), startup._index_words

    def waiting(opened: Library) -> None:
        opened.lexical_indexes.done = 0.0
        assert going_on.wait(30)
        index_words(opened)

    monkeypatch.setattr(startup, "_index_words", waiting)
    monkeypatch.setattr(EmbeddingQueue, "embedder", library.embedding_queue.embedder)
    with TestClient(create_app(settings), headers={"Accept-Language": "en"}) as client:
        while "words_done" not in client.get("/readyz").json():
            time.sleep(0.02)
        assert client.get("/readyz").json() == {"words": False, "words_done": 0.0, "meaning": True}
        assert "Beekeepers" in client.get("/search", params={"q": "beekeepers"}).text, "by its meaning"
        going_on.set()
        while not client.get("/readyz").json()["words"]:
            time.sleep(0.02)
        assert services_of(client).library.lexical_updates.is_whole


def test_results_say_that_meaning_is_coming(
    put: Put, library: Library, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(document("bees"), "Beekeepers on the roofs of the fictional town.", embed=False)
    library.close()
    monkeypatch.setattr(startup, "_embed_missing", lambda library: None)
    with TestClient(create_app(settings), headers={"Accept-Language": "en"}) as client:
        assert client.get("/readyz").json() == {"words": True, "meaning": False}
        assert "only by their words for now" in client.get("/search", params={"q": "beekeepers"}).text
        services_of(client).library.embedding_queue.use(library.embedding_queue.embedder)
        services_of(client).library.embedding_queue.run()
        assert "only by their words for now" not in client.get("/search", params={"q": "beekeepers"}).text
