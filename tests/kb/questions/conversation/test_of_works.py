"""Parts of the work spoken of: "limiti dello studio". All works are made up."""

import pytest

from kb.questions.conversation.follow_up import standing_alone
from kb.questions.conversation.knowledge import NOTHING
from kb.questions.conversation.of_works import asked_of_work, asks_of_answered, summary_of, work_spoken_of
from kb.questions.parsed_question import parse_question


def test_a_part_is_that_of_the_work_spoken_of() -> None:
    before = parse_question("Quanto fumo misura la tesi sui forni?")
    assert asked_of_work("limiti dello studio", before, "it", NOTHING) == "Quali sono i limiti della tesi sui forni"
    assert asked_of_work("limiti della tesi sul pane", before, "it", NOTHING) == "", "it names another"
    assert asked_of_work("quanti forni?", before, "it", NOTHING) == ""


@pytest.mark.parametrize(("bare", "work"), [("the costs?", "Aquilone"), ("of Girasole?", ""), ("in 2021?", "")])
def test_after_a_part_one_leans_on_the_work_unless_something_is_replaced(bare: str, work: str) -> None:
    assert work_spoken_of(bare, "What is the method of Aquilone?", "en") == work


def test_a_work_in_italian_has_its_article() -> None:
    found = [
        work_spoken_of("i costi?", f"Quali sono i limiti {of}?", "it") for of in ("della tesi sui forni", "di Aquilone")
    ]
    assert found == ["la tesi sui forni", "Aquilone"]
    assert work_spoken_of("i costi?", "Qual è il limite di velocità?", "it") == ""


@pytest.mark.parametrize(
    "bare",
    ["who wrote it?", "who is the supervisor?", "its authors?", "when was the thesis written?", "how many pages does it have?", "what's it about?",
     "what language is it in?", "the limitations?", "summarise it", "tell me about the study", "chi l'ha scritta?", "chi è il relatore?", "l'autore?",
     "chi sono i partner del progetto?", "di che anno è?", "quante pagine ha?", "di cosa parla?", "i limiti?", "riassumila", "fammi un riassunto"],
)  # fmt: skip
def test_facts_and_parts_are_asked_of_the_work_that_answered(bare: str) -> None:
    assert asks_of_answered(bare)


@pytest.mark.parametrize(
    "bare",
    ["who paid for it?", "who wrote the thesis on ovens?", "how many ovens does it have?", "how long is it?", "limits of the thesis on ovens",
     "chi l'ha pagata?", "quante stanze ha?", "quanto costa?", "di che colore è?", "riassumi la tesi sui forni", ""],
)  # fmt: skip
def test_other_follow_ups_are_not(bare: str) -> None:
    assert not asks_of_answered(bare)


def test_a_summary_is_asked_for_in_the_language_of_the_follow_up() -> None:
    assert summary_of("riassumila", "Clear Wells") == "Riassumi Clear Wells"
    assert summary_of("Summarise it.", "la tesi sui forni") == "Summarise la tesi sui forni"
    assert (summary_of("Summarise it.", ""), summary_of("who wrote it?", "Clear Wells")) == ("", "")


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        ("Quali tesi ci sono sull'acqua?", "chi l'ha scritta?", "Chi ha scritto le tesi sull'acqua?"),
        ("Quali lavori ci sono sull'acqua?", "chi li ha scritti?", "Chi ha scritto i lavori sull'acqua?"),
        ("Which theses are there on water?", "who wrote them?", "Who wrote the theses on water?"),
        ("Quali tesi ci sono sull'acqua?", "e i limiti?", "Quali sono i limiti delle tesi sull'acqua?"),
        ("tesi sull'intelligenza artificiale", "e sui computer quantistici?", "Tesi sui computer quantistici?"),
        ("theses on water", "and on food?", "Theses on food?"),
        ("Quali lavori del 2022?", "solo le tesi", "Quali tesi del 2022?"),
        ("Which works from 2022?", "only the theses", "Which theses from 2022?"),
        ("Quali tesi ci sono sull'acqua?", "e i rapporti?", "Quali rapporti ci sono sull'acqua?"),
        ("Quali tesi ci sono sull'acqua?", "solo a Lodi", "Quali tesi ci sono sull'acqua a Lodi?"),
        ("Quali tesi ci sono sull'acqua?", "la più recente?", "Qual è la più recente delle tesi sull'acqua?"),
        (
            "Which theses are there on water?",
            "which is the longest one?",
            "Which is the longest of the theses on water?",
        ),
        ("progetti a Milano", "e in Africa?", "Progetti in Africa?"),
        ("works from 2022", "in Italian", "Works from 2022 in Italian?"),
    ],
)
def test_a_list_of_works_stays_a_list(earlier: str, question: str, whole: str) -> None:
    assert standing_alone([earlier, question]) == whole


def test_a_whole_question_with_only_restricts_nothing() -> None:
    whole = "Solo le donne hanno diritto al sussidio?"
    assert standing_alone(["Quali lavori del 2022?", whole]) == whole
