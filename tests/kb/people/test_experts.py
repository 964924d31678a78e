"""Experts on a topic, each with a passage as evidence."""

from dataclasses import replace

import pytest

from bench.people import found_first
from kb.clock import today
from kb.errors import NotFound
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Named
from kb.people.directory import directory
from kb.people.experts import Experts, experts, who_may_know
from tests.conftest import SAMPLE, Put
from tests.fakes import document


def test_the_right_people_are_found_for_topics_in_other_words(sample: Library) -> None:
    import tomllib

    topics = tomllib.loads((SAMPLE / "sources" / "experts.toml").read_text())["topics"]
    measured = found_first(sample, topics)
    assert measured["topics"] >= 40
    assert measured["person in the first 3"] >= 0.85 and measured["organisation in the first 3"] >= 0.85


def test_everyone_named_has_a_passage_that_proves_it(sample: Library) -> None:
    found = experts(sample, "recupero delle eccedenze alimentari", OWNER)
    for expert in (*found.people, *found.organisations):
        assert len(expert.evidence) <= 3 and expert.documents >= 1 and expert.roles
        assert bool(expert.evidence) is (expert.beside is None)
        own = {part.document.id for part in expert.entity.parts}
        assert {hit.document.id for hit in (expert.best, *expert.evidence)} <= own
    assert "Politecnico di Milano" not in [e.entity.name for e in found.organisations], "a university knows everything"


def test_nobody_knows_what_no_document_says(sample: Library) -> None:
    for topic in ("quantum chromodynamics on the lattice", "xyzzy plugh", "   "):
        found = experts(sample, topic, OWNER)
        assert found.people == () and found.organisations == () and found.searched == 27


def test_beside_a_refusal_stand_only_those_who_work_on_it(sample: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    question = "Quanti filtri per l'acqua potabile si rompono ogni anno?"
    shown, known = who_may_know(sample, question, OWNER), experts(sample, question, OWNER, 12)
    assert shown.people and {*shown.people} <= {*known.people} and len(shown.people) <= 3
    assert all(expert.state == "answers" for expert in (*shown.people, *shown.organisations))

    def only_related(*asked: object) -> Experts:
        first, *others = known.people
        return replace(
            known, people=(replace(first, best=replace(first.best, state="related")), *others), organisations=()
        )

    monkeypatch.setattr("kb.people.experts.experts", only_related)
    assert [expert.entity.id for expert in who_may_know(sample, question, OWNER).people] == [
        expert.entity.id for expert in known.people[1:] if expert.state == "answers"
    ][:3]


def test_recent_work_and_a_leading_part_count_more(put: Put, library: Library) -> None:
    text = "Beekeeping on the roofs of schools gives honey."
    new = today().year
    people = (Named("Old Hand", "supervisor"), Named("Second Hand", "co-supervisor"))
    put(document("old", year=new - 40, people=people), text + " Some of it.")
    put(
        document("new", year=new, people=(Named("New Hand", "supervisor"), Named("Young Hand", "co-supervisor"))),
        text + " Much of it.",
    )
    order = [expert.entity.name for expert in experts(library, "beekeeping on roofs", OWNER).people]
    assert order == ["New Hand", "Young Hand", "Old Hand", "Second Hand"]


def test_experts_are_those_of_documents_that_may_be_seen(put: Put, library: Library) -> None:
    put(document("open", people=(Named("Ada Rossi", "author"),)), "Beekeeping on roofs.")
    put(
        document("closed", access="internal", people=(Named("Secret Bee", "author"), Named("A. Rossi", "author"))),
        "Beekeeping on roofs at night.",
    )
    assert [e.entity.name for e in experts(library, "beekeeping", ANONYMOUS).people] == ["Ada Rossi"]
    assert directory(library, ANONYMOUS).people["ada-rossi"].also == ()
    assert "Secret Bee" in [e.name for e in directory(library, OWNER).people.values()]
    with pytest.raises(NotFound):
        directory(library, ANONYMOUS).find("person", "secret-bee")


def test_no_passage_proves_two_people(put: Put, library: Library) -> None:
    five = tuple(Named(f"{given} Rossi", "author") for given in ("Ada", "Ugo", "Ida", "Leo", "Eva"))
    roofs = [f"Beekeeping on the roofs of school number {at}, with its own keeper." for at in range(3)]
    put(document("one", kind="report", people=five), *roofs)
    found = experts(library, "beekeeping on roofs of schools", OWNER).people
    shown = [hit.passage.id for expert in found for hit in expert.evidence]
    assert len(shown) == len(set(shown)) == 3 and [len(expert.evidence) for expert in found] == [1, 1, 1, 0, 0]
    assert {expert.beside.name for expert in found if expert.beside} == {found[0].entity.name}


def test_a_graduate_stands_behind_staff_only_if_there_is_a_supervisor_to_ask(put: Put, library: Library) -> None:
    bees = ("Beekeeping on the roofs of schools: hives, honey and beekeepers.",) * 2
    put(document("strong", kind="thesis", people=(Named("Ada Rossi", "author"),)), *bees)
    put(document("led", kind="thesis", people=(Named("Ida Blu", "author"), Named("Ugo Neri", "supervisor"))), *bees[:1])
    found = experts(library, "beekeeping on roofs of schools", OWNER).people
    assert [(expert.entity.name, [one.name for one in expert.through]) for expert in found] == [
        ("Ada Rossi", []),
        ("Ugo Neri", []),
        ("Ida Blu", ["Ugo Neri"]),
    ]
