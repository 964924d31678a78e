"""Precision of names, by judgements kept outside of the repository."""

from bench.names import judged_names, precision, shown_names
from kb.library import Library
from kb.model import Named
from tests.conftest import Put
from tests.fakes import document

JUDGED = judged_names(["kind,name,right", "person,Ada Rossi,1", "person,Key Findings,0", "organisation,Caritas,1"])


def test_precision_counts_judged_names_and_lists_the_others() -> None:
    shown = [("person", "Ada Rossi"), ("person", "Key Findings"), ("person", "Ugo Neri"), ("organisation", "Caritas")]
    found = precision(shown, JUDGED)
    assert found["person"] == {"shown": 3, "judged": 2, "precision": 0.5, "not judged": ["Ugo Neri"]}
    assert found["organisation"]["precision"] == 1.0
    assert precision([("person", "Ugo Neri")], JUDGED)["person"]["precision"] is None


def test_names_are_those_that_a_library_shows(library: Library, put: Put) -> None:
    put(document("a", people=(Named("Ada Rossi", "author"),), organisations=(Named("Caritas", "partner"),)), "Acqua.")
    assert shown_names([library.home]) == [("person", "Ada Rossi"), ("organisation", "Caritas")]
