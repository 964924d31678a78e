"""The language of a text and of a short query."""

from kb.text.languages import detect, detect_query


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
