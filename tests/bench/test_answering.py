"""The questions over the sample are complete."""

from bench.answering import TWO_DOCUMENTS


def test_each_needs_two_works_that_are_there() -> None:
    questions = TWO_DOCUMENTS.load_questions()
    assert len(questions) == 12
    for question in questions:
        assert question.type == "multi" and len(set(question.documents)) == 2
        assert all((TWO_DOCUMENTS.files / place.document).is_file() and place.evidence for place in question.places)
