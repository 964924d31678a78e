"""Discovery: the files to ingest, their names, and the manifest that applies to each."""

import zipfile
from pathlib import Path

import pytest

from ingest.sources.discover import Options, find_sources, stated_metadata
from kb.errors import InvalidManifest, NothingToIngest


def test_files_with_a_parser_are_found_once_and_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "sub/a.md", ".hidden/c.txt", "picture.png", "manifest.toml", "._d.txt", "~$b.docx", ".note"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x")
    found = find_sources([tmp_path / "in", tmp_path / "in" / "b.txt"], tmp_path / "unpacked")
    assert [source.source for source in found if not source.is_skipped] == ["b.txt", "sub/a.md"]
    assert [source.source for source in found if source.is_skipped] == ["picture.png"]


def test_a_readme_beside_documents_is_no_document_unless_it_is_named(tmp_path: Path) -> None:
    for name in ("README.md", "b.txt", "alone/readme.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x")
    found = {source.source: source for source in find_sources([tmp_path / "in"], tmp_path / "unpacked")}
    assert [name for name, source in found.items() if not source.is_skipped] == ["b.txt"]
    assert "name the file" in found["README.md"].problem
    for given, kept in (([tmp_path / "in" / "README.md"], "README.md"), ([tmp_path / "in" / "alone"], "readme.txt")):
        (source,) = find_sources(given, tmp_path / "unpacked")
        assert (source.source, source.is_skipped) == (kept, False)


def test_a_folder_without_documents_and_a_missing_path_are_reported(tmp_path: Path) -> None:
    with pytest.raises(NothingToIngest, match="Formats read"):
        find_sources([tmp_path], tmp_path / "unpacked")
    with pytest.raises(NothingToIngest, match="no file or folder"):
        find_sources([tmp_path / "missing"], tmp_path / "unpacked")


def test_a_member_is_extracted_when_it_is_fetched_and_its_stamp_follows_its_content(tmp_path: Path) -> None:
    stamps = []
    for text in ("one", "two"):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("b.txt", text)
        (source,) = find_sources([tmp_path / "a.zip"], tmp_path / text)
        stamps.append(source.stamp)
        assert not source.file.exists()
        assert source.fetch().read_text() == text
    assert stamps[0] != stamps[1]


def test_the_nearest_manifest_applies_and_overrides_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a.txt", "sub/b.txt", "sub/c.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "manifest.csv").write_text("path,title,kind\na.txt,A,thesis\nsub/b.txt,far,\nsub/c.txt,C,\n")
    (tmp_path / "sub" / "manifest.csv").write_text("path,title\nb.txt,near\n")
    sources = find_sources([tmp_path], tmp_path / "unpacked")
    stated, _ = stated_metadata(sources, Options(kind="course", access="internal"))
    titles = {path.name: (entry.title, entry.kind, entry.access) for path, entry in stated.items()}
    assert titles == {
        "a.txt": ("A", "thesis", "internal"),
        "b.txt": ("near", "course", "internal"),
        "c.txt": ("C", "course", "internal"),
    }
    assert {entry.title for entry in stated_metadata(sources, Options(manifest=False))[0].values()} == {None}


def test_a_row_that_matches_no_file_is_listed(tmp_path: Path) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "rossi.txt").write_text("x")
    rows = "path,title\nrossi,Abitare\nneri.txt,Orti\nrossi.txt,Case\n"
    (tmp_path / "in" / "sub" / "manifest.csv").write_text(rows)
    stated, missing = stated_metadata(find_sources([tmp_path / "in"], tmp_path / "unpacked"), Options())
    assert [entry.title for entry in stated.values()] == ["Case"]
    assert [(source.source, source.is_skipped) for source in missing] == [("sub/neri.txt", True), ("sub/rossi", True)]
    assert missing[0].problem.startswith("manifest.csv has a row about it, but there is no such file")


@pytest.mark.parametrize("packed", [False, True])
def test_a_spreadsheet_called_manifest_stops_the_run(tmp_path: Path, packed: bool) -> None:
    names = ("rossi.txt", "Manifest.xlsx")
    (tmp_path / "in").mkdir()
    for name in () if packed else names:
        (tmp_path / "in" / name).write_text("x")
    if packed:
        with zipfile.ZipFile(tmp_path / "in" / "tesi.zip", "w") as archive:
            for name in names:
                archive.writestr(name, "x")
    sources = find_sources([tmp_path / "in"], tmp_path / "unpacked")
    with pytest.raises(
        InvalidManifest, match=r"Manifest\.xlsx: the file: isn't read as a manifest; save it as manifest\.csv"
    ):
        stated_metadata(sources, Options())
    assert len(stated_metadata(sources, Options(manifest=False))[0]) == 2
