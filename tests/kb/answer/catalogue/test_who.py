"""Questions that ask for people who know a topic. The works and people of the sample are fictional."""

import pytest

from kb.answer.catalogue.who import expertise_asked, of_person, who
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import OWNER, Filters
from kb.output.api_json import answer_json
from web.links import LINKS


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Chi posso contattare per un progetto sul carcere?", "carcere"),
        ("A chi possiamo rivolgerci per uno studio sulla povertà educativa?", "povertà educativa"),
        ("Chi se ne intende di frane?", "frane"),
        ("Avete un esperto di telemedicina?", "telemedicina"),
        ("Whom can I contact about prisons?", "prisons"),
        ("Who knows about landslides?", "landslides"),
        ("Are there any experts on fluoride?", "fluoride"),
        ("Who works on water?", "water"),
        ("Chi ha lavorato sulla telemedicina?", "telemedicina"),
        ("Chi si occupa di scuole in questa università?", "scuole"),
        ("Who deals with prisons at your university?", "prisons"),
        ("Who works on schools here?", "schools"),
        ("Quali docenti si occupano di acqua?", "acqua"),
        ("Which professors work on water?", "water"),
        ("Quali docenti lavorano in carcere?", ""),
        ("Chi si occupa della manutenzione?", ""),
        ("Who has worked in the kitchen?", ""),
        ("Who knows the answer?", ""),
        ("Who is the expert in charge of the clinic?", ""),
        ("Chi ha scritto la tesi sul carcere?", ""),
        ("Chi ha esperienza?", ""),
    ],
)
def test_a_question_asks_for_people_who_know_a_topic(question: str, topic: str) -> None:
    assert expertise_asked(question) == topic


@pytest.mark.parametrize(
    "question", ["Chi posso contattare per un progetto sul carcere?", "Whom can I contact about prisons?"]
)
def test_people_are_named_with_passages_that_show_it(sample: Library, viewer: PageViewer, question: str) -> None:
    answer = ask(sample, viewer, question, OWNER)
    assert answer.catalogue is not None and answer.catalogue.intent == "experts" and not answer.refused
    named = str(answer.catalogue.value).split(", ")
    involved = {person.name for work in answer.catalogue.works for person in work.people}
    assert named and set(named) <= involved and all(name in answer.text for name in named)
    assert {"tesi/tesi-oltre-il-cancello.pdf"} <= {citation.document.source for citation in answer.citations}
    assert all(citation.located and citation.quote.endswith(".") for citation in answer.citations)
    assert answer_json(answer, LINKS)["list_url"].startswith("/experts?q=")


def test_if_nobody_knows_it_the_number_of_documents_is_told(sample: Library, viewer: PageViewer) -> None:
    answer = ask(sample, viewer, "Who knows about volcanoes?", OWNER)
    assert (
        answer.refused and answer.text.startswith("Nobody: none of the ") and not answer_json(answer, LINKS)["list_url"]
    )
    assert who(sample, "Where is the well?", OWNER, Filters()) is None


@pytest.mark.parametrize(
    "question",
    [
        "Di cosa si occupa Chiara Colombo?", "Su cosa lavora Chiara Colombo?", "Chi è Chiara Colombo?", "chi è chiara colombo",
        "Parlami di Chiara Colombo", "Che cosa fa la prof.ssa Colombo?", "Quali sono i lavori di Chiara Colombo?",
        "What does Chiara Colombo work on?", "Who is Prof. Chiara Colombo?", "Tell me about Chiara Colombo", "What are Colombo's research topics?",
    ],
)  # fmt: skip
def test_a_question_about_a_person_is_answered_with_their_works(
    sample: Library, viewer: PageViewer, question: str
) -> None:
    answer = ask(sample, viewer, question, OWNER)
    found = answer.catalogue
    assert found is not None and found.intent == "person" and not answer.refused
    assert [one.name for one in found.named] == ["Chiara Colombo"] and found.value == len(found.works) > 3
    assert all("Chiara Colombo" in {person.name for person in work.people} for work in found.works)
    assert answer.citations and all(citation.located for citation in answer.citations)
    assert {citation.document.id for citation in answer.citations} <= {work.id for work in found.works}
    assert answer_json(answer, LINKS)["list_url"] == LINKS.entity("person", found.named[0].id)


def test_only_known_people_within_the_filters_are_told_of(sample: Library) -> None:
    assert of_person(sample, "Chi è Muhammad Yunus?", OWNER, Filters()) is None
    assert of_person(sample, "Parlami di Cibo che resta", OWNER, Filters()) is None
    courses = of_person(sample, "Who is Chiara Colombo?", OWNER, Filters(kind="course"))
    assert courses and {work.kind for work in courses.works} == {"course"}
    assert of_person(sample, "Who is Chiara Colombo?", OWNER, Filters(language="fr")) is None
