"""Doubts that wait for curators, and the effect of their rules."""

from itertools import combinations
from random import Random

import pytest
from rapidfuzz.distance import DamerauLevenshtein

from kb.errors import NotFound
from kb.library import Library
from kb.model import OWNER, Field, Named, Reader
from kb.people.curation import _similar, doubtful_fields, doubtful_names, set_rule, spellings
from kb.people.directory import Entity, directory
from kb.text.normalise import WORD, fold
from tests.conftest import Put
from tests.fakes import document


def found(name: str, confidence: float, role: str = "author") -> Field:
    return Field(role, name, "front page", confidence)


def doubts(library: Library, reader: Reader = OWNER) -> list[tuple[str, str]]:
    return [(doubt.entity.name, doubt.reason) for doubt in doubtful_names(library, reader)]


def test_names_wait_by_confidence_and_likeness(put: Put, library: Library) -> None:
    put(
        document("a", people=(Named("Zorvan Quell", "author"), Named("Ada Rossi", "supervisor"))), "Acqua.",
        fields=(found("Zorvan Quell", 0.5), found("Ada Rossi", 0.99, "supervisor")),
    )  # fmt: skip
    put(document("b", people=(Named("Giovanna Bianchi", "author"), Named("Giovanni Bianchi", "author"))), "Pane.")
    assert doubts(library) == [
        ("Giovanna Bianchi", "similar"),
        ("Giovanni Bianchi", "similar"),
        ("Zorvan Quell", "form"),
    ]
    (first, *_) = doubtful_names(library, OWNER)
    assert first.similar == ("Giovanni Bianchi",)


def test_initials_and_organisations_without_a_kind_wait_too(put: Put, library: Library) -> None:
    put(
        document(
            "a",
            people=(Named("M. Galli", "author"),),
            organisations=(Named("La Vela", "partner"), Named("Comune di Lodi", "partner")),
        ),
        "A.",
    )
    put(document("b", people=(Named("Marta Galli", "author"),)), "B.")
    assert doubts(library) == [("Marta Galli", "initials"), ("La Vela", "type")]
    library.catalogue.name_rules.set_organisation_kind("La Vela", "non-profit")
    assert doubts(library) == [("Marta Galli", "initials")]
    assert [e.type for e in directory(library, OWNER).organisations.values()] == ["municipality", "non-profit"]


def test_a_rule_ends_the_doubt(put: Put, library: Library) -> None:
    put(document("a", people=(Named("Zorvan Quell", "author"),)), "Acqua.", fields=(found("Zorvan Quell", 0.5),))
    set_rule(library, "person", "Zorvan Quell", ("right", ""))
    assert doubts(library) == [] and [e.name for e in directory(library, OWNER).people.values()] == ["Zorvan Quell"]
    set_rule(library, "person", "Zorvan Quell", None)
    assert doubts(library) == [("Zorvan Quell", "form")]
    with pytest.raises(NotFound):
        set_rule(library, "person", "Nobody Here", ("hidden", ""))


@pytest.mark.parametrize(
    ("said", "is_kept"),
    [("Ada Rossi ha scritto.", False), ("ROSSI, Ada", False), ("Ada\nRossi", False), ("Ada Rossini", True)],
)
def test_saved_answers_that_name_who_is_hidden_are_deleted(
    said: str, is_kept: bool, put: Put, library: Library
) -> None:
    put(document("one", people=(Named("Ada Rossi", "author"),)), "Water.")
    saved = library.catalogue.saved_answers
    saved.keep({"question": "Chi?", "citations": [], "near": [], "answer": said}, 1, 9)
    set_rule(library, "person", "Ada Rossi", ("hidden", ""))
    assert bool(library.catalogue.rows("SELECT token FROM answers")) == is_kept


def test_who_is_hidden_stays_hidden_in_another_spelling_that_comes_later(put: Put, library: Library) -> None:
    put(document("a", people=(Named("Ada Rossi", "author"),)), "Acqua.")
    assert spellings(library, OWNER, "person", "Ada Rossi") == ("Ada Rossi",)
    set_rule(library, "person", "Ada Rossi", ("hidden", ""))
    put(document("b", people=(Named("Rossi Ada", "author"), Named("Ada Rossini", "author"))), "Pane.")
    assert [e.name for e in directory(library, OWNER).people.values()] == ["Ada Rossini"]
    assert library.catalogue.name_rules.all("person")["Rossi Ada"] == ("hidden", "")
    with pytest.raises(NotFound):
        spellings(library, OWNER, "person", "Ada Rossi")


def test_doubtful_fields_are_those_of_documents_one_may_see(put: Put, library: Library) -> None:
    put(document("a"), "Acqua.", fields=(Field("title", "A", "file name", 0.2), Field("year", "2020", "text", 0.9)))
    put(document("b", access="internal"), "Pane.", fields=(Field("title", "B", "file name", 0.1),))
    put(document("c"), "Vino.", fields=(Field("title", "C", "person", 0.1),))
    assert [(d.document.id, d.field.name) for d in doubtful_fields(library, OWNER)] == [("b", "title"), ("a", "title")]
    assert [d.document.id for d in doubtful_fields(library, Reader())] == ["a"]


def test_names_read_with_much_doubt_wait_and_are_shown_nowhere_until_decided(put: Put, library: Library) -> None:
    people = (Named("Key Findings", "author"), Named("Zorvan Quell", "author"))
    fields = (found("Key Findings", 0.2), found("Zorvan Quell", 0.4))
    put(document("a", people=people, organisations=()), "Acqua.", fields=fields)
    assert [(d.entity.name, d.reason, d.waits) for d in doubtful_names(library, OWNER)] == [
        ("Key Findings", "form", True),
        ("Zorvan Quell", "form", True),
    ]
    assert directory(library, OWNER).people == {} and library.documents([1])[1].people == ()
    for name, rule in (("Key Findings", "hidden"), ("Zorvan Quell", "right")):
        assert spellings(library, OWNER, "person", name) == (name,)
        set_rule(library, "person", name, (rule, ""))
    assert doubts(library) == [] and list(directory(library, OWNER).people) == ["zorvan-quell"]


def test_doubtful_names_are_those_of_documents_one_may_see(put: Put, library: Library) -> None:
    put(
        document("a", people=(Named("Key Findings", "author"),), access="internal"),
        "A.",
        fields=(found("Key Findings", 0.2),),
    )
    assert doubts(library) == [("Key Findings", "form")] and doubts(library, Reader()) == []


def test_names_alike_are_those_that_a_comparison_of_all_pairs_finds() -> None:
    def alike(one: str, other: str) -> bool:
        a, b = WORD.findall(fold(one)), WORD.findall(fold(other))
        if not any(len(word) > 1 for word in {*a} & {*b}):
            return False
        initials = len(a) == len(b) and a[-1] == b[-1] and all(x[0] == y[0] for x, y in zip(a, b, strict=True))
        if initials and any(len(word) == 1 for word in (*a, *b)):
            return True
        is_near = DamerauLevenshtein.distance(fold(one), fold(other)) <= 1
        return is_near and min(len(fold(one)), len(fold(other))) >= 8

    random = Random(7)
    given = ["Maria", "Mario", "Mraia", "Mària", "M.", "Marta", "Anna Maria", "A. M.", "Ugo", "Ug", "U.", "Jean-Luc", "J.-L."]  # fmt: skip
    family = ["Rossi", "Rosi", "Rossio", "rossi", "Bo", "De Luca", "D. Luca", "B."]
    pairs = 0
    for _ in range(30):
        names = {f"{random.choice(given)} {random.choice(family)}" for _ in range(random.randrange(1, 40))}
        expected: dict[str, set[str]] = {}
        for one, other in combinations(sorted(names), 2):
            if alike(one, other):
                expected.setdefault(one, set()).add(other)
                expected.setdefault(other, set()).add(one)
        found = _similar(Entity(name, "person", name, (), 1.0, ()) for name in names)
        assert found == {name: tuple(sorted(others)) for name, others in expected.items()}
        pairs += len(found)
    assert pairs > 100
