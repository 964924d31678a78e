"""Ranks in questions and sentences: the first, the last, the most, the least. All facts are made up."""

import pytest

from kb.questions.ranks import other_rank, rank_in, states, unconfirmed


@pytest.mark.parametrize(
    ("question", "name", "said"),
    [
        ("Which school was the first to close?", "first", "first"),
        ("Quale scuola ha chiuso per ultima?", "last", "ultima"),
        ("Which was the most expensive well?", "most", "most expensive"),
        ("Qual è il guasto meno citato?", "least", "meno citato"),
        ("Quale voce pesa di meno?", "least", "di meno"),
        ("Quale scuola ha più alunni?", "most", "più alunni"),
    ],
)
def test_the_rank_that_a_question_asks_for(question: str, name: str, said: str) -> None:
    rank = rank_in(question)
    assert rank and (rank.name, rank.said) == (name, said)


@pytest.mark.parametrize(
    "question",
    [
        "Il collaudo va fatto prima o dopo la posa?",
        "Quanti hanno più di sessant'anni?",
        "Quali servizi in più offre la scuola?",
        "Quante persone al massimo entrano nel cortile?",
        "Quanti litri si versano come minimo?",
        "How many should a guide have at most, and at least?",
        "How long does the battery last?",
        "Does the charge of a filter last for a year?",
    ],
)
def test_what_looks_like_a_rank(question: str) -> None:
    assert rank_in(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("Qual è il guasto meno citato?", "Il guasto più citato è la perdita.", "più citato"),
        ("Qual è il guasto meno citato?", "Il più citato è la perdita, il meno citato la ruggine.", ""),
        ("Quale voce pesa di meno?", "La voce che pesa di più è il trasporto.", "di più"),
        ("Qual è il guasto meno citato?", "Il guasto più costoso è la perdita.", ""),
        ("Which fault was the least frequent?", "The most frequent fault was a leak.", "most frequent"),
        ("Which was the first kiln?", "The second kiln was lit in May.", "The second"),
        ("Which was the first kiln?", "The final kiln came in May.", "final"),
        ("Which was the first kiln?", "The final report came in May.", ""),
        ("How many kilns were lit by the final report?", "The first kiln was lit in May.", ""),
        ("What did the final phase cost?", "The initial phase cost 30 euros.", "initial"),
        ("Qual è il forno più economico?", "La temperatura massima è di 34 gradi.", ""),
        ("Quale scuola ha chiuso per ultima?", "La scuola di Quarto ha chiuso a maggio.", ""),
        ("Quale forno fu acceso per primo?", "La finalità del forno è la calce.", ""),
    ],
)
def test_a_sentence_that_states_the_opposite(question: str, sentence: str, other: str) -> None:
    rank = rank_in(question)
    assert rank and other_rank(rank, sentence) == other


def test_a_sentence_states_a_rank_in_its_own_words() -> None:
    rank = rank_in("Qual è il guasto più citato?")
    assert rank and states(rank, "La perdita è il guasto più citata.") and not states(rank, "La perdita è citata.")


@pytest.mark.parametrize(
    ("question", "texts", "said"),
    [
        ("Qual è l'unica scuola con un orto?", ["La scuola di Lissone ha un orto."], "unica"),
        ("Qual è l'unica scuola con un orto?", ["Solo la scuola di Lissone ha un orto."], ""),
        ("Which is the only village with a well?", ["Asoro has a well.", "Only Asoro has one."], ""),
        ("Which is the only village with a well?", ["Asoro has a well."], "the only"),
        ("Which school was the first to close?", ["The school of Asoro closed in May."], "first"),
        ("Which school was the first to close?", ["The first to close was Asoro's."], ""),
        ("Qual è il guasto più citato?", ["Il guasto della pompa è citato."], "più citato"),
        ("What does the final report say of wells?", ["Wells are dug."], ""),
        ("Quante scuole hanno un orto?", ["Tre scuole hanno un orto."], ""),
    ],
)
def test_what_no_quote_confirms_is_told(question: str, texts: list[str], said: str) -> None:
    assert unconfirmed(question, texts) == said
