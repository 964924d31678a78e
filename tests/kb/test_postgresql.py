"""A library in PostgreSQL answers as an embedded one does, byte for byte."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.errors import BackupError, LibraryInUse
from kb.library import Library
from kb.maintenance.backup import back_up
from kb.maintenance.doctor import examine
from kb.model import ANONYMOUS, OWNER, Filters
from kb.output.api_json import answer_json, search_json
from kb.search.search import search
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.sql.engine import place_of
from tests.conftest import SAMPLE
from web.links import LINKS

QUESTIONS = [
    entry["question"] for entry in tomllib.loads((SAMPLE / "questions.toml").read_text(encoding="utf-8"))["question"]
]


@pytest.fixture
def embedded(sample_settings: Settings) -> Iterator[Library]:
    with Library(replace(sample_settings, exact_search_up_to=10_000), writable=True) as opened:
        yield opened


@pytest.fixture
def in_postgresql(embedded: Library, database_url: str) -> Iterator[Library]:
    """The sample, read and embedded anew into PostgreSQL, under the same id, which opaque passage ids depend on."""
    settings = replace(embedded.settings, home=embedded.home.parent / "other", database_url=database_url)
    catalogue = Catalogue(place_of(settings.home, "catalogue", database_url))
    catalogue.set_fact("id", embedded.catalogue.library_id)
    catalogue.close()
    with Library(settings, writable=True) as opened:
        ingest(opened, [SAMPLE / "files"], Options())
        opened.embedding_queue.run()
        yield opened


def outcomes(library: Library, viewer: PageViewer, question: str) -> Iterator[str]:
    """Everything that the API says of a question."""
    for reader in (ANONYMOUS, OWNER):
        for filters in (None, Filters(kind="thesis", author="a"), Filters(language="it", year_from=2020)):
            yield json.dumps(search_json(search(library, question, reader, filters), LINKS), ensure_ascii=False)
        yield json.dumps(answer_json(ask(library, viewer, question, reader), LINKS), ensure_ascii=False)


@pytest.mark.slow
def test_the_sample_answers_the_same_in_both_databases(embedded: Library, in_postgresql: Library) -> None:
    assert in_postgresql.catalogue.counts() == embedded.catalogue.counts()
    viewer = PageViewer()
    try:
        for question in QUESTIONS:
            pairs = zip(outcomes(embedded, viewer, question), outcomes(in_postgresql, viewer, question), strict=True)
            assert [one for one, other in pairs if one != other] == [], question
    finally:
        viewer.close()
    assert [finding for finding in examine(in_postgresql) if not finding.sound] == []
    assert not (in_postgresql.home / "catalogue.sqlite").exists()
    with pytest.raises(BackupError, match="pg_dump"):
        back_up(in_postgresql.settings, in_postgresql.home / "backups")


def test_one_process_at_a_time_writes_to_a_library_in_postgresql(settings: Settings, database_url: str) -> None:
    first = replace(settings, database_url=database_url)
    second = replace(first, home=settings.home.parent / "second machine")
    with Library(first, writable=True):
        with pytest.raises(LibraryInUse, match="another server or command that uses postgresql://"):
            Library(second, writable=True)
        with pytest.raises(LibraryInUse):
            Library.probe(second, "polikb serve")
    Library(second, writable=True).close()
    Library.probe(first, "polikb serve")
