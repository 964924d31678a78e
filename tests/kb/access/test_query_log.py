"""The query log: off by default; words and day only, for a limited number of days."""

import json
from datetime import timedelta
from pathlib import Path

from kb.access.query_log import LoggedQuery, QueryLog
from kb.clock import today


def test_without_days_nothing_is_kept_and_what_was_kept_goes(tmp_path: Path) -> None:
    QueryLog(tmp_path, 0).note("acqua", found=True)
    assert list(tmp_path.iterdir()) == []
    QueryLog(tmp_path, 30).note("acqua", found=True)
    assert len(list((tmp_path / "queries").iterdir())) == 1
    QueryLog(tmp_path, 0).expire()
    assert list((tmp_path / "queries").iterdir()) == []


def test_queries_are_counted_whatever_their_case_and_spaces(tmp_path: Path) -> None:
    log = QueryLog(tmp_path, 7)
    for query, found in (("Acqua  potabile", True), ("acqua potabile", False), ("api", False), ("  ", True)):
        log.note(query, found=found)
    assert log.asked() == [LoggedQuery("acqua potabile", 2, 1), LoggedQuery("api", 1, 1)]
    (file,) = (tmp_path / "queries").iterdir()
    assert file.stem == today().isoformat()
    assert all(json.loads(line).keys() == {"query", "found"} for line in file.read_text().splitlines())


def test_a_query_is_cut_and_old_days_are_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "queries"
    folder.mkdir()
    days = [today() - timedelta(days=age) for age in range(5)]
    for day in days:
        (folder / f"{day}.jsonl").write_text("")
    log = QueryLog(tmp_path, 3)
    log.note("x" * 1000, found=True)
    assert {file.stem for file in folder.iterdir()} == {day.isoformat() for day in days[:3]}
    (asked,) = log.asked()
    assert asked.query == "x" * 200
