"""Restrictions in questions to the catalogue of the sample (fictional works)."""

import time
from dataclasses import replace

import pytest

from kb.answer.catalogue.matching import matching_works
from kb.answer.catalogue.narrowing import CatalogueQuery, catalogue_query
from kb.clock import today
from kb.library import Library
from kb.model import OWNER, Filters
from kb.questions.catalogue_intent import intent


def asked_of(library: Library, question: str) -> CatalogueQuery:
    wanted = intent(question, library.embed_query, library.catalogue.fact("model") or "")
    return catalogue_query(library, question, wanted, OWNER, Filters())


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
        ("How many reports are there from 2021 or later?", (2021, None)),
        ("Quali rapporti sono precedenti al 2021?", (None, 2020)),
        ("Which reports are earlier than 2021?", (None, 2020)),
        ("Quali tesi sono uscite tra il 2020 e il 2022?", (2020, 2022)),
        ("Which theses came out in the last three years?", (today().year - 2, None)),
        ("Quali tesi sono uscite negli ultimi anni?", (today().year - 4, None)),
        ("Which theses came out in recent years?", (today().year - 4, None)),
    ],
)
def test_years(sample: Library, question: str, years: tuple[int | None, int | None]) -> None:
    filters = asked_of(sample, question).filters
    assert (filters.year_from, filters.year_to) == years


@pytest.mark.parametrize(
    ("question", "department"),
    [
        ("How many theses are from the department of civil and environmental engineering in 2021?", "civil and environmental engineering"),
        ("Quante tesi del dipartimento di architettura e studi urbani ci sono?", "architettura e studi urbani"),
        (f"How many theses are from the department of {'art and ' * 40}2?", None),
    ],
)  # fmt: skip
def test_a_department_ends_where_the_question_goes_on(sample: Library, question: str, department: str | None) -> None:
    began = time.process_time()
    assert asked_of(sample, question).filters.department == department
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("question", "language"),
    [("Which theses in Italian are about prisons?", "it"), ("Ci sono tesi in inglese sulle carceri?", "en"), ("Quante tesi italiane ci sono?", "it"),
     ("Which theses are about prisons in Italy?", None), ("Quali tesi parlano di carceri in Italia?", None), ("Works in France", None),
     ("Theses about prisons in Italian cities", None)],
)  # fmt: skip
def test_a_country_is_no_language(sample: Library, question: str, language: str | None) -> None:
    assert asked_of(sample, question).filters.language == language


@pytest.mark.parametrize(
    ("question", "pages"),
    [("Quali tesi hanno più di 80 pagine?", (81, None)), ("Which theses have over 80 pages?", (81, None)), ("Which theses have less than 80 pages?", (None, 79)),
     ("Quali tesi hanno non più di 80 pagine?", (None, 80)), ("Which theses are no longer than 80 pages?", (None, 80)),
     ("Which theses have no fewer than 50 pages?", (50, None)), ("Quali tesi hanno almeno 50 pagine e al massimo 90 pagine?", (50, 90))],
)  # fmt: skip
def test_the_length_asked_for(sample: Library, question: str, pages: tuple[int | None, int | None]) -> None:
    assert asked_of(sample, question).pages == pages


def test_the_last_of_something_else_is_no_order_of_works(sample: Library) -> None:
    assert asked_of(sample, "Ci sono tesi sull'ultimo miglio?").extreme == ""
    assert asked_of(sample, "Qual è l'ultima tesi sulle carceri?").extreme == "newest"


def test_a_place_named_in_another_language_is_no_topic(sample: Library) -> None:
    asked = asked_of(sample, "Which works concern Ethiopia?")
    assert (asked.filters.place, asked.topic) == ("Etiopia", "")
    assert asked_of(sample, "Which works concern wells in Ethiopia?").topic == "wells"


@pytest.mark.parametrize(
    ("question", "outside"),
    [("Which projects took place outside Italy?", "Italia"), ("Quali progetti si sono svolti all'estero?", "Italia"), ("Which theses were done abroad?", "Italia"),
     ("Quanti lavori ci sono fuori dalla Lombardia?", "Lombardia"), ("Works not in Milan", "Milano"), ("Which works are there in Milan?", ""),
     ("Quali tesi parlano della scuola fuori orario?", "")],
)  # fmt: skip
def test_works_outside_a_place_are_asked_for(sample: Library, question: str, outside: str) -> None:
    asked = asked_of(sample, question)
    assert asked.outside == outside and not (outside and asked.filters.place)


@pytest.mark.parametrize(
    ("question", "topic"),
    [("Which documents are about AI?", "AI"), ("Works on IT", "IT"), ("Works about US schools", "US schools"), ("Are there works on ai?", "ai"),
     ("Ci sono tesi ai margini?", "margini"), ("Avete lavori sull'AI?", "AI")],
)  # fmt: skip
def test_an_acronym_and_a_stop_word_of_the_other_language_are_topics(
    sample: Library, question: str, topic: str
) -> None:
    assert asked_of(sample, question).topic == topic


@pytest.mark.parametrize(
    ("question", "goal"),
    [
        ("List the documents about SDG 13", "13"),
        ("Quali lavori riguardano l'obiettivo 11?", "11"),
        ("Tesi sull'obiettivo 3 dell'Agenda 2030", "3"),
        ("Works on Sustainable Development Goal 6", "6"),
        ("Quante tesi ci sono sull'OSS 4?", "4"),
        ("Works about goal 18", None),
        ("Which theses have a goal?", None),
    ],
)
def test_a_sustainable_development_goal_is_a_filter(sample: Library, question: str, goal: str | None) -> None:
    asked = asked_of(sample, question)
    assert asked.filters.goal == goal and not (goal and (asked.topic or asked.filters.year_from))
    works = {work.source for work in matching_works(sample, asked, OWNER)[2]}
    assert goal != "6" or works == {"tesi/thesis-clear-wells.pdf", "progetti/report-rift-water-midterm.pdf"}


@pytest.mark.parametrize(
    ("question", "without"),
    [
        ("Quali lavori non sono tesi?", Filters(kind="thesis")),
        ("Theses that are not in English", Filters(language="en")),
        ("Which theses aren't in English?", Filters(language="en")),
        ("Works not about Milan", Filters(place="Milano")),
        ("Lavori che non riguardano Milano", Filters(place="Milano")),
        ("Quali tesi sono in inglese?", Filters()),
        ("Non avete tesi sulle carceri?", Filters()),
    ],
)
def test_what_works_must_not_be(sample: Library, question: str, without: Filters) -> None:
    asked = asked_of(sample, question)
    assert asked.without == without and not asked.is_unread
    if without != Filters():
        works = matching_works(sample, asked, OWNER)[2]
        left_out = matching_works(sample, replace(asked, filters=without, without=Filters()), OWNER)[2]
        kept = Filters(kind=asked.filters.kind)
        everything = matching_works(sample, replace(asked, filters=kept, without=Filters()), OWNER)[2]
        assert works and {w.id for w in works} == {w.id for w in everything} - {w.id for w in left_out}


@pytest.mark.parametrize(
    "question",
    ["Theses without a partner", "Works that are not about wells", "How many works per year?", "How many theses per faculty?", "Quali tesi non hanno partner?", "Tesi e rapporti su Milano",
     "In media quante pagine hanno le tesi?"],
)  # fmt: skip
def test_a_condition_that_nothing_reads_is_noted(sample: Library, question: str) -> None:
    assert asked_of(sample, question).is_unread


@pytest.mark.parametrize(
    "question",
    ["Theses about people without a home", "Tesi sulle due guerre", "Which works are about the most vulnerable?", "Rapporti con enti non profit",
     "Quali tesi hanno non più di 80 pagine?", "Elenca ogni tesi"],
)  # fmt: skip
def test_words_of_a_topic_and_conditions_that_are_read_are_not_noted(sample: Library, question: str) -> None:
    assert not asked_of(sample, question).is_unread


def test_the_countries_outside_a_place_are_no_topic(sample: Library) -> None:
    asked = asked_of(sample, "Which theses are about countries outside Italy?")
    assert (asked.outside, asked.topic) == ("Italia", "") and len(matching_works(sample, asked, OWNER)[2]) == 3


def test_people_their_role_and_the_kind_of_their_works(sample: Library) -> None:
    asked = asked_of(sample, "Which students were supervised by Anna Rinaldi?")
    assert asked.entity and asked.entity.name == "Anna Rinaldi"
    assert (asked.role, asked.filters.kind) == ("supervisor", "thesis")
    assert len(matching_works(sample, asked, OWNER)[2]) == 2


def test_words_beside_the_question_are_no_topic_unless_something_introduces_them(sample: Library) -> None:
    found = {
        question: len(matching_works(sample, asked_of(sample, question), OWNER)[2])
        for question in ("What reports came out in 2021?", "Which reports on kites came out in 2021?", "Which reports appeared in 2021?")
    }  # fmt: skip
    assert list(found.values()) == [2, 0, 2]


def test_a_topic_of_one_word_is_read_in_the_language_of_the_question(sample: Library) -> None:
    _, relevance, works = matching_works(sample, asked_of(sample, "Avete materiale sulle interviste?"), OWNER)
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
    assert {work.source for work in matching_works(sample, asked_of(sample, question), OWNER)[2]} == sources


@pytest.mark.parametrize(
    ("question", "pages"),
    [
        ("Quali tesi hanno più di 11 pagine?", (12, None)),
        ("Which theses have at least 12 pages?", (12, None)),
        ("Quali rapporti hanno meno di 3 pagine?", (None, 2)),
        ("How many theses have at most 11 pages?", (None, 11)),
        ("Quali tesi parlano di energia?", (None, None)),
    ],
)
def test_the_length_that_works_must_have(sample: Library, question: str, pages: tuple[int | None, int | None]) -> None:
    asked = asked_of(sample, question)
    assert asked.pages == pages
    works = matching_works(sample, asked, OWNER)[2]
    assert works and all((pages[0] or 0) <= work.page_count <= (pages[1] or 99) for work in works)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quante tesi sono in lingua inglese?", "en"),
        ("Which Italian reports do you have?", "it"),
        ("Elenca le tesi inglesi", "en"),
        ("Are there any theses on Italian schools?", None),
    ],
)
def test_the_language_that_works_must_have(sample: Library, question: str, language: str | None) -> None:
    assert asked_of(sample, question).filters.language == language


def test_the_kind_named_first_counts(sample: Library) -> None:
    assert asked_of(sample, "Quanti rapporti parlano di tesi?").filters.kind == "report"
    assert asked_of(sample, "Quali studenti ha seguito Anna Rinaldi?").filters.kind == "thesis"


def test_works_of_somebody_whom_no_work_names_are_none(sample: Library) -> None:
    asked = asked_of(sample, "Quali tesi ha seguito Carlo Vanzi?")
    assert asked.is_unknown and matching_works(sample, asked, OWNER)[2] == []
