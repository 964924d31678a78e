"""Replies to greetings, thanks and questions about the site."""

import pytest

from kb.answer.catalogue.about import reply
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import OWNER


def test_replies_are_in_the_language_asked() -> None:
    assert reply("greeting", "it", 3).startswith("Ciao.") and reply("greeting", "en", 3).startswith("Hello.")
    assert "interrogare: 3" in reply("site", "it", 3) and "ask: 3;" in reply("site", "en", 3)


@pytest.mark.parametrize(
    ("text", "kind"), [("Ciao!", "greeting"), ("thanks", "thanks"), ("Che cos'è questo sito?", "site")]
)
def test_a_greeting_is_not_refused(sample: Library, viewer: PageViewer, text: str, kind: str) -> None:
    answer = ask(sample, viewer, text, OWNER)
    assert (answer.aside, answer.refused, answer.citations, answer.near) == (kind, False, (), ())
