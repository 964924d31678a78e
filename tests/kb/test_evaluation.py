"""Questions with known answers, and the floors that the sample has to meet."""

import json
from pathlib import Path

import pytest

from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.records import Answer, Citation, Searched
from kb.errors import PolikbError
from kb.evaluation import Place, Question, failed_floors, judge, load_questions, parse_floor, report
from kb.library import Library
from kb.model import OWNER
from kb.search.search import search
from tests.conftest import SAMPLE
from tests.fakes import document, pages_and_passages

pytestmark = pytest.mark.slow


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


def test_a_question_may_have_further_places(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    row = {"question": "How many?", "doc": "a.pdf", "pages": [2], "evidence": "41", "type": "multi"}
    also = ["b.pdf", {"doc": "c.pdf", "pages": [1, 3], "evidence": "12"}]
    path.write_text(json.dumps(row | {"also": also}) + '\n{"question": "Why?", "doc": null, "also": ["x.pdf"]}\n')
    question, unanswerable = load_questions(path)
    assert question.places == (Place("a.pdf", (2,), "41"), Place("b.pdf"), Place("c.pdf", (1, 3), "12"))
    assert unanswerable.places == ()


def test_a_question_over_two_documents_needs_a_citation_of_each() -> None:
    places = (Place("a.txt", (1,)), Place("b.txt", (1,)))
    for kind, cited, right in (("multi", "a", False), ("multi", "ab", True), ("fact", "b", True), ("fact", "c", False)):
        answer = cites(cited)
        assert judge(Question("1", "?", "en", kind, places), (), answer).is_page_cited == right


def cites(names: str) -> Answer:
    """An answer with a quote of the first page of each document."""
    quotes = []
    for number, name in enumerate(names, 1):
        _, (passage,) = pages_and_passages(name, ["Clean water."])
        quotes.append(Citation(number, document(name), passage, 0, 5))
    return Answer("?", "", False, tuple(quotes), (), Searched(1, 1, ("en",)), "extractive", 1.0)


@pytest.mark.parametrize("floor", ["page@5", "page@5=", "page@5=x", "page@5=nan", "=", ""])
def test_a_floor_without_a_number_says_how_to_write_one(floor: str) -> None:
    with pytest.raises(PolikbError, match=r"Write it as page@5=0\.72"):
        parse_floor(floor)
    assert parse_floor("page@5=0.72") == ("page@5", 0.72)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfe", "isn't a text file in UTF-8"),
        (b'{"doc": "a.pdf"}', "no field 'question'"),
        (b"not json", "Expecting value"),
    ],
)
def test_a_file_that_holds_no_questions_is_said_to_in_words(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(data)
    with pytest.raises(PolikbError, match=says):
        load_questions(path)
