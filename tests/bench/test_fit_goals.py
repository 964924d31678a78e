"""Fitting the weights of goals on judged documents."""

from bench.fit_goals import Example, examples, measured
from kb.library import Library
from kb.model import Field
from tests.conftest import Put
from tests.fakes import document


def test_examples_are_the_goals_of_judged_documents(put: Put, library: Library) -> None:
    put(document("a"), "Drinking water and women.")
    put(document("b"), "Drinking water.", fields=(Field("sdg", "6", "manifest", 1.0),))
    put(document("c"), "Drinking water.")
    found = list(examples(library, "own", {("own", "a.txt"): ({"6"}, {"5"})}))
    assert [(e.document, e.right) for e in found] == [("own/a.txt", True), ("own/b.txt", True)]


def test_precision_and_recall_are_of_documents_kept_apart() -> None:
    found = [Example(str(at), (0.8, 1.0, 2.0, 1.0), True) for at in range(20)]
    found += [Example(str(at), (0.1, 0.0, 0.7, 0.2), False) for at in range(20)]
    result = measured(found, 25)
    assert result["precision"] == 1.0 and result["recall"] == 0.8
    weights = result["weights"]
    assert isinstance(weights, list) and len(weights) == 5
