"""The language of a text and of a short query."""

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from kb.text.languages import DOCUMENT_LANGUAGES, detect, detect_query, detect_within

TEXTS = (
    "La cooperativa fittizia gestisce un orto; l’età media è 34 anni – più che altrove.",
    "The fictional cooperative keeps a garden: “34 years”, on average, isn't old.",
    "La coopérative fictive s’occupe d’un jardin où l’on cultive des légumes.",
    "La cooperativa ficticia cuida un huerto donde los niños plantan árboles.",
    "Die erfundene Genossenschaft pflegt einen Garten für die Nachbarschaft.",
    "A cooperativa fictícia cuida de uma horta com as crianças da região.",
    "Garden", "orto", "fig. 3", "n = 12", "Kraków, Brno, Győr",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> LanguageIdentifier:
    """py3langid's whole model."""
    found = LanguageIdentifier.from_model_file(MODEL_FILE)
    found.set_languages(DOCUMENT_LANGUAGES)
    return found


def test_the_part_of_the_model_says_what_the_whole_says(whole: LanguageIdentifier) -> None:
    for text in TEXTS:
        assert detect(text) == whole.classify(text)[0], text
    assert [detect(text) for text in TEXTS[:6]] == ["it", "en", "fr", "es", "de", "pt"]


def test_other_languages_are_told_apart_by_the_whole_model() -> None:
    assert detect("Družstvo pečuje o zahradu, kterou obdělávají děti.", ("it", "cs", "pl")) == "cs"


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


def test_a_passage_of_an_italian_document_may_be_in_another_language() -> None:
    italian = "Il progetto ha coinvolto gli abitanti del quartiere e le loro famiglie, che sono state ascoltate a casa."
    english = "The wells were dug by hand in the four villages, and the people of each of them looked after its well."
    assert [detect_within(text, "it") for text in (italian, english)] == ["it", "en"]
    assert detect_within("Le projet a concerné les habitants du quartier et leurs enfants.", "it") == "fr"
    assert (
        detect_within("El proyecto se realiza con la ayuda de las familias del barrio y de la escuela.", "es") == "es"
    )
