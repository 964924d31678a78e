"""Language, quotes, fusion, support, queries: functions that need no store and no model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import SettingsError
from kb.search.fusion import ENGLISH_MODEL, MULTILINGUAL_MODEL, fuse, weights_for
from kb.search.query_analysis import analyse
from kb.search.rerank_features import READ, QuestionTerms, evidence
from kb.search.snippets import LENGTH, matching_words, snippet
from kb.settings import load_settings
from kb.text.answer_kinds import asked_noun, expected_answer, is_strict
from kb.text.languages import detect, detect_query
from kb.text.letters import WordNgrams
from kb.text.normalise import fold
from kb.text.quotes import find_pieces, find_quote, squash
from kb.text.sentences import sentences
from kb.text.stemming import stem
from kb.text.terms import Term, coverage, text_terms


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Si applica l'art. 3 della legge.",
        "Come mostra la Fig. 2, il valore cresce.",
        "Il dott. Rossi e la prof.ssa Bianchi sono presenti.",
        "Alcuni frutti, ad es. Mele e pere, costano poco.",
        "J. Smith et al. Found the same.",
        "Il costo è di 3.100 euro per 2.5 metri.",
        "It was published by Oxford Univ. Press in 2019.",
    ],
)
def test_abbreviations_end_no_sentence(text: str) -> None:
    assert cut(text) == [text]


def test_sentences_end_where_they_end() -> None:
    assert cut("Uno. Due! Tre? Quattro") == ["Uno.", "Due!", "Tre?", "Quattro"]
    assert cut("«È vero.» Disse di sì.") == ["«È vero.»", "Disse di sì."]
    assert cut("Titolo\nPrimo paragrafo. Secondo.") == ["Titolo", "Primo paragrafo.", "Secondo."]


@given(st.text(alphabet="ab .!?\n", max_size=80))
def test_sentences_lose_nothing_but_space(text: str) -> None:
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


def test_languages_are_told_apart() -> None:
    assert detect("Il progetto ha coinvolto gli abitanti del quartiere.") == "it"
    assert detect("The project involved the people of the neighbourhood.") == "en"
    assert detect("Le projet a concerné les habitants du quartier et leurs enfants.") == "fr"
    assert [detect_query(q) for q in ("alloggi", "energia solare", "housing", "solar energy")] == [
        "it",
        "it",
        "en",
        "en",
    ]


def test_fold_removes_case_and_accents() -> None:
    assert fold("Perché ÈÀ ﬁne") == "perche ea fine"


def test_a_quote_is_found_across_hyphens_breaks_ligatures_and_tex_accents() -> None:
    page = "La soste-\nnibilit`a \ufb01nale del-\x02 progetto `e alta"
    span = find_quote(list(page), "sostenibilità finale del progetto è alta")
    assert span is not None
    assert page[span[0] : span[1] + 1].startswith("soste") and page[span[0] : span[1] + 1].endswith("alta")
    assert find_quote(list(page), "sostenibilità iniziale") is None
    assert find_quote(list("abc"), "") is None


def test_of_several_places_the_expected_one_counts() -> None:
    page = "uno due. " * 10
    first, last = find_quote(list(page), "uno due", 0.0), find_quote(list(page), "uno due", 1.0)
    assert first is not None and last is not None
    assert first[0] == 0 and last[0] > 70


@given(st.text(max_size=60), st.integers(0, 59), st.integers(1, 20))
def test_what_stands_in_a_text_is_found_there(text: str, start: int, length: int) -> None:
    quote = text[start : start + length]
    if squash(quote)[0]:
        span = find_quote(list(text), quote, start / max(len(text), 1))
        assert span is not None
        # One character may stand for several, "½" for "12": the place found holds the quote, and at most begins before it.
        assert squash(quote)[0] in squash(text[span[0] : span[1] + 1])[0]


def test_elisions_and_accents_meet_the_same_terms() -> None:
    assert stem("dell", "it") == ""
    assert stem("casa", "it") == stem("case", "it")
    typed, meant = analyse("la qualita").words[0], analyse("la qualità").words[0]
    assert meant[0] in typed
    assert stem("houses", "en") == stem("house", "en")


def test_a_query_keeps_its_meaningful_words() -> None:
    query = analyse("Quali sono i risultati dell'accoglienza abitativa?")
    assert query.language == "it"
    assert [alternatives[0].text for alternatives in query.words] == [
        stem(w, "it") for w in ("risultati", "accoglienza", "abitativa")
    ]
    assert analyse("the of and").words == () or all(analyse("the of and").words)
    assert analyse("").words == ()


def test_fusion_judges_by_words_where_there_is_no_vector() -> None:
    words, meaning = np.array([4.0, 2.0, 0.0]), np.array([np.nan] * 3)
    assert fuse(words, meaning, np.full(3, 0.5)).tolist() == [1.0, 0.5, 0.0]
    fused = fuse(words, np.array([0.1, 0.9, 0.8]), np.full(3, 0.5))
    assert fused.argmax() == 1 and ((fused >= 0) & (fused <= 1)).all()
    assert len(fuse(np.zeros(0), np.zeros(0), np.zeros(0))) == 0


def test_an_english_model_hardly_counts_for_italian() -> None:
    assert weights_for("all-MiniLM-L6-v2@abc") is ENGLISH_MODEL
    assert weights_for("intfloat/multilingual-e5-small@abc") is MULTILINGUAL_MODEL
    assert ENGLISH_MODEL.of("it", ["it"])[0] < ENGLISH_MODEL.of("en", ["en"])[0]


def test_coverage_counts_rare_words_and_translations_in_part() -> None:
    words = ((Term("hous", "en"),), (Term("migrant", "en"), Term("migr", "it", 0.6)))
    assert coverage(words, [1.0, 3.0], {("en", "hous")}) == 0.25
    assert coverage(words, [1.0, 3.0], {("it", "migr")}) == pytest.approx(0.45)
    assert coverage((), [], set()) == 0.0
    assert ("en", "hous") in text_terms("Houses!")


@pytest.mark.parametrize(
    ("question", "fits", "fits_not"),
    [
        ("Quante famiglie?", "Furono 41 famiglie.", "Molte famiglie."),
        ("How many people?", "About six thousand people.", "Many came."),
        ("In che anno nasce?", "Nasce nel 2012.", "Nasce presto."),
        ("A quanto ammonta il fondo?", "Il fondo è di 180.000 euro.", "Il fondo è ampio."),
        ("Qual è il numero di telefono dello sportello?", "Telefono 02 2399 0000", "Lo sportello apre alle 9."),
        ("What is the e-mail address of the office?", "Write to office@example.org.", "Write to the office."),
        ("Qual è l'indirizzo di posta elettronica?", "info(at)example.org", "In via Ampère 2."),
    ],
)
def test_the_kind_of_answer_is_known(question: str, fits: str, fits_not: str) -> None:
    wanted = expected_answer(question)
    assert is_strict(wanted) and wanted is not None
    assert wanted.search(fits) and not wanted.search(fits_not)


def test_snippets_show_the_match() -> None:
    text = "parola " * 100 + "accoglienza " + "altra " * 100
    words = analyse("accoglienza").words
    shown = snippet(text, words)
    assert "accoglienza" in shown and len(shown) <= LENGTH + 4
    assert [text[a:b] for a, b in matching_words(text, words)] == ["accoglienza"]


def test_settings_refuse_what_they_do_not_know() -> None:
    with pytest.raises(SettingsError, match="POLIKB_HOEM"):
        load_settings({"POLIKB_HOEM": "x"})
    with pytest.raises(SettingsError, match="POLIKB_WORKERS='many'"):
        load_settings({"POLIKB_WORKERS": "many"})
    with pytest.raises(SettingsError, match="POLIKB_HOME is empty"):
        load_settings({"POLIKB_HOME": ""})
    assert load_settings({"POLIKB_WORKERS": "3", "PATH": "x"}).workers == 3


def test_a_quote_in_pieces_is_found_with_all_its_letters_or_not_at_all() -> None:
    page = "The following two elements x x contribute to the pressure drop. RUNNING HEAD 12 And it goes on after that."
    spans = find_pieces(page, "two elements contribute to the pressure drop. And it goes on")
    assert (
        " ".join(page[a : b + 1] for a, b in spans).split()
        == "two elements contribute to the pressure drop And it goes on".split()
    )
    assert find_pieces(page, "two elements contribute to the temperature drop") == []
    assert find_pieces(page, "drop. And") == []
    assert find_pieces(page, "pressure drop") == [(page.index("pressure"), page.index(". RUN") - 1)]


@pytest.mark.parametrize(
    ("british", "american"),
    [("organisations", "organizations"), ("labour", "labor"), ("neighbourhood", "neighborhood"), ("centres", "centers"),
     ("analyse", "analyze"), ("programme", "program"), ("catalogue", "catalog"), ("licence", "license")],
)  # fmt: skip
def test_both_spellings_of_english_are_met(british: str, american: str) -> None:
    for typed, other in ((british, american), (american, british)):
        (alternatives,) = analyse(f"the {typed}").words
        assert stem(other, "en") in {term.text for term in alternatives if term.weight == 1}


@pytest.mark.parametrize("word", ["size", "four", "difference", "power", "letter", "rise"])
def test_other_words_have_one_spelling(word: str) -> None:
    assert len(analyse(f"the {word}").words[0]) == 1


def test_words_are_known_by_their_letters() -> None:
    letters = WordNgrams(["gestisce", "Lago"])
    managed, lake = letters.overlaps(["la", "gestione", "del", "lago"])
    assert 0 < managed < 1 and lake == 1
    assert letters.overlaps(["altro"]) == [0, 0]
    assert WordNgrams(["UE"]).overlaps(["ue"]) == [1] and WordNgrams(["UE"]).overlaps(["due"]) == [0]


def test_letters_count_where_the_model_cannot_read_both_sides() -> None:
    query = analyse("Chi gestisce lo stato?")
    wanted = QuestionTerms(query.words, [1.0] * len(query.words), query.forms, query.text)
    text = "La gestione dei dati è affidata a un componente."
    assert evidence(wanted, text, "") > evidence(wanted, text, "", READ)
    assert ENGLISH_MODEL.reads_both("en", "en") and not ENGLISH_MODEL.reads_both("en", "it")
    assert not ENGLISH_MODEL.reads_both("it", "it") and MULTILINGUAL_MODEL.reads_both("it", "en")


@pytest.mark.parametrize(
    ("question", "noun"),
    [("Quanti studenti hanno partecipato?", "studenti"), ("Which vaccine was tested?", "vaccine"), ("In quale quartiere?", "quartiere"),
     ("How many bees were killed?", "bees"), ("What is common support?", ""), ("Qual è il prezzo?", ""), ("Chi ha vinto?", "")],
)  # fmt: skip
def test_what_is_sought_is_the_word_after_the_one_that_asks(question: str, noun: str) -> None:
    assert asked_noun(question) == noun
