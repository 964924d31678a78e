"""Numbers of the same thing in which quotes differ, with their years. Texts are made up."""

import pytest

from kb.answer.differing import differing
from kb.answer.records import Citation
from kb.model import Passage
from kb.search.query_analysis import analyse
from tests.fakes import document


def citation(number: int, text: str, year: int | None = 2022, language: str = "it") -> Citation:
    passage = Passage(number, "d", 1, "1", 0, len(text), text, "", language)
    return Citation(number, document(f"d{number}", year=year, language=language), passage, 0, len(text))


def stated(question: str, *citations: Citation) -> list[tuple[str, str, int]]:
    return [(one.value, one.year, one.citation) for one in differing(analyse(question), citations)]


def test_numbers_that_differ_have_the_year_of_their_quote_or_document() -> None:
    found = stated(
        "Quante famiglie hanno trovato casa?",
        citation(1, "In tutto 41 nuove famiglie hanno trovato casa."),
        citation(2, "Nella prima fase, nel 2021, hanno trovato casa 27 famiglie."),
        citation(3, "Famiglie: 27.", 2021),
        citation(4, "La casa è grande."),
    )
    assert found == [("41", "2022", 1), ("27", "2021", 2)]


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Quante famiglie?", "Furono 41 famiglie.", "Le 41 famiglie rimasero."),
        ("Quante famiglie?", "Furono 1.200 famiglie.", "Circa 1200 famiglie."),
        ("Chi ha trovato casa?", "41 famiglie.", "27 famiglie."),
        ("Quante famiglie hanno trovato casa?", "41 famiglie hanno trovato casa.", "Al corso vennero 27 famiglie."),
        ("Quanto costa la mensa?", "La mensa costa 41 euro.", "La mensa costa 27 euro al giorno."),
        ("Quanti euro costa?", "Costa 41 euro.", "La mensa costa 27 euro."),
        ("Quante famiglie?", "Furono 41 famiglie.", "Costano 27 euro."),
        ("Quante famiglie?", "Nel 2019 famiglie e scuole.", "Furono 41 famiglie."),
        ("Quante famiglie?", "Furono 41 famiglie.", "Vennero 27 famiglie."),  # of what?
        (
            "Quante famiglie hanno un filtro?",
            "Hanno un filtro 41 famiglie.",
            "Le famiglie erano 12. Alcune hanno un filtro.",
        ),
        ("Quante famiglie pagano?", "Pagano 41 famiglie.", "Fig. 5 Famiglie che pagano."),
        ("Quante famiglie pagano?", "Pagano 41 famiglie.", "Pagano nel Covid-19 famiglie e scuole."),
        ("Quante famiglie pagano?", "Pagano 41 famiglie.", "Pagano 12 euro a famiglia."),
        ("Quante famiglie pagano?", "Pagano 41 famiglie.", "Pagano il 38% delle famiglie."),
        ("Quante famiglie pagano?", "Pagano 41 famiglie.", "Di 12, le famiglie pagano."),
    ],
)
def test_nothing_is_told_where_nothing_differs(question: str, first: str, second: str) -> None:
    assert stated(question, citation(1, first), citation(2, second)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Gli arredi prodotti sono stati 112.", "Ha prodotto 208 arredi."),
        ("Gli arredi prodotti furono 112.", "Arredi prodotti: 208. Altri arredi: 90."),
        ("Ha prodotto 112 dei nuovi arredi.", "Furono prodotti 208 arredi."),
    ],
)
def test_a_number_counts_the_noun_before_or_behind_it(first: str, second: str) -> None:
    found = stated("Quanti arredi ha prodotto?", citation(1, first), citation(2, second))
    assert [value for value, _, _ in found] == ["112", "208"]


def test_numbers_of_both_languages_are_compared() -> None:
    found = stated(
        "How many wells were dug?",
        citation(1, "They dug 1,500 wells.", 2019, "en"),
        citation(2, "Dug wells: 12", None, "en"),
    )
    assert found == [("1,500", "2019", 1), ("12", "", 2)]
