"""Fitting of the likelihood of names, on made-up ones."""

import json
from pathlib import Path

import numpy as np

from bench.fit_names import Judged, by_halves, judged_names, likelihoods, names_in, shown_above, weights
from kb.model import Named


def judged(count: int = 40) -> list[Judged]:
    """In each document a name with a listed given name, which is right, and a heading, which is wrong."""
    return [
        Judged(f"{at}.pdf", "person", name, ("always", feature), right)
        for at in range(count)
        for name, feature, right in (("Ada Rossi", "first given", True), ("Key Findings", "everyday 2", False))
    ]


def test_names_are_told_in_documents_that_were_not_seen() -> None:
    names = judged()
    told = likelihoods(names, firm=10.0)
    right = np.array([name.right for name in names])
    assert told[right].min() > 0.8 and told[~right].max() < 0.2
    apart, by_other_half = by_halves(names, firm=10.0)
    assert 0 < len(apart) < len(names) and len(by_other_half) == len(apart)
    assert shown_above(apart, by_other_half)["0.50"] == {"shown": len(apart) // 2, "precision": 1.0, "recall": 1.0}


def test_nothing_above_a_line_has_no_precision() -> None:
    assert shown_above(judged(1), np.array([0.1, 0.1]))["0.90"] == {"shown": 0, "precision": 0.0, "recall": 0.0}


def test_weights_point_to_what_is_right() -> None:
    found = weights(judged(), firm=10.0)
    assert found["first given"] > 1 and found["everyday 2"] < -1


def test_judged_names_are_lines_of_json() -> None:
    line = {
        "document": "a.pdf",
        "kind": "person",
        "role": "author",
        "name": "Ada Rossi",
        "features": ["always"],
        "right": 1,
    }
    assert judged_names([json.dumps(line)]) == [Judged("a.pdf", "person", "Ada Rossi", ("always",), True)]


def test_names_of_a_file_are_listed_with_their_features(tmp_path: Path) -> None:
    file = tmp_path / "tesi.md"
    file.write_text(
        "# Acqua e pane\n\nCandidata: Ada Rossi\n\nRelatore: Prof. Ugo Neri\n\nPartner: Comune di Lodi\n\nTesto.\n"
    )
    found = list(names_in(file))
    assert {(name["kind"], name["role"], name["name"]) for name in found} == {
        ("person", "author", "Ada Rossi"), ("person", "supervisor", "Ugo Neri"), ("organisation", "partner", "Comune di Lodi"),
    }  # fmt: skip
    assert (
        all("always" in name["features"] for name in found)
        and Named("Comune di Lodi", "partner").name == found[-1]["name"]
    )
