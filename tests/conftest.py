"""Fixtures: a small library with a hashing embedder, and the whole sample corpus with the real model."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from ingest.summary import Summary
from kb.files import file_digest
from kb.library import Library
from kb.model import Document, Field, IngestedDocument
from kb.models.answer_scorer import load_answer_scorer
from kb.models.bert import BertEncoder
from kb.models.embedder import load_embedder
from kb.settings import Settings, load_settings
from tests import servers
from tests.fakes import HashingEmbedder, pages_and_passages
from tests.postgres import PostgresServer
from tests.prepared import copy_prepared
from tests.remembered import remembering

SAMPLE = Path(__file__).parent.parent / "corpora" / "polisocial-sample"


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for key in [key for key in os.environ if key.startswith("POLIKB_")]:
        monkeypatch.delenv(key)


# Markers of tests that take long, the longest first; `make test-fast` leaves them out.
LONG = ("browser", "kill", "server", "ocr", "slow")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold long tests, the browser's first, so that no worker is left with one at the end."""
    first = {item.path: len(LONG) for item in items}
    for item in items:
        marked = (at for at, marker in enumerate(LONG) if item.get_closest_marker(marker))
        first[item.path] = min(first[item.path], *marked, len(LONG))
    items.sort(key=lambda item: first[item.path])


CODE = ("kb", "ingest", "requirements.lock")


@pytest.fixture(scope="session")
def remembered_vectors(pytestconfig: pytest.Config) -> Iterator[None]:
    """With the embedded model no passage is embedded twice; a vector is the same either way."""
    with pytest.MonkeyPatch.context() as patch:
        if getattr(pytestconfig, "cache", None):
            patch.setattr(BertEncoder, "embed_passages", remembering(pytestconfig, BertEncoder.embed_passages))
        yield


@pytest.fixture(scope="session")
def model_cache(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, remembered_vectors: None
) -> Path:
    """A cache of models that holds the embedded one already."""

    def convert(folder: Path) -> None:
        load_embedder(replace(load_settings({}), model_cache=folder))
        load_answer_scorer(replace(load_settings({}), model_cache=folder))

    target = tmp_path_factory.mktemp("cache") / "models"
    return copy_prepared(pytestconfig, "models", ("kb/models", "requirements.lock"), target, convert)


@pytest.fixture
def settings(tmp_path: Path, model_cache: Path) -> Settings:
    """Settings of an empty library; Chroma is asked, and one child reads, though the libraries of these tests are small."""
    home = tmp_path / "home"
    return replace(load_settings({}), home=home, model_cache=model_cache, exact_search_up_to=0, workers=1)


@pytest.fixture
def library(settings: Settings) -> Iterator[Library]:
    with Library(settings, writable=True) as opened:
        opened.embedding_queue.use(HashingEmbedder())
        yield opened


Put = Callable[..., Document]


@pytest.fixture
def put(library: Library, tmp_path: Path) -> Put:
    """Puts a document with these page texts into the library, searchable."""

    def add(
        document: Document,
        *texts: str,
        embed: bool = True,
        fields: tuple[Field, ...] = (),
        sketch: tuple[int, ...] = (),
    ) -> Document:
        path = tmp_path / document.source
        path.write_text("\n".join((*texts, document.id)))
        if int(document.content_hash, 16) <= 0xFFFFFFFF:  # made up by `tests.fakes.document`
            document = replace(document, content_hash=file_digest(path))
        pages, passages = pages_and_passages(document.id, texts, document.language)
        work = IngestedDocument(document, tuple(pages), tuple(passages), fields, sketch=sketch)
        library.add(work, path, path, "stated")
        library.index_words()
        if embed:
            library.embedding_queue.run()
        return document

    return add


@pytest.fixture(scope="session")
def sample_home(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Path:
    """A library with the whole sample corpus, embedded with the real model. Read only: copy it to change it."""

    def fill(home: Path) -> None:
        settings = replace(load_settings({}), home=home, model_cache=model_cache)
        with Library(settings, writable=True) as opened:
            summary = ingest(opened, [SAMPLE / "files"], Options())
            assert isinstance(summary, Summary)
            assert summary.count("failed") == 0, summary.entries
            opened.embedding_queue.run()

    target = tmp_path_factory.mktemp("sample") / "home"
    return copy_prepared(pytestconfig, "sample", (*CODE, "corpora"), target, fill)


@pytest.fixture
def sample_settings(sample_home: Path, settings: Settings) -> Settings:
    """Settings of a copy of the sample library, free to change."""
    shutil.copytree(sample_home, settings.home)
    return settings


@pytest.fixture
def sample(sample_home: Path, settings: Settings) -> Iterator[Library]:
    """The sample library, opened for reading."""
    with Library(replace(settings, home=sample_home), writable=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty library in PostgreSQL."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def either_url(request: pytest.FixtureRequest) -> str:
    """The setting `database_url`, so that a test runs over both databases."""
    return str(request.getfixturevalue("database_url")) if request.param == "postgresql" else ""


@pytest.fixture
def free_port() -> int:
    return servers.free_port()


@pytest.fixture
def mail() -> Iterator[tuple[servers.Mailbox, str]]:
    """The mailbox of a mail server, and its address."""
    with servers.receiving() as receiver:
        yield receiver
