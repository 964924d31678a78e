"""The work that a question names as its source is told from its other words."""

import pytest

from kb.questions.named.sources import is_document, placed, source


@pytest.mark.parametrize(
    ("question", "named", "asked"),
    [
        ("Con quale orario apre secondo la carta delle api?", "carta delle api", "Con quale orario apre?"),
        ("According to the bees report, how many hives are there?", "bees report", "how many hives are there?"),
        ("Quante arnie ci sono secondo il sindaco?", "", "Quante arnie ci sono secondo il sindaco?"),
        ("Quante arnie ci sono?", "", "Quante arnie ci sono?"),
    ],
)
def test_the_work_that_is_named_as_source(question: str, named: str, asked: str) -> None:
    assert source(question) == (named, asked)


@pytest.mark.parametrize(
    ("question", "named", "asked"),
    [
        ("How many hives are there in the bees report?", "bees report", "How many hives are there?"),
        ("How many hives are there in the report on bees?", "report on bees", "How many hives are there?"),
        ("In the thesis on bees from Lodi, how many hives are there?", "thesis on bees from Lodi", "how many hives are there?"),
        ("How many people took part in the hive trial at Lodi and for how long?", "hive trial at Lodi", "How many people took part and for how long?"),
        ("Which hives does the beekeeping lecture list?", "beekeeping lecture", "Which hives does it list?"),
        ("Quante arnie ci sono nella tesi sulle api?", "tesi sulle api", "Quante arnie ci sono?"),
        ("Nello studio sull'apicoltura, quante arnie ci sono?", "studio sull'apicoltura", "quante arnie ci sono?"),
        ("Quante arnie ci sono nel rapporto finale di Tetti Verdi e quanto costano?", "rapporto finale di Tetti Verdi", "Quante arnie ci sono e quanto costano?"),
        ("Quante arnie ci sono all'interno della relazione sulle api?", "relazione sulle api", "Quante arnie ci sono?"),
    ],
)  # fmt: skip
def test_the_work_in_which_the_answer_is_expected(question: str, named: str, asked: str) -> None:
    assert placed(question) == (named, asked)


@pytest.mark.parametrize(
    "question",
    [
        "How many people took part in the survey?",
        "Quante persone hanno partecipato allo studio?",
        "Quante arnie ci sono nello studio?",
        "What does the study say?",
        "How many hives are there in the park?",
        "Quante arnie ci sono nel parco delle api?",
        "Quante arnie si sono aggiunte nel corso del progetto?",
        "",
    ],
)
def test_questions_that_place_their_answer_in_no_work(question: str) -> None:
    assert placed(question) == ("", question)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lecture on wells", True), ("tesi sull'acqua", True), ("rapporto sui pozzi", True), ("Lodi report", True), ("tesi di Ada Rossi", True),
        ("main report", False), ("study on wells", False), ("progetto sui pozzi", False), ("rapporto di lavoro", False),
    ],
)  # fmt: skip
def test_a_document_is_named_by_its_topic_or_a_proper_name(name: str, expected: bool) -> None:
    assert is_document(name) == expected


def test_a_long_question_is_read_at_once() -> None:
    assert placed("in the thesis on " * 120)[0]
