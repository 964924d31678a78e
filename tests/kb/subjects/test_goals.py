"""The goals of a document, and the passage that shows each."""

import numpy as np
import pytest

from kb.model import Passage
from kb.settings import DEFAULT_LISTS
from kb.subjects.goals import find_goals, goal_evidence, meanings, purpose_sentence, stated_goals, with_meaning
from kb.subjects.lists import Lists


def passage(text: str, language: str = "it", at: int = 1, part: str = "body") -> Passage:
    return Passage(at, "d", 1, "1", 0, len(text), text, "", language, part)


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("Sustainable Development Goals: 4, 11 and 13", ["4", "11", "13"]),
        ("Obiettivi di sviluppo sostenibile: 10, 11", ["10", "11"]),
        ("The project works towards SDG 6.", ["6"]),
        ("SDGs 3 – 99", ["3"]),
        ("It scored 4 goals in 11 games.", []),
        ("Lavorano con noi 6 OSS 12 ore al giorno", []),  # operatori socio-sanitari
        ("SDGs 1, 2, 3, 4, 5, 6, 7, 8, 9, 10", []),
    ],
)
def test_goals_that_a_text_names(text: str, goals: list[str]) -> None:
    assert stated_goals(text) == goals


def test_goals_come_with_the_passage_that_shows_them_or_not_at_all() -> None:
    terms = Lists(DEFAULT_LISTS, DEFAULT_LISTS / "glossary.csv").goals
    water = passage("Drinking water from the borehole passes a fluoride filter before the water point.", "en", 7)
    other = passage("The committee met on Tuesday.", "en", 8)
    found = find_goals("Clean water for the village", "en", [water, other], terms)
    assert [(g.goal, g.passage, g.origin) for g in found] == [("6", 7, "terms")] and 0.9 < found[0].confidence <= 0.95
    assert find_goals("Minutes", "en", [other], terms) == []
    named = find_goals("Minutes", "en", [other, passage("SDG 5", "en", 9)], terms)
    assert [(g.goal, g.passage, g.origin) for g in named] == [("5", 9, "text")]
    apart = passage(water.text, "en", 10, "references")
    assert find_goals("Minutes", "en", [other, apart], terms) == []


def test_a_long_document_is_not_about_everything_it_mentions() -> None:
    terms = Lists(DEFAULT_LISTS, DEFAULT_LISTS / "glossary.csv").goals
    texts = [
        "Drinking water and sanitation.",
        "Women and girls.",
        "Climate change.",
        "Poverty.",
        "Solar energy access.",
    ]
    filler = [passage("The committee met on Tuesday.", "en", 100 + at) for at in range(80)]
    mentioned = [passage(text, "en", at) for at, text in enumerate(texts, 1)]
    assert find_goals("Minutes", "en", [*mentioned, *filler], terms) == []


def test_the_passage_that_says_a_purpose_shows_a_goal() -> None:
    terms = Lists(DEFAULT_LISTS, DEFAULT_LISTS / "glossary.csv").goals
    counted = passage("Drinking water and boreholes were counted in the village with its water point.", "en", 7)
    aimed = passage("The committee met. The project aims to provide drinking water to 40 families.", "en", 8)
    assert goal_evidence("Minutes", "en", [counted, aimed], terms)["6"].passage == 8
    (start, end), says = purpose_sentence("6", aimed, terms)
    assert aimed.text[start:end].startswith("The project aims") and says
    assert purpose_sentence("6", counted, terms)[1] is False
    assert purpose_sentence("5", aimed, terms) == ((0, 0), False)


def test_one_mention_in_a_short_document_is_no_goal() -> None:
    terms = Lists(DEFAULT_LISTS, DEFAULT_LISTS / "glossary.csv").goals
    assert find_goals("Minutes", "en", [passage("The women of the committee met on Tuesday.", "en")], terms) == []
    assert goal_evidence("Clean water", "en", [], terms)["6"].passage is None


def direction(goal: int) -> np.ndarray:
    """A vector that means a goal, 0 for none."""
    from kb.subjects.goals import _meanings

    weights = _meanings()[:, :-1]
    return np.asarray(weights[goal] - weights.mean(axis=0))


def test_what_the_beginning_means_decides_about_a_goal_with_few_terms() -> None:
    terms = Lists(DEFAULT_LISTS, DEFAULT_LISTS / "glossary.csv").goals
    texts = [passage("Drinking water for 40 families.", "en", 1), passage("The committee met on Tuesday.", "en", 2)]
    (by_words,) = goal_evidence("Minutes", "en", texts, terms).values()
    found = {goal: with_meaning({"6": by_words}, np.array([direction(goal)]))["6"] for goal in (6, 0)}
    assert found[0].probability < by_words.probability < found[6].probability
    assert meanings(direction(6)).argmax() == 6 and meanings(direction(0)).sum() == pytest.approx(1.0)
    assert [g.goal for g in find_goals("Minutes", "en", texts, terms, np.array([direction(6)] * 2))] == ["6"]
    assert find_goals("Minutes", "en", texts, terms, np.array([direction(0)] * 2)) == []
    assert with_meaning({"6": by_words}, np.zeros((0, 0))) == {"6": by_words}, "before it is embedded"


def test_a_meaning_without_a_word_for_it_shows_no_goal() -> None:
    terms = Lists(DEFAULT_LISTS, DEFAULT_LISTS / "glossary.csv").goals
    other = passage("The committee met on Tuesday.", "en", 8)
    assert find_goals("Minutes", "en", [other], terms, np.array([direction(6)])) == []
