"""Orders in phrasings that rules and detector were not made with."""

from pathlib import Path

import pytest

from bench import orders as measured
from bench.orders import orders


def test_most_are_recognised_and_nothing_harmless_is_taken_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measured, "WORK", tmp_path)  # no libraries: they are for the report
    found = orders()
    assert found["harmless"] == {"sentences": 30, "by rules": 0.0, "taken for an order": 0.0}
    for language, floor in (("English", 0.95), ("Italian", 0.75)):
        assert found[f"orders, {language}"]["sentences"] == 24
        assert found[f"orders, {language}"]["taken for an order"] >= floor
