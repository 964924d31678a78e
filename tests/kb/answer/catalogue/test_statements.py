"""Answers from the catalogue of the sample (fictional works), in which only visible works count."""

import pytest

from kb.answer.catalogue.statements import from_catalogue, with_catalogue
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters, Named
from tests.conftest import Put
from tests.fakes import document


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Chi ha seguito la tesi sugli alloggi sfitti?", "Elena Marchetti, Paolo Brambilla"),
        ("Who wrote the thesis on bus stops at night?", "Aisha Rahman"),
        ("Quanto è lunga la tesi sulle scuole e il caldo?", 11),
        ("In che lingua è la tesi sulle frane?", "inglese"),
        ("When was the thesis on fluoride filters written?", 2020),
        ("Quante tesi ci sono?", 9),
        ("Quali tesi sono in inglese?", 4),
        ("Quali lavori sono del 2021?", 6),
        ("Which theses did Elena Marchetti supervise?", 3),
        ("Quante tesi parlano di energia solare?", 1),
        ("Could you tell me who teaches the course on impact evaluation?", "Anna Rinaldi"),
        (
            "Con quali partner è stata fatta la tesi sulle frane?",
            "Fundación Ladera Viva (fictional), Municipality of Cali (fictional office)",
        ),
        ("Who are the authors of the early warning thesis?", "Daniela Ospina, Matteo Ferri"),
        ("Chi è il docente del corso sulla statistica?", "Marco Villa"),
        ("Which two students wrote the thesis on early warning?", "Daniela Ospina, Matteo Ferri"),
    ],
)
def test_the_catalogue_answers(sample: Library, question: str, value: str | int) -> None:
    found = from_catalogue(sample, question, OWNER)
    assert found is not None and found.value == value
    assert all(name in found.text for name in str(value).split(", ")) or value == 1
    assert len(found.works) == (value if isinstance(value, int) and value < 10 else 1)


@pytest.mark.parametrize(
    "question",
    [
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "Which pollutant was weakly correlated with coughing in the thesis on allergies?",
        "Che cosa dice la tesi sugli alloggi sui costi?",
        "What was the trouble with the plans scattered over many documents?",
        "Dopo i lavori si vedono meno scritte sui muri?",
        "Chi insegna ai bambini?",
        "Chi ha finanziato la tesi sugli alloggi sfitti?",
        "Da chi è stata stampata la tesi sulle frane?",
        "Who illustrated the thesis on fluoride filters?",
        "In che anno è nata Elena Marchetti?",
        "What did Alessandro Greco find about bone char filters?",
        "When was Elena Marchetti born?",
        "Which works are about them?",
        "How many theses by year and author?",
        "How many authors and supervisors are there?",
        "How many households per year?",
        "Quanti studenti ci sono per classe?",
        "Quanti corsi e quante tesi?",
        "Which theses have two authors?",
        "Average number of pages of the theses",
        "Qual è il numero medio di pagine delle tesi?",
        "Documenti senza anno",
        "Which theses don't have a partner?",
    ],
)
def test_what_stands_in_documents_stays_with_passages(sample: Library, question: str) -> None:
    assert from_catalogue(sample, question, OWNER) is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Chi è il relatore di Night Stops?", "»: Chiara Colombo; correlatore: Elena Marchetti."),
        ("Who supervised Night Stops?", "was supervised by Chiara Colombo; co-supervisor: Elena Marchetti."),
        ("Chi è la correlatrice di Night Stops?", "»: Elena Marchetti."),
        ("Who is the co-supervisor of Night Stops?", "”: Elena Marchetti."),
    ],
)
def test_a_supervisor_and_a_co_supervisor_are_told_apart(sample: Library, question: str, text: str) -> None:
    found = from_catalogue(sample, question, OWNER)
    assert found is not None and found.text.endswith(text)


def test_the_oldest_work_is_told_with_its_year(sample: Library) -> None:
    found = from_catalogue(sample, "Which is the oldest thesis?", OWNER)
    assert found is not None and found.value == 2019
    assert found.text.startswith("“Passi d'argento") and found.text.endswith("(2019).")
    longest = from_catalogue(sample, "Qual è la tesi più lunga?", OWNER)
    assert longest is not None and longest.value == 12 and longest.text.endswith("(12 pagine).")
    assert from_catalogue(sample, "la tesi piu lunga", OWNER) == longest


def test_as_many_of_the_longest_as_asked_for_and_ties_are_told_with_their_measures(sample: Library) -> None:
    found = from_catalogue(sample, "Quali sono le tre tesi più recenti?", OWNER)
    assert found is not None and [work.year for work in found.works] == [2023, 2023, 2022, 2022]
    assert found.value == 2023 and found.text.endswith("(2022).") and "(2023). «" in found.text
    longest = from_catalogue(sample, "The two longest theses", OWNER)
    assert longest is not None and [work.page_count for work in longest.works] == [12, 12]


def test_an_answer_has_works_value_and_quotes_of_these_only(sample: Library, viewer: PageViewer) -> None:
    answer = ask(sample, viewer, "Chi ha seguito la tesi sugli alloggi sfitti?", OWNER)
    assert answer.catalogue is not None and not answer.refused and answer.model == "catalogue"
    works = {work.id for work in answer.catalogue.works}
    assert {citation.document.id for citation in answer.citations} <= works
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    nothing = ask(sample, viewer, "Quali tesi sono del 1987?", OWNER)
    assert nothing.refused and nothing.text == "Nel catalogo non c’è nessun lavoro che corrisponda."
    assert nothing.catalogue and with_catalogue(nothing, nothing.catalogue).refused


def test_works_that_mention_a_word_are_counted_by_their_text(sample: Library, viewer: PageViewer) -> None:
    answer = ask(sample, viewer, "Quante tesi menzionano «carcere»?", OWNER)
    assert (
        answer.catalogue
        and answer.catalogue.value == 1
        and answer.text.startswith("Lavori con «carcere» nel testo: 1.\n«")
    )
    assert [citation.located for citation in answer.citations] == [True] and "carcere" in answer.citations[0].quote
    assert (answer.catalogue.topic, answer.catalogue.filters) == ('"carcere"', Filters(kind="thesis"))
    none = ask(sample, viewer, "Quanti documenti menzionano «ornitorinco»?", OWNER)
    assert none.refused and none.catalogue and none.catalogue.value == 0


def test_only_what_a_reader_may_see_counts(put: Put, library: Library) -> None:
    people = (Named("Ada Ferrini", "supervisor"), Named("Bruno Satta", "author"))
    put(document("open", kind="thesis", year=2016, people=people), "Mulini a vento di Sorso.")
    put(document("shut", kind="thesis", year=2016, people=people, access="internal"), "Mulini ad acqua di Sorso.")
    counted = {
        reader: from_catalogue(library, "Quante tesi del 2016 ci sono?", reader) for reader in (ANONYMOUS, OWNER)
    }
    assert [found and found.value for found in counted.values()] == [1, 2]
    supervised = from_catalogue(library, "Quali tesi ha seguito Ada Ferrini?", ANONYMOUS)
    assert supervised is not None and [work.id for work in supervised.works] == ["open"]
    assert supervised.filters is not None and supervised.filters.supervisor == "Ada Ferrini"


def test_works_side_by_side_are_told_an_attribute_only_if_one_is_asked(sample: Library) -> None:
    for question in (
        "Compare the thesis and the report on light for learning",
        "Confronta la tesi e il rapporto sulla luce",
    ):
        assert ask(sample, PageViewer(), question, OWNER).catalogue is None
    longer = ask(
        sample, PageViewer(), "Which is longer, the thesis or the report on Light for Learning?", OWNER
    ).catalogue
    assert longer is not None and [work.title.partition(".")[0] for work in longer.works] == ["Light for Learning"] * 2


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Quanto sono lunghi la tesi e il rapporto sul carcere?", "11; 2"),
        ("Quale è più lungo, la tesi o la relazione sul carcere?", "11; 2"),
        ("È più lunga la tesi o la relazione sul carcere?", "11; 2"),
        ("Is the thesis or the report on prison carpentry longer?", "11; 2"),
        ("Which is older, the thesis or the report on microgrids?", "2021; 2023"),
    ],
)
def test_the_attribute_of_works_side_by_side_is_the_one_asked_of_each(
    sample: Library, viewer: PageViewer, question: str, value: str
) -> None:
    found = ask(sample, viewer, question, OWNER).catalogue
    assert found is not None and found.value == value


def test_italian_counts_reports_by_their_borrowed_name(sample: Library) -> None:
    found = from_catalogue(sample, "Quanti report ci sono?", OWNER)
    assert found is not None and found.value == 11


def test_the_last_two_works_are_listed_not_compared(sample: Library, viewer: PageViewer) -> None:
    for question in ("le ultime due tesi", "the last two theses"):
        found = ask(sample, viewer, question, OWNER).catalogue
        assert found is not None and [work.year for work in found.works] == [2023, 2023], question


def test_the_newest_of_several_works_is_told_with_its_title(sample: Library) -> None:
    found = from_catalogue(sample, "Qual è la più recente tra le tesi sulla scuola?", OWNER)
    assert found is not None and found.intent == "works" and found.text.startswith("«Scuole al fresco.")


def test_an_attribute_that_one_of_the_works_does_not_state_is_said_to_be_missing(
    sample: Library, viewer: PageViewer
) -> None:
    for question, missing in (
        ("Chi ha scritto la tesi e il rapporto sul carcere?", "in carcere»: non indicato."),
        ("Who wrote the thesis and the report on prison carpentry?", "in carcere”: not stated."),
    ):
        found = ask(sample, viewer, question, OWNER).catalogue
        assert found is not None and found.value == "Giacomo Fumagalli" and found.text.endswith(missing)
