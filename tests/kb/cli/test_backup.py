"""Backups and withdrawals from the command line."""

import json
from pathlib import Path

import pytest

from kb.cli.backup import app
from kb.cli.search import app as search_app
from kb.errors import BackupError
from kb.settings import Settings
from tests.kb.cli.conftest import Run


def test_a_backup_is_kept_and_brought_back(
    run: Run, filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = run(app, "backup", str(tmp_path / "backups"))
    assert kept.exit_code == 0 and kept.stdout.startswith("Backed up 2 documents to ")
    assert isinstance(run(app, "restore", str(tmp_path / "backups")).exception, BackupError), "the home isn't empty"
    monkeypatch.setenv("POLIKB_HOME", str(tmp_path / "second"))
    assert run(app, "restore", str(tmp_path / "backups")).exit_code == 0
    assert len(json.loads(run(search_app, "documents", "--json").stdout)) == 2


def test_a_library_is_moved_to_another_folder(
    run: Run, filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next((filled.home / "originals").glob("*/*")).unlink()
    moved = run(app, "move", "--to", str(tmp_path / "second"))
    assert moved.stdout.startswith("Copied 2 documents, ") and moved.stdout.endswith(
        "Set POLIKB_HOME to use it there.\n"
    )
    assert "is missing or damaged; its text is there." in moved.stderr
    monkeypatch.setenv("POLIKB_HOME", str(tmp_path / "second"))
    assert len(json.loads(run(search_app, "documents", "--json").stdout)) == 2


def test_a_document_is_withdrawn_listed_and_readmitted(run: Run, filled: Settings) -> None:
    assert run(app, "withdraw").stdout == ""
    assert run(app, "withdraw", "bees", "--reason", "At request.").stdout == "Withdrawn: Bees.\n"
    assert "internal" in run(app, "withdraw").stdout and "At request." in run(app, "withdraw").stdout
    assert "bees" not in run(search_app, "documents").stdout
    assert run(app, "withdraw", "bees", "--undo").stdout == "Their files can be ingested again.\n"
    assert run(app, "withdraw").stdout == ""
