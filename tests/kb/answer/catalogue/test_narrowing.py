"""What questions to the catalogue of the sample (fictional works) narrow."""

import pytest

from kb.answer.catalogue.narrowing import Asked, matching, narrowed
from kb.library import Library
from kb.model import OWNER, Filters
from kb.questions.catalogue_intent import intent


def asked_of(library: Library, question: str) -> Asked:
    return narrowed(library, question, intent(question), OWNER, Filters())


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("How many reports are from 2023?", (2023, 2023)),
        ("Quante tesi ci sono dal 2021?", (2021, None)),
        ("Which theses are there from 2021 onwards?", (2021, None)),
        ("Quante tesi ci sono dopo il 2021?", (2022, None)),
        ("Which theses were written before 2021?", (None, 2020)),
        ("Quante tesi ci sono fino al 2021?", (None, 2021)),
        ("Quali tesi sono del 2019-2021?", (2019, 2021)),
        ("Quali tesi parlano di energia?", (None, None)),
    ],
)
def test_years(sample: Library, question: str, years: tuple[int | None, int | None]) -> None:
    filters = asked_of(sample, question).filters
    assert (filters.year_from, filters.year_to) == years


def test_a_place_named_in_another_language_is_no_topic(sample: Library) -> None:
    asked = asked_of(sample, "Which works concern Ethiopia?")
    assert (asked.filters.place, asked.topic) == ("Etiopia", "")
    assert asked_of(sample, "Which works concern wells in Ethiopia?").topic == "wells"


def test_people_their_role_and_the_kind_of_their_works(sample: Library) -> None:
    asked = asked_of(sample, "Which students were supervised by Anna Rinaldi?")
    assert asked.entity and asked.entity.name == "Anna Rinaldi"
    assert (asked.role, asked.filters.kind) == ("supervisor", "thesis")
    assert len(matching(sample, asked, OWNER)[2]) == 2


def test_words_beside_the_question_are_no_topic_unless_something_introduces_them(sample: Library) -> None:
    found = {
        question: len(matching(sample, asked_of(sample, question), OWNER)[2])
        for question in ("What reports came out in 2021?", "Which reports on kites came out in 2021?", "Which reports appeared in 2021?")
    }  # fmt: skip
    assert list(found.values()) == [2, 0, 2]


def test_a_topic_of_one_word_is_read_in_the_language_of_the_question(sample: Library) -> None:
    _, relevance, works = matching(sample, asked_of(sample, "Avete materiale sulle interviste?"), OWNER)
    assert "corsi/course-interview-guide.docx" in {work.source for work in works}
    assert max(relevance.values()) == 1.0  # its title has the word


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("Qual è la tesi più vecchia?", {"tesi/tesi-passi-d-argento.pdf"}),
        ("Which is the latest thesis?", {"tesi/tesi-cibo-che-resta.pdf", "tesi/thesis-reading-the-slope.pdf"}),
        ("Which is the shortest course?", {"corsi/corso-statistica-terzo-settore.pdf"}),
    ],
)
def test_the_newest_oldest_and_shortest(sample: Library, question: str, sources: set[str]) -> None:
    assert {work.source for work in matching(sample, asked_of(sample, question), OWNER)[2]} == sources
