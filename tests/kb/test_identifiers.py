"""DOI and handle in a text, as links, all made up; ORCID iDs and ROR ids with their check digits."""

import pytest

from kb.identifiers import bare, doi, handle, is_orcid, is_ror, orcids, ror


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("DOI: 10.1234/acqua.2026(1).", "https://doi.org/10.1234/acqua.2026(1)"),
        ("(https://doi.org/10.1234/abc)", "https://doi.org/10.1234/abc"),
        ("10.1234/abc", "https://doi.org/10.1234/abc"),
        ("doi:10.1234/abc and again https://doi.org/10.1234/ABC", "https://doi.org/10.1234/abc"),
        ("doi:10.1234/abc and doi:10.1234/def", ""),  # works that it cites
        ("Figure 10.1234/abc", ""),
        ("", ""),
    ],
)
def test_a_doi_that_is_stated_once(text: str, link: str) -> None:
    assert doi(text) == link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("http://hdl.handle.net/98765/4321.", "https://hdl.handle.net/98765/4321"),
        ("Handle: 98765/4321", "https://hdl.handle.net/98765/4321"),
        ("98765/4321", "https://hdl.handle.net/98765/4321"),
        ("Academic year 2025/2026", ""),
    ],
)
def test_a_handle_that_is_stated_once(text: str, link: str) -> None:
    assert handle(text) == link and bare(link) == link.removeprefix("https://hdl.handle.net/")


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("0000-0002-1825-0097", True),  # ORCID's own example
        ("0000-0002-1694-233X", True),
        ("0000-0002-1825-0098", False),
        ("0000-0002-1825-009", False),
        ("", False),
    ],
)
def test_the_last_character_of_an_orcid_id_checks_the_others(value: str, right: bool) -> None:
    assert is_orcid(value) is right
    assert orcids(f"Ada (https://orcid.org/{value}), Ugo") == ([(value, 23)] if right else [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("https://ror.org/01nffqt88", "01nffqt88"),
        ("ROR: 01nffqt88.", "01nffqt88"),
        ("01nffqt88", "01nffqt88"),
        ("https://ror.org/01nffqt89", ""),  # wrong check digits
        ("ror.org/01nffqt88 and ror.org/03yrm5c26", ""),
        ("error 01nffqt88", ""),
    ],
)
def test_a_ror_id_is_stated_once_and_checked(text: str, value: str) -> None:
    assert ror(text) == value and is_ror(value) is bool(value)
