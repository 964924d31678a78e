"""A catalogue of its own, without indexes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.model import Document, IngestedDocument
from kb.store.catalogue import Catalogue
from kb.store.sql.engine import place_of
from tests.fakes import pages_and_passages


@pytest.fixture
def catalogue(tmp_path: Path, either_url: str) -> Iterator[Catalogue]:
    opened = Catalogue(place_of(tmp_path, "catalogue", either_url))
    yield opened
    opened.close()


Store = Callable[..., int]


@pytest.fixture
def store(catalogue: Catalogue, tmp_path: Path) -> Store:
    """Stores a document with one passage for each page text; returns its number."""

    def add(record: Document, *texts: str, **more: Any) -> int:
        pages, passages = pages_and_passages(record.id, texts, record.language)
        work = IngestedDocument(record, tuple(pages), tuple(passages), **more)
        catalogue.add(work, tmp_path / record.source, "stated")
        return int(catalogue.numbers()[-1])

    return add
