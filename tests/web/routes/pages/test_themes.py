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


def test_the_latest_years_are_seen_without_scrolling(client: TestClient) -> None:
    page = client.get("/themes").text
    width = re.search(r'<svg class="timeline"[^>]* width="([\d.]+)"', page)
    assert width and float(width[1]) < 1000
    assert "<title>1972: 1</title>" in page
    years = re.search(r'<svg class="chart years" viewBox="0 0 ([\d.]+) 64"', page)
    assert years and float(years[1]) <= 5 * 70, "names of years stay legible"
