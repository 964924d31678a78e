"""Which of the things compared before: "which costs less?". All works are made up."""

from kb.questions.conversation.chosen import chosen, things_compared
from kb.questions.conversation.knowledge import NOTHING
from kb.questions.parsed_question import parse_question


def test_the_things_compared_before_are_named() -> None:
    before = parse_question("Confronta il progetto Girasole e il progetto Aquilone")
    assert (
        chosen("quale costa meno?", before, NOTHING)
        == "Quale costa meno tra il progetto Girasole e il progetto Aquilone?"
    )
    assert things_compared(parse_question("Quanto costa il forno?"), "it", NOTHING) == ()


def test_a_question_that_names_them_or_follows_no_comparison_is_left() -> None:
    before = parse_question("Compare the Girasole project and the Aquilone project")
    assert chosen("which costs less, bread or water?", before, NOTHING) == ""
    assert chosen("which costs less?", parse_question("How much is bread?"), NOTHING) == ""
