"""Phrases that name topics. The titles are made up."""

from kb.explore.topic_names import Described, phrases_of, topic_phrases


def described(language: str, title: str, *keywords: str, abstract: str = "") -> Described:
    return Described(language, title, keywords, abstract)


DOCUMENTS = {
    1: described("en", "Energy poverty in the hills. Annual report", abstract="We study energy poverty."),
    2: described("en", "Households without heating", "energy poverty", "insulation"),
    3: described("it", "La povertà energetica nelle valli"),
    4: described("en", "School gardens in the city"),
    5: described("it", "Orti scolastici di quartiere", "orti scolastici"),
}


def test_a_topic_is_named_by_what_its_documents_share_and_others_lack() -> None:
    assert topic_phrases([1, 2, 3], DOCUMENTS, "en")[0] == "energy poverty"
    assert topic_phrases([1, 2, 3], DOCUMENTS, "it")[0] == "povertà energetica"
    assert topic_phrases([5], DOCUMENTS, "it")[0] == "orti scolastici"


def test_a_language_that_no_document_has_gives_no_name() -> None:
    assert topic_phrases([4], DOCUMENTS, "it") == ()


def test_phrases_are_runs_of_content_words_without_what_every_title_has() -> None:
    assert "annual report" not in phrases_of("Annual report", "en") and phrases_of("Annual report", "en") == []
    assert "energy poverty" in phrases_of("Energy poverty in the hills", "en") and "ISEE" in phrases_of("ISEE", "it")
    assert "Porte Aperte" in phrases_of("Porte Aperte", "it") and "raffrescamento" in phrases_of(
        "Aule. Raffrescamento", "it"
    )
    assert phrases_of("L’acqua dell’altopiano, 2020", "it") == ["acqua", "altopiano"]
    assert phrases_of("of the", "en") == []


def test_a_title_in_capitals_is_named_in_small_letters() -> None:
    assert phrases_of("FIELD WORK WORKSHOP", "en")[-1] == "field work workshop"
    assert phrases_of("ISEE", "it") == ["ISEE"]


def test_names_share_no_word() -> None:
    names = topic_phrases([1, 2], DOCUMENTS, "en")
    assert len(names) == 2 and not set(names[0].split()) & set(names[1].split())
