"""The questions over the sample are complete."""

from collections import Counter
from dataclasses import replace

from bench.answering import TWO_DOCUMENTS, CatalogueQuestion, catalogue_questions
from bench.quality import SAMPLE_CORPUS
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import OWNER


def test_each_needs_two_works_that_are_there() -> None:
    questions = TWO_DOCUMENTS.load_questions()
    assert len(questions) == 12
    for question in questions:
        assert question.type == "multi" and len(set(question.documents)) == 2
        assert all((TWO_DOCUMENTS.files / place.document).is_file() and place.evidence for place in question.places)


def test_questions_to_the_catalogue_name_works_that_are_there() -> None:
    listed = list(catalogue_questions())
    counts = Counter(name for name, _ in listed)
    assert counts["earlier apart"] == 20 and counts["develop"] == counts["apart"] == 60
    assert len({question.text for _, question in listed}) == len(listed)
    for _, question in listed:
        assert question.passages or question.value is not None or question.works
        assert all((SAMPLE_CORPUS.files / work).is_file() for work in question.works or ())


def test_an_answer_is_right_with_its_value_and_works(sample: Library) -> None:
    viewer = PageViewer()
    answer = ask(sample, viewer, "Chi ha seguito la tesi sulle frane?", OWNER)
    viewer.close()
    right = CatalogueQuestion("", "Giulia Sartori", ("tesi/thesis-reading-the-slope.pdf",))
    assert right.is_answered(answer)
    assert not replace(right, value="Ada Ferrini").is_answered(answer)
    assert not replace(right, works=("tesi/thesis-clear-wells.pdf",)).is_answered(answer)
    assert not replace(right, passages=True).is_answered(answer)
