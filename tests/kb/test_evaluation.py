"""Questions with known answers, and the floors that the sample has to meet."""

from pathlib import Path

import pytest

from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.evaluation import failed_floors, judge, load_questions, report
from kb.library import Library
from kb.model import OWNER
from kb.search.search import search
from tests.conftest import SAMPLE


def test_the_sample_questions_meet_their_floors(sample: Library, viewer: PageViewer) -> None:
    questions = load_questions(SAMPLE / "questions.toml")
    outcomes = [
        judge(q, search(sample, q.text, OWNER, None, 10).hits, ask(sample, viewer, q.text, OWNER)) for q in questions
    ]
    measured = report(outcomes)
    assert (
        failed_floors(measured["type fact"], ["document@5=0.97", "page@5=0.93", "cited_page=0.8", "located=1.0"]) == []
    )
    assert measured["all"]["questions"] == len(questions) >= 60


def test_questions_that_cannot_be_used_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"doc": "x"}\n')
    with pytest.raises(Exception, match=r"q\.jsonl"):
        load_questions(path)
