"""Bitmaps of documents keep what the filters of the catalogue keep."""

import random
from pathlib import Path

import pytest

from kb.index.document_bitmaps import NONE, Numbers, load_bitmaps
from kb.library import Library
from kb.model import OWNER, Filters, Goal
from kb.store.labels import DocumentLabels
from kb.store.visibility import visible_documents
from tests.kb.helpers import random_library


@pytest.fixture
def labelled(library: Library, tmp_path: Path) -> Library:
    random_library(library, 11, tmp_path)
    chance = random.Random(5)
    labels = {
        number: DocumentLabels(
            [Goal(goal, 0.9, "terms", None) for goal in chance.sample(["1", "4", "11"], chance.randrange(3))],
            chance.sample(["Città di Castello", "Lodi", "Milano"], chance.randrange(3)),
            {},
        )
        for number in library.catalogue.numbers().tolist()
    }
    library.catalogue.labels.put(labels, "by hand")
    return library


FILTERS = [
    Filters(),
    Filters(kind="thesis"),
    Filters(kind="thesis", language="it", access="public"),
    Filters(year_from=2019),
    Filters(year_from=2018, year_to=2019, kind="report"),
    Filters(year_to=2018),
    Filters(goal="4"),
    Filters(goal="9"),
    Filters(place="CITTA DI"),
    Filters(place="lodi", goal="1", language="en"),
    Filters(place="Atlantide"),
    Filters(kind="course", year_from=2100),
]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_they_keep_what_the_catalogue_keeps(labelled: Library, filters: Filters) -> None:
    known, others = load_bitmaps(labelled.catalogue).kept(filters)
    assert others == Filters(), "each of these filters is known"
    kept = Numbers(labelled.catalogue.numbers().tolist())
    for numbers in known:
        kept &= numbers
    assert list(kept) == visible_documents(labelled.catalogue, OWNER, filters)


def test_a_place_is_kept_with_those_within_it(labelled: Library) -> None:
    bitmaps, within = load_bitmaps(labelled.catalogue), ("Lodi", "Milano")
    (kept,), _ = bitmaps.kept(Filters(place="Lombardia"), within)
    assert kept == bitmaps.kept(Filters(place="lodi"))[0][0] | bitmaps.kept(Filters(place="milano"))[0][0] != NONE


def test_other_filters_are_left_to_the_catalogue(labelled: Library) -> None:
    known, others = load_bitmaps(labelled.catalogue).kept(Filters(kind="thesis", author="Rossi", partner="Lodi"))
    assert len(known) == 1 and others == Filters(author="Rossi", partner="Lodi")
    assert load_bitmaps(labelled.catalogue).kept(Filters(language="de"))[0] == [NONE]
