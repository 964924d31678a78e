"""What a librarian's lists find in texts: terms, goals, places; and which names mean one."""

from pathlib import Path

import pytest

from kb.errors import InvalidVocabulary
from kb.model import GOALS, Passage
from kb.people.names import organisations, people
from kb.subjects.aliases import load_aliases
from kb.subjects.gazetteer import load_gazetteer
from kb.subjects.goals import find_goals, stated_goals
from kb.subjects.lists import Lists
from kb.subjects.vocabulary import Concept, Vocabulary, load_vocabulary
from kb.text.slug import slug

CORPORA = Path(__file__).parent.parent.parent / "corpora"
WORDS = Vocabulary(
    [
        Concept("7", {"it": "energia"}, {"it": ["solare", "accesso all'energia"], "en": ["solar panels"]}),
        Concept("11", {}, {"it": ["casa", "casa popolare"], "en": ["social housing"]}),
    ]
)


def passage(text: str, language: str = "it", at: int = 1, part: str = "body") -> Passage:
    return Passage(at, "d", 1, "1", 0, len(text), text, "", language, part)


def test_terms_are_met_in_their_forms_and_as_a_whole() -> None:
    found = WORDS.mentions("L’impianto solare dà accesso all’energia alle case popolari.", "it")
    assert [(m.label, m.term) for m in found] == [
        ("7", "solare"), ("7", "accesso all'energia"), ("11", "casa popolare"),
    ]  # fmt: skip
    text = "The solar panels of the social housing"
    assert [text[m.start : m.end] for m in WORDS.mentions(text, "en")] == ["solar panels", "social housing"]
    assert WORDS.mentions("The panels are solar.", "en") == []


def test_a_word_that_only_shares_its_stem_is_no_form_of_a_term() -> None:
    assert WORDS.mentions("Il solo che resta è suo.", "it") == []
    assert len(WORDS.mentions("I pannelli solari", "it")) == 1


def test_the_lists_that_ship_are_whole() -> None:
    lists = Lists(CORPORA, CORPORA / "glossary.csv")
    assert tuple(lists.goals.concepts) == GOALS
    for vocabulary in (lists.goals, lists.methods, lists.concerned):
        for concept in vocabulary.concepts.values():
            assert set(concept.names) == {"it", "en"} and all(len(terms) > 1 for terms in concept.terms.values())
    assert lists.places.find("Milan") == lists.places.find("MILANO") and len(lists.organisations) > 60
    assert all(-90 <= p.latitude <= 90 and -180 <= p.longitude <= 180 for p in lists.places._places.values())


def test_a_list_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("name,also,latitude,longitude\nLodi,,45.3,9.5\n")
    lists = Lists(tmp_path, CORPORA / "glossary.csv")
    assert lists.places.find("Crema") is None
    path.write_text("name,also,latitude,longitude\nCrema,,45.4,9.7\n")
    import os

    os.utime(path, ns=(1, 1))
    assert lists.places.find("Crema") is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[1", "can't be read"),
        ('[1]\nit = ["a"]', "[1] has no name"),
        ('[1]\nname = { it = "x" }\nit = "a"', "[1] it must be a list of words"),
    ],
)
def test_a_broken_vocabulary_says_where(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "goals.toml"
    path.write_text(text)
    with pytest.raises(InvalidVocabulary) as error:
        load_vocabulary(path)
    assert says in str(error.value) and str(path) in str(error.value)


def test_broken_tables_say_which_line(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("name,also,latitude,longitude\nLodi,,north,9.5\n")
    with pytest.raises(InvalidVocabulary, match="line 2 must have"):
        load_gazetteer(tmp_path / "places.csv")
    (tmp_path / "o.csv").write_text("name,also\n,City of Milan\n")
    with pytest.raises(InvalidVocabulary, match="line 2 has no name"):
        load_aliases(tmp_path / "o.csv")
    with pytest.raises(InvalidVocabulary, match="can't be read"):
        _ = Lists(tmp_path / "nowhere", CORPORA / "glossary.csv").stamp


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("Sustainable Development Goals: 4, 11 and 13", ["4", "11", "13"]),
        ("Obiettivi di sviluppo sostenibile: 10, 11", ["10", "11"]),
        ("The project works towards SDG 6.", ["6"]),
        ("SDGs 3 – 99", ["3"]),
        ("It scored 4 goals in 11 games.", []),
        ("SDGs 1, 2, 3, 4, 5, 6, 7, 8, 9, 10", []),
    ],
)
def test_goals_that_a_text_names(text: str, goals: list[str]) -> None:
    assert stated_goals(text) == goals


def test_goals_come_with_the_passage_that_shows_them_or_not_at_all() -> None:
    terms = Lists(CORPORA, CORPORA / "glossary.csv").goals
    water = passage("Drinking water from the borehole passes a fluoride filter before the water point.", "en", 7)
    other = passage("The committee met on Tuesday.", "en", 8)
    found = find_goals("Clean water for the village", "en", [water, other], terms)
    assert [(g.goal, g.passage, g.origin) for g in found] == [("6", 7, "terms")] and found[0].confidence > 0.9
    assert find_goals("Minutes", "en", [other], terms) == []
    named = find_goals("Minutes", "en", [other, passage("SDG 5", "en", 9)], terms)
    assert [(g.goal, g.passage, g.origin) for g in named] == [("5", 9, "text")]
    apart = passage(water.text, "en", 10, "references")
    assert find_goals("Minutes", "en", [other, apart], terms) == []


def test_a_long_document_is_not_about_everything_it_mentions() -> None:
    terms = Lists(CORPORA, CORPORA / "glossary.csv").goals
    texts = [
        "Drinking water and sanitation.",
        "Women and girls.",
        "Climate change.",
        "Poverty.",
        "Solar energy access.",
    ]
    filler = [passage("The committee met on Tuesday.", "en", 100 + at) for at in range(80)]
    mentioned = [passage(text, "en", at) for at, text in enumerate(texts, 1)]
    assert find_goals("Minutes", "en", [*mentioned, *filler], terms) == []


def test_places_are_told_from_words_that_look_like_them() -> None:
    places = Lists(CORPORA, CORPORA / "glossary.csv").places
    assert [p.name for p in places.named_in("From Addis Ababa to Milan, and cali in lower case")] == [
        "Addis Abeba",
        "Milano",
    ]
    assert places.canonical("Mantua") == "Mantova" and places.canonical("Atlantide") == "Atlantide"


def names(found: list) -> dict[str, tuple[str, ...]]:  # type: ignore[type-arg]
    return {identity.name: identity.written for identity in found}


def test_people_are_merged_when_only_one_fits() -> None:
    counts = {"Maria Rossi": 3, "ROSSI Maria": 1, "M. Rossi": 2, "Ugo Neri": 1, "U. Bianchi": 1}
    assert names(people(counts, {})) == {
        "Maria Rossi": ("M. Rossi", "Maria Rossi", "ROSSI Maria"), "Ugo Neri": ("Ugo Neri",), "U. Bianchi": ("U. Bianchi",),
    }  # fmt: skip
    two = people({**counts, "Marco Rossi": 1}, {})
    assert "M. Rossi" in names(two), "who of the two is meant can't be told"
    assert {i.confidence for i in people(counts, {}) if len(i.written) > 1} == {0.8}


def test_curators_have_the_last_word_on_names() -> None:
    counts = {"Maria Rossi": 3, "M. Rossi": 2, "Maria Rossi-Bo": 1}
    assert "M. Rossi" in names(people(counts, {"M. Rossi": ("apart", "")}))
    joined = names(people(counts, {"Maria Rossi-Bo": ("same", "Maria Rossi")}))
    assert joined["Maria Rossi"] == ("M. Rossi", "Maria Rossi", "Maria Rossi-Bo")


def test_organisations_are_one_in_both_languages_and_without_remarks() -> None:
    aliases = load_aliases(CORPORA / "organisations.csv")
    counts = {"Comune di Milano": 2, "Municipality of Milan (office)": 1, "Coop. La Soglia ONLUS": 1, "La Soglia": 1, "Municipio 6": 1,
              "Municipio 8": 1}  # fmt: skip
    found = names(organisations(counts, aliases, {}))
    assert found["Comune di Milano"] == ("Comune di Milano", "Municipality of Milan (office)")
    assert found["La Soglia"] == ("Coop. La Soglia ONLUS", "La Soglia")
    assert "Municipio 6" in found and "Municipio 8" in found
    split = names(organisations(counts, aliases, {"La Soglia": ("apart", "")}))
    assert split["La Soglia"] == ("La Soglia",)


def test_slugs_are_readable_and_each_once() -> None:
    assert slug("Joana Macuácua") == "joana-macuacua"
    assert slug("Maria Rossi", {"maria-rossi"}) == "maria-rossi-2"
    assert slug("!!!") == "x"
