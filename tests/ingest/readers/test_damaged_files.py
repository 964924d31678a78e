"""Damaged files of every format end as a result or a reason, and never take the parent process down."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.readers.records import Parsed
from ingest.readers.registry import read
from ingest.sandbox import Sandbox
from kb.settings import load_settings

pytestmark = pytest.mark.slow


def damage(data: bytes, seed: int) -> bytes:
    """One of: some bytes changed, a piece cut out, a piece repeated, the end missing."""
    chance = random.Random(seed)
    at, length = chance.randrange(len(data)), chance.randrange(1, max(2, len(data) // 4))
    if seed % 4 == 0:
        changed = bytearray(data)
        for _ in range(1 + len(data) // 200):
            changed[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(changed)
    if seed % 4 == 1:
        return data[:at] + data[at + length :]
    if seed % 4 == 2:
        return data[: at + length] + data[at:]
    return data[: max(1, at)]


def test_damaged_files_of_every_format_end_as_a_result_or_a_reason(files: Path, tmp_path: Path) -> None:
    damaged = []
    for source in sorted(path for path in files.iterdir() if path.is_file()):
        for seed in range(8):
            path = tmp_path / f"damaged-{source.stem}-{seed}{source.suffix}"
            path.write_bytes(damage(source.read_bytes(), seed))
            damaged.append(path)
    with Sandbox(replace(load_settings({}), workers=2, parse_seconds=20, parse_memory_mb=1024)) as sandbox:
        ended = dict(sandbox.run_all(read, damaged))
    assert set(ended) == set(damaged)
    for result in ended.values():
        assert isinstance(result, Parsed) or str(result), repr(result)
    assert sum(isinstance(result, Parsed) for result in ended.values()) > len(damaged) // 3
