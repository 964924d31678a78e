"""Sections: bibliographies and tables of contents are recognised, abstracts are no tables of contents."""

from ingest.layout.passages import make_passages
from ingest.layout.structure import Outline, is_contents, sections
from ingest.readers.records import Heading, Line, Parsed, RawPage
from kb.model import Page


def page(number: int, *texts: str, height: float = 800, top: float = 100) -> RawPage:
    lines = tuple(Line(text, 12, top + 16 * i, 72, 72 + 6.0 * len(text)) for i, text in enumerate(texts))
    return RawPage(number, lines, width=600, height=height)


def test_an_italian_abstract_is_no_table_of_contents() -> None:
    text = "Sommario\nLa tesi studia un modello di accoglienza abitativa nel quartiere."
    raw = [(page(1, *text.split("\n")), text)]
    outline = Outline(sections(Parsed("pdf", (raw[0][0],), (Heading(1, "Sommario", 1),)), raw))
    assert len(make_passages("d", [Page(1, "1", text)], outline, "it")) == 1


def test_bibliographies_and_contents_are_known() -> None:
    contents = "Indice\n1 Introduzione … 3\n2 Metodo … 9\n3 Risultati … 20\nBibliografia … 40"
    assert is_contents(contents) and not is_contents("Nel 2020 il costo era 3.\nDue righe.\nTre.\nQuattro.")
    texts = ["Corpo del testo della tesi.", "Altro corpo del testo.", "Bibliografia\nRossi M., Un libro, 2001."]
    raw = [(page(n, *t.split("\n")), t) for n, t in enumerate(texts, 1)]
    made = make_passages(
        "d",
        [Page(n, str(n), t) for n, t in enumerate(texts, 1)],
        Outline(sections(Parsed("pdf", tuple(p for p, _ in raw)), raw)),
        "it",
    )
    assert [p.part for p in made] == ["body", "body", "references"]
