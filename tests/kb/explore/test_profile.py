"""A person's projects, each with a sentence of its document, and the supervisors to ask about a graduate's."""

from kb.explore.profile import profile
from kb.library import Library
from kb.model import OWNER, Field, Named
from kb.people.directory import directory
from kb.people.experts import experts
from kb.store.name_rules import Contact
from tests.conftest import Put
from tests.fakes import document

ADA, UGO = Named("Ada Rossi", "author"), Named("Ugo Neri", "supervisor")


def test_projects_have_the_first_sentence_of_their_abstract_and_the_affiliation_of_the_time(
    put: Put, library: Library
) -> None:
    body = (Named("Università di Valfiorita", "university"), Named("Caritas", "partner"))
    record = document(
        "a", people=(ADA, UGO), organisations=body, abstract="We dug wells in the valley. They gave water."
    )
    put(record, "Wells.", fields=(Field("department", "Dipartimento di Acque", "front page", 0.9),))
    put(document("b", people=(UGO,), year=2023), "Bread.")
    known = directory(library, OWNER)
    ugo = profile(library, known, known.people["ugo-neri"])
    assert [project.part.document.id for project in ugo.projects] == ["b", "a"] and ugo.through == ()
    assert ugo.projects[1].abstract == "We dug wells in the valley." and ugo.projects[0].abstract == ""
    assert ugo.projects[1].affiliation == ("Dipartimento di Acque", "Università di Valfiorita")
    assert [e.name for e in profile(library, known, known.people["ada-rossi"]).through] == ["Ugo Neri"]


def test_a_graduate_is_reachable_if_a_supervisor_is(put: Put, library: Library) -> None:
    put(document("a", people=(ADA, UGO)), "Wells.")

    def reachable() -> list[bool]:
        known = directory(library, OWNER)
        return [profile(library, known, known.people[name]).is_reachable for name in ("ada-rossi", "ugo-neri")]

    assert reachable() == [False, False]
    library.catalogue.name_rules.set_contacts([Contact("Ugo Neri", department="Acque")])
    assert reachable() == [False, False], "a department alone reaches nobody"
    library.catalogue.name_rules.set_contacts([Contact("Ugo Neri", office="2.14")])
    assert reachable() == [True, True]


def test_located_sentences_are_the_proof_and_none_is_shown_twice(sample: Library) -> None:
    known = directory(sample, OWNER)
    projects = [
        project for entity in list(known.people.values())[:10] for project in profile(sample, known, entity).projects
    ]
    shown = [project.statement for project in projects if project.statement]
    assert len(shown) >= 0.9 * len(projects)
    assert all(project.statement or project.abstract for project in projects)
    assert all(one.text in " ".join(one.passage.text.split()) for one in shown)


def test_staff_stand_before_graduates_who_are_asked_through_them(put: Put, library: Library) -> None:
    put(document("a", people=(ADA, UGO)), "Beekeeping on the roofs of schools.")
    staff, graduate = experts(library, "beekeeping schools", OWNER).people
    assert staff.entity.name == "Ugo Neri" and staff.through == () and staff.beside is None
    assert [entity.name for entity in graduate.through] == ["Ugo Neri"]
    assert graduate.beside is not None and graduate.beside.name == "Ugo Neri"  # the passages aren't shown twice
    library.catalogue.name_rules.set_contacts([Contact("Ada Rossi", email="ada@example.org")])
    assert all(expert.entity.is_staff for expert in experts(library, "beekeeping schools", OWNER).people)
