"""Sections: bibliographies and tables of contents are recognised, and abstracts aren't taken for tables of contents."""

import pytest

from ingest.layout.passages import make_passages
from ingest.layout.structure import Outline, Section, is_contents, sections
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


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Bibliografia", "references"),
        ("7 References", "references"),
        ("iv. Riferimenti bibliografici:", "references"),
        ("CAPITOLO 9 Bibliografia e sitografia", "references"),
        ("Works cited", "references"),
        ("Webgrafia e Bibliografia", "references"),
        ("Bibliografia, sitografia e fonti archivistiche", "references"),
        ("Appendix B: Selected bibliography", "references"),
        ("List of references & sources", "references"),
        ("Riferimenti normativi", "body"),
        ("Literature review", "body"),
        ("References to colour in the survey", "body"),
        ("Le fonti", "body"),
        ("", "body"),
    ],
)
def test_a_heading_that_names_a_bibliography_begins_one(title: str, part: str) -> None:
    text = f"{title}\nRossi M., Un libro, 2001."
    raw = [(page(1, *text.split("\n")), text)]
    (found,) = sections(Parsed("pdf", (raw[0][0],), (Heading(1, title, 1),)), raw)
    assert found.part == part


def test_a_section_is_named_by_the_path_of_its_headings() -> None:
    text = "1 Metodo\nTesto.\n1.1 Dati\nTesto.\n2 Risultati\nTesto."
    raw = [(page(1, *text.split("\n")), text)]
    headings = (Heading(1, "1 Metodo", 1), Heading(1, "1.1 Dati", 2), Heading(1, "2 Risultati", 1))
    found = sections(Parsed("pdf", (raw[0][0],), headings), raw)
    assert [(section.heading, text[section.start :].partition("\n")[0]) for section in found] == [
        ("1 Metodo", "1 Metodo"),
        ("1 Metodo › 1.1 Dati", "1.1 Dati"),
        ("2 Risultati", "2 Risultati"),
    ]
    outline = Outline(found)
    assert outline.starts(1) == [0, text.index("1.1"), text.index("2 R")] and outline.starts(2) == []
    assert outline.at(1, text.index("1.1") + 3).heading == "1 Metodo › 1.1 Dati"
    assert outline.at(2, 0).heading == "2 Risultati", "a section goes on over the next pages"
    assert Outline([]).at(4, 7) == Section(4, 0, "", "body")


def typed(number: int, *lines: tuple[str, float]) -> tuple[RawPage, str]:
    placed = tuple(Line(text, size, 60.0 + 20 * at, 72, 400) for at, (text, size) in enumerate(lines))
    return RawPage(number, placed, width=595, height=842), "\n".join(text for text, _ in lines)


@pytest.mark.parametrize(
    ("line", "size", "is_heading"),
    [
        ("Risultati della prova", 14.5, True),
        ("2.1 Risultati della prova", 12.6, True),
        ("Risultati della prova", 12.6, False),
        ("Risultati della prova.", 16.0, False),
        ("• Risultati della prova", 16.0, False),
        ("– Risultati", 16.0, False),
        ("12", 20.0, False),
        ("Risultati " * 13, 16.0, False),
    ],
)
def test_headings_are_told_by_their_type_where_a_file_has_no_outline(line: str, size: float, is_heading: bool) -> None:
    body = [("Il gruppo ha misurato la qualità dell'acqua in quattro villaggi della valle.", 12.0)] * 6
    first, second = typed(3, (line, size), *body), typed(4, *body)
    found = sections(Parsed("pdf", (first[0], second[0])), [first, second])
    assert [section.heading for section in found] == ([line] if is_heading else [])


def test_numbers_and_sizes_tell_the_level_of_a_heading() -> None:
    body = [("Il gruppo ha misurato la qualità dell'acqua in quattro villaggi della valle.", 12.0)] * 6
    one = typed(3, ("3 Metodo", 20.0), *body, ("3.2 Dati raccolti", 15.0), *body)
    found = sections(Parsed("pdf", (one[0],)), [one])
    assert [section.heading for section in found] == ["3 Metodo", "3 Metodo › 3.2 Dati raccolti"]


def test_covers_and_posters_have_no_headings() -> None:
    body = [("Il gruppo ha misurato la qualità dell'acqua in quattro villaggi della valle.", 12.0)] * 6
    cover = typed(1, ("Politecnico di Milano", 20.0), ("Corso di laurea in Design", 20.0), ("Relatore: Ugo Neri", 20.0))
    poster = typed(2, *((f"Slogan numero {n} del manifesto", 20.0) for n in range(9)))
    text = typed(3, *body)
    assert sections(Parsed("pdf", (cover[0], poster[0], text[0])), [cover, poster, text]) == []


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("Indice\nIntroduzione 3\nMetodo 9\nRisultati 20", True),
        ("Table of contents\nIntroduction 3\nMethod 9\nResults 20", True),
        ("Elenco delle figure\nFigura 1 3\nFigura 2 9\nFigura 3 11", True),
        ("1 Introduzione … 3\n2 Metodo … ix\n3 Risultati … 20\n4 Fine … 21", True),
        ("Indice\nIntroduzione 3\nMetodo 9", False),
        ("Introduzione\nNel 2020\nnel 2021\ne nel 2022", False),
        ("Il metodo … funziona\nperò … no\nforse … sì\nma … chi lo sa", False),
    ],
)
def test_tables_of_contents(text: str, contents: bool) -> None:
    assert is_contents(text) is contents
