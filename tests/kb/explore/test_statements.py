"""What works ask, how they were done and what came of them, in their own sentences."""

import numpy as np

from kb.explore.statements import ASPECTS, KINDS, probabilities, statements
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import all_documents, open_document
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
