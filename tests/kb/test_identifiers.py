"""DOI and handle in a text, as links. All are made up."""

import pytest

from kb.identifiers import bare, doi, handle


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
