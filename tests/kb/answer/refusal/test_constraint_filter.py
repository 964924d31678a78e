"""Answers meet the constraints of a question, or the refusal offers alternatives. The documents are made up."""

from collections.abc import Iterator

import pytest

from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.records import Answer
from kb.answer.refusal.constraint_filter import FilteredCandidates, filter_by_constraints
from kb.library import Library
from kb.model import OWNER, Named
from kb.search.scope import open_scope
from tests.conftest import Put
from tests.fakes import document


@pytest.fixture
def asked(put: Put, library: Library, viewer: PageViewer) -> Iterator[dict[str, Answer]]:
    for year, flats in ((2019, 30), (2020, 45)):
        put(
            document(f"savona{year}"),
            f"Rapporto sugli alloggi di Savona. Nel {year} gli alloggi recuperati a Savona furono {flats}.",
        )
    put(
        document("fondi"),
        "Il progetto Girandola non ha ricevuto fondi europei. Il progetto Aquilone ha ricevuto fondi europei.",
    )
    put(
        document("pozzi", people=(Named("Ada Ferri", "author"),), language="it"),
        "Le famiglie visitate per i pozzi furono 212. Il guasto più citato dalle famiglie è la perdita.",
    )
    for number in range(12):
        put(document(f"other{number}"), f"Le scuole di Cremona usano il cortile numero {number} con gli insegnanti.")
    questions = {
        "2018": "Quanti alloggi furono recuperati a Savona nel 2018?",
        "2020": "Quanti alloggi furono recuperati a Savona nel 2020?",
        "Imperia": "Quanti alloggi furono recuperati a Imperia nel 2020?",
        "elsewhere": "Chi dirige l'orchestra a Catania?",
        "somebody": "Quante famiglie furono visitate per i pozzi da Bruno Conti?",
        "her": "Quante famiglie furono visitate per i pozzi da Ada Ferri?",
        "surname": "Quante famiglie furono visitate per i pozzi secondo Contarinoni?",
        "known": "Quante famiglie furono visitate per i pozzi secondo Ferri?",
        "least": "Qual è il guasto meno citato dalle famiglie?",
        "which": "Quale progetto ha ricevuto fondi europei?",
    }
    yield {name: ask(library, viewer, question, OWNER) for name, question in questions.items()}


def test_the_year_and_the_place_are_met(asked: dict[str, Answer]) -> None:
    right = asked["2020"]
    assert not right.refused and all("2019" not in citation.quote for citation in right.citations)
    missed = asked["2018"]
    assert missed.refused and missed.citations == ()
    assert {other.found for other in missed.alternatives} == {"2019", "2020"}
    assert missed.text.startswith("Per il 2018 non ho trovato nulla; per il 20")
    elsewhere = asked["Imperia"]
    assert elsewhere.refused and elsewhere.alternatives[0].found == "Savona"


def test_what_is_about_something_else_is_no_alternative(asked: dict[str, Answer]) -> None:
    assert asked["elsewhere"].refused and asked["elsewhere"].alternatives == ()


def test_a_person_and_a_rank_are_met(asked: dict[str, Answer]) -> None:
    assert not asked["her"].refused and "212" in asked["her"].citations[0].quote
    missed = asked["somebody"]
    assert missed.refused and [(other.asked, other.found) for other in missed.alternatives] == [
        ("Bruno Conti", "Ada Ferri")
    ]
    assert asked["surname"].refused and not asked["known"].refused
    least = asked["least"]
    assert least.refused and least.alternatives[0].found == "più citato"
    assert least.text.startswith("Per “meno citato” non ho trovato nulla; per “più citato” c’è: «")


def test_nothing_named_sets_nothing_aside(library: Library) -> None:
    scope = open_scope(library, OWNER)
    assert filter_by_constraints(scope, scope.analyse("Come si cura un orto?"), [], {}) == FilteredCandidates(())


def test_which_has_is_not_the_one_that_has_not(asked: dict[str, Answer]) -> None:
    assert asked["which"].citations
    assert "non ha ricevuto" not in asked["which"].citations[0].quote


def test_what_is_said_of_a_town_is_said_of_its_region(put: Put, library: Library, viewer: PageViewer) -> None:
    put(document("lecco"), "Nel 2020 gli orti scolastici aperti a Lecco furono 12, tutti curati dai genitori.")
    for number in range(12):
        put(document(f"other{number}"), f"Le biblioteche usano il cortile numero {number} con gli insegnanti.")
    answer = ask(library, viewer, "Quanti orti scolastici furono aperti in Lombardia nel 2020?", OWNER)
    assert not answer.refused and "12" in answer.citations[0].quote
    assert ask(library, viewer, "Quanti orti scolastici furono aperti in Veneto nel 2020?", OWNER).refused
