"""Terms of a vocabulary are found in texts in their forms."""

from pathlib import Path

import pytest

from kb.errors import InvalidVocabulary
from kb.subjects.vocabulary import Concept, Vocabulary, load_vocabulary

WORDS = Vocabulary(
    [
        Concept("7", {"it": "energia"}, {"it": ["solare", "accesso all'energia"], "en": ["solar panels"]}),
        Concept("11", {}, {"it": ["casa", "casa popolare"], "en": ["social housing"]}),
    ]
)


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


def test_a_verb_of_its_stem_is_no_form_of_a_noun() -> None:
    people = Vocabulary([Concept("workers", {}, {"it": ["lavoratori", "abitanti", "proprietari"]})], is_of_nouns=True)
    assert people.mentions("I modelli possono lavorare dove si va ad abitare.", "it") == []
    found = people.mentions("Un lavoratore, molti abitanti, un proprietario.", "it")
    assert [mention.term for mention in found] == ["lavoratori", "abitanti", "proprietari"]


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
