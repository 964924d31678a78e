"""Which edition of a work a result shows."""

import pytest

from kb.search.editions import superseded
from tests.fakes import document

EDITIONS = {1: {2: 1.0}, 2: {1: 1.0}}


@pytest.mark.parametrize(
    ("first", "second", "scores", "dropped"),
    [
        ({"format": "pdf"}, {"format": "docx"}, (0.9, 1.0), 2),
        ({"year": 2020}, {"year": 2021}, (1.0, 0.9), 1),
        ({"year": 2020}, {"year": 2021}, (1.0, 0.5), 2),
        ({}, {}, (0.9, 1.0), 1),
    ],
)
def test_one_edition_replaces_another(
    first: dict[str, object], second: dict[str, object], scores: tuple[float, float], dropped: int
) -> None:
    documents = {1: document("a", **first), 2: document("b", **second)}
    assert superseded(dict(zip((1, 2), scores, strict=True)), documents, EDITIONS, 0.8) == {dropped}


def test_a_document_without_editions_found_stays() -> None:
    assert superseded({1: 1.0, 3: 0.5}, {1: document("a"), 3: document("c")}, EDITIONS, 0.8) == set()
