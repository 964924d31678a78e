"""Parts of the work spoken of: "limiti dello studio". All works are made up."""

import pytest

from kb.questions.conversation.knowledge import NOTHING
from kb.questions.conversation.of_works import asked_of_work, work_spoken_of
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
