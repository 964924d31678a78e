"""Features of names: word lists, part of the front page, rest of the document. The document is made up."""

import pytest

from ingest.cover.read import Part
from ingest.metadata.name_features import Surroundings, organisation_features, person_features
from kb.model import Named

TEXTS = (
    "Acqua e pane\nRelatore: Prof. Ugo Neri\nKey Findings\nada.zorvan@ateneo.example",
    "The key findings of Rossi show that findings are key. Rossi again, and rossi@ateneo.example.",
)
AROUND = Surroundings(TEXTS, "Acqua e pane a Lodi", "Ada Zorvan")


def told(name: str, part: Part | None = None) -> frozenset[str]:
    return person_features(name, part or Part("author", name, 0.9), AROUND)


@pytest.mark.parametrize(
    ("name", "features"),
    [
        ("Ugo Ferrari", {"first given", "last family", "unlisted 0", "words 2"}),
        ("Ugo Zzyxkw", {"first given", "last unlisted", "first and last given, unlisted", "unlisted 1"}),
        ("U. Ferrari", {"first initial", "last family"}),
        ("Key Findings", {"first family too", "last everyday", "everyday 1"}),
        ("Anna-Maria de Luca", {"hyphen", "words 2", "first given"}),
        ("Zoë Rossi", {"accent"}),
    ],
)
def test_lists_that_the_words_are_in(name: str, features: set[str]) -> None:
    assert features <= told(name)


def test_words_are_counted_in_the_document_but_not_in_addresses() -> None:
    assert {"most in lower case more", "least in lower case more", "again 1"} <= told("Key Findings")
    assert {"most in lower case 0.0", "last word again 1"} <= told("Ugo Rossi")
    assert "in an address" in told("Ada Zorvan") and "in an address" not in told("Ugo Neri")
    assert "stated by the file True" in told("Ada Zorvan") and "stated by the file False" in told("Ugo Neri")
    assert "in the title" in told("Ugo Lodi")


def test_the_part_of_the_front_page_counts() -> None:
    part = Part("supervisor", "Ugo Neri", 0.6, page=1, announced=True)
    assert {"role supervisor", "sure 0.7", "page 1", "announced True"} <= told("Ugo Neri", part)


@pytest.mark.parametrize(
    ("name", "present", "absent"),
    [
        ("Comune di Lodi", {"role partner", "mean in lower case 0.0"}, {"generic", "ends in lower case"}),
        ("Research University", {"generic"}, {"digits"}),
        ("Ente ABC 12", {"digits"}, {"generic", "marks"}),
        ("Lodi Press", {"press"}, {"ends in lower case"}),
        ("Ministero dell'istruzione", {"ends in lower case", "a word in lower case"}, {"press"}),
        ("Ente: acque", {"marks"}, {"digits"}),
    ],
)
def test_how_organisations_are_written(name: str, present: set[str], absent: set[str]) -> None:
    features = organisation_features(Named(name, "partner"), AROUND)
    assert present <= features and not absent & features


def test_a_document_without_text_has_nothing_to_count() -> None:
    nothing = Surroundings((), "", "")
    features = person_features("Ugo Rossi", Part("author", "Ugo Rossi", 0.9), nothing)
    assert "most in lower case 0.0" in features and not any(name.startswith("stated") for name in features)
    assert "mean in lower case 0.0" in organisation_features(Named("Comune di Lodi", "partner"), nothing)
