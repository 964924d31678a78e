"""Access stated by records, in vocabularies and in words: never more open than stated. All statements are made up."""

from datetime import date

import pytest

from ingest.harvest.rights import access_of, dates_in

COAR = "http://purl.org/coar/access_right/"


@pytest.mark.parametrize(
    ("rights", "access"),
    [
        (f"{COAR}c_abf2", "public"),
        (f"{COAR}c_16ec", "restricted"),
        (f"{COAR}c_f1cf", "restricted"),
        (f"{COAR}c_14cb", "restricted"),
        ("info:eu-repo/semantics/openAccess", "public"),
        ("info:eu-repo/semantics/closedAccess", "restricted"),
        ("info:eu-repo/semantics/restrictedAccess", "restricted"),
        ("info:eu-repo/semantics/embargoedAccess", "restricted"),
        ("Open access", "public"),
        ("Accesso aperto", "public"),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "public"),
        ("CC BY 4.0", "public"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "public"),
        ("not open access", "restricted"),
        ("This work is not available in open access", "restricted"),
        ("non open access", "restricted"),
        ("Non è ad accesso aperto", "restricted"),
        ("accesso non aperto", "restricted"),
        ("La tesi non è pubblica", "restricted"),
        ("Not publicly available", "restricted"),
        ("no access", "restricted"),
        ("metadata only access", "restricted"),
        ("Accesso riservato", "restricted"),
        ("accesso limitato agli utenti autorizzati", "restricted"),
        ("under embargo", "restricted"),
        ("soggetta a embargo", "restricted"),
        ("Tutti i diritti riservati", ""),
        ("All rights reserved", ""),
        ("ask the author", ""),
        ("", ""),
    ],
)
def test_a_statement_without_a_date(rights: str, access: str) -> None:
    assert access_of([rights], [], ["2020-04-01"]) == (access, "")


@pytest.mark.parametrize(
    ("rights", "ends", "dates", "access", "embargo"),
    [
        (["under embargo until 2990"], [], ["2020"], "public", "2990-12-31"),
        (["embargo fino al 31 gennaio 2990"], [], ["2020-01-01"], "public", "2990-01-31"),
        (["Embargoed until January 31, 2990"], [], [], "public", "2990-01-31"),
        (["embargo until 1st of March 2990"], [], [], "public", "2990-03-01"),
        (["embargo fino a marzo 2990"], [], [], "public", "2990-03-31"),
        (["open access from 2990-05-06"], [], [], "public", "2990-05-06"),
        (["non accessibile fino al 3/4/2990"], [], [], "public", "2990-04-03"),
        (["embargo fino al 31.12.2990"], [], [], "public", "2990-12-31"),
        (["embargoedAccess"], [], ["info:eu-repo/date/embargoEnd/2990-01-31", "2020"], "public", "2990-01-31"),
        (["embargoedAccess"], [], ["2990-01-31"], "public", "2990-01-31"),
        (["embargoedAccess"], [], ["2020-01-31"], "restricted", ""),
        (["embargoedAccess"], ["2019-01-31"], ["2020-01-31"], "public", "2019-01-31"),
        (["embargoedAccess"], ["2990-01", "2989-01-01"], [], "public", "2990-01-31"),
        (["embargoedAccess"], ["soon", "2990-13-45"], [], "restricted", ""),
        (["openAccess"], ["2990-01-31"], ["2020"], "public", "2990-01-31"),
        (["openAccess", f"{COAR}c_16ec"], [], [], "restricted", ""),
        (["openAccess", "embargoedAccess"], [], ["2020"], "restricted", ""),
        (["restrictedAccess"], [], ["2990-01-31"], "restricted", ""),
        ([], ["2990-01-31"], [], "", "2990-01-31"),
        ([], [], ["2990-01-31"], "", ""),
    ],
)
def test_embargoes(rights: list[str], ends: list[str], dates: list[str], access: str, embargo: str) -> None:
    assert access_of(rights, ends, dates) == (access, embargo)


def test_dates_in_words_and_numbers() -> None:
    found = dates_in("2030-02 and 29/2/2031, 5.6.2030 or 12 maggio 2031; 30 february 2030; 2033")
    assert list(found) == [date(2030, 2, 28), date(2030, 6, 5), date(2031, 5, 12), date(2033, 12, 31)]
