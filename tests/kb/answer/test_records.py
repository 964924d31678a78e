"""Records of an answer."""

from kb.answer.records import Citation
from tests.fakes import document, pages_and_passages


def test_a_citation_quotes_its_passage_and_knows_its_page() -> None:
    _, (_, passage) = pages_and_passages("wells", ["Bread.", "Clean water. Deep wells."])
    citation = Citation(1, document("wells"), passage, 13, 24)
    assert (citation.quote, citation.span, citation.page, citation.page_label) == ("Deep wells.", (13, 24), 2, "2")
    assert not citation.located and citation.rectangles == ()
