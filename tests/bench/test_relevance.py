"""The needs that relevance is measured on, and the measures."""

import tomllib
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np

from bench.quality import ROOT
from bench.relevance import (
    Judged,
    calibration,
    coefficients,
    cross_validated,
    drawn,
    fit,
    measures,
    reliance,
    said,
    scope_of,
)
from kb.library import Library
from kb.search.relevance import NAMES


def rows() -> list[Judged]:
    """Needs whose first document is right, as their first feature shows; and needs without any."""
    rng = np.random.default_rng(1)
    made = []
    for number in range(40):
        values = rng.normal(size=(4, len(NAMES)))
        is_need = number % 2 == 0
        values[0, 0] += 8.0 * is_need
        made.append(
            Judged(values, np.array([is_need, False, False, False]), "need" if is_need else "absent need", str(number))
        )
    return made


def test_the_needs_are_of_both_languages_and_name_works() -> None:
    listed = tomllib.loads((ROOT / "bench" / "needs.toml").read_text(encoding="utf-8"))
    assert len(listed["need"]) >= 60 and len(listed["topic"]) >= 50 and len(listed["absent"]) >= 20
    assert all(entry["works"] and entry["corpus"] for kind in ("need", "topic") for entry in listed[kind])
    texts = [entry["text"] for kind in ("need", "topic") for entry in listed[kind]]
    assert len(set(texts)) == len(texts)
    assert {entry.get("held", False) for entry in listed["need"]} == {True, False}
    assert len(set(listed["elsewhere"])) == len(listed["elsewhere"]) > 100
    for absent in ("absent", "absent_topics"):
        assert listed[absent] and not set(listed[absent]) & set(listed[f"held_{absent}"])


def test_what_tells_right_documents_is_found_and_measured() -> None:
    made = rows()
    found = cross_validated(made)
    shares = measures(made, found)
    assert shares["need: a right work among the first three (of 20)"] == 1
    assert shares["need: nothing here speaks of it (of 20)"] <= 0.1
    assert shares["absent need: nothing here speaks of it (of 20)"] >= 0.8
    assert coefficients(fit(made))[NAMES[0]] > 0.5


def test_calibration_compares_what_was_said_with_what_was_right() -> None:
    values = np.zeros((2, len(NAMES)))
    made = [Judged(values, np.array([True, False]), "need", "a"), Judged(values, np.array([False, False]), "need", "b")]
    table = calibration(made, [(np.array([0.95, 0.05]), row.right) for row in made])
    assert table["all"] == table["needs"] and set(table) == {"all", "needs"}
    assert table["all"]["0.95 (of 2)"] == "right 0.50"
    assert table["all"]["expected calibration error"] == round((0.45 + 0.05) / 2, 4)


def test_each_use_has_a_panel_in_the_picture() -> None:
    values = np.zeros((1, len(NAMES)))
    made = [Judged(values, np.array([True]), kind, kind) for kind in ("need", "idea", "question")]
    picture = drawn(made, [(np.array([0.9]), row.right) for row in made])
    assert all(name in picture for name in ("needs", "ideas: prior work", "questions")) and "experts" not in picture
    assert picture.count("<circle") == 3 and ElementTree.fromstring(picture).tag.endswith("svg")


def test_reliance_is_told_by_what_is_said_of_a_text() -> None:
    values = np.zeros((1, len(NAMES)))
    made = [
        Judged(values, np.array([right]), "need", text) for right, text in ((True, "a"), (False, "b"), (False, "c"))
    ]
    chances = (0.9, 0.9, 0.01)
    told = reliance(made, [(np.array([chance]), row.right) for chance, row in zip(chances, made, strict=True)])
    assert told == {"answers, the best work is right (of 2)": 0.5, "nothing, the best work is right (of 1)": 0.0}


def test_a_need_is_judged_by_its_best_part() -> None:
    model = fit(rows())
    far, near = np.zeros((2, len(NAMES))), np.zeros((1, len(NAMES)))
    near[0, 0] = 8.0
    part = Judged(near, np.array([True]), "need", "part", documents=np.array([7]))
    whole = Judged(far, np.array([False, True]), "need", "a", documents=np.array([5, 7]), parts=(part,))
    chances, right = said(model, whole)
    assert right.tolist() == [False, True] and chances[1] == said(model, part)[0][0] / 2 > chances[0]
    assert said(model, replace(whole, parts=(replace(part, documents=np.array([5])),)))[0][1] == chances[0]
    alone, _ = said(model, Judged(far, whole.right, "need", "a"))
    assert alone[1] < 0.5 and said(model, Judged(far[:0], whole.right[:0], "need", "a"))[0].tolist() == []


def test_words_alone_are_judged_as_if_there_were_no_vectors(sample: Library) -> None:
    query = scope_of(sample, by_words=True).analyse("acqua potabile")
    assert query.vector is None and scope_of(sample, by_words=False).analyse("acqua potabile").vector is not None
