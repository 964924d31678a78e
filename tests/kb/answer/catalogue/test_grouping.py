"""How questions group works, apart from any library. All people are made up."""

import pytest

from kb.answer.catalogue.grouping import Grouping, fact_asked, grouping_asked, means_one, names_several, needs_groups


@pytest.mark.parametrize(
    ("question", "of", "wants"),
    [
        ("How many theses per year?", "year", "each"),
        ("Quante tesi per relatore?", "supervisor", "each"),
        ("Works by language", "language", "each"),
        ("Quante tesi ha seguito ogni relatrice?", "supervisor", "each"),
        ("Distribuzione delle tesi per anno", "year", "each"),
        ("Tesi raggruppate per tipo", "kind", "each"),
        ("Theses over the years", "year", "each"),
        ("Come si distribuiscono le tesi negli anni?", "year", "each"),
        ("A table of the theses by language", "language", "each"),
        ("Number of works per goal", "goal", "each"),
        ("How many people wrote theses?", "author", "number"),
        ("Quante persone hanno supervisionato i rapporti?", "supervisor", "number"),
        ("Quanti autori diversi hanno scritto tesi?", "author", "number"),
        ("How many supervisors are there?", "supervisor", "number"),
        ("How many students wrote theses on wells?", "author", "number"),
        ("In quante lingue sono i documenti?", "language", "number"),
        ("Which supervisors are there?", "supervisor", "which"),
        ("Elenco dei partner", "partner", "which"),
        ("Which department has the most theses?", "department", "most"),
        ("In che anno ci sono più lavori?", "year", "most"),
        ("Qual è il relatore con più tesi?", "supervisor", "most"),
        ("Who has supervised the fewest theses?", "supervisor", "fewest"),
        ("Chi insegna più corsi?", "teacher", "most"),
    ],
)
def test_what_works_are_grouped_by_and_what_is_asked_of_the_groups(question: str, of: str, wants: str) -> None:
    found = grouping_asked(question)
    assert found is not None and (found[0].of, found[0].wants) == (of, wants)


@pytest.mark.parametrize(
    "question",
    [
        "How many theses?",
        "Quante tesi per l'anno 2021?",
        "Works by author Ada Ferrini",
        "Theses by department of design",
        "Who wrote the most recent thesis?",
        "Which year was the driest?",
        "How many years does the course last?",
        "Which partners has the thesis on wells?",
        "Who are the authors of the early warning thesis?",
        "Theses by year and author",
        "Quanti autori e relatori ci sono?",
        "Chi ha scritto più di due romanzi?",
        "How many people attended the course?",
        "Quanti partner ha il progetto sui forni?",
        "What share of the theses was used after a year?",
        "In which language was the software written?",
        "Which goals does the thesis have?",
    ],
)
def test_other_questions_group_no_works(question: str) -> None:
    assert grouping_asked(question) is None


def test_the_rest_of_a_question_says_which_works() -> None:
    rests = {
        "How many theses on wells per year?": "How many theses on wells  ?",
        "Which department has the most theses on wells?": "has   theses on wells?",
        "Distribuzione delle tesi per anno": "tesi",
    }
    found = {question: grouping_asked(question) for question in rests}
    assert {question: one and one[1].split() for question, one in found.items()} == {
        question: rest.split() for question, rest in rests.items()
    }
    assert grouping_asked("Quanti studenti ci sono?") == (Grouping("author", "number", is_of_theses=True), "ci sono?")


def test_a_list_of_groups_may_as_well_be_a_fact_about_a_work() -> None:
    assert needs_groups("How many theses per year?") and not needs_groups("Which supervisors are there?")
    assert not needs_groups("How many theses?")


def test_one_work_is_told_from_several() -> None:
    one = (
        "Quanti autori ha la tesi sui forni?",
        "How many authors has the early warning thesis?",
        "Partner del rapporto?",
    )
    several = ("Chi ha scritto le tesi sui forni?", "Who wrote the theses?", "Quanti autori hanno le tesi?")
    assert all(map(means_one, one)) and not any(map(names_several, one))
    assert all(map(names_several, several)) and not any(map(means_one, several))
    assert not means_one("How many students wrote a thesis?")


def test_a_department_and_a_degree_course_are_asked_of_one_work() -> None:
    assert fact_asked("Di quale dipartimento è la tesi sui forni?") == ("department", "è la tesi sui forni?")
    assert fact_asked("What degree course is the thesis on ovens from?") == ("course", "is the thesis on ovens from?")
    assert fact_asked("What's the department of the thesis?") == ("department", "of the thesis?")
    assert fact_asked("Dipartimento della tesi sui forni?") == ("department", "della tesi sui forni?")
    others = ("Dipartimento di design?", "Which department has the most theses?", "Che anno è?")
    assert not any(map(fact_asked, others))
