"""Evidence in the works of the sample (fictional) for the catalogue's answers."""

import pytest

from kb.answer.catalogue.stated import stated_by_works
from kb.answer.catalogue.statements import from_catalogue
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.records import CatalogueAnswer
from kb.library import Library
from kb.model import OWNER, Named
from kb.people.curation import set_rule
from kb.search.scope import all_documents
from tests.conftest import Put
from tests.fakes import document


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Chi ha seguito la tesi sugli alloggi sfitti?", ("Elena Marchetti", "Paolo Brambilla")),
        ("Who wrote the thesis on bus stops at night?", ("Aisha Rahman",)),
        ("When was the thesis on fluoride filters written?", ("2020",)),
    ],
)
def test_the_front_page_is_quoted_first(
    sample: Library, viewer: PageViewer, question: str, words: tuple[str, ...]
) -> None:
    answer = ask(sample, viewer, question, OWNER)
    first = answer.citations[0]
    assert first.page <= 2 and first.located and all(word in first.quote for word in words)
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_works_side_by_side_have_a_value_and_a_quote_each(sample: Library, viewer: PageViewer) -> None:
    answer = ask(
        sample, viewer, "When were the thesis on bone char filters and the thesis on solar microgrids written?", OWNER
    )
    assert answer.catalogue is not None and answer.catalogue.value == "2020; 2021"
    assert len(answer.catalogue.works) == 2 and answer.text.count("\n") == 1
    assert {citation.document.id for citation in answer.citations[:2]} == {work.id for work in answer.catalogue.works}


def test_names_far_apart_or_missing_are_not_quoted_together(put: Put, library: Library) -> None:
    people = (Named("Ada Ferrini", "supervisor"), Named("Bruno Satta", "supervisor"))
    put(
        document("mills", title="Mulini a vento", kind="thesis", people=people),
        f"Relatrice: Ada Ferrini\n{'Parole. ' * 60}\nBruno Satta",
    )
    put(document("kennels", title="Canili di Sorso", kind="thesis", people=people), "Nessuno è nominato qui.")
    mills = from_catalogue(library, "Chi ha seguito la tesi sui mulini?", OWNER)
    kennels = from_catalogue(library, "Chi ha seguito la tesi sui canili?", OWNER)
    assert mills and [one.text for one in stated_by_works(library, mills, OWNER)] == ["Relatrice: Ada Ferrini"]
    assert kennels and stated_by_works(library, kennels, OWNER) == []


def test_a_count_is_stated_nowhere(sample: Library) -> None:
    found = from_catalogue(sample, "Quante tesi ci sono?", OWNER)
    assert found and stated_by_works(sample, found, OWNER) == []


def test_a_line_that_names_a_hidden_person_is_not_quoted(put: Put, library: Library) -> None:
    people = (Named("Ada De Luca", "author"), Named("Rita Sala", "author"))
    put(document("a", people=people), "Candidates: Ada De Luca, Rita Sala\nOvens of a district, a fictional work.")
    (work,) = all_documents(library, OWNER)
    found = CatalogueAnswer("author", "", "Rita Sala", (work,))
    assert [quote.text for quote in stated_by_works(library, found, OWNER)] == ["Candidates: Ada De Luca, Rita Sala"]
    set_rule(library, "person", "Ada De Luca", ("hidden", ""))
    assert stated_by_works(library, found, OWNER) == []
