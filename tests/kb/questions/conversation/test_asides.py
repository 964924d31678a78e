"""Greetings, thanks, goodbyes and questions about the site are distinguished from questions about documents."""

import pytest

from kb.questions.conversation.asides import aside


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ciao", "greeting"), ("Hello there!", "greeting"), ("Buongiorno a tutti", "greeting"), ("Hi, how are you?", "greeting"),
        ("Grazie mille!", "thanks"), ("ok, thanks", "thanks"), ("Perfetto, grazie", "thanks"), ("Thank you for your help", "thanks"),
        ("thanks, bye!", "goodbye"), ("Arrivederci", "goodbye"), ("Cos’è questo sito?", "site"), ("What can I ask you?", "site"),
        ("Come funziona questo sito?", "site"), ("Ciao, chi sei?", "site"), ("Are you an AI?", "site"), ("aiuto", "site"),
    ],
)  # fmt: skip
def test_what_is_no_question_about_documents(text: str, kind: str) -> None:
    assert aside(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "a tutti", "e tu?", "Come funziona?", "How does the app work?", "Help desk", "Ciao, quanto costa il forno?", "Che cos'è?",
        "What do you know about wells?", "What is the site of the well?", "Grazie al progetto chi ha trovato casa?", "ciao " * 500,
        f"1+1{' ' * 1900}a",
    ],
)  # fmt: skip
def test_what_may_be_about_documents(text: str) -> None:
    assert aside(text) == ""
