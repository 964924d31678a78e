"""Tables of the report, and the measures behind them."""

from typing import Any

import pytest

from bench.covers.measures import compare
from bench.covers.truth import squash
from bench.quality import fitted_on, held_out
from bench.reliability import picture
from bench.report import NOTES, TITLES, _sections, _table
from bench.sets import RetrievalSet
from bench.timings import _between
from ingest.metadata.find import FoundMetadata
from kb.model import Field, Named


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ({"questions": 9, "recall": 0.5}, ["| what | value |", "| --- | --- |", "| questions | 9 |", "| recall | 0.5 |"]),
        (
            {"it": {"recall": 1.0}, "en": {"recall": 0.5, "more": 2}},
            ["| | recall | more |", "| --- | --- | --- |", "| it | 1.0 |  |", "| en | 0.5 | 2 |"],
        ),
        (
            {"corpus": {"it": {"recall": 1.0}}},
            ["**corpus**", "", "| | recall |", "| --- | --- |", "| it | 1.0 |"],
        ),
        (
            {"pairs": 2, "by": {"it": 1}},
            ["| what | value |", "| --- | --- |", "| pairs | 2 |", "", "**by**", "", "| what | value |", "| --- | --- |", "| it | 1 |"],
        ),
        ({}, [""]),
    ],
)  # fmt: skip
def test_results_become_tables(values: dict[str, Any], lines: list[str]) -> None:
    assert _table(values).split("\n") == lines


def test_a_report_is_read_section_by_section() -> None:
    text = "# Quality\n\nIntroduction\n\n## One\n\ntext\n### not a section\n\n## Two\n\nmore\n\n"
    assert _sections(text) == {"One": "## One\n\ntext\n### not a section\n", "Two": "## Two\n\nmore\n"}
    assert _sections("# Quality\n") == {}


def test_every_note_belongs_to_a_section_and_titles_differ() -> None:
    assert set(NOTES) <= set(TITLES) and len(set(TITLES.values())) == len(TITLES)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ([2, 3], [1, 1], 1.0),
        ([1], [2, 3], 0.0),
        ([1, 2], [1, 2], 0.5),
        ([1, 3], [2, 2], 0.5),
        ([2, 2, 2], [1, 2], 0.75),
    ],
)
def test_the_share_of_pairs_in_which_one_takes_longer(one: list[float], other: list[float], share: float) -> None:
    assert _between(one, other) == share and _between(other, one) == pytest.approx(1 - share)


def test_questions_that_are_measured_are_never_fitted_on_nor_trained_on(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [{"_id": f"d{number}", "title": f"article {number % 3}"} for number in range(3000)]
    monkeypatch.setattr("bench.quality.corpus_of", lambda name: texts)
    monkeypatch.setattr("bench.quality.is_apart", lambda title: title == "article 1")
    relevant = {str(number): {f"d{number}": 1} for number in range(3000)}
    judged = RetrievalSet("x", "it", dict.fromkeys(relevant, "?"), relevant, {})
    fitted, held = fitted_on(judged), held_out(judged, 300)
    assert (len(set(fitted)), len(set(held))) == (500, 300) and not set(fitted) & set(held)
    assert fitted == fitted_on(judged) and held == held_out(judged, 300)
    assert all(int(i) % 3 == 1 for i in (*fitted, *held))


ROW = {
    "title": "Acqua e città (lecture notes)",
    "kind": "thesis",
    "language": "it",
    "year": "2019",
    "authors": "Ada Rossi; Ida Blu",
}
FOUND = FoundMetadata(
    "Acqua e città", "thesis", "it", 2019, (Named("Ida Blu", "author"), Named("ada rossi", "author"), Named("Ugo Neri", "supervisor")), (), "",
    tuple(Field(role, name, "front page", 0.9) for role, name in (("author", "Ida Blu"), ("author", "ada rossi"), ("supervisor", "Ugo Neri"))),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, set()),
        ({"title": "Acqua & terra"}, {"title", "title of theses"}),
        ({"kind": "report"}, {"kind"}),
        ({"language": "en"}, {"language"}),
        ({"language": ""}, set()),
        ({"year": "2020"}, {"year"}),
        ({"year": ""}, set()),
        ({"authors": "Ada Rossi"}, {"authors of theses"}),
        ({"authors": "(see title page)"}, set()),
    ],
)
def test_found_metadata_is_compared_field_by_field(changes: dict[str, str], wrong: set[str]) -> None:
    assert {name for name, right, _ in compare(FOUND, {**ROW, **changes}, squash(FOUND.title)) if not right} == wrong


def test_a_title_that_is_not_printed_counts_apart() -> None:
    assert "title, where the document says it so" in {name for name, *_ in compare(FOUND, ROW, "acquaecittaunastoria")}
    assert "title, where the document says it so" not in {name for name, *_ in compare(FOUND, ROW, "unastoria")}


def test_the_diagram_of_reliability_has_a_dot_for_each_point() -> None:
    drawn = picture({"all": [(0.0, 0.0, 4), (1.0, 1.0, 1)], "other": [(0.5, 0.5, 1)]}, 0.4, "said", "true")
    assert drawn.count("<circle") == 3 and '<circle cx="56.0" cy="348.0" r="12.0">' in drawn
    assert '<circle cx="376.0" cy="28.0" r="7.5">' in drawn and "<title>4</title>" in drawn
    assert all(f">{text}</text>" in drawn for text in ("all", "other", "said", "true"))


def test_records_without_a_common_column_get_tables_of_their_own() -> None:
    assert (
        _table({"a": {"x": 1}, "b": {"x": 2, "y": 3}})
        == "| | x | y |\n| --- | --- | --- |\n| a | 1 |  |\n| b | 2 | 3 |"
    )
    apart = _table({"measures": {"right": 0.9}, "calibration": {"error": 0.1}})
    assert apart == (
        "**measures**\n\n| what | value |\n| --- | --- |\n| right | 0.9 |\n\n"
        "**calibration**\n\n| what | value |\n| --- | --- |\n| error | 0.1 |"
    )
