"""Questions about the moment or the world, and requests to make something, aren't about documents."""

import pytest

from kb.questions.conversation.asides import aside
from kb.questions.conversation.moment import is_of_the_moment


@pytest.mark.parametrize(
    "text",
    [
        "Che tempo fa domani?", "what time is it", "che ore sono a Roma?", "che giorno è oggi", "what's the weather like", "will it rain tonight?",
        "Chi ha vinto la partita ieri?", "is the pool open tomorrow?", "raccontami una barzelletta", "tell me a joke", "scrivimi una poesia",
        "write me an email", "traduci questa frase in inglese", "mi consigli un ristorante?", "2+2", "quanto fa 2 più 2?",
    ],
)  # fmt: skip
def test_what_no_document_tells(text: str) -> None:
    assert aside(text) == "world"


@pytest.mark.parametrize(
    "text",
    [
        "Com'era la valle ieri e com'è oggi?", "Qual è la città di domani?", "Quanto piove a Nuoro?", "raccontami la tesi sui forni",
        "mi consigli una tesi sui forni?", "In che anno è nato Aquilone?", "what day did it start?", "how much is a filter?",
        "Quante famiglie vivono oggi nella valle?", "the housing of tomorrow", "Che tempo impiega il forno?", "e nel 2021?", "Si potrà smontare un domani?",
    ],
)  # fmt: skip
def test_what_may_be_about_documents(text: str) -> None:
    assert aside(text) == ""


def test_the_site_is_asked_for_its_name() -> None:
    assert aside("come ti chiami?") == "site"


def test_a_work_about_the_weather_is_no_question_about_todays() -> None:
    assert is_of_the_moment("Che tempo fa?", "che tempo fa")
    assert not is_of_the_moment("Che tempo fa nella tesi sui forni?", "che tempo fa nella tesi sui forni")
