"""The language of a text and of a short query."""

from kb.text.languages import detect, detect_query, detect_within


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
