"""Records of repositories as described in Dublin Core: kind, year, language, access, links."""

import pytest

from ingest.harvest.oai import Record, _described


def record(**values: list[str] | str) -> Record:
    return _described(
        "oai:1", "2024-01-01", {name.replace("_", "."): [v] if isinstance(v, str) else v for name, v in values.items()}
    )


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("info:eu-repo/semantics/masterThesis", "thesis"),
        ("Tesi di laurea", "thesis"),
        ("Doctoral dissertation", "thesis"),
        ("Technical Report", "report"),
        ("Working Paper", "report"),
        ("Learning Object", "course"),
        ("Materiale didattico", "course"),
        ("Image", ""),
    ],
)
def test_the_kind(type_: str, kind: str) -> None:
    assert record(type=type_).kind == kind


@pytest.mark.parametrize(
    ("language", "code"),
    [("ita", "it"), ("it_IT", "it"), ("eng", "en"), ("en", "en"), ("ENG", "en"), ("ger", "de"), ("zxx", ""), ("", "")],
)
def test_the_language_is_a_code_of_two_letters(language: str, code: str) -> None:
    assert record(language=language).language == code
    assert record(language_iso=language, language=["fra"]).language == (code or "fr")


@pytest.mark.parametrize(
    ("values", "year"),
    [
        ({"date": ["2021-05-03", "2019-04-01", "2022"]}, "2019"),
        ({"date_issued": "2018", "date": "2015"}, "2018"),
        ({"date": "info:eu-repo/date/embargoEnd/2027-01-01"}, ""),
        ({"date": "3 maggio 2019"}, "2019"),
        ({}, ""),
    ],
)
def test_the_year_is_the_earliest_one(values: dict[str, list[str] | str], year: str) -> None:
    assert record(**values).year == year


@pytest.mark.parametrize(
    ("rights", "dates", "access", "embargo"),
    [
        ("info:eu-repo/semantics/openAccess", [], "public", ""),
        ("Open Access", [], "public", ""),
        ("https://creativecommons.org/licenses/by/4.0/", [], "public", ""),
        ("info:eu-repo/semantics/closedAccess", [], "restricted", ""),
        ("closed access", [], "restricted", ""),
        ("Accesso riservato", [], "restricted", ""),
        ("embargoed access", [], "restricted", ""),
        ("embargoed access", ["2997-06-30"], "public", "2997-06-30"),
        ("embargoed access", ["info:eu-repo/date/embargoEnd/2027-06-30"], "public", "2027-06-30"),
        ("restricted access", ["2027-06-30"], "restricted", ""),
        ("All rights reserved", [], "", ""),
    ],
)
def test_access_and_embargo(rights: str, dates: list[str], access: str, embargo: str) -> None:
    found = record(rights=rights, date=dates)
    assert (found.access, found.embargo_until) == (access, embargo)


def test_contributors_of_a_thesis_are_supervisors_unless_advisors_are_named() -> None:
    assert record(type="thesis", contributor="Neri, Ugo").supervisors == ("Neri, Ugo",)
    assert record(type="report", contributor="Neri, Ugo").supervisors == ()
    named = record(type="thesis", contributor="Comune", contributor_advisor=["Neri, Ugo", "Blu, Ida"])
    assert named.supervisors == ("Neri, Ugo", "Blu, Ida")


def test_the_longest_description_is_the_abstract_and_addresses_are_links() -> None:
    found = record(
        title=["Acqua", "Water"], description=["Short.", "A longer description of the wells."], creator=["Rossi, Ada"],
        identifier=["10.1234/5", "https://repo.example/handle/1/2"], relation=["http://repo.example/a.pdf", "ISBN 1"],
        subject=["acqua", "pozzi"], publisher="Politecnico di Milano",
    )  # fmt: skip
    assert (found.title, found.abstract) == ("Acqua", "A longer description of the wells.")
    assert found.links == ("https://repo.example/handle/1/2", "http://repo.example/a.pdf")
    assert (found.authors, found.keywords, found.publishers) == (
        ("Rossi, Ada",),
        ("acqua", "pozzi"),
        ("Politecnico di Milano",),
    )


def test_an_empty_record_is_a_record() -> None:
    assert record() == Record("oai:1", "2024-01-01")
