"""Fitting of the trees that choose a title, on documents whose right title is known."""

import numpy as np

from bench.covers.titles import Runs, drawn_titles, fit_trees, runs_of
from bench.covers.truth import squash
from ingest.cover.model import CoverModel
from ingest.cover.spans import NAMES, Span
from tests.ingest.cover.pages import front

LINES = (
    ("Università di Pavia", 14.0),
    ("Acqua e città", 22.0),
    ("una storia di pozzi", 16.0),
    ("", 40.0),
    ("Ada Rossi", 12.0),
)
MODEL = CoverModel(("other", "title"), {"large": np.array([0.0, 9.0]), "small": np.array([9.0, 0.0])}, np.zeros((2, 2)))
FEATURES = [{"small"}, {"large"}, {"large"}, {"small"}]


def test_a_drawn_title_is_right_with_its_subtitle_and_without() -> None:
    pages = front(*LINES)
    assert list(drawn_titles(pages, ["university", "title", "subtitle", "author"])) == [Span(1, 1), Span(1, 2)]
    assert list(drawn_titles(pages, ["title", "title", "other", "title"])) == [
        Span(0, 1),
        Span(0, 1),
        Span(3, 3),
        Span(3, 3),
    ]


def test_runs_are_right_whose_text_is_a_stated_title() -> None:
    titles = frozenset([squash("Acqua e città"), squash("Acqua e città: una storia di pozzi")])
    stated = runs_of(front(*LINES), FEATURES, MODEL, titles)
    drawn = runs_of(front(*LINES), FEATURES, MODEL, frozenset(), ["university", "title", "subtitle", "author"])
    assert stated and drawn and stated.is_real and not drawn.is_real
    assert stated.right.sum() == drawn.right.sum() == 2 < len(stated.right) and stated.table.shape[1] == len(NAMES)
    assert runs_of(front(), [], MODEL, titles) is None


def test_trees_learn_which_runs_are_right() -> None:
    random = np.random.default_rng(1)
    documents = []
    for _ in range(80):
        table = random.normal(size=(6, len(NAMES)))
        documents.append(Runs(table, table[:, 3] == table[:, 3].max(), is_real=True))
    trees = fit_trees(documents)
    shares = trees.probabilities(np.vstack([of.table for of in documents])).reshape(80, 6)
    right = np.array([of.right for of in documents])
    assert trees.names == NAMES and (shares.argmax(axis=1) == right.argmax(axis=1)).mean() > 0.7
