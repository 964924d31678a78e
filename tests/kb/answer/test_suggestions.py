"""Suggested next questions have an answer, in the document that they name. The documents are made up."""

from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.records import Answer
from kb.answer.section_questions import short_title
from kb.answer.suggestions import next_questions
from kb.library import Library
from kb.model import OWNER

QUESTION = "How many litres does a bone char filter treat before it is exhausted?"


def test_suggestions_are_answered_from_their_document(sample: Library, viewer: PageViewer) -> None:
    answer = ask(sample, viewer, QUESTION, OWNER)
    questions = next_questions(sample, answer, OWNER)
    assert 1 <= len(questions) <= 2
    quoted = [citation.document for citation in answer.citations]
    for question in questions:
        named = next(document for document in quoted if short_title(document.title) in question)
        answered = ask(sample, viewer, question, OWNER)
        assert not answered.refused and answered.citations[0].document.id == named.id
        assert question.startswith(("What ", "Who ", "Che cosa ", "Chi ", "Quali ", "A chi "))


def test_a_refusal_suggests_nothing(sample: Library, viewer: PageViewer) -> None:
    refused: Answer = ask(sample, viewer, "What is the melting point of tungsten?", OWNER)
    assert next_questions(sample, refused, OWNER) == []
