"""Opening the library for a command."""

import json
import shutil

import pytest

from kb.cli.common import open_library, print_json
from kb.errors import LibraryError
from kb.settings import Settings
from tests.kb.cli.conftest import Run


def test_there_is_no_library_yet(run: Run) -> None:
    with pytest.raises(LibraryError, match="polikb ingest"):
        open_library()


def test_reading_repairs_a_lost_index_first_and_keeps_no_lock(run: Run, filled: Settings) -> None:
    shutil.rmtree(filled.home / "words")
    with open_library() as library:
        assert not library.words_are_behind() and not library.writable
    assert not (filled.home / "owner").exists()


def test_a_library_that_another_writes_to_is_read_as_it_is(run: Run, filled: Settings) -> None:
    with open_library(writable=True, owner="polikb serve") as holder, open_library() as reading:
        assert reading.catalogue.counts() == holder.catalogue.counts()


def test_json_is_readable_in_its_own_letters(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"città": ["è", 1]})
    told = capsys.readouterr().out
    assert "città" in told and told.count("\n") > 3 and json.loads(told) == {"città": ["è", 1]}
