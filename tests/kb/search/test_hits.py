"""Ranked passages, and their terms; title pages."""

from dataclasses import replace

import numpy as np
import pytest

from kb.library import Library
from kb.model import OWNER, Document, Passage
from kb.search.hits import NOTHING, Ranked, RankedHit, covers_last, is_bare_heading, is_cover, load_hits, with_snippets
from kb.search.scope import open_scope
from tests.conftest import Put
from tests.fakes import document


def test_the_best_score_comes_first_and_of_equal_ones_the_lower_id() -> None:
    ranked = Ranked(np.array([5, 3, 4]), np.array([0.5, 0.5, 0.9]), np.array([1, 1, 2])).by_score()
    assert ranked.ids.tolist() == [4, 3, 5]
    assert ranked.best_of_documents() == {1: 0.5, 2: 0.9}
    assert ranked.only(ranked.documents == 1).ids.tolist() == [3, 5]
    assert NOTHING.by_score().best_of_documents() == {}


def test_no_document_has_more_than_its_share_of_the_best_while_there_are_others() -> None:
    ids, documents = np.arange(8), np.array([1, 1, 1, 1, 2, 1, 3, 1])
    ranked = Ranked(ids, np.linspace(1, 0.1, 8), documents)
    assert ranked.spread(4, 0.5).ids.tolist() == [0, 1, 4, 6, 2, 3, 5, 7]
    assert ranked.spread(6, 0.5).ids.tolist() == [0, 1, 2, 3, 4, 6, 5, 7]
    assert ranked.spread(20, 0.5).ids.tolist() == ids.tolist()
    assert len(NOTHING.spread(10, 0.5).ids) == 0


def test_a_hit_carries_the_terms_of_its_passage_and_of_what_stands_above(put: Put, library: Library) -> None:
    put(document("wells", title="Houses"), "Clean Wàter.")
    scope = open_scope(library, OWNER)
    ranked = Ranked(scope.passages, np.array([0.51239]), scope.snapshot.documents_of(scope.passages))
    (hit,) = load_hits(library, ranked, library.documents(scope.allowed), 5)
    assert hit.score == 0.5124
    assert {("en", "hous"), ("en", "water")} <= hit.terms
    assert hit.folded == ("houses", "clean", "water")
    assert hit.terms is hit.terms  # computed once
    assert not hit.snippet and with_snippets([hit], scope.analyse("water"))[0].snippet == "Clean Wàter."


@pytest.mark.parametrize(
    ("text", "headings", "is_bare"),
    [
        ("3.2 Gli orti condivisi", "Risultati › 3.2 Gli orti condivisi", True),
        ("GLI ORTI\nCONDIVISI 12", "Gli orti condivisi di Lambrate", True),
        ("Capitolo 4", "Risultati", True),
        ("Appendice B", "", True),
        ("Chapter IV\nResults", "4 Results", True),
        ("Gli orti condivisi danno verdura.", "Gli orti condivisi danno verdura", False),
        ("Gli orti danno verdura", "Gli orti condivisi", False),
        ("Orti " * 40, "Orti", False),
        ("14 300", "", True),
    ],
)
def test_a_heading_alone_is_told_from_text(text: str, headings: str, is_bare: bool) -> None:
    assert is_bare_heading(text, headings) == is_bare


COVER = document("d", title="Deep wells of the north", page_count=9)


def hit(text: str, page: int = 1, heading: str = "", of: Document = COVER) -> RankedHit:
    passage = Passage(hash((of.id, page, text)), of.id, page, str(page), 0, len(text), text, heading, "en")
    return RankedHit(of, passage, 0.5, text)


PROSE = "The wells of the north are as deep as nine metres, and their water is clean enough for the school."


@pytest.mark.parametrize(
    ("found", "is_title_page"),
    [
        (hit("Deep wells of the north\nAda Rossi\n2021"), True),
        (hit("Author: Ada Rossi\nYear: 2021", heading="Deep wells of the North"), True),
        (hit(PROSE, heading="Deep wells of the north"), False),
        (hit(PROSE, heading="Introduction"), False),
        (hit("Ada Rossi", page=2), False),
        (hit("Ada Rossi", of=replace(COVER, page_count=1)), False),
    ],
    ids=[
        "no heading",
        "facts under the title",
        "sentences under the title",
        "a section",
        "the second page",
        "one page",
    ],
)
def test_a_title_page_names_a_topic(found: RankedHit, is_title_page: bool) -> None:
    assert is_cover(found) == is_title_page


def test_a_title_page_comes_after_what_says_as_much_beside_the_title(put: Put, library: Library) -> None:
    put(document("any"), "Water.")
    scope = open_scope(library, OWNER)
    cover, body = hit("Deep wells of the north\nAda Rossi"), hit(PROSE, page=4, heading="Wells")
    other = hit("Deep wells elsewhere", of=replace(COVER, id="e"))
    assert covers_last([cover, body, other], scope.analyse("deep wells")) == (body, cover, other)
    assert covers_last([cover, body, other], scope.analyse("Ada Rossi")) == (cover, body, other)
