"""Members of archives are separate documents; harmful and damaged ones don't affect the others."""

import contextlib
import random
import shutil
import zipfile
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options, find_sources
from ingest.sources.zip_archives import extract, members
from ingest.summary import Summary
from kb.errors import UnreadableFile
from kb.library import Library
from kb.model import ANONYMOUS, OWNER
from kb.search.scope import all_documents
from kb.search.search import search
from kb.settings import Settings
from tests.ingest.readers.mutations import PLAIN

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
        "works.zip/flats.txt": "flats",
    }
    assert search(library, "bone char", ANONYMOUS).hits == ()
    (hit,) = search(library, "bone char", OWNER).hits
    assert library.originals.path(hit.document).read_text().startswith("# The well")
    assert run(library, folder).count("unchanged") == 2
    with zipfile.ZipFile(folder / "works.zip", "w") as archive:
        archive.writestr("flats.txt", "Eighteen flats, in the end, were restored by the fictional cooperative.")
    again = run(library, folder)
    assert [entry.outcome for entry in again.entries] == ["replaced"]


def test_members_stay_unpacked_only_until_they_are_in_the_library(library: Library, folder: Path) -> None:
    for archive in ("one", "two"):
        with zipfile.ZipFile(folder / f"{archive}.zip", "w") as packed:
            for number in range(40):
                packed.writestr(f"{number}.txt", f"{TEXT} Well {number} of {archive}.")
            packed.writestr("same.txt", f"{TEXT} The same in both.")
            packed.writestr("empty.txt", "")
    held: list[int] = []

    def unpacked() -> int:
        return sum(path.suffix == ".txt" for at in library.home.glob("unpacked-*") for path in at.rglob("*"))

    found = ingest(library, [folder], Options(), lambda _: held.append(unpacked()))
    assert (found.count("added"), found.count("duplicate"), found.count("failed")) == (81, 1, 2)
    assert 0 < max(held) < 40 and not list(library.home.glob("unpacked-*"))
    assert run(library, folder).count("unchanged") == 81


def test_what_a_killed_process_left_unpacked_is_deleted_with_the_next_opening(settings: Settings) -> None:
    with Library(settings, writable=True) as library, library.originals.unpacking() as unpacked:
        (unpacked / "0").mkdir()
        (unpacked / "0" / "secret.txt").write_text(TEXT)
        shutil.copytree(unpacked, library.home / "unpacked-killed")
    assert (settings.home / "unpacked-killed").is_dir() and not unpacked.exists()
    with Library(settings, writable=True):
        assert not list(settings.home.glob("unpacked-*"))


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


def test_members_are_listed_by_name_with_a_stamp_and_what_is_wrong(folder: Path) -> None:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for name in ("b.txt", "a.md", ".hidden.txt", "c.png", "../d.txt"):
            archive.writestr(name, TEXT)
    found = members(folder / "a.zip")
    assert [(member.name, bool(member.problem)) for member in found] == [
        ("../d.txt", True),
        ("a.md", False),
        ("b.txt", False),
        ("c.png", False),
    ]
    assert found[1].stamp == found[2].stamp


def test_a_missing_member_leaves_no_file_behind(folder: Path) -> None:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("a.txt", TEXT)
    extract(folder / "a.zip", "a.txt", folder / "out" / "a.txt")
    assert (folder / "out" / "a.txt").read_text() == TEXT
    with pytest.raises(UnreadableFile, match="can't be unpacked"):
        extract(folder / "a.zip", "b.txt", folder / "out" / "b.txt")
    assert [path.name for path in (folder / "out").iterdir()] == ["a.txt"]


def test_damaged_archives_end_as_sources_or_reasons(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "whole.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "un testo fittizio " * 50)
        archive.writestr("sub/perché.md", "# Titolo\n\nTesto")
        archive.writestr("manifest.csv", "path,title\na.txt,A\n")
    data = (tmp_path / "whole.zip").read_bytes()
    for seed in range(400):
        folder = tmp_path / str(seed)
        folder.mkdir()
        chance = random.Random(seed)
        (folder / "x.zip").write_bytes(chance.choice(PLAIN)(data, chance))
        for source in find_sources([folder], folder / "unpacked"):
            if not source.problem:
                with contextlib.suppress(UnreadableFile):
                    source.fetch()


def test_members_of_other_kinds_are_named(library: Library, folder: Path) -> None:
    with zipfile.ZipFile(folder / "works.zip", "w") as archive:
        for name in ("a.txt", "images/map.png"):
            archive.writestr(name, TEXT)
    outcomes = {entry.source: entry for entry in run(library, folder).entries}
    assert outcomes["works.zip/a.txt"].outcome == "added"
    assert (
        outcomes["works.zip/images/map.png"].outcome == "skipped"
        and "(.png)" in outcomes["works.zip/images/map.png"].reason
    )
