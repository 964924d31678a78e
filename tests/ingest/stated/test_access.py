"""A stated access is kept until it is loosened explicitly; rows that match no file stop the run. All works are fictional."""

import json
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from ingest.stated.access import closest, latest, loosens, settled, tightening
from ingest.stated.corrections import correct
from ingest.stated.manifest import StatedMetadata, correction
from ingest.summary import Summary
from kb.errors import InvalidManifest
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Access, Document, Rights
from kb.search.scope import all_documents
from kb.search.search import search
from kb.settings import Settings, load_settings

TEXT = "# Orti\n\nGli orti di quartiere crescono accanto alle case, dice la relazione inventata {}.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "tesi.md").write_text(TEXT.format("uno"))
    return tmp_path / "in"


def run(library: Library, path: Path, **options: Any) -> Summary:
    return ingest(library, [path], Options(**options))


def only(library: Library) -> Document:
    (document,) = all_documents(library, OWNER)
    return document


def audited(library: Library, event: str) -> list[dict[str, str]]:
    lines = [json.loads(line) for line in (library.home / "audit.jsonl").read_text().splitlines()]
    return [line for line in lines if line["event"] == event]


# -- the rule ---------------------------------------------------------------------------------------------------------

NOTHING, FUTURE = StatedMetadata(), "2999-01-01"


@pytest.mark.parametrize(
    ("said", "held", "default", "loosen", "access", "embargo", "told"),
    [
        ({}, None, "public", False, "public", None, ""),
        ({}, None, "internal", False, "internal", None, ""),
        ({"access": "public"}, None, "internal", False, "public", None, ""),
        ({"readers": "anna"}, None, "public", False, "restricted", None, ""),
        ({"embargo_until": FUTURE}, None, "internal", False, "internal", FUTURE, ""),
        ({}, Rights("internal"), "public", False, "internal", None, ""),
        ({}, Rights("internal"), "public", True, "internal", None, ""),
        ({}, Rights("public", FUTURE), "public", False, "public", FUTURE, ""),
        ({}, Rights("public"), "internal", False, "public", None, ""),
        ({"access": "restricted"}, Rights("internal"), "public", False, "restricted", None, ""),
        ({"access": "public"}, Rights("restricted"), "public", False, "restricted", None, "stays restricted"),
        ({"access": "public"}, Rights("restricted"), "public", True, "public", None, "is public now"),
        ({"access": "internal"}, Rights("internal", FUTURE), "public", False, "internal", FUTURE, "embargo stays"),
        ({"access": "public", "embargo_until": "2998-01-01"}, Rights("public", FUTURE), "public", False, "public", FUTURE, "stays"),
        ({"access": "public", "embargo_until": FUTURE}, Rights("public", "2998-01-01"), "public", False, "public", FUTURE, ""),
        ({"access": "public"}, Rights("public", "2001-01-01"), "public", False, "public", None, ""),
        ({"embargo_until": FUTURE}, Rights("restricted"), "public", False, "restricted", FUTURE, ""),
    ],
)  # fmt: skip
def test_what_was_stated_stays(
    said: dict[str, str],
    held: Rights | None,
    default: Access,
    loosen: bool,
    access: str,
    embargo: str | None,
    told: str,
) -> None:
    found, what = settled(correction(Path("a"), said), held, default, loosen=loosen)
    assert (found.access or "public", found.embargo_until) == (access, embargo)
    assert told in what and bool(told) == bool(what)


def test_named_readers_stay_with_a_restricted_document() -> None:
    held = Rights("restricted", None, ("anna",))
    for said in ({}, {"access": "public"}):
        found, _ = settled(correction(Path("a"), said), held, "public", loosen=False)
        assert (found.access, found.facts) == ("restricted", (("reader", "anna"),))
    assert settled(correction(Path("a"), {"access": "restricted"}), held, "public", loosen=False)[0].facts == ()


def test_a_restricted_document_gets_further_readers_only_with_loosen() -> None:
    held = Rights("restricted", None, ("anna", "josé"))
    said = correction(Path("a"), {"readers": "Anna;Jose\u0301;bruno"})  # an accent of its own
    found, told = settled(said, held, "public", loosen=False)
    assert {value for _, value in found.facts} == {"anna", "josé"} and "bruno may not read it" in told
    found, told = settled(said, held, "public", loosen=True)
    assert ("reader", "bruno") in found.facts and "bruno may read it now" in told
    fewer, told = settled(correction(Path("a"), {"readers": "anna"}), held, "public", loosen=False)
    assert fewer.facts == (("reader", "anna"),) and told == ""
    _, told = settled(correction(Path("a"), {"readers": "carla"}), Rights("restricted"), "public", loosen=False)
    assert "carla may not read it" in told


@pytest.mark.parametrize("loosen", [False, True])
@pytest.mark.parametrize("level", ["public", "internal", "restricted"])
def test_a_correction_to_no_readers_keeps_the_level_and_names_nobody(level: Access, loosen: bool) -> None:
    said = correction(Path("a"), {"readers": " ; "})
    for held in (Rights(level, None, ("anna",)), Rights(level)):
        found, told = settled(said, held, "public", loosen=loosen)
        assert (found.access or "public", found.facts, told) == (level, (("reader", ""),), "")


def test_an_earlier_end_of_an_embargo_opens_it_in_every_form_of_a_date() -> None:
    held = Rights("public", "2999-06-01")
    assert loosens(held, {"embargo_until": "29990501"}) and not loosens(held, {"embargo_until": "29990701"})


def test_the_closest_level_and_the_latest_date() -> None:
    assert closest([None, "public", "restricted", "internal"]) == "restricted" and closest([None]) is None
    assert latest([None, "2020-01-01", "2021-01-01"]) == "2021-01-01" and latest([]) is None


# -- folders ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_run_that_says_nothing_opens_nothing(library: Library, folder: Path) -> None:
    run(library, folder, access="internal")
    assert run(library, folder).count("unchanged") == 1, "nothing has to be read again"
    (folder / "tesi.md").write_text(TEXT.format("due"))
    run(library, folder)
    assert only(library).access == "internal" and search(library, "orti", ANONYMOUS).total == 0
    (told,) = run(library, folder, access="public").entries
    assert "access stays internal" in told.reason and "--loosen" in told.reason
    assert only(library).access == "internal"
    (told,) = run(library, folder, access="public", loosen=True).entries
    assert told.reason == "access was internal and is public now" and search(library, "orti", ANONYMOUS).total == 1
    (noted,) = audited(library, "rights changed")
    assert (noted["before"], noted["access"]) == ("internal", "public")


@pytest.mark.slow
def test_a_document_that_was_removed_comes_back_as_closed_as_it_was(library: Library, folder: Path) -> None:
    run(library, folder, access="restricted")
    library.remove(only(library))
    (folder / "tesi.md").rename(folder / "altra.md")
    run(library, folder)
    assert (only(library).source, only(library).access) == ("altra.md", "restricted")
    library.remove(only(library))
    (folder / "altra.md").write_text(TEXT.format("due"))
    assert run(library, folder).unstated == 0
    assert only(library).access == "restricted", "the same path, other words"


@pytest.mark.slow
@pytest.mark.parametrize("is_removed", [False, True])
def test_an_earlier_version_comes_back_as_closed_as_it_was_under_any_name(
    library: Library, folder: Path, is_removed: bool
) -> None:
    run(library, folder, access="restricted")
    if is_removed:
        library.remove(only(library))
    (folder / "tesi.md").write_text(TEXT.format("due"))
    run(library, folder)
    (folder / "prima.md").write_text(TEXT.format("uno"))
    run(library, folder)
    assert {d.source: d.access for d in all_documents(library, OWNER)} == {
        "tesi.md": "restricted",
        "prima.md": "restricted",
    }


@pytest.mark.slow
def test_a_removed_document_stays_as_closed_at_the_path_of_a_more_open_one(library: Library, folder: Path) -> None:
    run(library, folder, access="restricted")
    (folder / "tesi.md").rename(folder.parent / "tesi.md")
    (folder / "altra.md").write_text(TEXT.format("due"))
    run(library, folder, access="internal")
    library.remove(*all_documents(library, OWNER))
    (folder.parent / "tesi.md").rename(folder / "altra.md")
    run(library, folder)
    assert (only(library).source, only(library).access) == ("altra.md", "restricted")


@pytest.mark.slow
def test_what_a_person_restricts_while_it_is_read_stays_restricted(library: Library, folder: Path) -> None:
    run(library, folder)
    (folder / "tesi.md").write_text(TEXT.format("due"))
    from ingest.pipeline import _Run
    from ingest.sandbox import Sandbox
    from ingest.sources.discover import find_sources

    with Sandbox(library.settings) as sandbox:
        going = _Run(library, lambda _: None, sandbox, Options())
        source = find_sources([folder], folder.parent / "unpacked")[0]
        (task,) = going.tasks([source], {source.path: NOTHING})
        from ingest.build import build_document

        built = build_document(task)
        correct(library, only(library).id, {"access": "restricted", "readers": "anna"})
        going.add(task, built)
    assert only(library).access == "restricted"
    assert library.catalogue.metadata.rights(folder / "tesi.md") == Rights("restricted", None, ("anna",))


@pytest.mark.slow
def test_the_default_of_a_library_is_stated_kept_and_told(settings: Settings, folder: Path) -> None:
    from dataclasses import replace

    with Library(settings, writable=True) as library:
        assert library.default_access == "public"
    with Library(replace(settings, default_access="internal"), writable=True):
        pass
    with Library(settings, writable=True) as library:
        assert library.default_access == "internal", "also for a command that runs without the setting"
        summary = run(library, folder)
        assert (summary.unstated, summary.default, only(library).access) == (1, "internal", "internal")
        assert audited(library, "default access set")[0]["access"] == "internal"
    assert load_settings({"POLIKB_DEFAULT_ACCESS": "restricted"}).default_access == "restricted"


# -- manifests --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("Però.md", unicodedata.normalize("NFD", "Però.md")),
        (unicodedata.normalize("NFD", "Però.md"), "Però.md"),
        ("Tesi Rossi.MD", "tesi rossi.md"),
        ("anno/uno/a.md", "anno\\uno\\a.md"),
        ("anno/a.md", "./anno//a.md"),
        ("anno/a.md", "anno"),
        ("anno/uno/a.md", "ANNO/"),
        ("a.md", "."),
        ("a.md", " a.md "),
    ],
)
def test_a_row_fits_its_file_however_it_is_written(library: Library, tmp_path: Path, file: str, row: str) -> None:
    path = tmp_path / "in" / file
    path.parent.mkdir(parents=True)
    path.write_text(TEXT.format("tre"))
    (tmp_path / "in" / "manifest.csv").write_text(f"path,access\n{row},restricted\n", encoding="utf-8")
    run(library, tmp_path / "in")
    assert only(library).access == "restricted"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "path,access\ntesi.md,public\ntessi.md,restricted\n",
            "tessi.md: states who may see a file, but there is none",
        ),
        ("path,embargo_until\nassente.md,2999-01-01\n", "assente.md"),
        ("path,readers\nassente.md,anna\n", "assente.md"),
        ("path,acces\ntesi.md,restricted\n", "'acces': isn't known; write access"),
        ("path,access\ntesi.md,restricted\nTESI.md,public\n", "listed twice"),
    ],
)
def test_a_row_about_access_that_fits_nothing_stops_the_run(
    library: Library, folder: Path, text: str, says: str
) -> None:
    (folder / "manifest.csv").write_text(text)
    with pytest.raises(InvalidManifest, match=says):
        run(library, folder)
    assert all_documents(library, OWNER) == [] and library.catalogue.ledger.files() == []


@pytest.mark.slow
def test_other_rows_may_fit_nothing_and_one_file_may_be_ingested_alone(library: Library, folder: Path) -> None:
    (folder / "foto.jpg").write_bytes(b"x")
    (folder / "altra.md").write_text(TEXT.format("quattro"))
    (folder / "Manifest.CSV").write_text(
        "Path;Access\nassente.md;\nfoto.jpg;restricted\naltra.md;internal\ntesi.md;internal\n"
    )
    run(library, folder / "tesi.md")
    assert (only(library).source, only(library).access) == ("tesi.md", "internal")


@pytest.mark.slow
@pytest.mark.parametrize("given", ["secret", "secret/deep", "secret/deep/tesi.md"])
def test_the_manifest_around_a_part_of_a_folder_holds_for_it(library: Library, tmp_path: Path, given: str) -> None:
    """A row that matches no file of this run is about the other files there."""
    deep = tmp_path / "works" / "secret" / "deep"
    deep.mkdir(parents=True)
    (deep / "tesi.md").write_text("# Tesi di finzione\n\nUn pozzo dà acqua a quaranta famiglie.\n")
    (tmp_path / "works" / "manifest.csv").write_text("path,access\nsecret,restricted\nelsewhere.md,internal\n")
    ingest(library, [tmp_path / "works" / given], Options())
    assert [document.access for document in all_documents(library, OWNER)] == ["restricted"]


def test_two_manifests_in_a_folder_are_one_too_many(library: Library, folder: Path) -> None:
    (folder / "manifest.csv").write_text("path,access\ntesi.md,restricted\n")
    (folder / "manifest.toml").write_text("")
    with pytest.raises(InvalidManifest, match="keep one of them"):
        run(library, folder)


@pytest.mark.slow
@pytest.mark.parametrize("inside", ["", "path,access,title\na.md,public,Uno\n", "path,access\nassente.md,restricted\n"])
def test_members_of_an_archive_have_its_access(library: Library, tmp_path: Path, inside: str) -> None:
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "allegati.zip", "w") as archive:
        archive.writestr("sub/a.md", TEXT.format("cinque"))
        if inside:
            archive.writestr("sub/manifest.csv", inside)
    (tmp_path / "in" / "manifest.csv").write_text("path,access,title,authors\nallegati.zip,internal,Tutto,Ada Rossi\n")
    if "assente" in inside:
        with pytest.raises(InvalidManifest, match="assente"):
            run(library, tmp_path / "in")
        return
    run(library, tmp_path / "in")
    assert (only(library).access, only(library).people[0].name) == ("internal", "Ada Rossi")
    assert only(library).title != "Tutto"


# -- identity ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_id_is_never_used_twice(library: Library, folder: Path, tmp_path: Path) -> None:
    ids = set()
    for round_ in range(3):
        (folder / "tesi.md").write_text(TEXT.format(round_))
        run(library, folder)
        ids.add(only(library).id)
        library.remove(only(library))
    assert len(ids) == 3


@pytest.mark.slow
def test_two_folders_with_the_same_name_in_one_run(library: Library, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "tesi.md").write_text(TEXT.format(name))
    summary = ingest(library, [tmp_path / "a", tmp_path / "b"], Options())
    assert summary.count("added") == 2 and len({d.id for d in all_documents(library, OWNER)}) == 2


@pytest.mark.slow
def test_withdrawn_bytes_stay_away_from_a_known_path_and_from_their_copies(library: Library, folder: Path) -> None:
    (folder / "altra.md").write_text(TEXT.format("due"))
    run(library, folder)
    (folder / "altra.md").write_bytes((folder / "tesi.md").read_bytes())
    (entry,) = [entry for entry in run(library, folder).entries if entry.source == "altra.md"]
    assert entry.outcome == "replaced" and len(all_documents(library, OWNER)) == 2
    library.withdraw(all_documents(library, OWNER)[0], reason="")
    assert all_documents(library, OWNER) == [], "the other one has the same bytes"
    (folder / "nuova.md").write_text(TEXT.format("tre"))
    (folder / "altra.md").unlink()
    assert run(library, folder).count("added") == 1
    (folder / "nuova.md").write_bytes((folder / "tesi.md").read_bytes())
    refused = [entry for entry in run(library, folder).entries if entry.source == "nuova.md"]
    assert refused[0].outcome == "failed" and "withdrawn" in refused[0].reason


# -- the same file at two places ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "command"),
    [
        ('access = "restricted"', "access=restricted"),
        ('readers = ["anna"]', "access=restricted"),
        (f"embargo_until = {FUTURE}", f"embargo_until={FUTURE}"),
        ('access = "public"', ""),
        ("embargo_until = 2020-01-31", ""),
    ],
)
def test_a_copy_whose_document_is_more_open_than_is_stated_fails(
    library: Library, folder: Path, tmp_path: Path, row: str, command: str
) -> None:
    run(library, folder)
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / "tesi.md").write_bytes((folder / "tesi.md").read_bytes())
    (copies / "manifest.toml").write_text(f'[[document]]\npath = "tesi.md"\n{row}\n')
    (entry,) = run(library, copies).entries
    assert str(folder / "tesi.md") in entry.reason, "both are called tesi.md"
    assert entry.outcome == ("failed" if command else "duplicate")
    assert ("more people may see" in entry.reason) == bool(command)
    assert f"`polikb edit {only(library).id} {command}`" in entry.reason or not command


def test_of_two_new_copies_the_one_that_is_stated_to_be_closed_fails(library: Library, folder: Path) -> None:
    (folder / "zz.md").write_bytes((folder / "tesi.md").read_bytes())
    (folder / "manifest.toml").write_text('[[document]]\npath = "zz.md"\naccess = "internal"\n')
    assert [entry.outcome for entry in run(library, folder).entries] == ["added", "failed"]


@pytest.mark.parametrize(
    ("said", "current", "changes"),
    [
        ({"readers": "anna"}, Rights("restricted", None, ("anna",)), {}),
        ({"readers": "anna"}, Rights("restricted", None, ("anna", "ugo")), {"readers": "anna"}),
        ({"access": "restricted"}, Rights("restricted", None, ("ugo",)), {"readers": ""}),
        ({"access": "internal"}, Rights("restricted", None, ("ugo",)), {}),
        ({"access": "internal"}, Rights("public"), {"access": "internal"}),
        ({}, Rights("public"), {}),
    ],
)
def test_what_would_have_to_change_so_that_no_more_people_see_it_than_is_stated(
    said: dict[str, str], current: Rights, changes: dict[str, str]
) -> None:
    assert tightening(correction(Path("a"), said) if said else NOTHING, current) == changes
