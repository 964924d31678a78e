"""Summaries of works in their own sentences. The works of the sample are fictional."""

import pytest

from kb.answer.catalogue.summary import summary
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters


@pytest.mark.parametrize(
    "question",
    ["Di cosa parla la tesi sull'abitare insieme?", "Riassumi la tesi sull'abitare insieme", "Fammi un riassunto della tesi sull'abitare insieme",
     "What is the thesis on abitare insieme about?", "Summarise the thesis on abitare insieme"],
)  # fmt: skip
def test_a_work_is_summed_up_in_its_own_sentences(sample: Library, viewer: PageViewer, question: str) -> None:
    answer = ask(sample, viewer, question, OWNER)
    assert answer.catalogue is not None and answer.catalogue.intent == "summary" and not answer.refused
    assert {c.document.source for c in answer.citations} == {"tesi/tesi-abitare-insieme.pdf"}
    assert (
        answer.citations[0].quote[-1] in ".!?"
        and all(c.located for c in answer.citations)
        and f"«{answer.citations[0].quote}» [1]" in answer.text
    )


@pytest.mark.parametrize(
    "question",
    [
        "Riassumi la tesi sui vulcani di Marte",
        "What does the thesis on abitare insieme say about costs?",
        "Parlami di astronomia",
        "Riassumi",
        "Quante tesi parlano di casa?",
    ],
)
def test_what_names_no_work_or_asks_for_a_part_is_none(sample: Library, question: str) -> None:
    assert summary(sample, question, OWNER, Filters()) is None


def test_only_works_within_the_filters_are_summed_up(sample: Library) -> None:
    assert summary(sample, "Riassumi la tesi sull'abitare insieme", OWNER, Filters(year_from=2999)) is None
    found = summary(sample, "Riassumi la tesi sull'abitare insieme", ANONYMOUS, Filters())
    assert found is None or found.works[0].access == "public"


def test_two_things_that_the_catalogue_knows_of_one_work(sample: Library, viewer: PageViewer) -> None:
    answer = ask(sample, viewer, "Chi ha scritto la tesi sull'abitare insieme e in che anno?", OWNER)
    assert answer.catalogue is not None and len(str(answer.catalogue.value).split("; ")) == 2


def test_which_documents_there_are(sample: Library, viewer: PageViewer) -> None:
    answers = [
        ask(sample, viewer, question, OWNER) for question in ("Che documenti ci sono?", "What documents do you have?")
    ]
    assert all(found.catalogue is not None and found.catalogue.value == found.searched.documents for found in answers)
