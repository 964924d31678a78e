"""A follow-up in the other language keeps the subject of the question before it. All places and facts are made up."""

import pytest

from kb.questions.conversation.follow_up import standing_alone
from kb.questions.conversation.knowledge import Knowledge
from kb.questions.conversation.translated import question_word
from kb.questions.parsed_question import parse_question

WORDS = {
    "en": {
        "kitchen": "cucina",
        "project": "progetto",
        "families": "famiglia",
        "thesis": "tesi",
        "kiln": "forno",
        "study": "studio",
    },
    "it": {"progetto": "project", "giardino": "garden", "tesi": "thesis", "forni": "kiln"},
}
KNOWN = Knowledge(translate=lambda text, language: WORDS[language].get(text, ""))


@pytest.mark.parametrize(
    ("earlier", "follow_up", "whole"),
    [
        ("How many families found a home with the Girasole project?", "e quanto costano?", "Quanto costano le famiglie con il progetto Girasole?"),
        ("How many families found a home with the Girasole project?", "chi lo ha pagato?", "Chi ha pagato il progetto Girasole?"),
        ("What does the kitchen of Niguarda prepare?", "E quanto costa?", "Quanto costa la cucina di Niguarda?"),
        ("What does the kitchen of Niguarda prepare?", "e il giardino?", "What does the garden of Niguarda prepare?"),
        ("What does the kitchen of Niguarda prepare?", "e quando?", "When does the kitchen of Niguarda prepare?"),
        ("What does the kitchen of Niguarda prepare?", "dimmi di più", "Che altro c'è da sapere sulla cucina di Niguarda?"),
        ("How do the bone char filters work?", "quanto durano?", "Quanto durano i bone char filters?"),
        ("Quante famiglie hanno trovato casa con il progetto Girasole?", "and how much did it cost?", "How much did the Girasole project cost?"),
        ("Che cosa fa la ciclofficina di Niguarda?", "how much does it cost?", "How much does the ciclofficina of Niguarda cost?"),
        ("Chi ha scritto la tesi sui forni?", "what is it about?", "What is the thesis on kilns about?"),
        ("How much did the kiln thesis and the bread thesis cost?", "quale costa meno?", "Quale costa meno tra la tesi sul forno e la tesi sul bread?"),
    ],
)  # fmt: skip
def test_the_language_is_that_of_the_follow_up(earlier: str, follow_up: str, whole: str) -> None:
    assert standing_alone([earlier, follow_up], KNOWN) == whole


@pytest.mark.parametrize(
    ("earlier", "follow_up", "whole"),
    [
        ("Confronta la tesi sui forni e la tesi sul pane", "quale costa di meno?", "Quale costa di meno tra la tesi sui forni e la tesi sul pane?"),
        ("Aquilone vs ciclofficina di Niguarda", "quale costa meno?", "Quale costa meno tra Aquilone e la ciclofficina di Niguarda?"),
        ("How much did the kiln thesis and the bread thesis cost?", "which is cheaper?", "Which is cheaper, the kiln thesis or the bread thesis?"),
        ("Quale costa meno tra la tesi sui forni e la tesi sul pane?", "e quale ha più pagine?", "Quale ha più pagine tra la tesi sui forni e la tesi sul pane?"),
        ("Who wrote the two studies?", "which has more hives?", "Which of the two studies has more hives?"),
    ],
)  # fmt: skip
def test_a_choice_is_between_the_things_compared_before(earlier: str, follow_up: str, whole: str) -> None:
    assert standing_alone([earlier, follow_up]) == whole


@pytest.mark.parametrize(
    ("earlier", "follow_up", "whole"),
    [
        ("Riassumi la tesi sui forni", "limiti dello studio", "Quali sono i limiti della tesi sui forni?"),
        ("Quali sono i limiti della tesi sui forni?", "punti di forza", "Quali sono i punti di forza della tesi sui forni?"),
        ("Quali sono i punti di forza della tesi sui forni?", "e le conclusioni?", "Quali sono le conclusioni della tesi sui forni?"),
        ("What does the kiln report say?", "limitations of the study", "What are the limitations of the kiln report?"),
        ("Quante famiglie hanno trovato casa con il progetto Girasole?", "obiettivi", "Quali sono gli obiettivi del progetto Girasole?"),
        ("Confronta la tesi sui forni e la tesi sul pane", "e i limiti?", "Quali sono i limiti della tesi sui forni e della tesi sul pane?"),
    ],
)  # fmt: skip
def test_a_part_of_a_work_is_of_the_work_spoken_of(earlier: str, follow_up: str, whole: str) -> None:
    assert standing_alone([earlier, follow_up]) == whole


def test_after_a_part_of_a_work_one_asks_of_the_work() -> None:
    asked = "What is the method of Porte Aperte?"
    assert standing_alone([asked, "how much did it cost?"]) == "How much did Porte Aperte cost?"
    assert standing_alone([asked, "and of Girasole?"]) == "What is the method of Girasole?"
    assert (
        standing_alone(["Quali sono gli obiettivi della tesi sui migranti?", "e i costi?"])
        == "Quali sono i costi della tesi sui migranti?"
    )


def test_a_bare_question_word_is_translated() -> None:
    assert question_word(parse_question("quando?", "it"), "en", lambda *_: "").question == "when?"
    assert question_word(parse_question("when?", "en"), "en", lambda *_: "").question == "when?"
