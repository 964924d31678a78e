"""Saved answers: found by their token by readers who may see all of it; votes without the voter."""

from typing import Any

import pytest

from kb.errors import NotFound, TooMany
from kb.store.catalogue import Catalogue
from kb.store.saved_answers import cited


def answer(*documents: str, **more: Any) -> dict[str, Any]:
    entries = [{"document": {"id": name}} for name in documents]
    return {
        "question": "Quante famiglie?",
        "refused": False,
        "model": "extractive",
        "citations": entries,
        "near": [],
        **more,
    }


def test_all_documents_that_an_answer_shows_are_named_once() -> None:
    near, row = {"document": {"id": "near"}}, {"document": {"id": "row"}}
    shown = answer("one", "two", "one", near=[near], table={"rows": [row]}, sent=[{"document": {"id": "sent"}}])
    assert cited(shown) == ["one", "two", "near", "row", "sent"]
    counted = answer(
        "one",
        works=[{"id": "work"}],
        instead=[{"asked": "2018", "found": "2019", "citation": {"document": {"id": "other"}}}],
    )
    edition = {"document": {"id": "near"}, "also_available_as": [{"id": "edition"}]}
    assert cited({**counted, "near": [edition]}) == ["one", "near", "edition", "work", "other"]
    assert cited(answer()) == []


def test_only_who_may_see_all_of_it_finds_an_answer(catalogue: Catalogue) -> None:
    kept = answer("one", "two")
    token = catalogue.saved_answers.keep(kept, 7, 9)
    found = catalogue.saved_answers.find(token, ["two", "one", "three"])
    assert (found.answer, found.generation, found.documents) == (kept, 7, ["one", "two"])
    with pytest.raises(NotFound) as hidden:
        catalogue.saved_answers.find(token, ["one"])
    with pytest.raises(NotFound) as absent:
        catalogue.saved_answers.find("no-such-token", ["one"])
    assert str(hidden.value).replace(token, "") == str(absent.value).replace("no-such-token", "")


def test_an_answer_goes_with_any_document_it_shows(catalogue: Catalogue) -> None:
    saved = catalogue.saved_answers
    first, second = saved.keep(answer("one", "two"), 1, 9), saved.keep(answer("two"), 1, 9)
    saved.forget("one")
    with pytest.raises(NotFound):
        saved.find(first, ["one", "two"])
    assert saved.find(second, ["two"]).token == second
    third = saved.keep(answer(works=[{"id": "three_"}, {"id": "four"}]), 1, 9)
    with catalogue.transaction() as connection:  # as an earlier version left it
        connection.execute("DELETE FROM answer_documents WHERE token = ?", (third,))
    saved.forget("threes")
    assert saved.find(third, ["three_", "four"]).token == third
    saved.forget("three_")
    with pytest.raises(NotFound):
        saved.find(third, ["three_", "four"])


def test_saving_is_refused_without_room_for_it_and_deletes_nothing(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = catalogue.saved_answers
    tokens = [saved.keep(answer("one"), 1, 2) for _ in range(2)]
    with pytest.raises(TooMany, match="no room"):
        saved.keep(answer("one"), 1, 2)
    assert saved.find(saved.keep(answer("one"), 1, 3), ["one"]), "members have more room"
    monkeypatch.setattr("kb.store.saved_answers._DOCUMENTS", 1)
    with pytest.raises(TooMany):
        saved.keep(answer("one"), 1, 3)
    assert saved.count() == 3 and all(saved.find(token, ["one"]) for token in tokens)


def test_of_what_was_counted_the_ids_are_saved(catalogue: Catalogue) -> None:
    counted = answer(works=[{"id": f"d{n}", "title": "Pozzi", "url": "/"} for n in range(3)])
    kept = catalogue.saved_answers.find(catalogue.saved_answers.keep(counted, 1, 9), ["d0", "d1", "d2"]).answer
    assert kept["works"] == [{"id": "d0"}, {"id": "d1"}, {"id": "d2"}]


def test_only_the_latest_votes_are_kept(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.store.saved_answers._VOTES", 3)
    for helpful in (True, True, False, False, False):
        catalogue.saved_answers.vote(answer("one"), helpful=helpful)
    assert [vote[2] for vote in catalogue.saved_answers.votes()] == [False] * 3


def test_votes_keep_the_question_and_the_day(catalogue: Catalogue) -> None:
    catalogue.saved_answers.vote(answer("one"), helpful=True)
    catalogue.saved_answers.vote(answer(refused=True), helpful=False)
    votes = catalogue.saved_answers.votes()
    assert [vote[1:] for vote in votes] == [
        ("Quante famiglie?", False, True, "extractive"),
        ("Quante famiglie?", True, False, "extractive"),
    ]
    assert all(len(vote[0]) == len("2026-01-01") for vote in votes)
