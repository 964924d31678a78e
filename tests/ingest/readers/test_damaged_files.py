"""Damaged files of every format end as a result or a reason, and never take the parent process down."""

from pathlib import Path

import pytest

from tests.ingest.readers.mutations import faults, mutated

COUNT = 300


def test_a_mutation_is_the_same_for_a_seed(files: Path) -> None:
    data = (files / "word.docx").read_bytes()
    assert mutated(data, 7) == mutated(data, 7)
    assert len({mutated(data, seed) for seed in range(30)}) > 20


@pytest.mark.slow
def test_damaged_files_of_every_format_end_as_a_result_or_a_reason(files: Path, tmp_path: Path) -> None:
    sources = sorted(path for path in files.iterdir() if path.is_file())
    folder = tmp_path / "mutations"
    folder.mkdir()
    assert list(faults(folder, sources, COUNT)) == []
