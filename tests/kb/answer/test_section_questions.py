"""Sections become questions that a person would type, or none. Titles and headings are made up."""

import pytest

from kb.answer.section_questions import plain_heading, section_question, short_title

WELLS, ORTI = "Wells of Gela: a study of salt", "Orti a scuola. Relazione finale"


@pytest.mark.parametrize(
    ("title", "heading", "language", "question"),
    [
        (ORTI, "3 Attività › 3.1 Gli alloggi", "it", "Che cosa dice Orti a scuola sugli alloggi?"),
        (ORTI, "2.4 L'irrigazione a goccia", "it", "Che cosa dice Orti a scuola sull'irrigazione a goccia?"),
        (ORTI, "Microreti", "it", "Che cosa dice Orti a scuola a proposito di microreti?"),
        (ORTI, "TURNI E TARIFFE", "it", "Che cosa dice Orti a scuola a proposito di turni e tariffe?"),
        (ORTI, "1.2 Partenariato", "it", "Chi sono i partner di Orti a scuola?"),
        (ORTI, "4 I costi", "it", "Quali costi indica Orti a scuola?"),
        ("Relazione annuale 2021", "Obiettivi", "it", "Quali sono gli obiettivi della Relazione annuale 2021?"),
        ("Analisi del traffico", "Limiti", "it", "Quali limiti riconosce l’Analisi del traffico?"),
        (ORTI, "1.1 La domanda di ricerca", "it", "Qual è la domanda di ricerca di Orti a scuola?"),
        (WELLS, "Research questions", "en", "What is the research question of Wells of Gela?"),
        (WELLS, "3.2 The paper strip", "en", "What does Wells of Gela say about the paper strip?"),
        (WELLS, "Water Quality and Health", "en", "What does Wells of Gela say about water quality and health?"),
        (WELLS, "4 What did not work", "en", "What difficulties does Wells of Gela describe?"),
        (WELLS, "Our partners", "en", "Who are the partners of Wells of Gela?"),
        ("The Long Field", "Recommendations", "en", "What does the Long Field recommend?"),
    ],
)
def test_a_section_is_asked_for_as_a_person_would(title: str, heading: str, language: str, question: str) -> None:
    assert section_question(title, heading, language) == question


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("2 Metodo", "it"), ("5 Conclusioni", "it"), ("Cinque strumenti", "it"), ("Che cosa manca ai ragazzi", "it"),
        ("Controlla l'impianto", "it"), ("Il progetto è finito", "it"), ("You can print it", "it"), ("Durante la visita", "it"),
        ("Leggere una mappa", "it"), ("x", "it"), ("Costi (in euro) al 31/12", "it"),
        ("During the interview", "en"), ("Where to stop", "en"), ("Trust your neighbours", "en"), ("We were wrong", "en"),
        ("Hire talent in-house", "en"), ("Results", "en"), ("Minimise the cost of change", "en"), ("Table 3: rents", "en"),
        ("What would have happened anyway?", "en"), ("The farm › 12 figures", "en"),
    ],
)  # fmt: skip
def test_a_heading_that_names_nothing_is_not_asked_for(heading: str, language: str) -> None:
    assert section_question(WELLS if language == "en" else ORTI, heading, language) == ""


@pytest.mark.parametrize(
    "title", ["", "A", "ANNUAL REPORT", "tesi_def_v2", "report 2", "word " * 40, "Orti (bozza) [2]"]
)
def test_a_title_that_is_no_name_is_not_asked_for(title: str) -> None:
    assert section_question(title, "Water quality", "en") == ""


def test_a_work_in_another_language_is_not_asked_for() -> None:
    assert section_question("Jardins partagés", "Le jardin", "fr") == ""


def test_headings_lose_their_numbers_and_capitals_but_names_keep_theirs() -> None:
    found = [
        plain_heading(h)
        for h in ("3.2 Life of a filter", "IV. Costi", "CO2 at school", "PNRR", "Art. 4 The Board", "The wells of Gela")
    ]
    assert found == ["life of a filter", "costi", "CO2 at school", "PNRR", "the board", "the wells of Gela"]
    assert short_title(WELLS) == "Wells of Gela"
