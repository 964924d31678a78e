"""Sections that state a work's question and its outcome."""

import pytest

from kb.explore.key_sections import outcome, question
from kb.model import Passage


def passages(*headings: str, part: str = "body") -> list[Passage]:
    return [Passage(at, "d", at, str(at), 0, 4, "Text", heading, "it", part) for at, heading in enumerate(headings, 1)]


@pytest.mark.parametrize("heading", ["3 Risultati", "Main findings", "Gli esiti", "L'impatto sul quartiere"])
def test_a_heading_of_results_states_the_outcome(heading: str) -> None:
    found = outcome(passages("Introduzione", heading, "Bibliografia"))
    assert found is not None and found.heading == heading


def test_results_come_before_conclusions_and_those_near_before_the_first() -> None:
    listed = passages("Conclusioni", "Results of the survey", "Results of the interviews")
    first, near = outcome(listed), outcome(listed, near=[3])
    assert first is not None and near is not None and (first.id, near.id) == (2, 3)
    last = outcome(passages("Metodo", "Conclusions"))
    assert last is not None and last.heading == "Conclusions"


def test_the_question_stands_under_aims_or_at_the_beginning() -> None:
    found = question(passages("Introduction", "Research questions"))
    assert found is not None and found.heading == "Research questions"
    found = question(passages("Abstract", "Metodo"))
    assert found is not None and found.heading == "Abstract"


def test_bibliographies_and_other_headings_state_nothing() -> None:
    assert outcome(passages("Results", part="references")) is None
    assert question(passages("Metodo", "", "Ringraziamenti")) is None
    assert outcome([]) is question([]) is None
