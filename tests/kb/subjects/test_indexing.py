"""Documents are labelled again when the lists change."""

from dataclasses import replace
from pathlib import Path

from kb.library import Library
from tests.conftest import Put
from tests.fakes import document


def test_other_lists_label_the_documents_anew(library: Library, put: Put, tmp_path: Path) -> None:
    put(document("one", title="Bees", people=()), "Bees on the roof, bees in the yard.")
    assert library.goals() == {}
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "goals.toml").write_text('[15]\nname = { it = "Terra", en = "Land" }\nit = []\nen = ["bees"]\n')
    (lists / "places.csv").write_text("name,also,latitude,longitude\n")
    home = library.settings
    library.close()
    with Library(replace(home, vocabularies=lists), writable=True) as again:
        assert [[goal.goal for goal in goals] for goals in again.goals().values()] == [["15"]]
