"""Retrieval for a question, once for a page of quotes and the written answer on it."""

from kb.answer.prepare import prepare, take_prepared
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters, Named
from tests.conftest import Put
from tests.fakes import document


def test_a_written_answer_takes_what_the_page_retrieved_once(put: Put, library: Library) -> None:
    put(document("wells"), "The wells were dug by 41 families.")
    shown = prepare(library, "How many  families dug wells?", OWNER)
    assert take_prepared(library, "How many families dug wells?", OWNER) is shown
    assert take_prepared(library, "How many families dug wells?", OWNER) is not shown


def test_another_reader_or_a_changed_library_is_asked_anew(put: Put, library: Library) -> None:
    put(document("wells", access="internal"), "The wells were dug by 41 families.")
    question = "How many families dug wells?"
    assert prepare(library, question, OWNER).hits
    assert not take_prepared(library, question, ANONYMOUS).hits
    library.remove(document("wells", access="internal"))
    assert not take_prepared(library, question, OWNER).hits


def test_what_filters_narrowed_is_not_taken(put: Put, library: Library) -> None:
    put(document("wells"), "The wells were dug by 41 families.")
    narrowed = prepare(library, "How many families dug wells?", OWNER, Filters(kind="report"))
    assert narrowed.is_refused and not narrowed.hits
    assert take_prepared(library, "How many families dug wells?", OWNER).hits


def test_a_question_in_parts_is_prepared_part_by_part(sample: Library) -> None:
    both = "Quante famiglie hanno trovato casa con il progetto Porte Aperte e quanto è costato il progetto?"
    prepared = prepare(sample, both, OWNER)
    assert not prepared.is_refused and len(prepared.parts) == 2
    assert [c.hit.passage.id for c in prepared.of_parts()[:1]] == [prepared.parts[0].candidates[0].hit.passage.id]
    assert prepare(sample, "Quante famiglie hanno trovato casa?", OWNER).parts == ()
    assert prepare(sample, f"{both} {'Nella città di Milano. ' * 40}", OWNER).parts == (), (
        "too long for a search for each part"
    )


def test_things_counted_within_one_work_are_no_works(put: Put, library: Library) -> None:
    put(document("kilns"), "The two pilots of the kiln project had 212 bakers who took part in 2021.")
    for number in range(12):
        put(document(f"other{number}"), f"Of {number} households in town the study says how they cook and wash.")
    prepared = prepare(library, "How many bakers took part in the two pilots of the kiln project?", OWNER)
    assert not prepared.is_refused and not prepared.works
    assert prepared.candidates[0].hit.document.id == "kilns"


def test_a_refused_question_about_somebody_is_put_to_their_works(put: Put, library: Library) -> None:
    words = "In the valley 212 households were visited and their filters were weighed."
    put(document("filters", people=(Named("Bruna Conti", "author"),)), words)
    for number in range(12):
        put(document(f"other{number}"), f"Of {number} households in town the study says how they cook and wash.")
    question = "How many households in the valley were visited by Bruna Conti?"
    prepared = prepare(library, question, OWNER)
    assert not prepared.is_refused and prepared.question == question
    assert prepared.candidates[0].hit.document.id == "filters" and prepared.searched.documents == 13
    assert prepare(library, "What did Bruna Conti eat at noon?", OWNER).is_refused


def test_capitals_are_no_names(put: Put, library: Library) -> None:
    put(document("d"), "La mensa di Nuoro serve cento pasti al giorno ai volontari del quartiere.")
    shouted, said = (
        prepare(library, text, OWNER) for text in ("QUANTI PASTI SERVE LA MENSA?", "Quanti pasti serve la mensa?")
    )
    assert shouted.confidence == said.confidence and not shouted.query.names
