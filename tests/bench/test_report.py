"""The report is written on clean commits, section by section."""

import subprocess
from pathlib import Path

import pytest

from bench import report


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "code.py").write_text("1\n")
    (tmp_path / "docs" / "quality.md").write_text("# Quality\n\n## Embedding against the bare runtime\n\nkept\n")
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "first"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    monkeypatch.setattr(report, "TARGET", tmp_path / "docs" / "quality.md")
    return tmp_path


def test_changed_code_is_refused_but_not_a_changed_report(repository: Path) -> None:
    report.refuse_changes()
    (repository / "docs" / "quality.md").write_text("# Quality\n")
    report.refuse_changes()
    (repository / "code.py").write_text("2\n")
    with pytest.raises(SystemExit, match=r"clean commit.*code\.py.*--print"):
        report.refuse_changes()


def test_a_section_is_written_with_its_commit_and_the_others_stay(repository: Path) -> None:
    report.write({"search": {"corpus": {"all": {"page@1": 0.5}}, "corpus2": {"all": {"page@1": 0.25}}}})
    text = (repository / "docs" / "quality.md").read_text()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=repository, capture_output=True, text=True, check=True
    ).stdout.strip()
    report.write({"first word": {"ms": 1}})
    assert f"`python -m bench 'first word'`, measured on {commit}" in (repository / "docs" / "quality.md").read_text()
    assert "kept" in text and f"`python -m bench search`, measured on {commit}" in text
    assert (
        text.index("**corpus**")
        < text.index("| all | 0.5 |")
        < text.index("**corpus2**")
        < text.index("| all | 0.25 |")
    )


def test_records_with_few_columns_in_common_are_tables_of_their_own() -> None:
    both = report._table({"slow": {"open": 1, "p95": 2}, "fast": {"open": 3, "p95": 0.12345}})
    assert both.splitlines()[0] == "| | open | p95 |" and "| fast | 3 | 0.123 |" in both
    apart = report._table({"slow": {"open": 1, "p95": 2}, "drawn": {"p95": 3, "pictures": 4, "refused": 5}})
    assert "**slow**" in apart and "| pictures | 4 |" in apart
