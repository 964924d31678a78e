"""Commands that answer and that measure."""

import json
from pathlib import Path

from kb.cli.ask import app
from kb.settings import Settings
from tests.kb.cli.conftest import Run

QUESTION = "How many litres of clean water does the well give a day?"


def test_an_answer_has_its_quote_and_place(run: Run, filled: Settings) -> None:
    shown = run(app, "ask", QUESTION).stdout
    assert "1,850 litres" in shown and "[1] Ada Rossi, Wells, 2021, p. 1\n" in shown
    answer = json.loads(run(app, "ask", QUESTION, "--json").stdout)
    assert answer["citations"][0]["document"]["id"] == "wells" and not answer["refused"]


def test_a_follow_up_is_understood_with_the_question_before(run: Run, filled: Settings) -> None:
    shown = run(app, "ask", "And who paid for it?", "--after", "How does the Porte Aperte project work?").stdout
    assert "(Understood as: Who paid for the Porte Aperte project?)" in shown


def test_a_refusal_says_what_is_near(run: Run, filled: Settings) -> None:
    answer = json.loads(run(app, "ask", "How do you bake bread?", "--json").stdout)
    assert answer["refused"] and answer["citations"] == []


def test_questions_are_measured_against_floors_and_kept(run: Run, filled: Settings, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    known = {
        "question": QUESTION,
        "doc": "wells.txt",
        "pages": [1],
        "evidence": "1,850 litres",
        "language": "en",
        "type": "fact",
    }
    questions.write_text(json.dumps(known))
    good = run(app, "eval", str(questions), "--floor", "document@5=1.0", "--json")
    assert good.exit_code == 0 and json.loads(good.stdout)["all"]["questions"] == 1
    bad = run(app, "eval", str(questions), "--floor", "document@5=1.1", "--keep")
    assert bad.exit_code == 1 and "Below the floor: document@5" in bad.stderr
    assert "There is no document" not in bad.stderr
    questions.write_text(json.dumps(known | {"doc": "texts/wells.txt"}))
    assert "There is no document texts/wells.txt in the library" in run(app, "eval", str(questions)).stderr


def test_the_check_of_a_model_needs_one(run: Run, filled: Settings) -> None:
    result = run(app, "ask", "--model-check")
    assert result.exit_code and "POLIKB_LLM" in str(result.exception)
    assert run(app, "ask").exit_code == 2
