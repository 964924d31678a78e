"""Compound questions are split into whole questions, and no text breaks the parsing of questions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.questions.conversation.follow_up import rewrite
from kb.questions.parsed_question import parse_question
from kb.questions.parts import parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many flats did Porte Aperte restore, and who paid?",
         ["How many flats did Porte Aperte restore?", "Who paid for the flats that Porte Aperte restored?"]),
        ("Chi ha finanziato il progetto Doposcuola? Quando è iniziato?",
         ["Chi ha finanziato il progetto Doposcuola?", "Quando è iniziato il progetto Doposcuola?"]),
        ("Quanti soci ha la cooperativa Ginestra e quanti volontari ha il canile di Sorso?",
         ["Quanti soci ha la cooperativa Ginestra?", "Quanti volontari ha il canile di Sorso?"]),
        ("In the thesis on bread and in the report on wells, how many families bake?",
         ["In the thesis on bread and in the report on wells, how many families bake?"]),
        ("Nella relazione sul pane, quante famiglie cuociono?", ["Nella relazione sul pane, quante famiglie cuociono?"]),
        *((whole, [whole]) for whole in ("What did Ada Rossi, who led the project, find?", "How many beds are in the shelter, which opened in 2019?",
                                         "Quanti alloggi, come indicato nel rapporto, sono stati restaurati?")),
        ("Who funded it, where was it built and when?", ["Who funded it?", "Where was it built?", "When was it built?"]),
        ("Chi l'ha finanziata e dove è stata costruita e quando?",
         ["Chi l'ha finanziata?", "Dove è stata costruita?", "Quando è stata costruita?"]),
        ("Who funded the filter, where was it built and when?",
         ["Who funded the filter?", "Where was the filter built?", "When was the filter built?"]),
        ("Chi ha scritto la tesi sul pane e quando?", ["Chi ha scritto la tesi sul pane e quando?"]),
        ("Quali sono i rischi e i benefici?", ["Quali sono i rischi e i benefici?"]),
        ("Chi e come?", ["Chi e come?"]),
        ("", [""]),
    ],
)  # fmt: skip
def test_a_question_and_its_parts(question: str, expected: list[str]) -> None:
    assert parts(question) == expected


@settings(deadline=None)  # the first text loads the language model
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert 1 <= len(parts(text)) <= 4
    asked = parse_question(text)
    assert all(text[phrase.noun_start : phrase.end] == phrase.noun for phrase in asked.phrases)


WORDS = "e quanto quanti costa la il mensa di Nuoro nel 2019 and how many who it they the garden of did was quello l'ha ne chi lo per ?".split()


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=9), st.lists(st.sampled_from(WORDS), max_size=9))
def test_any_follow_up_is_rewritten_to_one_line(question: list[str], earlier: list[str]) -> None:
    whole = rewrite(" ".join(question), " ".join(earlier))
    assert whole.endswith("?") and "\n" not in whole
