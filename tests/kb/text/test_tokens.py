"""All spellings of a word have one form."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.normalise import WORD
from kb.text.tokens import Token, content_words, spans, tokens, tokens_with, words, words_and_compounds


@pytest.mark.parametrize(
    ("form", "spellings"),
    [
        ("cfu", ["CFU", "C.F.U.", "c.f.u.", "C.F.U"]),
        ("14300", ["14300", "14.300", "14,300", "14’300", "14\u00a0300", "14 300"]),
        ("2750.5", ["2.750,5", "2,750.5"]),
        ("3.7", ["3,7", "3.7"]),
        ("0.125", ["0,125", "0.125"]),
        ("già", ["già", "gia\u0300", "GIÀ"]),
        ("mappatura", ["mappatura", "mappa\u00adtura", "mappa\u200btura"]),
        ("fiume", ["ﬁume", "Fiume"]),
        ("autocostruzione", ["auto-costruzione", "autocostruzione", "auto costruzione", "auto\u2011costruzione"]),
        ("covid19", ["COVID-19", "covid19"]),
        ("it_", ["IT", "I.T.", "(IT)", "IT-based"]),
        ("acqua", ["l'acqua", "dell’acqua", "all\u02bcacqua", "«acqua»", '"acqua']),
    ],
)
def test_spellings_of_a_word_meet(form: str, spellings: list[str]) -> None:
    for spelling in spellings:
        assert form in words_and_compounds(spelling), spelling
        assert form in words_and_compounds(f"Nel bando {spelling} si legge: (fittizio)."), spelling


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("il 14.03.2021", ["il", "14", "03", "2021"]),
        ("2019-2020", ["2019", "2020"]),
        ("righe 310 450 275", ["righe", "310", "450", "275"]),
        ("nel 2019 500 alunni", ["nel", "2019", "500", "alunni"]),
        ("co-design", ["co", "design"]),
        ("è nato così", ["è", "nato", "così"]),
        ("a_b", ["a", "b"]),
    ],
)
def test_what_only_looks_alike_stays_apart(text: str, parts: list[str]) -> None:
    assert list(words(text)[0]) == parts


def test_a_stop_word_in_capitals_is_an_acronym_but_in_a_heading() -> None:
    assert words("Il piano DEI apre")[0] == ("il", "piano", "dei_", "apre")
    assert words("VERBALE DEI LAVORI")[0] == ("verbale", "dei", "lavori")
    assert words("It works, and AI too")[0] == ("it", "works", "and", "ai_", "too")
    assert words("the it and the ai")[0] == ("the", "it", "and", "the", "ai")


def test_what_carries_meaning_remains() -> None:
    assert content_words("Quali sono i risultati dell'Accoglienza?", "it") == ["risultati", "Accoglienza"]
    assert content_words("What are the results of the housing?", "en") == ["results", "housing"]
    assert content_words("the house", "fr") == ["house"], "other languages use the English list"
    assert content_words("Chi segue il reparto IT del piano AI?", "it") == ["segue", "reparto", "IT", "piano", "AI"]
    assert content_words("auto-costruzione di C.F.U.", "it") == ["auto", "costruzione", "C.F.U."]


@given(st.text(max_size=80), st.sampled_from(["it", "en", "de"]))
def test_content_words_are_parts_of_the_text_in_order(text: str, language: str) -> None:
    place = 0
    for word in content_words(text, language):
        place = text.index(word, place) + (1 if " " not in word else 0)


@given(st.text(alphabet="aIT.,- 0123456789'’\u00ad\u0300è(", max_size=40))
def test_tokens_stand_in_order_and_hold_every_word(text: str) -> None:
    found = tokens(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    parts = [form for token in found for form in token.parts]
    assert tuple(parts) == words(text)[0] and all(parts)
    assert all(any(t.start <= match.start() and match.end() <= t.end for t in found) for match in WORD.finditer(text))
    for token in found:
        for form, start, end in spans(text, token):
            assert form in token.parts and token.start <= start < end <= token.end


@given(st.text(alphabet="abceoIT.- 0123456789’\u0300è(", max_size=40), st.sets(st.sampled_from("abceo")))
def test_chosen_tokens_are_those_among_all_that_have_a_chosen_form(text: str, letters: set[str]) -> None:
    text = f"co progetto {text} co"

    def chosen(found: set[str]) -> set[str]:
        assert found == {word for token in tokens(text) for word in (*token.parts, token.joined)}
        return {word for word in found if word[:1] in letters}

    found, kept = tokens_with(text, chosen)
    assert found == [token for token in tokens(text) if token.joined in kept or kept & set(token.parts)]
    assert tokens_with("la casa, le case", lambda found: found & {"case"})[0] == [Token(12, 16, ("case",))]
