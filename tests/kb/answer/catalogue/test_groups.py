"""Works of the sample (fictional) by year, person and the like; only visible ones count."""

import pytest

from kb.answer.catalogue.grouping import Grouping
from kb.answer.catalogue.groups import GROUPS, group_lines, grouped, of_one
from kb.answer.catalogue.statements import from_catalogue
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.records import CatalogueAnswer
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Field, Filters, Named
from kb.output.api_json import answer_json
from tests.conftest import Put
from tests.fakes import document
from web.links import LINKS


def answered(library: Library, question: str) -> CatalogueAnswer:
    found = from_catalogue(library, question, OWNER)
    assert found is not None, question
    return found


def counts(found: CatalogueAnswer) -> dict[str, int]:
    return {group.name: len(group.works) for group in found.groups}


BY_YEAR = {"2019": 1, "2020": 2, "2021": 2, "2022": 2, "2023": 2}
BY_SUPERVISOR = {"Chiara Colombo": 3, "Davide Ferrario": 3, "Elena Marchetti": 3, "Anna Rinaldi": 2, "Giulia Sartori": 2, "Paolo Brambilla": 2, "Marco Villa": 1}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("How many theses per year?", BY_YEAR),
        ("Quante tesi per anno?", BY_YEAR),
        ("How are the theses distributed by year?", BY_YEAR),
        ("Quante tesi all'anno?", BY_YEAR),
        ("Quante tesi in inglese per anno?", {"2020": 1, "2021": 1, "2022": 1, "2023": 1}),
        ("Theses on wells per year", {"2020": 1}),
        ("How many energy theses per year?", {"2021": 1, "2022": 1}),
        ("quante tesi per relatore", BY_SUPERVISOR),
        ("Quante tesi ha seguito ogni relatore?", BY_SUPERVISOR),
        ("Quanti studenti per relatore?", BY_SUPERVISOR),
        ("Quante tesi per lingua?", {"italiano": 5, "inglese": 4}),
        ("Quanti report per anno?", {"2020": 1, "2021": 2, "2022": 3, "2023": 4, "2024": 1}),
        ("Works by kind", {"Project report": 11, "Thesis": 9, "Course material": 7}),
    ],
)
def test_works_are_counted_by_year_person_language_and_kind(
    sample: Library, question: str, groups: dict[str, int]
) -> None:
    found = answered(sample, question)
    assert counts(found) == groups and found.intent == GROUPS and found.value == len(found.works)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many supervisors are there?", 7),
        ("Quanti autori ci sono?", 11),
        ("How many students wrote theses on wells?", 1),
        ("Quanti studenti ha seguito Anna Rinaldi?", 2),
        ("In quante lingue sono i documenti?", 2),
        ("How many professors supervise theses?", 7),
        ("Quanti docenti ci sono?", 6),
        ("Quanti autori ha la tesi sulle frane?", 2),
        ("How many authors does Reading the Slope have?", 2),
        ("Which department has the most theses?", "Department of Civil and Environmental Engineering; Department of Design; Dipartimento di Architettura e Studi Urbani"),
        ("In che anno ci sono più lavori?", "2023"),
        ("In quale luogo si sono svolti più lavori?", "Lombardia"),
        ("Dipartimento di Clear Wells?", "Department of Civil and Environmental Engineering"),
        ("How many people wrote theses?", 11),
        ("Chi insegna più corsi?", "Chiara Colombo"),
        ("Who supervises the fewest theses?", "Marco Villa"),
        ("Who supervises most theses on wells?", "Giulia Sartori"),
        ("Which students were supervised by Anna Rinaldi?", "Beatriz Nhantumbo; Francesca Locatelli"),
        ("Chi ha scritto le tesi sull'acqua?", "Alessandro Greco; Daniela Ospina; Matteo Ferri"),
        ("Di quale dipartimento è la tesi sulle frane?", "Department of Civil and Environmental Engineering"),
        ("Di quale dipartimento è Cibo che resta?", "Dipartimento di Ingegneria Gestionale"),
        ("What degree course is the thesis on bus stops from?", "Product Service System Design"),
    ],
)  # fmt: skip
def test_groups_are_counted_named_and_compared(sample: Library, question: str, value: str | int) -> None:
    assert answered(sample, question).value == value


@pytest.mark.parametrize(
    "question",
    ["How many authors contributed to the book?", "Quanti partner hanno finanziato il progetto?", "Which department of the hospital ran the clinic?",
     "Quante pagine hanno le tesi per anno?", "Quali lingue parlano le famiglie?", "Quanti docenti hanno partecipato al corso?",
     "How many students work in the cooperative?", "How many filters were installed per year?", "Quanti studenti per classe?", "Quanti studenti hanno partecipato al progetto Porte Aperte?", "Quanti studenti ci sono?", "How many languages are there?"],
)  # fmt: skip
def test_what_is_not_about_works_is_left_to_passages(sample: Library, question: str) -> None:
    assert from_catalogue(sample, question, OWNER) is None


def test_a_department_and_a_degree_course_are_quoted_from_the_front_page(sample: Library, viewer: PageViewer) -> None:
    for asked in ("Di quale dipartimento è Cibo che resta?", "Di quale corso di laurea è Cibo che resta?"):
        answer = ask(sample, viewer, asked, OWNER)
        assert answer.catalogue and str(answer.catalogue.value) in answer.citations[0].quote
        assert answer.citations[0].page == 1 and answer.citations[0].located


def test_each_group_leads_to_its_list_and_its_page(sample: Library, viewer: PageViewer) -> None:
    answer = ask(sample, viewer, "Quante tesi in inglese per relatore?", OWNER)
    first = answer_json(answer, LINKS)["groups"][0]
    assert (first["name"], first["count"], first["url"]) == ("Davide Ferrario", 2, "/people/davide-ferrario")
    assert first["list_url"] == "/search?q=kind%3Athesis+lang%3Aen+supervisor%3A%22Davide+Ferrario%22"
    assert answer.citations == () and answer.text.splitlines()[:2] == [
        "Lavori trovati, per relatore (4 in tutto):",
        "Davide Ferrario: 2 («Reading the Slope»; «Light for Learning»)",
    ]
    by_year = ask(sample, viewer, "How many theses per year?", OWNER)
    assert by_year.text.startswith("Works found, by year (9 in all):\n2019: 1\n2020: 2")
    assert answer_json(by_year, LINKS)["groups"][0]["list_url"] == "/search?q=kind%3Athesis+year%3A2019..2019"


def test_departments_are_joined_however_works_write_them(put: Put, library: Library) -> None:
    for at, name in enumerate(("Dip. di Design", "Department of Design", "Dipartimento di Design degli interni")):
        stated = (Field("department", name, "front page", 0.9),)
        put(document(f"d{at}", kind="thesis"), f"Sedie {at}.", fields=stated)
    groups = answered(library, "How many theses by department?").groups
    assert {group.name: len(group.works) for group in groups} == {
        "Department of Design": 2, "Dipartimento di Design degli interni": 1,
    }  # fmt: skip
    listed = {group.name: group.filters and group.filters.department for group in groups}
    assert listed == {
        "Department of Design": None, "Dipartimento di Design degli interni": "Dipartimento di Design degli interni",
    }, "a filter for “Design” would find those of the interiors, too"  # fmt: skip


def test_works_without_a_year_and_hidden_ones_are_told_apart(put: Put, library: Library) -> None:
    mine = (Named("Ada Ferrini", "supervisor"),)
    put(document("old", year=2016, people=mine), "Mulini a vento.")
    put(document("undated", year=None, people=mine), "Mulini ad acqua.")
    put(document("shut", year=2017, people=(Named("Bruno Satta", "supervisor"),), access="internal"), "Mulini.")
    found = {reader: from_catalogue(library, "How many theses per year?", reader) for reader in (ANONYMOUS, OWNER)}
    assert [one and counts(one) for one in found.values()] == [{"2016": 1, "": 1}, {"2016": 1, "2017": 1, "": 1}]
    assert [group_lines(one, "it")[-1] for one in found.values() if one] == ["non indicato: 1"] * 2
    people = [from_catalogue(library, "How many supervisors are there?", reader) for reader in (ANONYMOUS, OWNER)]
    assert [one and one.value for one in people] == [1, 2]


def test_nothing_is_grouped_where_no_work_matches_and_nothing_stated_where_nothing_is_known(
    put: Put, library: Library
) -> None:
    put(document("old", year=2016, people=()), "Mulini a vento.")
    none = grouped(library, "Quante tesi del 1987?", Grouping("year", "each"), OWNER, Filters())
    assert none is not None and (none.value, none.groups) == (0, ())
    assert grouped(library, "Quali tesi?", Grouping("supervisor", "which"), OWNER, Filters()) is None
    assert of_one(library, "la tesi Old?", "department", OWNER, Filters()) is None
