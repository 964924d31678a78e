"""The examples on the home page come from the library at hand, and have results."""

import pytest

from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.explore.examples import examples
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Field
from kb.search.search import search
from tests.conftest import Put
from tests.fakes import document


@pytest.mark.parametrize("language", ["it", "en"])
def test_examples_of_the_sample_have_results_and_an_answer(sample: Library, viewer: PageViewer, language: str) -> None:
    found = examples(sample, ANONYMOUS, language)
    assert len(found.searches) == 2 and all(search(sample, query, ANONYMOUS).total for _, query in found.searches)
    assert found.question and not ask(sample, viewer, found.question, ANONYMOUS).refused
    assert found is examples(sample, ANONYMOUS, language), "they are made once"


def test_keywords_that_several_visible_works_share_come_first(put: Put, library: Library) -> None:
    for name, word in (
        ("a", "orti urbani"),
        ("b", "orti urbani"),
        ("c", "api"),
        ("d", "wolframio"),
        ("e", "wolframio"),
    ):
        record = document(name, language="it", access="internal" if word == "wolframio" else "public")
        put(record, f"Nel cortile: {word}.", fields=(Field("keywords", word, "manifest", 1.0),))
    assert examples(library, ANONYMOUS, "it").searches[0] == ("orti urbani", "orti urbani")
    assert "wolframio" not in [name for name, _ in examples(library, ANONYMOUS, "it").searches]
    assert {name for name, _ in examples(library, OWNER, "it").searches} == {"orti urbani", "wolframio"}


@pytest.mark.parametrize(("confidence", "asked"), [(0.9, True), (0.2, False)])
def test_no_question_names_a_work_by_an_uncertain_title(
    confidence: float, asked: bool, put: Put, library: Library
) -> None:
    work = document("shade", title="Shade in school yards", kind="report", language="en")
    text = "The results of Shade in school yards: the results show that forty trees cool the yards by three degrees."
    put(work, text, fields=(Field("title", work.title, "front page", confidence),))
    assert ("Shade" in examples(library, ANONYMOUS, "en").question) == asked


def test_an_empty_library_has_no_examples(library: Library) -> None:
    found = examples(library, ANONYMOUS, "it")
    assert (found.searches, found.question) == ((), "")
