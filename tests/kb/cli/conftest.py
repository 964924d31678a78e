"""Commands run in this process, on a library of its own."""

from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner, Result

from kb.library import Library
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document
from web.links import LINKS

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command of an app; `input` is what is typed."""
    monkeypatch.setenv("POLIKB_HOME", str(settings.home))
    monkeypatch.setenv("POLIKB_MODEL_CACHE", str(settings.model_cache))

    def invoke(app: typer.Typer, *arguments: str, input: str = "") -> Result:
        return CliRunner().invoke(app, arguments, input=input, obj=LINKS)

    return invoke


@pytest.fixture
def filled(put: Put, library: Library, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A closed library of two documents, embedded by hashing, for commands to open."""
    for name, text, more in (
        ("wells", "The well gives 1,850 litres of clean water a day to 41 families.", {"kind": "report", "year": 2021}),
        ("bees", "Beekeeping on the roofs of schools gives honey.", {"access": "internal", "year": 2019}),
    ):
        put(document(name, **more), text)
    library.close()
    monkeypatch.setattr("kb.index.embedding_queue.load_embedder", lambda settings: HashingEmbedder())
    return library.settings
