"""The kind of answer that a question asks for."""

import pytest

from kb.text.answer_kinds import asked_noun, asks_name_or_date, asks_several, expected_answer, is_strict


@pytest.mark.parametrize(
    ("question", "fits", "fits_not"),
    [
        ("Quante famiglie?", "Furono 41 famiglie.", "Molte famiglie."),
        ("How many people?", "About six thousand people.", "Many came."),
        ("In che anno nasce?", "Nasce nel 2012.", "Nasce presto."),
        ("A quanto ammonta il fondo?", "Il fondo è di 180.000 euro.", "Il fondo è ampio."),
        ("A quanto ammontano le donazioni?", "Donazioni 4) | 120.356", "Donazioni in calo del 12% nel 2021."),
        ("What is the cost of the course?", "Course fee: 45,00", "The course costs little."),
        ("At what temperature is the water stored?", "It is stored at 60 °C.", "It is stored warm."),
        ("Qual è la durata massima del prestito?", "Dura al più 3 mesi.", "Dura a lungo."),
        (
            "What is the maximum length of a report?",
            "Reports have at most twelve pages, no more than 12.",
            "Reports are short.",
        ),
        ("Quanto si perde ogni anno?", "Losses count in the hundreds of billions.", "Si perde molto."),
        ("How many trees?", "Alberi a centinaia.", "Molti alberi."),
        ("A che ora apre lo sportello?", "Apre alle 9.30.", "Apre ogni mattina."),
        ("Qual è il numero di telefono dello sportello?", "Telefono 02 2399 0000", "Lo sportello apre alle 9."),
        ("What is the e-mail address of the office?", "Write to office@example.org.", "Write to the office."),
        ("Qual è l'indirizzo di posta elettronica?", "info(at)example.org", "In via Ampère 2."),
    ],
)
def test_the_kind_of_answer_is_known(question: str, fits: str, fits_not: str) -> None:
    wanted = expected_answer(question)
    assert is_strict(wanted) and wanted is not None
    assert wanted.search(fits) and not wanted.search(fits_not)


@pytest.mark.parametrize(
    "question",
    ["In quale giorno apre il centro?", "Quali sono le date della tesi e del rapporto?", "In what month did it open?", "What was the date of the fair?"],
)  # fmt: skip
def test_a_day_a_month_or_a_date_is_asked_for(question: str) -> None:
    wanted = expected_answer(question)
    assert wanted is not None and not is_strict(wanted)
    assert wanted.search("il 17 agosto") and wanted.search("In March 2019") and not wanted.search("a Lodi")


@pytest.mark.parametrize(
    "question", ["Why did the cost rise?", "Who paid the cost of the well?", "Come si riduce il prezzo?", "Perchè il costo è aumentato?",
                 "Which activities does the budget cover?", "Quali attività rientrano nel budget?",
                 "Quali sono i rischi per quanto riguarda la privacy?", "Che cosa cambia in quanto ospite?"]
)  # fmt: skip
def test_a_cost_or_number_that_is_not_asked_for_wants_none(question: str) -> None:
    assert not is_strict(expected_answer(question))


@pytest.mark.parametrize(
    "question",
    ["What is the cost of the canteen?", "Qual è il costo della mensa?", "Which total budget did it have?", "Qual è stato il prezzo?",
     "In quanto tempo si ripaga?", "Per quanto tempo resta aperta?"],
)  # fmt: skip
def test_a_cost_or_a_time_asked_for_wants_a_number(question: str) -> None:
    assert is_strict(expected_answer(question))


@pytest.mark.parametrize(
    ("question", "noun"),
    [("Quanti studenti hanno partecipato?", "studenti"), ("Which vaccine was tested?", "vaccine"), ("In quale quartiere?", "quartiere"),
     ("How many bees were killed?", "bees"), ("What is common support?", ""), ("Qual è il prezzo?", ""), ("Chi ha vinto?", "")],
)  # fmt: skip
def test_what_is_sought_is_the_word_after_the_one_that_asks(question: str, noun: str) -> None:
    assert asked_noun(question) == noun


@pytest.mark.parametrize(
    "question",
    ["How is it decided where to dig the wells?", "In che modo il forno aiuta chi panifica?", "Che dettaglio hanno le mappe quando piove?",
     "Which trees stay green when it is cold?", "Come si fa quando piove?", "What kinds of bread do those who fast eat?"],
)  # fmt: skip
def test_a_word_that_joins_clauses_asks_for_nothing(question: str) -> None:
    assert not asks_name_or_date(expected_answer(question))


@pytest.mark.parametrize(
    "question",
    [
        "When did it open?",
        "Sai quando apre il forno?",
        "By whom was it led?",
        "Da chi è stato scritto?",
        "In quali città lavora?",
        "Dove si trova?",
    ],
)
def test_a_question_word_asks_for_a_name_or_a_date(question: str) -> None:
    assert asks_name_or_date(expected_answer(question))


@pytest.mark.parametrize(
    "question",
    ["Quali sono gli obiettivi del progetto?", "Which three strategies were shown?", "What are the limits of the method?", "In quali città lavora?",
     "Elenca i partner del forno", "List the partners of the bakery.", "What tools does the workshop lend?", "Which environmental goals did the bakery set?"],
)  # fmt: skip
def test_several_things_are_asked_for(question: str) -> None:
    assert asks_several(question)


@pytest.mark.parametrize(
    "question",
    ["Qual è l'obiettivo del progetto?", "Which bus goes to the school?", "Which teacher teaches it?", "What is the cost?", "Quale quartiere fu scelto?", "How many wells are there?",
     "Which process is used?", "What does the school pay?", "Who dug the wells?"],
)  # fmt: skip
def test_one_thing_is_asked_for(question: str) -> None:
    assert not asks_several(question)
