"""The edition of a work that a result shows."""

import shutil
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from ingest.stated.corrections import correct
from ingest.summary import Summary
from kb.explore.similar import other_editions, similar
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters
from kb.search.editions import superseded
from kb.search.scope import open_document
from kb.search.search import search
from tests.conftest import SAMPLE
from tests.fakes import document, write_pdf

pytestmark = pytest.mark.slow

EDITIONS = {1: {2: 1.0}, 2: {1: 1.0}}


@pytest.mark.parametrize(
    ("first", "second", "scores", "dropped"),
    [
        ({"format": "pdf"}, {"format": "docx"}, (0.9, 1.0), 2),
        ({"year": 2020}, {"year": 2021}, (1.0, 0.9), 1),
        ({"year": 2020}, {"year": 2021}, (1.0, 0.5), 2),
        ({}, {}, (0.9, 1.0), 1),
    ],
)
def test_one_edition_replaces_another(
    first: dict[str, object], second: dict[str, object], scores: tuple[float, float], dropped: int
) -> None:
    documents = {1: document("a", **first), 2: document("b", **second)}
    assert superseded(dict(zip((1, 2), scores, strict=True)), documents, EDITIONS, 0.8) == {dropped}


def test_a_document_without_editions_found_stays() -> None:
    assert superseded({1: 1.0, 3: 0.5}, {1: document("a"), 3: document("c")}, EDITIONS, 0.8) == set()


TEXT = "The fictional village dug a well in 2019 and filters its water with bone char."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def run(library: Library, folder: Path) -> Summary:
    return ingest(library, [folder], Options())


def test_one_work_in_two_formats_is_shown_once(library: Library, folder: Path) -> None:
    chosen = next(path for path in sorted((SAMPLE / "sources").glob("*.md")) if len(path.read_text()) > 6000)
    text = [line for line in chosen.read_text().split("\n") if line.strip() and not line.startswith(("#", "---"))]
    shutil.copy(chosen, folder / "draft.md")
    write_pdf(
        folder / "final.pdf",
        [
            [line[at : at + 90] for line in text[i : i + 6] for at in range(0, len(line), 90)][:30]
            for i in range(0, len(text), 6)
        ],
    )
    (folder / "other.md").write_text(f"# Wells\n\n{TEXT}\n")
    run(library, folder)
    library.embedding_queue.run()
    words = " ".join(next(line for line in text if len(line.split()) > 20).split()[:6])
    result = search(library, words, OWNER, k=50)
    shown = {hit.document.source for hit in result.hits}
    assert "final.pdf" in shown
    assert "draft.md" not in shown
    (grouped,) = [entry for entry in result.documents if entry.document.source == "final.pdf"]
    assert [document.source for document in grouped.also] == ["draft.md"]
    final, draft = grouped.document, grouped.also[0]
    assert other_editions(library, open_document(library, final.id, OWNER), OWNER) == [draft]
    assert draft.id not in {
        entry.document.id for entry in similar(library, open_document(library, final.id, OWNER), OWNER)
    }
    # The other edition is found by name; a reader who may not see it doesn't even get its title.
    assert search(library, words, OWNER, Filters(document=draft.id)).total == 1
    correct(library, draft.id, {"access": "internal"})
    assert other_editions(library, open_document(library, final.id, ANONYMOUS), ANONYMOUS) == []
    assert search(library, words, ANONYMOUS, k=50).also == {}
