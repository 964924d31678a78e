"""Corrections: they take precedence, persist, take effect at once, and are checked."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from ingest.stated.corrections import correct
from ingest.summary import Summary
from kb.errors import InvalidManifest, NotFound
from kb.library import Library
from kb.model import ANONYMOUS, OWNER
from kb.search.scope import all_documents
from kb.search.search import search
from tests.conftest import Put
from tests.fakes import document

pytestmark = pytest.mark.slow

TEXT = "The fictional village dug a well in 2019 and filters its water with bone char."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def run(library: Library, folder: Path) -> Summary:
    return ingest(library, [folder], Options())


def sources(library: Library) -> dict[str, str]:
    return {document.source: document.title for document in all_documents(library, OWNER)}


def test_a_correction_wins_and_outlives_ingestion(library: Library, folder: Path) -> None:
    (folder / "well.md").write_text(f"# The well\n\n{TEXT}\n")
    (folder / "manifest.toml").write_text('[[document]]\npath = "well.md"\ntitle = "Stated"\nyear = 2019\n')
    run(library, folder)
    (document,) = all_documents(library, OWNER)
    corrected = correct(
        library, document.id, {"title": "Corrected title", "authors": "ROSSI Maria", "keywords": "water; wells"}
    )
    assert (corrected.title, corrected.year, corrected.people[0].name) == ("Corrected title", 2019, "Maria Rossi")
    assert search(library, "corrected", OWNER).total == 1
    fields = {(f.name, f.value, f.origin) for f in library.catalogue.metadata.fields(document.id)}
    assert {
        ("title", "Corrected title", "person"), ("year", "2019", "manifest"), ("keywords", "wells", "person"),
        ("author", "Maria Rossi", "person"),
    } <= fields  # fmt: skip
    (folder / "well.md").write_text(f"# The well\n\n{TEXT} It was repaired later.\n")
    assert run(library, folder).count("replaced") == 1
    (again,) = all_documents(library, OWNER)
    assert (again.title, again.people) == (corrected.title, corrected.people)
    correct(library, document.id, {"title": None})
    assert run(library, folder).count("updated") == 1
    assert all_documents(library, OWNER)[0].title == "Stated"


def test_access_can_be_corrected_at_once(library: Library, folder: Path) -> None:
    (folder / "well.txt").write_text(TEXT)
    run(library, folder)
    assert search(library, "bone char", ANONYMOUS).total == 1
    correct(library, all_documents(library, OWNER)[0].id, {"access": "restricted"})
    assert search(library, "bone char", ANONYMOUS).total == 0


def test_emptied_readers_are_nobody_at_once_and_after_ingestion(library: Library, folder: Path) -> None:
    (folder / "well.txt").write_text(TEXT)
    (folder / "manifest.csv").write_text("path,access,readers\nwell.txt,restricted,anna\n")
    run(library, folder)
    (document,) = all_documents(library, OWNER)
    assert readers(library, folder) == ("anna",)
    correct(library, document.id, {"readers": None})
    assert readers(library, folder) == ()
    for text in (TEXT, f"{TEXT} It was repaired later."):
        (folder / "well.txt").write_text(text)
        run(library, folder)
        assert readers(library, folder) == (), "the manifest still names her"
    assert run(library, folder).count("unchanged") == 1
    correct(library, document.id, {"readers": "bo"})
    run(library, folder)
    assert readers(library, folder) == ("bo",)


def readers(library: Library, folder: Path) -> tuple[str, ...]:
    rights = library.catalogue.metadata.rights(folder / "well.txt")
    assert rights is not None and rights.access == "restricted"
    return rights.readers


def test_wrong_corrections_are_refused(library: Library, folder: Path) -> None:
    (folder / "well.txt").write_text(TEXT)
    run(library, folder)
    (document,) = all_documents(library, OWNER)
    for wrong, said in (
        ({"yeer": "2019"}, "isn't a field"),
        ({"year": "19"}, "isn't a year"),
        ({"access": "everyone"}, "must be one of"),
        ({"embargo_until": "soon"}, "must be a date"),
    ):
        with pytest.raises(InvalidManifest, match=said):
            correct(library, document.id, wrong)
    with pytest.raises(NotFound):
        correct(library, "nobody", {"year": "2019"})
    assert all_documents(library, OWNER) == [document]


def test_corrections_at_the_same_time_lose_nothing(put: Put, library: Library) -> None:
    put(document("well"), TEXT)
    with ThreadPoolExecutor(2) as pool:
        for year in range(2000, 2005):
            changes = ({"title": f"The well of {year}"}, {"year": str(year)})
            list(pool.map(lambda change: correct(library, "well", change), changes))
            (found,) = all_documents(library, OWNER)
            assert (found.title, found.year) == (f"The well of {year}", year)
