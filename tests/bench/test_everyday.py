"""Questions that ranking and refusals are fitted on beside the corpora's own."""

import json
from pathlib import Path

import pytest

from bench import everyday, translations
from bench.quality import Corpus


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    rows = [
        {"id": "f1", "question": "Quanti pozzi (fittizi)?", "language": "it", "doc": "a.md", "pages": [2]},
        {"id": "f2", "question": "Who paid (fictional)?", "language": "en"},
        {"id": "f3", "question": "Chi venne?", "language": "it", "doc": "a.md", "pages": [1]},
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    made = {
        "questions": {"f1": "How many wells?", "f2": "Chi ha pagato?"},
        "near_misses": {"sample": ["Why?", "When?"]},
    }
    monkeypatch.setattr(translations, "_translations", lambda: made)
    return Corpus("corpus", tmp_path, tmp_path / "questions.jsonl", "sample")


def test_a_translated_question_keeps_its_place_and_changes_its_language(corpus: Corpus) -> None:
    first, second = translations.translated(corpus)
    assert (first.text, first.language, first.places[0].pages) == ("How many wells?", "en", (2,))
    assert (second.text, second.language, second.places) == ("Chi ha pagato?", "it", ())


def test_near_misses_have_no_place(corpus: Corpus) -> None:
    assert [(q.text, q.places) for q in translations.translated_near_misses(corpus)] == [("Why?", ()), ("When?", ())]


def test_what_is_measured_apart_is_not_fitted_on() -> None:
    fitted = {question.text for corpus in everyday.EVERYDAY for question in corpus.load_questions()}
    apart = {question.text for corpus in everyday.APART for question in corpus.load_questions()}
    assert len(fitted) == 56 and len(apart) == 57 and not fitted & apart
