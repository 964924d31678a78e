"""Aim, method and outcome of works, in their own sentences."""

import numpy as np
import pytest

from kb.answer.catalogue import aspects as module
from kb.answer.catalogue.aspects import ASPECTS, KINDS, central_sentence, probabilities, statements
from kb.library import Library
from kb.model import OWNER, Passage
from kb.search.scope import all_documents, open_document
from kb.store.vectors import Sentences
from kb.text.sentences import sentences
from tests.conftest import Put
from tests.fakes import document


def _number(library: Library, source: str) -> int:
    found = next(d for d in all_documents(library, OWNER) if d.source == source)
    return open_document(library, found.id, OWNER).number


def test_a_thesis_states_its_question_method_and_outcome_in_sentences_of_its_pages(sample: Library) -> None:
    stated = statements(sample, _number(sample, "tesi/tesi-abitare-insieme.pdf"))
    assert set(stated) <= set(ASPECTS) and "outcome" in stated
    for found in stated.values():
        start, end = found.span
        assert " ".join(found.passage.text[start:end].split()) == found.text
        assert found.text[0].isupper() and found.text[-1] in ".!?" and 0.75 <= found.confidence <= 1
        assert found.text != found.passage.heading


def test_most_theses_and_reports_state_something_and_none_states_a_heading(sample: Library) -> None:
    works = [d for d in all_documents(sample, OWNER) if d.kind in ("thesis", "report")]
    stated = [statements(sample, open_document(sample, work.id, OWNER).number) for work in works]
    assert sum(bool(found) for found in stated) >= len(works) // 2
    assert all(len(one.text) >= 50 for found in stated for one in found.values())


def test_without_the_embedded_model_nothing_is_stated(library: Library, put: Put) -> None:
    text = "The results show that people walk twice as far when the fountain is shaded by trees."
    put(document("fountains"), text)
    assert statements(library, _number(library, "fountains.txt")) == {}


def test_probabilities_are_those_of_the_kinds() -> None:
    vectors = np.random.default_rng(0).normal(size=(5, 384)).astype(np.float32)
    likely = probabilities(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    assert likely.shape == (5, len(KINDS)) and np.allclose(likely.sum(axis=1), 1) and (likely >= 0).all()


def _best(heading: str, text: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(aspect, sentence) of the candidates of a passage in which every sentence is classified as an outcome, best first."""
    sure = np.array([0.01, 0.01, 0.97, 0.01])
    monkeypatch.setattr(module, "probabilities", lambda vectors: np.tile(sure, (len(vectors), 1)))
    spans = np.array(sentences(text))
    vectors = np.tile(np.eye(4, dtype=np.float32)[0], (len(spans), 1))
    passage = Passage(1, "d", 1, "1", 0, len(text), text, heading, "en")
    found = sorted(module._candidates(passage, Sentences(spans, vectors), vectors[0]), key=lambda entry: -entry[1])
    return [(aspect, statement.text) for aspect, _, statement in found]


WHOLE = "The kitchen served three hundred meals a week at the end of the first year."
LEANING = "Moreover, this happened in all of the districts that had taken part in the trial."
ROW = "Kitchen 12.4 13.7 14.9 15.0 | 12.4 13.7 14.9 15.0 | 12.4 13.7 14.9."


def test_a_sentence_that_can_be_read_alone_comes_first_and_a_row_of_numbers_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = _best("4 Results", f"{LEANING} {WHOLE} {ROW}", monkeypatch)
    assert found == [("outcome", WHOLE), ("outcome", LEANING)]


@pytest.mark.parametrize("heading", ["Conclusioni", "Main findings", "Abstract", "Sintesi dei lavori"])
def test_headings_in_both_languages_promise_an_outcome(heading: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _best(heading, WHOLE, monkeypatch) == [("outcome", WHOLE)]


@pytest.mark.parametrize("heading", ["", "2 The district", "Ringraziamenti", "Metodo"])
def test_under_other_headings_no_outcome_is_stated(heading: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _best(heading, WHOLE, monkeypatch) == []


@pytest.mark.parametrize(
    "text",
    [
        "Planting more lime trees may also shorten the way that people walk in summer.",
        "Altre panchine potrebbero allungare il tratto che si cammina volentieri d’estate.",
        "According to the regional office, a school spends a fifth of its budget on heat.",
        "Infatti, secondo Legambosco, gli alberi abbassano la temperatura di quattro gradi.",
        "A limitation is that the counters did not run in the three coldest months.",
    ],
)
def test_what_may_come_of_it_or_what_others_say_is_no_outcome(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = "Secondo i dati raccolti gli alberi abbassano la temperatura di quattro gradi."
    assert _best("Results", f"{text} {found}", monkeypatch) == [("outcome", found)]


def test_the_central_sentence_of_a_work_that_states_nothing_can_be_read_alone(sample: Library) -> None:
    number = _number(sample, "corsi/corso-progettazione-partecipata.pdf")
    found = central_sentence(sample, number)
    assert found is not None and 0 < found.confidence <= 1
    assert found.text in " ".join(found.passage.text.split()) and found.text[-1] in ".!?"


def test_an_empty_or_unembedded_work_has_no_central_sentence(library: Library, put: Put) -> None:
    put(document("wells"), "Wells.", embed=False)
    assert central_sentence(library, _number(library, "wells.txt")) is None
