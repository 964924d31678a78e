"""A backup made while the library is in use is restored completely: every answer is the same."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from filelock import FileLock

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.access.accounts import Accounts
from kb.errors import BackupError
from kb.library import Library
from kb.maintenance.backup import back_up, newest, restore
from kb.maintenance.doctor import examine
from kb.model import ANONYMOUS, OWNER
from kb.output.api_json import search_json
from kb.output.people_json import experts_json
from kb.people.experts import experts
from kb.search.scope import all_documents
from kb.search.search import search
from kb.settings import Settings
from tests.conftest import SAMPLE
from web.links import LINKS

pytestmark = pytest.mark.slow

QUESTIONS = (
    "acqua potabile",
    "famiglie migranti casa",
    "solar microgrids for schools",
    "sdg:11 quartiere",
    "author:riva",
)


def answers(library: Library) -> list[object]:
    found: list[object] = [
        search_json(search(library, q, reader, None, 20), LINKS) for q in QUESTIONS for reader in (ANONYMOUS, OWNER)
    ]
    return [
        *found,
        *(experts_json(experts(library, q, OWNER), LINKS) for q in QUESTIONS),
        all_documents(library, OWNER),
    ]


def test_a_restored_library_answers_as_the_first_did(sample_settings: Settings, tmp_path: Path) -> None:
    accounts = Accounts(sample_settings.home)
    accounts.add("anna", "correct horse battery", "reader")
    kept = back_up(sample_settings, tmp_path / "backups")
    assert kept.documents == 27
    second = replace(sample_settings, home=tmp_path / "second")
    assert restore(tmp_path / "backups", second).documents == 27
    with Library(replace(sample_settings), writable=False) as first, Library(second, writable=True) as again:
        assert answers(first) == answers(again)
        assert all(finding.sound for finding in examine(again)), [f for f in examine(again) if not f.sound]
    assert Accounts(second.home).check("anna", "correct horse battery")


def test_a_backup_in_the_library_itself_is_refused(settings: Settings, tmp_path: Path) -> None:
    Library(settings, writable=True).close()
    (tmp_path / "link").symlink_to(settings.home)
    for folder in (settings.home, settings.home / "backups", tmp_path / "link" / "backups"):
        with pytest.raises(BackupError, match="inside the library's folder"):
            back_up(settings, folder)
    assert not (settings.home / "backups").exists()
    assert back_up(settings, settings.home.with_name("home-backups")).documents == 0


def test_a_backup_beside_searching_and_ingesting_is_of_one_moment(settings: Settings, tmp_path: Path) -> None:
    files = SAMPLE / "files"
    with Library(settings, writable=True) as library:
        ingest(library, [files / "corsi"], Options(manifest=False))
        with ThreadPoolExecutor(2) as pool:
            working = pool.submit(ingest, library, [files / "progetti"], Options(manifest=False))
            searching = pool.submit(lambda: [search(library, "acqua", OWNER) for _ in range(50)])
            counts = [back_up(settings, tmp_path / "backups").documents for _ in range(4)]
        working.result()
        searching.result()
    assert counts == sorted(counts) and counts[0] >= 7
    chosen = sorted(path for path in (tmp_path / "backups").iterdir() if path.name != "originals")[1]
    second = replace(settings, home=tmp_path / "second")
    assert restore(chosen, second).documents == counts[1]
    with Library(second, writable=True) as again:
        again.embedding_queue.run()
        assert all(finding.sound for finding in examine(again))


def test_originals_are_kept_once_also_from_a_folder_of_their_own(sample_settings: Settings, tmp_path: Path) -> None:
    elsewhere = replace(sample_settings, originals=str(tmp_path / "elsewhere"))
    (sample_settings.home / "originals").rename(elsewhere.originals)
    back_up(elsewhere, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "originals").rglob("*") if path.is_file()}
    back_up(elsewhere, tmp_path)
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "originals").rglob("*") if path.is_file()}
    assert before == after and len(before) == 27
    assert len(list(tmp_path.glob("*/backup.json"))) == 2


def test_what_cannot_be_brought_back_is_said_before_anything_is_written(
    sample_settings: Settings, tmp_path: Path
) -> None:
    kept = back_up(sample_settings, tmp_path / "backups").path
    empty = replace(sample_settings, home=tmp_path / "empty")
    with pytest.raises(BackupError, match="isn't empty"):
        restore(kept, sample_settings)
    with pytest.raises(BackupError, match="no backup"):
        newest(tmp_path)
    catalogue = kept / "catalogue.sqlite"
    catalogue.write_bytes(catalogue.read_bytes()[:-4096])
    with pytest.raises(BackupError, match="missing or damaged"):
        restore(tmp_path / "backups", empty)
    assert not empty.home.exists()
    with pytest.raises(BackupError, match="no library"):
        back_up(empty, tmp_path / "backups")
    (tmp_path / "file").write_text("x")
    with pytest.raises(BackupError, match="can't be written"):
        back_up(sample_settings, tmp_path / "file")


def test_originals_that_a_backup_lacks_are_named(sample_settings: Settings, tmp_path: Path) -> None:
    with Library(sample_settings, writable=False) as library:
        lost, damaged, whole = all_documents(library, OWNER)[:3]
        library.originals.path(lost).unlink()
        library.originals.path(damaged).write_bytes(b"x")
    assert sorted(back_up(sample_settings, tmp_path / "backups").missing) == sorted([lost.source, damaged.source])
    assert not list((tmp_path / "backups" / "originals").glob(f"*/{damaged.content_hash}.*")), "it would look whole"
    with Library(sample_settings, writable=False) as library:
        library.originals.path(whole).unlink()
    assert len(back_up(sample_settings, tmp_path / "backups").missing) == 2, "an earlier backup has the third"


@pytest.mark.parametrize("name", ["backup.json", "withdrawn.json"])
def test_a_damaged_list_is_named(settings: Settings, tmp_path: Path, name: str) -> None:
    Library(settings, writable=True).close()
    done = back_up(settings, tmp_path / "backups").path
    file = (done if name == "backup.json" else done.parent) / name
    file.write_text("{")
    with pytest.raises(BackupError, match=f"{name} is missing or damaged"):
        restore(tmp_path / "backups", replace(settings, home=tmp_path / "second"))
    if name == "withdrawn.json":
        with pytest.raises(BackupError, match="or delete it: the next backup writes it again"):
            back_up(settings, tmp_path / "backups")


def test_a_damaged_original_is_named(sample_settings: Settings, tmp_path: Path) -> None:
    kept = back_up(sample_settings, tmp_path / "backups")
    listed = json.loads((kept.path / "backup.json").read_text())
    assert listed["documents"] == 27
    victim = next(path for path in (tmp_path / "backups" / "originals").rglob("*.pdf"))
    victim.write_bytes(b"broken")
    second = replace(sample_settings, home=tmp_path / "second")
    with pytest.raises(BackupError, match="1 originals are missing"):
        restore(tmp_path / "backups", second)
    with Library(second, writable=False) as again:
        assert search(again, "acqua", OWNER).hits, "its text is there all the same"


def test_a_folder_may_be_given_relative_and_a_killed_restore_is_begun_again(
    sample_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert back_up(sample_settings, Path("backups")).path.is_relative_to(tmp_path)
    second = replace(sample_settings, home=tmp_path / "second")
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr("kb.maintenance.backup._withdraw_again", Mock(side_effect=KeyboardInterrupt))
        restore(Path("backups"), second)
    assert (second.home / "restoring").is_dir() and not (second.home / "catalogue.sqlite").exists(), "no library"
    with (
        FileLock(second.home / "restoring.lock"),
        pytest.raises(BackupError, match="Another restore"),
        ThreadPoolExecutor(1) as pool,
    ):
        pool.submit(restore, Path("backups"), second).result()
    assert restore(Path("backups"), second).documents == 27, "the next call begins again"
    assert not [*second.home.glob("restoring*")]
    with Library(second, writable=True) as again:
        assert all(finding.sound for finding in examine(again))


def test_a_failed_backup_leaves_nothing_and_a_killed_one_is_cleared_away(
    sample_settings: Settings, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"

    def interrupted(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(BackupError, match="No space left"):
        back_up(sample_settings, backups, interrupted)
    assert list(backups.glob("*.partial")) == []
    (backups / "20200101.partial").mkdir()
    (backups / "20200101.partial" / "catalogue.sqlite").write_text("text of a document that was withdrawn since")
    (backups / "originals" / "ab").mkdir()
    (backups / "originals" / "ab" / "abc.pdf.1-2.new").write_text("half")
    back_up(sample_settings, backups)
    assert list(backups.glob("*.partial")) == [] and list(backups.rglob("*.new")) == []


def test_one_backup_at_a_time(sample_settings: Settings, tmp_path: Path) -> None:
    tmp_path.mkdir(exist_ok=True)
    with FileLock(tmp_path / ".lock"), pytest.raises(BackupError, match="Another backup"):
        back_up(sample_settings, tmp_path)
