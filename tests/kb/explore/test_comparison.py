"""Comparison of works: each cell is a sentence of the work, or nothing."""

import pytest

from kb.explore.comparison import ASPECTS, MOST, compare
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Field
from tests.conftest import Put
from tests.fakes import document

TEXT = (
    "2 Method\nThe work studies how refugees live in Lodi and in its suburbs today. We collected 120 questionnaires in four schools of"
    " the district. The weather was fine on most of the days of that spring. Refugees met the researchers twice."
)
MILANO = (Field("place", "Lodi", "manifest", 1.0),)


def test_cells_are_sentences_of_the_work(put: Put, library: Library) -> None:
    put(document("homes"), TEXT, fields=MILANO)
    (work,) = compare(library, ["homes"], ANONYMOUS)
    cells = {aspect: quote.text for aspect, quote in work.cells.items()}
    assert cells["data"].startswith("We collected 120 questionnaires")
    assert "in Lodi and in its suburbs" in cells["place"] and "refugees" in cells["people"].lower()
    for quote in work.cells.values():
        assert (
            quote.passage.text[slice(*quote.span)].split() == quote.text.split()
            and quote.passage.document_id == "homes"
        )
    assert set(cells) <= set(ASPECTS)


def test_what_a_work_does_not_state_is_missing(put: Put, library: Library) -> None:
    put(document("short"), "A title\n12 | 14 | 16\nThe data.")
    (work,) = compare(library, ["short"], ANONYMOUS)
    assert work.cells == {}


def test_hidden_and_unknown_works_are_left_out_and_order_is_kept(put: Put, library: Library) -> None:
    for name, access in (("a", "public"), ("b", "internal"), ("c", "public")):
        put(document(name, access=access), TEXT)
    asked = ["c", "nothing", "b", "a", "c"]
    assert [work.document.id for work in compare(library, asked, ANONYMOUS)] == ["c", "a"]
    assert [work.document.id for work in compare(library, asked, OWNER)] == ["c", "b", "a"]


def test_no_more_works_than_fit_are_compared(put: Put, library: Library) -> None:
    names = [f"w{number:02}" for number in range(MOST + 2)]
    for name in names:
        put(document(name), f"{TEXT} {name}", embed=False)
    assert [work.document.id for work in compare(library, names, ANONYMOUS)] == names[:MOST]


@pytest.mark.slow
def test_question_and_outcome_are_found_by_meaning(sample: Library) -> None:
    (name,) = [d.id for d in sample.catalogue.all_documents() if d.source == "tesi/tesi-abitare-insieme.pdf"]
    (work,) = compare(sample, [name], OWNER)
    assert "famiglia" in work.cells["question"].text
    assert "17" in work.cells["outcome"].text, "of a hundred in comparable housing are in arrears"
    assert "interviews" in work.cells["data"].text or "interviste" in work.cells["data"].text
