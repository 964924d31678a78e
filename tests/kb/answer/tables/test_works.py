"""Works that a question compares are shown side by side, each with its quote. The documents are made up."""

from dataclasses import replace

import pytest

from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.prepare import prepare
from kb.answer.tables.evidence import evidence_table, side_by_side
from kb.answer.tables.works import compare, named_source
from kb.library import Library
from kb.model import OWNER
from kb.output.api_json import answer_json
from kb.questions.named.compared import compared
from kb.search.scope import open_scope
from tests.conftest import Put
from tests.fakes import document
from web.links import LINKS


@pytest.fixture
def _works(put: Put) -> None:
    for name, title, said in (
        ("verdi", "Tetti Verdi", "Il progetto Tetti Verdi ha 31 volontari e coltiva otto terrazze."),
        ("aperti", "Campi Aperti", "Il progetto Campi Aperti ha 58 volontari e due trattori."),
        ("mute", "Vecchi Mulini", "Il progetto Vecchi Mulini racconta la storia delle macine."),
    ):
        put(replace(document(name), title=title, language="it"), said)
    for number in range(8):
        put(document(f"other{number}"), f"Le scuole di Cremona usano il cortile numero {number} con gli insegnanti.")


@pytest.mark.usefixtures("_works")
def test_two_named_works_are_answered_side_by_side(library: Library, viewer: PageViewer) -> None:
    answer = ask(library, viewer, "Quanti volontari hanno Tetti Verdi e Campi Aperti?", OWNER)
    assert not answer.refused and answer.table
    assert [row.named for row in answer.table.rows] == ["Tetti Verdi", "Campi Aperti"]
    assert [row.document.id for row in answer.table.rows] == ["verdi", "aperti"]
    quotes = [row.cells[0].quote if row.cells[0] else "" for row in answer.table.rows]
    assert "31" in quotes[0] and "58" in quotes[1]
    assert {citation.document.id for citation in answer.citations} == {"verdi", "aperti"}
    shown = answer_json(answer, LINKS)
    assert [row["named"] for row in shown["table"]["rows"]] == ["Tetti Verdi", "Campi Aperti"]


@pytest.mark.usefixtures("_works")
def test_a_work_that_says_nothing_is_told(library: Library, viewer: PageViewer) -> None:
    answer = ask(library, viewer, "Quanti volontari hanno Tetti Verdi e Vecchi Mulini?", OWNER)
    assert answer.table
    named = {row.named: row.cells[0] for row in answer.table.rows}
    assert named["Tetti Verdi"] and named["Vecchi Mulini"] is None
    assert "Vecchi Mulini: non trovato in questo lavoro" in answer.text


@pytest.mark.parametrize(
    ("question", "works"),
    [
        ("How many households do the bone char filter report and the microgrid thesis speak of?", 2),
        ("How many households do the bone char filter report and the thesis on beehives speak of?", 0),
        ("What do the two works on bone char filters say about bacteria?", 2),
        ("What do the two works on beehives say about bacteria?", 0),
    ],
)
def test_a_work_that_the_library_lacks_is_not_taken_for_another(sample: Library, question: str, works: int) -> None:
    assert len(prepare(sample, question, OWNER).works) == works


@pytest.mark.usefixtures("_works")
def test_names_of_no_work_are_parts_of_the_question(library: Library, viewer: PageViewer) -> None:
    answer = ask(library, viewer, "Quanti volontari hanno Rose Rosse e Viole Blu?", OWNER)
    assert answer.table is None or all(row.named == "" for row in answer.table.rows)


@pytest.mark.usefixtures("_works")
def test_each_work_is_asked_within_itself_in_both_wordings(library: Library, viewer: PageViewer) -> None:
    question = "Quanti volontari hanno Tetti Verdi e Campi Aperti?"
    comparison = compared(question)
    assert comparison
    found = compare(open_scope(library, OWNER), comparison, lambda scope, asked: (scope.allowed, list(asked)))
    alone = [work.prepared[0] for work in found]
    assert len({allowed for allowed, _ in alone}) == 2 and all(len(allowed) == 1 for allowed, _ in alone)
    assert alone[0][1] == ["Quanti volontari hanno ?", "Quanti volontari hanno Tetti Verdi?"]
    prepared = prepare(library, question, OWNER)
    table, citations = side_by_side(library, viewer, prepared, 5)
    assert evidence_table(library, viewer, prepared, 5) == table
    assert [citation.number for citation in citations] == list(range(5, 5 + len(citations)))


@pytest.mark.usefixtures("_works")
def test_works_are_answered_by_parts(library: Library, viewer: PageViewer) -> None:
    question = "Quanti volontari hanno Tetti Verdi e Campi Aperti, e quanti trattori hanno Tetti Verdi e Campi Aperti?"
    answer = ask(library, viewer, question, OWNER)
    assert answer.table and len(answer.table.parts) == 2
    assert [row.named for row in answer.table.rows] == ["Tetti Verdi", "Campi Aperti"]
    first, second = (row.cells for row in answer.table.rows)
    assert first[0] and "31" in first[0].quote and second[0] and "58" in second[0].quote
    assert second[1] and "due trattori" in second[1].quote
    assert answer.text.count("\n") == 3 and "Campi Aperti, Quanti volontari" in answer.text


@pytest.mark.usefixtures("_works")
def test_a_part_is_asked_of_the_work_that_it_names_as_source(put: Put, library: Library) -> None:
    put(
        replace(document("carta"), title="Carta dei servizi", language="it"),
        "Ci sono otto volontari, che aprono ogni giorno alle 8.30.",
    )
    asked = prepare(
        library, "Quanti trattori ha Campi Aperti e quanti volontari ci sono secondo la carta dei servizi?", OWNER
    )
    assert len(asked.parts) == 2 and asked.parts[1].question.endswith("secondo la carta dei servizi?")
    scope = open_scope(library, OWNER)
    assert named_source(scope, "Quanti volontari ci sono?") is None
    named = named_source(scope, "Quanti volontari ci sono secondo la carta dei servizi?")
    assert named and named.scope and named.bears_name and named.asked == "Quanti volontari ci sono?"
    assert [work.id for work in library.documents(named.scope.allowed).values()] == ["carta"]


@pytest.mark.usefixtures("_works")
def test_a_question_is_answered_by_the_work_that_it_names_as_source(
    put: Put, library: Library, viewer: PageViewer
) -> None:
    for name, title, count in (("tesi", "Le terrazze. Tesi", 14), ("brief", "Terrazze coltivate. Policy brief", 19)):
        work = replace(document(name), title=title, language="it", kind="thesis" if name == "tesi" else "report")
        put(work, f"Le terrazze del quartiere sono {count}.\nTerrazze | Litri d'acqua\nNord | {count}0\nSud | {count}5")
    for question, cited, read in (
        ("Secondo il policy brief, quante sono le terrazze del quartiere?", "brief", ""),
        ("Quante sono le terrazze del quartiere, secondo la tesi?", "tesi", ""),
        ("Secondo il policy brief, quanti litri d'acqua hanno le terrazze nord?", "brief", "190"),
        ("Quanti litri d'acqua hanno le terrazze nord secondo la tesi?", "tesi", "140"),
    ):
        answer = ask(library, viewer, question, OWNER)
        assert {citation.document.id for citation in answer.citations} == {cited}, question
        assert (answer.reading.value if answer.reading else "") == read, question
        assert answer.catalogue is None and answer.searched.documents > 2
    assert ask(library, viewer, "How many works are there, according to the final report?", OWNER).catalogue is None


@pytest.mark.usefixtures("_works")
def test_a_question_is_answered_by_the_work_in_which_it_expects_its_answer(
    put: Put, library: Library, viewer: PageViewer
) -> None:
    for name, title, count in (("lecture", "Terraces", 14), ("course", "Terraces of Cremona", 19)):
        put(
            replace(document(name), title=title, kind="course"),
            f"There are {count} terraces with hives in the quarter.",
        )
    for question, cited in (
        ("How many terraces with hives does the GEO-2 terraces lecture count?", "lecture"),  # its whole title is named
        ("How many terraces with hives are there in the course on the terraces of Cremona?", "course"),
    ):
        answer = ask(library, viewer, question, OWNER)
        assert {citation.document.id for citation in answer.citations} == {cited}, question
    works = ask(library, viewer, "Quante pagine ci sono nella tesi su Campi Aperti?", OWNER)
    assert works.catalogue and [work.id for work in works.catalogue.works] == ["aperti"]


@pytest.mark.usefixtures("_works")
def test_a_source_bears_a_name_by_its_title_or_by_its_proper_names(put: Put, library: Library) -> None:
    put(
        document("slides"),
        "Hives and honey: how many hives stand on the terraces of Ostuni, and who counts the hives.",
    )
    scope = open_scope(library, OWNER)
    for name, bears in (
        ("Ostuni presentation", True),
        ("presentation on hives", False),
        ("thesis on Tetti Verdi", True),
    ):
        source = named_source(scope, f"How many hives are there in the {name}?")
        assert source and source.scope and source.bears_name == bears, name


@pytest.mark.usefixtures("_works")
def test_a_work_that_the_library_lacks_is_told(library: Library, viewer: PageViewer) -> None:
    asked = "Quanti volontari ha Tetti Verdi"
    assert not ask(library, viewer, f"{asked}?", OWNER).refused
    lacking = ask(library, viewer, f"{asked} nel rapporto sui motori a vapore?", OWNER)
    assert lacking.refused and not lacking.citations and lacking.searched.documents > 2
    assert lacking.text.startswith("Non ho trovato nessun lavoro che possa essere «rapporto sui motori a vapore». ")
    described = ask(library, viewer, f"{asked} nel progetto sui motori a vapore?", OWNER)
    assert not described.text.startswith("Non ho trovato nessun lavoro"), "a project may be described in any work"


def test_kinds_of_works_on_one_topic_are_compared(put: Put, library: Library, viewer: PageViewer) -> None:
    for name, kind, title in (
        ("a", "thesis", "Bread for Bees. A master's thesis"),
        ("b", "report", "Bread for Bees. Final report"),
        ("c", "thesis", "A thesis: the thesis on clouds"),
        ("d", "report", "Report of the year"),
    ):
        put(
            document(name, title=title, kind=kind),
            f"{title}. The goal of this work is to help {name} keepers.",
        )
    for question in (
        "Compare the thesis and the report on Bread for Bees",
        "Confronta la tesi e il report su Bread for Bees",
    ):
        answer = ask(library, viewer, question, OWNER)
        assert answer.table and [row.document.id for row in answer.table.rows] == ["a", "b"], question
