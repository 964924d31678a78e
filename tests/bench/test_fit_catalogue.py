"""Training data of the classifier of catalogue questions, and its weights."""

import random

import numpy as np

from bench.fit_catalogue import Made, _filled, _varied, by_features, frame_words, questions
from kb.questions.catalogue_intent import PASSAGES


def test_choices_and_slots_are_filled_until_none_is_left() -> None:
    made = {
        _filled(
            "[Chi|Quale docente] ha seguito {tesi}?", {"tesi": ["la tesi [su|di] {x}"], "x": ["Y"]}, random.Random(at)
        )
        for at in range(20)
    }
    assert made == {f"{who} ha seguito la tesi {how} Y?" for who in ("Chi", "Quale docente") for how in ("su", "di")}


def test_questions_are_made_in_both_languages_with_several_wordings_each() -> None:
    made = questions()
    assert len(made.texts) == len(made.intents) == len(made.groups) > 4000
    assert not any(mark in text for text in made.texts for mark in "[]{}|")
    assert min(np.unique(made.intents, return_counts=True)[1]) > 150 and PASSAGES in made.intents
    assert made.texts == questions().texts


def test_registers_and_slips() -> None:
    chance = random.Random(1)
    varied = {_varied("Chi ha seguito la tesi?", "it", chance) for _ in range(200)}
    assert "chi ha seguito la tesi?" in varied and "Chi ha seguito la tesi" in varied and len(varied) > 20


def test_only_features_of_several_templates_count() -> None:
    texts = ["Quante tesi?", "Quante tesi ci sono?", "Quanti rapporti?"]
    vocabulary, x = by_features(Made(texts, np.array(["count"] * 3), np.array(["a", "a", "b"])))
    assert "COUNT WORK" in vocabulary and "ci" not in vocabulary
    assert x.shape == (3, len(vocabulary)) and x.toarray().any(axis=1).all()


def test_frames_have_no_topics() -> None:
    assert {"supervised", "relatore"} <= set(frame_words()) and "malaria" not in frame_words()
