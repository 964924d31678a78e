"""Addresses of pages: paths for the site itself, absolute ones for files and e-mails."""

from dataclasses import replace

import pytest

from kb.model import Passage
from web.links import LINKS, SiteLinks

PASSAGE = Passage(3, "wells", 12, "xii", 0, 40, "Clean water from a well beside the school.", "", "en", key=987654321)


@pytest.mark.parametrize(
    ("link", "path"),
    [
        (LINKS.document("wells"), "/documents/wells"),
        (LINKS.page("wells", 12), "/documents/wells/pages/12"),
        (LINKS.passage(PASSAGE), "/documents/wells/pages/12?passage=987654321"),
        (LINKS.passage(PASSAGE, (6, 11)), "/documents/wells/pages/12?passage=987654321&start=6&end=11"),
        (LINKS.entity("person", "ada-rossi"), "/people/ada-rossi"),
        (LINKS.entity("organisation", "comune-di-lodi"), "/organisations/comune-di-lodi"),
        (LINKS.alert("token"), "/alerts/token"),
    ],
)
def test_paths(link: str, path: str) -> None:
    assert link == path


def test_an_absolute_link_is_the_path_after_the_address() -> None:
    absolute = LINKS.at("https://kb.example/library/")
    assert absolute == SiteLinks("https://kb.example/library")
    assert absolute.passage(PASSAGE, (0, 5)) == "https://kb.example/library" + LINKS.passage(PASSAGE, (0, 5))
    assert absolute.alert("token") == "https://kb.example/library/alerts/token"
    assert absolute.at("http://other.example").document("wells") == "http://other.example/documents/wells"


def test_a_link_shows_the_opaque_id_only() -> None:
    assert LINKS.passage(PASSAGE) == LINKS.passage(replace(PASSAGE, id=4, text="Other words."))
