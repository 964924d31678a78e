"""Withdrawn documents are deleted from older backups, with earlier versions; each stays a backup whenever the process ends."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.errors import BackupError
from kb.files import replace_file
from kb.library import Library
from kb.maintenance.backup import back_up, newest, restore
from kb.maintenance.withdrawn_in_backups import LIST
from kb.model import OWNER
from kb.search.scope import all_documents
from kb.settings import Settings

SECRET = b"osmiridium"


def holding(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and SECRET in path.read_bytes()]


def take_in(settings: Settings, folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "quarry.md").write_text(f"# Quarry\n\n{text}\n")
    (folder / "bread.md").write_text("# Bread\n\nBread is baked in the morning.\n")
    with Library(settings, writable=True) as library:
        assert ingest(library, [folder], Options()).count("failed") == 0


def withdraw(settings: Settings) -> None:
    with Library(settings, writable=True) as library:
        library.withdraw(next(d for d in all_documents(library, OWNER) if d.source == "quarry.md"), reason="")


def sources(settings: Settings) -> list[str]:
    with Library(settings, writable=False) as library:
        return [document.source for document in all_documents(library, OWNER)]


def test_files_of_earlier_versions_leave_the_backups_too(settings: Settings, tmp_path: Path) -> None:
    take_in(settings, tmp_path / "in", "Fictional osmiridium of the first version.")
    back_up(settings, tmp_path / "backups")
    take_in(settings, tmp_path / "in", "Fictional osmiridium, second version.")
    back_up(settings, tmp_path / "backups")
    assert len({path.name for path in holding(tmp_path / "backups")}) >= 3
    withdraw(settings)
    back_up(settings, tmp_path / "backups")
    assert holding(tmp_path / "backups") == [] and holding(settings.home) == []


def fails_before(step: int, write: Callable[..., None]) -> Callable[..., None]:
    """A way of writing that ends the process at its `step`th call for a backup's list."""
    calls = list[Path]()

    def written(path: Path, data: str, **more: object) -> None:
        calls.extend([path] * (path.name == LIST))
        if len(calls) == step:
            raise KeyboardInterrupt
        write(path, data, **more)

    return written


@pytest.mark.parametrize("step", [1, 2])
def test_a_backup_stays_one_when_the_deletion_is_cut_off(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Before the list says what comes, and after the catalogue was replaced but before the list says so."""
    backups = tmp_path / "backups"
    take_in(settings, tmp_path / "in", "Fictional osmiridium.")
    old = back_up(settings, backups).path
    withdraw(settings)
    with monkeypatch.context() as killed:
        killed.setattr("kb.maintenance.withdrawn_in_backups.replace_file", fails_before(step, replace_file))
        with pytest.raises(KeyboardInterrupt):
            back_up(settings, backups)
    restored = replace(settings, home=tmp_path / "restored")
    try:
        restore(old, restored)
    except BackupError as error:
        assert "originals are missing" in str(error), "its file may be gone already"
    assert sources(restored) == ["bread.md"], "what was withdrawn doesn't come back"
    back_up(settings, backups)
    assert holding(backups) == []
    again = replace(settings, home=tmp_path / "again")
    restore(old, again)
    assert sources(again) == ["bread.md"] == sources(settings) and newest(backups) != old
