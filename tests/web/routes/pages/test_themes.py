"""The themes of a library: its charts show all years at once, also if one is far from the others."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from ingest.stated.corrections import correct
from kb.library import Library
from kb.settings import Settings
from tests.served import OpenClient
from web.app import create_app

pytestmark = pytest.mark.slow


@pytest.fixture
def client(sample_settings: Settings) -> Iterator[TestClient]:
    with Library(sample_settings, writable=True) as library:
        correct(library, library.catalogue.all_documents()[0].id, {"year": "1972"})
    with OpenClient(create_app(sample_settings)) as client:
        yield client


def test_all_years_are_seen_at_once_on_any_screen(client: TestClient) -> None:
    """Places are shares of the width, which is that of the page; names of years are too few to touch on a phone."""
    page = client.get("/themes").text
    assert "<title>1972: 1</title>" in page
    timeline, columns = re.findall(r'<svg class="over-years" height="\d+".*?</svg>', page, re.DOTALL)
    for chart, place in ((timeline, "cx"), (columns, "x")):
        places = [float(share) for share in re.findall(rf'<(?:circle|rect)[^>]* {place}="([\d.]+)%"', chart)]
        assert min(places) >= 0 and 97 < max(places) < 100 and "viewBox" not in chart
        assert re.findall(r'<text class="year"[^>]*>(\d+)', chart) == ["1980", "1990", "2000", "2010", "2020"]


def test_names_of_places_are_drawn_over_all_dots(client: TestClient) -> None:
    found = re.findall(r'<svg class="chart map places (?:milan|italy)".*?</svg>', client.get("/themes").text, re.DOTALL)
    assert found and all(0 < drawn.rfind("<circle") < drawn.find("<text") for drawn in found)
