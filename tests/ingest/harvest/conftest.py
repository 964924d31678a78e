"""A running repository, and a small PDF for it to serve."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import write_pdf
from tests.ingest.harvest.repository import Server


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def pdf(tmp_path: Path) -> bytes:
    lines = ["A fictional thesis on wells", "The village filters its water with bone char since 2019."]
    return write_pdf(tmp_path / "made.pdf", [lines]).read_bytes()
