"""Works of the sample (fictional) that match the restrictions of a question."""

import pytest

from kb.answer.catalogue.matching import matching_works, work_meant, works_with_words
from kb.answer.catalogue.narrowing import CatalogueQuery
from kb.answer.catalogue.unread import Mention
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters, Reader
from tests.conftest import Put
from tests.fakes import document


def asked(
    intent: str, topic: str, *, is_stated: bool = True, extreme: str = "", filters: Filters | None = None, outside: str = ""
) -> CatalogueQuery:  # fmt: skip
    return CatalogueQuery(intent, filters or Filters(), None, "", topic, "en", is_stated, extreme, outside=outside)


def test_works_about_a_topic_stand_best_first(sample: Library) -> None:
    _, relevance, works = matching_works(sample, asked("works", "landslides"), OWNER)
    assert works[0].source == "tesi/thesis-reading-the-slope.pdf" and relevance[works[0].id] == 1.0
    assert [relevance[work.id] for work in works] == sorted(relevance.values(), reverse=True)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (asked("count", "at hand", is_stated=False, filters=Filters(kind="thesis")), 9),
        (asked("works", "at hand", is_stated=False, filters=Filters(kind="thesis")), 0),
        (asked("count", "walruses", filters=Filters(kind="thesis")), 0),
        (asked("works", "at hand", is_stated=False, extreme="oldest", filters=Filters(kind="thesis")), 1),
    ],
)
def test_words_that_nothing_introduces_may_be_no_topic(sample: Library, wanted: CatalogueQuery, count: int) -> None:
    assert len(matching_works(sample, wanted, OWNER)[2]) == count


def test_works_outside_a_place_have_one_elsewhere(sample: Library) -> None:
    def found(outside: str) -> set[str]:
        return {work.source for work in matching_works(sample, asked("works", "", outside=outside), OWNER)[2]}

    abroad, out_of_milan = found("Italia"), found("Milano")
    assert "tesi/thesis-clear-wells.pdf" in abroad and "tesi/tesi-abitare-insieme.pdf" not in abroad
    assert "progetti/relazione-doposcuola-diffuso.docx" in out_of_milan - abroad, "it is in Lodi"
    assert found("Corvetto").isdisjoint({"tesi/tesi-abitare-insieme.pdf"}), (
        "Milano, where Corvetto is, isn't outside it"
    )


def test_one_work_is_meant_by_its_topic_of_those_that_are_known(sample: Library) -> None:
    wells = asked("author", "fluoride filters", filters=Filters(kind="thesis"))
    work = work_meant(sample, wells, OWNER, lambda _: True)
    assert work is not None and work.source == "tesi/thesis-clear-wells.pdf"
    assert work_meant(sample, wells, OWNER, lambda other: other.id != work.id) != work
    assert work_meant(sample, asked("author", ""), OWNER, lambda _: True) is None


def test_works_with_words_in_their_text_are_found_whatever_they_are_about(put: Put, library: Library) -> None:
    put(document("alone"), "Ovens were built of clay. The solar ovens of Sorso were tried in May.")
    put(document("apart"), "The oven stands in the sun, and solar panels on the roof.")
    put(document("shut", access="internal"), "Solar ovens of steel.")
    put(document("other"), "Bread was baked in Nuoro.")

    def having(words: str, reader: Reader, *, is_phrase: bool = False) -> dict[str, str] | None:
        found = works_with_words(library, asked("count", ""), Mention("", words, is_phrase), reader)
        if found is None:
            return None
        quoted = {passage.document_id: passage.text[slice(*span)] for passage, span in found[1]}
        return {work.id: quoted[work.id] for work in found[0]}

    assert having("ovens", ANONYMOUS) == {
        "alone": "Ovens were built of clay.",
        "apart": "The oven stands in the sun, and solar panels on the roof.",
    }
    assert having("solar ovens", ANONYMOUS, is_phrase=True) == {"alone": "The solar ovens of Sorso were tried in May."}
    assert having("solar ovens", OWNER, is_phrase=True) == {
        "alone": "The solar ovens of Sorso were tried in May.",
        "shut": "Solar ovens of steel.",
    }
    assert having("bamboo", OWNER) == {} and having("it", OWNER) is None
