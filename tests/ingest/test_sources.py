"""Archives, manifests within them, corrections, editions: what goes in, under which name, and what counts."""

import shutil
import zipfile
from pathlib import Path

import pytest

from ingest.pipeline import Summary, ingest
from ingest.sources.discover import Options
from ingest.stated.corrections import correct
from kb.errors import InvalidManifest, NotFound
from kb.explore.similar import other_editions, similar
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters
from kb.search.scope import all_documents, open_document
from kb.search.search import search
from kb.text.sketches import likeness, sketch
from tests.conftest import SAMPLE
from tests.fakes import write_pdf

TEXT = "The fictional village dug a well in 2019 and filters its water with bone char."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def run(library: Library, folder: Path) -> Summary:
    return ingest(library, [folder], Options())


def sources(library: Library) -> dict[str, str]:
    return {document.source: document.title for document in all_documents(library, OWNER)}


# -- archives ------------------------------------------------------------------------------------------------------------


def test_members_of_an_archive_are_documents(library: Library, folder: Path) -> None:
    manifest = '[[document]]\npath = "deep/well.md"\ntitle = "Wells, as stated"\naccess = "internal"\n'
    with zipfile.ZipFile(folder / "works.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep/well.md", f"# The well\n\n{TEXT}\n")
        archive.writestr("flats.txt", "Seventeen flats were restored by the fictional cooperative.")
        archive.writestr("manifest.toml", manifest)
        archive.writestr("__MACOSX/._flats.txt", "junk")
        archive.writestr("picture.png", b"not a document")
    assert run(library, folder).count("added") == 2
    assert sources(library) == {
        "works.zip/deep/well.md": "Wells, as stated",
        "works.zip/flats.txt": "Seventeen flats were restored by the fictional cooperative.",
    }
    assert search(library, "bone char", ANONYMOUS).hits == ()
    (hit,) = search(library, "bone char", OWNER).hits
    assert library.originals.path(hit.document).read_text().startswith("# The well")
    assert run(library, folder).count("unchanged") == 2
    with zipfile.ZipFile(folder / "works.zip", "w") as archive:
        archive.writestr("flats.txt", "Eighteen flats, in the end, were restored by the fictional cooperative.")
    again = run(library, folder)
    assert [entry.outcome for entry in again.entries] == ["replaced"]


def test_what_archives_may_not_do(library: Library, folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(folder / "bad.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good.txt", TEXT)
        archive.writestr("../escape.txt", TEXT)
        archive.writestr("/absolute.txt", TEXT)
        archive.writestr("bomb.txt", b"a" * 30_000_000)
        archive.writestr("inner.zip", b"PK")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 not an archive")
    with zipfile.ZipFile(folder / "useless.zip", "w") as archive:
        archive.writestr("picture.png", b"x")
    reasons = {entry.source: entry.reason for entry in run(library, folder).entries}
    assert reasons["bad.zip/good.txt"] == ""
    assert "leads out of the archive" in reasons["bad.zip/../escape.txt"]
    assert "leads out of the archive" in reasons["bad.zip/absolute.txt"]
    assert "more than 200 times" in reasons["bad.zip/bomb.txt"]
    assert "an archive within an archive" in reasons["bad.zip/inner.zip"]
    assert "isn't a valid ZIP" in reasons["broken.zip"]
    assert "no document of a known format" in reasons["useless.zip"]
    assert not list(tmp_path.rglob("escape.txt"))


def test_a_damaged_member_costs_itself(library: Library, folder: Path) -> None:
    with zipfile.ZipFile(folder / "works.zip", "w") as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.txt", "Another fictional text about a school garden.")
    data = (folder / "works.zip").read_bytes().replace(b"bone char", b"bone CHAR", 1)
    (folder / "works.zip").write_bytes(data)
    outcomes = {entry.source: entry for entry in run(library, folder).entries}
    assert "can't be unpacked" in outcomes["works.zip/a.txt"].reason
    assert outcomes["works.zip/b.txt"].outcome == "added"


# -- corrections -----------------------------------------------------------------------------------------------------------


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


# -- editions ----------------------------------------------------------------------------------------------------------------


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
    words = " ".join(text[3].split()[:6])
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
    # Asked for by name, the other edition is there; to whom it is hidden, it isn't even named.
    assert search(library, words, OWNER, Filters(document=draft.id)).total == 1
    correct(library, draft.id, {"access": "internal"})
    assert other_editions(library, open_document(library, final.id, ANONYMOUS), ANONYMOUS) == []
    assert search(library, words, ANONYMOUS, k=50).also == {}


def test_likeness_of_sketches() -> None:
    words = [f"word{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(600)]
    whole, half = sketch([" ".join(words)]), sketch([" ".join(words[:300])])
    assert likeness(whole, whole) == 1.0
    assert 0.35 < likeness(whole, half) < 0.65
    assert likeness(whole, sketch([" ".join(words[::-1])])) == 0.0
    assert sketch(["too short to tell"]) == ()
    assert likeness((), whole) == 0.0
