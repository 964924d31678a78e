"""The choice of a title among runs of lines."""

import numpy as np

from ingest.cover.choice import choose
from ingest.cover.model import CoverModel
from ingest.cover.read import read_cover
from ingest.cover.spans import NAMES, Span
from ingest.cover.trees import Trees
from tests.ingest.cover.pages import front
from tests.ingest.cover.test_spans import LINES, chain_of


def prefers(**above: float) -> Trees:
    """Trees for which a run is the likelier the more of these features are above a number."""
    columns = [NAMES.index(name.replace("_", " ")) for name in above]
    return Trees(
        NAMES, [[[column, limit, 1, 2], [-2.0], [2.0]] for column, limit in zip(columns, above.values(), strict=True)]
    )


LINE_0 = CoverModel(
    ("other", "title"), {"line 0": np.array([0.0, 9.0]), "line 1": np.array([1.0, 0.0])}, np.zeros((2, 2))
)


def test_the_likeliest_run_is_the_title_with_its_probability() -> None:
    pages = front(*LINES)
    rules = (Span(1, 1), Span(1, 1))
    chosen, share = choose(pages, chain_of(pages, 1), rules, prefers(lines=1.5, first_title=0.5))
    assert chosen == Span(1, 2) and 0.98 < share < 0.99
    assert choose(pages, chain_of(pages, 1), rules, prefers(is_rules=0.5))[0] == Span(1, 1)


def test_the_line_model_alone_follows_its_rules_and_trees_may_overrule_them() -> None:
    lines = (("Acqua della valle", 20.0), ("", 60.0), ("Pozzi e fiumi", 20.0), ("Altro", 9.0))
    alone = read_cover(front(*lines), LINE_0)
    assert (alone.title.text, alone.title.confidence) == ("Acqua della valle", 1.0)
    second = read_cover(front(*lines), LINE_0, prefers(line=0.5, of_largest=0.9))
    assert (second.title.text, second.title.confidence, second.subtitle.text) == ("Pozzi e fiumi", 0.98, "")


def test_a_chosen_run_is_divided_where_its_type_becomes_smaller() -> None:
    lines = (("Acqua della valle", 20.0), ("Guida ai pozzi del fiume", 14.0), ("", 80.0), ("Altro", 9.0))
    cover = read_cover(front(*lines), LINE_0, prefers(lines=1.5, first_title=0.5))
    assert (cover.title.text, cover.subtitle.text) == ("Acqua della valle", "Guida ai pozzi del fiume")


def test_of_lines_in_one_size_the_line_model_says_where_the_subtitle_begins() -> None:
    labels = ("other", "subtitle", "title")
    weights = {"line 0": np.array([0.0, 0.0, 9.0]), "line 1": np.array([0.0, 9.0, 0.0])}
    lines = (("Acqua della valle", 20.0), ("Guida ai pozzi", 20.0), ("Altro", 9.0))
    cover = read_cover(
        front(*lines), CoverModel(labels, weights, np.zeros((3, 3))), prefers(lines=1.5, first_title=0.5)
    )
    assert (cover.title.text, cover.subtitle.text) == ("Acqua della valle", "Guida ai pozzi")
