"""Documents are labelled again when the lists change."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.library import Library
from kb.model import Field, Goal
from kb.models.bert import Progress
from kb.subjects import indexing
from kb.subjects.gazetteer import load_gazetteer
from kb.subjects.goals import _meanings
from kb.subjects.indexing import find_places, with_stated
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document


def test_other_lists_label_the_documents_anew(library: Library, put: Put, tmp_path: Path) -> None:
    put(document("one", title="Bees", people=()), "Bees on the roof, bees in the yard.")
    assert library.goals() == {}
    lists, home = _bees(tmp_path), library.settings
    library.close()
    with Library(replace(home, vocabularies=lists), writable=True) as again:
        assert [[goal.goal for goal in goals] for goals in again.goals().values()] == [["15"]]


def test_a_start_leaves_many_documents_to_label_for_later(
    library: Library, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two", "three"):
        put(document(name, title="Bees", people=()), f"Bees on the roof {name}, bees in the yard.")
    lists, home = _bees(tmp_path), library.settings
    library.close()
    monkeypatch.setattr(indexing, "_AT_ONCE", 1)
    monkeypatch.setattr(indexing, "_FEW", 1)
    with Library(replace(home, vocabularies=lists), writable=True, later=True) as again:
        assert again.labelling.is_deferred and again.goals() == {}, "it can be searched meanwhile"
        again.catalogue.update(again.catalogue.documents([2])[2], [])
        again.index_words()
        assert list(again.goals()) == [2], "what is new or changed doesn't wait for the others"
        assert again.labelling.catch_up() == 2 and list(again.goals()) == [1, 2, 3]
        assert not again.labelling.is_deferred
    with Library(home, writable=True, later=True) as again:
        again.labelling.stop()
        assert again.labelling.catch_up() == 0 and again.labelling.is_deferred, "the next start goes on"


def test_what_changes_while_it_is_labelled_is_labelled_again(
    library: Library, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(document("one", title="Bees", people=()), "Bees on the roof.")
    library.catalogue.update(library.catalogue.documents([1])[1], [])

    def find(*_: object) -> list[Goal]:
        library.catalogue.update(library.catalogue.documents([1])[1], [])
        return [Goal("15", 0.5, "terms", 1)]

    with monkeypatch.context() as patched:
        patched.setattr(indexing, "find_goals", find)
        library.labelling.update()
    assert library.catalogue.labels.unlabelled(5) == [1] and library.goals() == {}


def _bees(tmp_path: Path) -> Path:
    """Lists with one goal."""
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "goals.toml").write_text('[15]\nname = { it = "Terra", en = "Land" }\nit = []\nen = ["bees"]\n')
    (lists / "places.csv").write_text("name,also,latitude,longitude\n")
    return lists


def test_stated_goals_replace_found_ones_and_keep_their_passage() -> None:
    found = [Goal("6", 0.8, "terms", 12), Goal("3", 0.5, "terms", 15)]
    assert with_stated(found, []) == found
    stated = [Field("sdg", "6", "manifest", 1.0), Field("sdg", "11", "person", 1.0)]
    assert with_stated(found, stated) == [Goal("6", 1.0, "manifest", 12), Goal("11", 1.0, "person", None)]


def test_stated_places_replace_those_in_the_title(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("name,also,latitude,longitude\nMilano,Milan,45.4,9.1\nLodi,,45.3,9.5\n")
    gazetteer = load_gazetteer(path)
    record = document("one", title="Bees in Milan", abstract="And in Lodi.")
    assert find_places(record, [], gazetteer) == ["Milano", "Lodi"]
    assert find_places(record, ["Lodi", "Milan", "Milano", "Nowhere"], gazetteer) == ["Lodi", "Milano", "Nowhere"]


def test_a_place_is_part_of_others(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        "name,also,latitude,longitude,within\nLodi,,45.3,9.5,Lombardia\nLombardia,Lombardy,45.6,9.7,Italia\nItalia,,42,12,Lodi\n"
    )
    gazetteer = load_gazetteer(path)
    assert gazetteer.wholes("Lodi") == ("Lombardia", "Italia", "Lodi")  # a circle ends
    assert gazetteer.wholes("Nowhere") == ()


def test_goals_are_found_again_once_a_document_is_embedded(library: Library, put: Put) -> None:
    library.embedding_queue.use(embedder := Meaning(6))
    put(
        document("one", title="Minutes", people=()),
        "The committee met for 40 families and their drinking water.",
        embed=False,
    )
    assert library.goals() == {}
    assert library.catalogue.labels.pending(library.lists.stamp + " by words") == [], "labelled by its words"
    library.embedding_queue.run()
    assert [[goal.goal for goal in goals] for goals in library.goals().values()] == [["6"]]
    assert library.catalogue.labels.pending(library.lists.stamp + " by meaning") == []
    assert embedder.identity.startswith("multilingual-e5-small@")


class Meaning(HashingEmbedder):
    """The embedded model's name, and one vector for all texts: one that means a goal."""

    def __init__(self, goal: int) -> None:
        super().__init__("multilingual-e5-small@test")
        weights = _meanings()[:, :-1]
        self._vector = weights[goal] - weights.mean(axis=0)
        self.dimension = len(self._vector)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        return np.tile(self._vector / np.linalg.norm(self._vector), (len(texts), 1)).astype(np.float32)
