"""Training data of the answer scorer: windows, questions that lost their answer, sections of documentation."""

import json
import random
from pathlib import Path

import pytest

from bench.scorer import texts
from bench.scorer.texts import altered, documentation, read_articles, sections, spans
from bench.scorer.written import WRITTEN, read_written

PAGE = (
    "<h1>Filtri (fictional)</h1><p>Ogni casa ha un filtro, che si pulisce una volta la settimana con acqua calda.</p>"
    "<ul><li>Si <b>cambia</b> dopo un anno.<p>Non prima.</p></li></ul><h2>Vuoto</h2>"
)


def test_windows_are_sentences_and_short_pairs_of_them() -> None:
    text = "One well. Two wells. " + "A long sentence about wells " * 20 + "."
    assert [text[a:b] for a, b in spans(text)][:2] == ["One well.", "Two wells."]
    assert [text[a:b] for a, b in spans(text)][3:] == ["One well. Two wells."]


def test_a_windows_question_is_answered_by_those_that_hold_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "is_apart", lambda title: title == "apart")
    context = "Il pozzo è profondo 40 metri. Serve 12 case."
    asked = {"question": "Quante case serve?", "answers": [{"text": "12", "answer_start": context.index("12")}]}
    articles = [{"title": t, "paragraphs": [{"context": context, "qas": [asked]}]} for t in ("apart", "Pozzi")]
    (tmp_path / "set.json").write_text(json.dumps({"data": articles}), encoding="utf-8")
    found = read_articles(tmp_path / "set.json")
    assert found.titles == ["Pozzi"] and found.windows == ["Il pozzo è profondo 40 metri.", "Serve 12 case.", context]
    assert found.asked[0].answered_by == [1, 2]


def test_an_altered_question_names_what_another_names() -> None:
    chance = random.Random(0)
    assert altered("Quanto costava nel 2016?", ["E nel 2018?"], chance) == "Quanto costava nel 2018?"
    assert altered("Chi era Ada Rossi?", ["Dove nacque Ida Blu?"], chance) == "Chi era Ida Blu?"
    assert altered("Quanto costa?", ["Nel 2018?"], chance) is None
    assert altered("Nel 2018?", ["Nel 2018?"], chance) is None


def test_a_section_is_a_heading_with_the_text_below_it_once() -> None:
    found = list(sections(PAGE.encode()))
    assert [heading for heading, _ in found] == ["Filtri (fictional)", "Vuoto"]
    assert found[0][1].endswith("Si cambia dopo un anno.Non prima.") and found[1][1] == ""


def test_documentation_pairs_sections_of_the_same_page(tmp_path: Path) -> None:
    for language, page in (("it", PAGE), ("en", PAGE.replace("Filtri", "Filters"))):
        folder = tmp_path / "gimp" / "2.0" / "help" / language
        folder.mkdir(parents=True)
        (folder / "filters.html").write_text(page, encoding="utf-8")
    (tmp_path / "gimp" / "2.0" / "help" / "it" / "only.html").write_text(PAGE, encoding="utf-8")
    ((italian, english),) = documentation(tmp_path)
    assert (italian[0], english[0]) == ("Filtri (fictional)", "Filters (fictional)")


DOCUMENT = """## it Il mulino di Pietrachiara (fictional)
1 Il mulino è del 1790.
2 Costò 300 scudi.

3 Fu riaperto nel 2016.
? it 2 quanto costò?
? en 1,3 which years?
? en 0 Who was the miller?
"""


def test_a_written_document_has_its_windows_and_the_answers_to_its_questions(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(DOCUMENT, encoding="utf-8")
    (document,) = read_written([tmp_path / "one.txt"])
    assert document.title == "Il mulino di Pietrachiara (fictional)"
    assert document.texts()[2:] == ["Fu riaperto nel 2016.", "Il mulino è del 1790. Costò 300 scudi."]
    assert document.asked == [("quanto costò?", [1, 3]), ("which years?", [0, 2, 3]), ("Who was the miller?", [])]


def test_a_written_line_stands_under_its_heading(tmp_path: Path) -> None:
    text = DOCUMENT.replace("1 Il mulino", "# Origini\n1 Il mulino").replace("2 Costò", "# Prezzo\n2 Costò")
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    (document,) = read_written([tmp_path / "one.txt"])
    assert document.texts() == [
        "Origini: Il mulino è del 1790.",
        "Prezzo: Costò 300 scudi.",
        "Prezzo: Fu riaperto nel 2016.",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [("3 Fu", "4 Fu", 5), ("? it 2", "? it 7", 6), ("? it 2", "? fr 2", 6), ("## it", "# it", 1)],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, right: str, wrong: str, line: int) -> None:
    (tmp_path / "one.txt").write_text(DOCUMENT.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ValueError, match=f"line {line}:"):
        list(read_written([tmp_path / "one.txt"]))


def test_all_written_documents_are_read() -> None:
    found = list(read_written(sorted(WRITTEN.glob("*.txt"))))
    assert len(found) > 1000 and all(one.title and len(one.lines) > 7 and len(one.asked) > 7 for one in found)
    assert sum(not windows for one in found for _, windows in one.asked) > 3000
