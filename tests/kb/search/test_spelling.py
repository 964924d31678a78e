"""Misspellings are corrected, right words aren't, and only with words that the reader may see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters
from kb.search.scope import open_scope
from kb.search.search import Listing, search
from kb.search.spelling import Correction, correct, dictionary
from tests.conftest import Put
from tests.fakes import document


@pytest.fixture
def orchard(put: Put, library: Library) -> Library:
    put(
        document("orti", language="it"),
        "Gli orti condivisi del quartiere danno verdura alle famiglie dei migranti.",
    )
    put(document("wells"), "The village digs deep wells for clean water and measures the fluoride.")
    put(document("nhan", title="Light"), "Graça Nhantumbo studied solar lamps in the village.")
    return library


def corrected(library: Library, text: str, filters: Filters | None = None) -> Correction | None:
    scope = open_scope(library, OWNER, filters)
    return correct(scope, scope.analyse(text), text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("flouridde in the water", "fluoride in the water"),
        ("qaurtiere", "quartiere"),
        ("uartiere", "quartiere"),
        ("famiglie migrannti", "famiglie migranti"),
        ("condivissi", "condivisi"),
        ("Condivissi?", "Condivisi?"),
        ("verdurra -acqua kind:thesis", "verdura -acqua kind:thesis"),
        ("deep wlels", "deep wells"),
        ("measrues", "measures"),
        ("aqcua", "acqua"),
    ],
)
def test_a_clear_slip_is_corrected_at_once(orchard: Library, typed: str, meant: str) -> None:
    assert corrected(orchard, typed) == Correction(meant, True)
    result = search(orchard, typed, OWNER)
    assert (result.query, result.corrected, result.did_you_mean) == (typed, meant, "") and result.hits
    as_typed = search(orchard, typed, OWNER, listing=Listing(as_typed=True))
    assert (as_typed.corrected, as_typed.did_you_mean) == ("", meant)


@pytest.mark.parametrize(
    "query",
    ["bullismo", "Bibbia", "migrants", "anziani", "troppo", "sleep", "startup", "Müller", "wella", "citta", "perche", "famiglia", "xqzwvk",
     "coproduzione", "unmeasured", "lampshade", "orti2", "qxz", "", '"floride" water', "the of and"],
)  # fmt: skip
def test_what_is_right_quoted_or_hopeless_is_left_alone(orchard: Library, query: str) -> None:
    assert corrected(orchard, query) is None


def test_two_wrong_letters_of_a_short_word_are_clear_beside_a_word_of_the_same_passage(orchard: Library) -> None:
    assert corrected(orchard, "vedrufa famiglie") == Correction("verdura famiglie", True)
    for alone in ("vedrufa", "vedrufa wells"):
        assert corrected(orchard, alone) == Correction(alone.replace("vedrufa", "verdura"), False)


def test_a_name_is_offered_and_not_corrected(orchard: Library) -> None:
    assert corrected(orchard, "lamps of Nhantunbo") == Correction("lamps of Nhantumbo", False)
    assert search(orchard, "lamps of Nhantunbo", OWNER).did_you_mean == "lamps of Nhantumbo"


def test_one_word_without_a_correction_leaves_the_query_alone(orchard: Library) -> None:
    assert corrected(orchard, "migrannti xqzwvkjq") is None


def test_a_text_of_many_unknown_words_is_no_misspelt_query(orchard: Library) -> None:
    slips = ["condivissi", "quartierre", "verdurra", "migrannti"]
    assert corrected(orchard, " ".join(slips[:2])) is not None
    assert corrected(orchard, " ".join(f"{slip}{letter}" for slip in slips for letter in "xyz")) is None


def test_only_words_of_allowed_documents_correct(put: Put, library: Library) -> None:
    put(document("open", title="Wells"), "The village dug a well.")
    put(document("secret", access="internal"), "Wolframite was mined.")
    assert search(library, "wolframitte", OWNER).corrected == "wolframite"
    hidden = search(library, "wolframitte", ANONYMOUS)
    assert (hidden.corrected, hidden.did_you_mean) == ("", "")
    assert corrected(library, "wolframitte", Filters(access="public")) is None


@given(st.sampled_from(["progettazione", "housing", "quartiere", "vegetables"]), st.integers(0, 8))
def test_the_dictionary_is_near_words_with_a_letter_missing(word: str, at: int) -> None:
    known = dictionary()
    assert known.knows(word) and known.frequency(word) > 3
    at %= len(word)
    assert word in known.near(word[:at] + word[at + 1 :], 1)
    assert known.frequency("xqzwvk") == 0 and not known.knows("xqzwvk")
