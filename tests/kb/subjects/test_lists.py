"""The librarian's lists: complete as shipped, reread when changed, errors reported by line."""

from pathlib import Path

import pytest

from kb.errors import InvalidVocabulary
from kb.model import GOALS
from kb.settings import DEFAULT_LISTS
from kb.subjects.aliases import load_aliases
from kb.subjects.gazetteer import load_gazetteer
from kb.subjects.lists import Lists


def test_the_lists_that_ship_are_whole() -> None:
    lists = Lists(DEFAULT_LISTS, DEFAULT_LISTS / "glossary.csv")
    assert tuple(lists.goals.concepts) == GOALS
    for vocabulary in (lists.goals, lists.methods, lists.concerned):
        for concept in vocabulary.concepts.values():
            assert set(concept.names) == {"it", "en"} and all(len(terms) > 1 for terms in concept.terms.values())
    assert lists.places.find("Milan") == lists.places.find("MILANO") and len(lists.organisations) > 60
    assert all(-90 <= p.latitude <= 90 and -180 <= p.longitude <= 180 for p in lists.places._places.values())


def test_a_list_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("name,also,latitude,longitude\nLodi,,45.3,9.5\n")
    lists = Lists(tmp_path, DEFAULT_LISTS / "glossary.csv")
    assert lists.places.find("Crema") is None
    path.write_text("name,also,latitude,longitude\nCrema,,45.4,9.7\n")
    import os

    os.utime(path, ns=(1, 1))
    assert lists.places.find("Crema") is not None


def test_a_folder_may_hold_some_of_the_lists_and_the_rest_are_the_defaults(tmp_path: Path) -> None:
    lists, defaults = (Lists(folder, DEFAULT_LISTS / "glossary.csv") for folder in (tmp_path, DEFAULT_LISTS))
    assert lists.stamp == defaults.stamp and lists.places.find("Milan") == defaults.places.find("Milan")
    (tmp_path / "places.csv").write_text("name,also,latitude,longitude\nLodi,,45.3,9.5\n")
    assert lists.places.find("Milan") is None and lists.places.find("Lodi") and lists.stamp != defaults.stamp
    assert tuple(lists.goals.concepts) == GOALS
    (tmp_path / "places.csv").unlink()
    assert lists.stamp == defaults.stamp and lists.places.find("Milan") == defaults.places.find("Milan")


@pytest.mark.parametrize("degrees", ["north,9.5", "95,9.5", "45.3,181", "45.3,nan", "45.3"])
def test_places_that_are_nowhere_say_which_line(tmp_path: Path, degrees: str) -> None:
    (tmp_path / "places.csv").write_text(f"name,also,latitude,longitude\nLodi,,{degrees}\n")
    with pytest.raises(InvalidVocabulary, match="line 2 must have"):
        load_gazetteer(tmp_path / "places.csv")


def test_broken_tables_say_which_line(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("name,also\n,City of Milan\n")
    with pytest.raises(InvalidVocabulary, match="line 2 has no name"):
        load_aliases(tmp_path / "o.csv")
    with pytest.raises(InvalidVocabulary, match="can't be read"):
        _ = Lists(tmp_path / "nowhere", DEFAULT_LISTS / "glossary.csv").stamp
