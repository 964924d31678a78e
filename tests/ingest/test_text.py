"""From lines to passages: nothing of the body is lost, offsets always fit, and odd characters are put right."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.layout.clean import clean_pages, repair
from ingest.layout.passages import LIMIT, make_passages, split
from ingest.layout.structure import Outline, is_contents, sections
from ingest.metadata.find import find_metadata
from ingest.metadata.person_names import is_name, plain_name
from ingest.readers.records import Heading, Line, Parsed, RawPage
from kb.model import Page


def page(number: int, *texts: str, height: float = 800, top: float = 100) -> RawPage:
    lines = tuple(Line(text, 12, top + 16 * i, 72, 72 + 6.0 * len(text)) for i, text in enumerate(texts))
    return RawPage(number, lines, width=600, height=height)


def text_of(*texts: str) -> str:
    return clean_pages([page(1, *texts)])[0][1]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("la sostenibilit`a `e pi`u alta, perch´e cos`ı", "la sostenibilità è più alta, perché così"),
        ("ﬁnale e ﬂusso", "finale e flusso"),
        ("\uf0a7 punto primo", "• punto primo"),
        ("a\u00a0b\u200bc", "a bc"),
        ("Universita degli Studi `", "Università degli Studi"),
        ("E composto da tre parti `", "È composto da tre parti"),
    ],
)
def test_characters_are_repaired(broken: str, whole: str) -> None:
    assert repair(broken, old_tex=True) == whole


def test_backquotes_stay_where_accents_are_not_written_so() -> None:
    assert repair("the `a` key") == "the `a` key"


def test_words_broken_at_a_line_end_are_joined() -> None:
    assert text_of("un coinvolgi-", "mento attivo dei cittadini nelle scelte della vita pubblica") == (
        "un coinvolgimento attivo dei cittadini nelle scelte della vita pubblica"
    )
    assert text_of("sem\ufffepre maggior interesse") == "sempre maggior interesse"


def test_a_hyphen_of_its_own_stays() -> None:
    lines = [
        "a data-driven approach and a data-driven tool are both data-",
        "driven in the end of the day as we have seen",
    ]
    assert "data-driven in the end" in text_of(*lines)


def test_running_heads_and_page_numbers_go_and_the_body_stays() -> None:
    pages = [
        RawPage(n, (Line("CHAPTER ONE", 9, 40, 72, 200), Line(f"Body of page number {n} is here", 12, 300, 72, 400), Line(str(n + 4), 9, 780, 300, 310)), width=600, height=800)
        for n in range(1, 7)
    ]  # fmt: skip
    assert [text for _, text in clean_pages(pages)] == [f"Body of page number {n} is here" for n in range(1, 7)]


def test_paragraphs_are_joined_and_items_are_not() -> None:
    long = "this is a line of running text that fills the whole width of the page, quite"
    assert text_of(long, "up to its end.", "• first", "• second") == f"{long} up to its end.\n• first\n• second"


@given(st.text(alphabet="abc àè.,;!?\n•-", max_size=3000), st.lists(st.integers(0, 3000), max_size=4))
def test_passages_hold_every_character_once_and_fit(text: str, breaks: list[int]) -> None:
    spans = split(text, breaks)
    assert all(0 <= a < b <= len(text) and b - a <= LIMIT for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())
    for a, b in spans:
        assert not any(a < stop < b for stop in breaks)


def test_passages_end_at_sentences_and_know_their_heading() -> None:
    body = "Prima frase del capitolo, abbastanza lunga da contare. " * 30
    text = f"1 Introduzione\n{body.strip()}"
    raw = [(page(1, *text.split("\n")), text)]
    parsed = Parsed("pdf", (raw[0][0],), (Heading(1, "1 Introduzione", 1),))
    pages = [Page(1, "1", text)]
    made = make_passages("d", pages, Outline(sections(parsed, raw)), "it")
    assert len(made) > 2
    for passage in made:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text.endswith(".") and passage.heading == "1 Introduzione" and passage.language == "it"


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
    ("written", "name"),
    [
        ("Prof.ssa Maria Rossi", "Maria Rossi"),
        ("Chiar.mo Prof. GIOVANNI DE LUCA", "Giovanni De Luca"),
        ("Ing. Luca Bianchi, matr. 123456", "Luca Bianchi"),
        ("Dr. Anna Verdi", "Anna Verdi"),
    ],
)
def test_names_lose_titles_and_numbers(written: str, name: str) -> None:
    assert plain_name(written) == name and is_name(name)


def test_a_front_page_tells_title_people_and_year() -> None:
    lines = (
        Line("UNIVERSITÀ DEGLI STUDI DI PAVIA", 14), Line("Corso di Laurea in Ingegneria Civile", 11), Line("Acqua e città:", 22),
        Line("una storia di pozzi", 22), Line("Relatore:", 11), Line("Prof. Ugo Neri", 11), Line("Correlatrice: Dott.ssa Ida Blu", 11),
        Line("Tesi di laurea di:", 11), Line("Marta Gialli", 11), Line("Matr. 445566", 11), Line("Anno Accademico 2019/2020", 11),
    )  # fmt: skip
    front = RawPage(1, lines, width=595, height=842)
    text = "\n".join(line.text for line in lines)
    found = find_metadata(Parsed("pdf", (front,)), [(front, text)], "file")
    assert found.title == "Acqua e città: una storia di pozzi"
    assert [(p.name, p.role) for p in found.people] == [
        ("Marta Gialli", "author"),
        ("Ugo Neri", "supervisor"),
        ("Ida Blu", "co-supervisor"),
    ]
    assert (found.year, found.kind, found.language) == (2020, "thesis", "it")


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Prof.ssa ROSSI Maria (matr. 123456)", "Maria Rossi"),
        ("Rossi Anna Maria", "Anna Maria Rossi"),
        ("DE LUCA Anna", "Anna De Luca"),
        ("De Luca Anna Maria", "Anna Maria De Luca"),
        ("Gaetano Alessandro VIVALDI", "Gaetano Alessandro Vivaldi"),
        ("Dr. Diego S. INTRIGLIOLO", "Diego S. Intrigliolo"),
        ("Francesco Marco", "Francesco Marco"),
        ("MARIA ROSSI", "Maria Rossi"),
    ],
)
def test_names_get_one_form(printed: str, plain: str) -> None:
    assert plain_name(printed) == plain


def test_what_is_and_is_not_a_name() -> None:
    assert is_name("Ben Ackerman") and is_name("Nicola della Volpe")
    assert not is_name("di Torino") and not is_name("Politecnico di Milano")
