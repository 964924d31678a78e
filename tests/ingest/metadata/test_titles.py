"""Titles: as printed, from properties that the page confirms, or last from the file name."""

import pytest

from ingest.cover.read import NO_TITLE, Cover, Part
from ingest.metadata.titles import Title, find_title, is_junk
from ingest.readers.records import Parsed, Properties
from tests.ingest.cover.pages import sheet


def title(printed: str, *, subtitle: str = "", sure: float = 0.9, stated: str = "", format_: str = "pdf") -> Title:
    front = [sheet((printed, 24), (subtitle, 16), ("Maria Rossi", 12))]
    cover = (
        Cover(Part("title", printed, sure), Part("subtitle", subtitle, sure), ())
        if printed
        else Cover(NO_TITLE, NO_TITLE, ())
    )
    return find_title(Parsed(format_, tuple(front), (), Properties(stated)), front, "tesi_finale-v2", cover)


def test_title_and_subtitle_as_they_are_printed() -> None:
    found = title("Acqua e città", subtitle="Una storia di pozzi")
    assert (found.text, found.subtitle, found.origin, found.confidence) == (
        "Acqua e città",
        "Una storia di pozzi",
        "front page",
        0.9,
    )
    assert found.whole == "Acqua e città: Una storia di pozzi"


@pytest.mark.parametrize(
    ("below", "subtitle"),
    [
        ("Le api vivono sui tetti. Rossi le ha contate.", ""),
        ("The first well was dug by its users.", ""),
        ("Una storia di pozzi", "Una storia di pozzi"),
    ],
)
def test_the_sentence_that_a_text_begins_with_is_no_subtitle(below: str, subtitle: str) -> None:
    assert title("Acqua e città", subtitle=below).subtitle == subtitle


def test_the_file_s_title_is_taken_where_it_is_the_printed_one() -> None:
    assert title("ACQUA E CITTÀ", stated="Acqua e città").text == "Acqua e città"
    assert (
        title("Acqua e città", subtitle="Una storia", stated="Acqua e città: una storia").whole
        == "Acqua e città: una storia"
    )
    assert title("Acqua e città", stated="Un modello per tutt'altra tesi").text == "Acqua e città"


def test_the_file_s_title_stands_in_for_an_unlikely_one() -> None:
    found = title("Acqua e città del villaggio", sure=0.3, stated="Acqua e città del villaggio nuovo")
    assert (found.text, found.origin) == ("Acqua e città del villaggio nuovo", "file")
    assert title("", stated="Acqua e città").confidence == 0.5


def test_without_title_the_file_name_is_it_and_nobody_is_sure() -> None:
    assert title("") == Title("tesi finale v2", "", "file name", 0.2)
    assert title("Una riga del testo", sure=0.1).origin == "file name"


@pytest.mark.parametrize(
    "line", ["3.4 Il cortile della scuola......", "2.1 Alberi e ombra … 12", '"7+%', "Costo =", "12/2024 – 3.500 €"]
)
def test_an_entry_of_contents_or_a_formula_is_no_title(line: str) -> None:
    assert title(line).origin == "file name"


@pytest.mark.parametrize(
    "line", ["Introduzione al C++", "Aspettando l’estate...", "Aspettando l’estate…", "AI 2030", "50 & 50: il Comune"]
)
def test_signs_and_digits_may_stand_in_a_title(line: str) -> None:
    assert title(line).text == line


def test_records_have_no_front_page() -> None:
    assert title("nome: Acqua", format_="csv").origin == "file name"


@pytest.mark.parametrize(
    "junk",
    ["Microsoft Word - tesi_finale.docx", "untitled", "Documento1", "tesi_v3", "main.dvi", "Slide 1", "Layout 1", "2019-03-04", "Senza titolo 2",
     "Presentazione di PowerPoint", "Sharelatex Example", "Thesis template", "Title", "foto.png"],
)  # fmt: skip
def test_titles_that_programs_make_up_are_ignored(junk: str) -> None:
    assert is_junk(junk)
    assert title("Acqua e città", sure=0.3, stated=junk).origin != "file"


@pytest.mark.parametrize(
    "stated", ["Acqua e città", "Presentazione dei risultati di tre pozzi", "2023 annual accounts"]
)
def test_other_titles_are_none_of_these(stated: str) -> None:
    assert not is_junk(stated)


def test_a_long_title_in_capitals_is_lowered() -> None:
    capitals = "ACQUA E CITTÀ: UNA STORIA DI POZZI E DI PERSONE NELLA VALLE DEL FIUME"
    assert title(capitals).text == capitals.capitalize()
    assert title("ACQUA E CITTÀ").text == "ACQUA E CITTÀ"


@pytest.mark.parametrize(
    ("text", "subtitle", "whole"),
    [
        ("Acqua", "", "Acqua"),
        ("Acqua", "una storia", "Acqua: una storia"),
        ("Acqua", "2019", "Acqua 2019"),
        ("Acqua?", "una storia", "Acqua? una storia"),
    ],
)
def test_title_and_subtitle_on_one_line(text: str, subtitle: str, whole: str) -> None:
    assert Title(text, subtitle, "front page", 0.8).whole == whole


@pytest.mark.parametrize(
    ("stated", "text"),
    [("Quaderno", "Quaderno"), ("Orti e cortili", "Orti e cortili"), ("Untitled", "Il terreno"), ("", "Il terreno")],
)
def test_a_title_that_a_person_wrote_into_the_file_is_trusted(stated: str, text: str) -> None:
    cover = Cover(Part("title", "Il terreno", 0.9), NO_TITLE, ())
    parsed = Parsed("epub", (), (), Properties(stated, is_trusted=True), flowing=True)
    assert find_title(parsed, [], "file", cover).text == text
