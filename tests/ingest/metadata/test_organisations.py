"""Partners, funders and acknowledged organisations, as documents name them."""

import tomllib
from pathlib import Path

import pytest

from ingest.build import texts
from ingest.metadata.find import find_metadata
from ingest.metadata.organisations import find_organisations
from ingest.readers.registry import read
from kb.model import Named
from kb.people.names import plain
from kb.text.normalise import fold
from tests.conftest import SAMPLE


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Partner: Cooperativa La Soglia, Comune di Milano", [("partner", "Cooperativa La Soglia"), ("partner", "Comune di Milano")]),
        ("Partner: Cooperativa Uno (immaginaria) Finanziatori: Fondazione Due", [("partner", "Cooperativa Uno (immaginaria)"), ("funder", "Fondazione Due")]),
        ("Ente ospitante: Cooperativa Terra e Cielo", [("host", "Cooperativa Terra e Cielo")]),
        ("Host organisation: Water for Ziway", [("host", "Water for Ziway")]),
        ("In collaborazione con: Comune di Lodi e Caritas Ambrosiana", [("partner", "Comune di Lodi"), ("partner", "Caritas Ambrosiana")]),
        ("Partner: Fondazione Uno, Comune di Lodi Durata: 15 mesi", [("partner", "Fondazione Uno"), ("partner", "Comune di Lodi")]),
        ("Partner | Fondazione Uno, Lega Due", [("partner", "Fondazione Uno"), ("partner", "Lega Due")]),
        ("Partner:\nFondazione Uno\nComune di Lodi\nMilano, giugno 2021", [("partner", "Fondazione Uno"), ("partner", "Comune di Lodi")]),
        ("Partner locali\n• Fondazione Uno\n• Lega Due\nObiettivi", [("partner", "Fondazione Uno"), ("partner", "Lega Due")]),
        ("Partner\nFondazione Uno", []),
        ("Ente capofila: Lega Due Milano 2018", [("partner", "Lega Due")]),
        ("Our partner: she said nothing more", []),
        ("The partners met twice a week.", []),
    ],
)  # fmt: skip
def test_lists_on_front_pages(text: str, names: list[tuple[str, str]]) -> None:
    assert [(found.role, found.name) for found in find_organisations([text])] == names


def test_whom_a_work_thanks_is_no_partner() -> None:
    page = "Ringraziamenti\nGrazie alla Cooperativa La Soglia, al Comune di Milano e a mia madre. Thanks to the Blue River Foundation."
    assert find_organisations(["Front", page]) == (
        Named("Cooperativa La Soglia", "acknowledged"), Named("Comune di Milano", "acknowledged"), Named("Blue River Foundation", "acknowledged"),
    )  # fmt: skip
    assert find_organisations(["Front", "The Cooperativa La Soglia works here."]) == ()


def test_the_sample_is_read_without_its_manifest() -> None:
    """What the front pages say is found, and nothing else is taken for an organisation."""
    stated = tomllib.loads((SAMPLE / "files" / "manifest.toml").read_text())["document"]
    right = wrong = wanted = 0
    for row in stated:
        parsed = read(SAMPLE / "files" / row["path"])
        found = find_metadata(parsed, texts(parsed), Path(row["path"]).stem)
        names = {fold(plain(o.name)) for o in found.organisations if o.role not in ("university", "acknowledged")}
        gold = {fold(plain(o["name"])) for o in row.get("organisations", [])}
        right, wrong, wanted = right + len(names & gold), wrong + len(names - gold), wanted + len(gold)
    assert wrong == 0 and right / wanted >= 0.75


def test_a_name_that_goes_on_is_not_cut_short_and_a_clause_is_no_name() -> None:
    page = "Ringraziamenti\nGrazie al Ministero Italiano dell’acqua, al Ministero Italiano per l’Acqua e al Comune di Lodi della pianura, e alla Fondazione Vela."
    assert [named.name for named in find_organisations(["Front", page])] == ["Fondazione Vela"]
    clauses = "Funded by: The works which were delivered in 2019, Fondazione Vela"
    assert [(named.name, named.role) for named in find_organisations([clauses])] == [("Fondazione Vela", "funder")]


def test_a_heading_in_the_line_of_an_organisation_is_none_of_its_name() -> None:
    (found,) = find_organisations(["Acknowledgements\nReferences Upper Valley Foundation"])
    assert found.name == "Upper Valley Foundation"


def test_the_end_of_a_name_is_no_name() -> None:
    page = "Acknowledgements\nWe thank the R Foundation for Rivers, A&Science Foundation and the Association for Wells. The Foundation for Lakes helped."
    names = [named.name for named in find_organisations(["Front", page])]
    assert names == ["Association for Wells", "Foundation for Lakes"]


def test_what_stands_behind_the_thanks_is_not_thanked() -> None:
    page = (
        "Acknowledgements\nWe thank the Blue River Foundation, the Ada & Ugo Neri Foundation and the Vera and Ivo Bruni Foundation.\n"
        "It was shown to the Journal of the Green Hill Association.\n7. References\nNeri U. Wells. Red Lake Association, 1999."
    )
    names = [named.name for named in find_organisations(["Front", page])]
    assert names == ["Blue River Foundation", "Ada & Ugo Neri Foundation"]


def test_who_published_the_licence_is_not_thanked() -> None:
    page = "Acknowledgements\nThanks to the Blue River Foundation. It is free under a licence as published by the Green Hill Foundation."
    assert [named.name for named in find_organisations(["Front", page])] == ["Blue River Foundation"]
