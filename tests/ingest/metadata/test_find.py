"""Metadata of a whole front page."""

from dataclasses import replace

import pytest

from ingest.metadata.find import FoundMetadata, find_metadata
from ingest.readers.records import Line, Parsed, Properties, RawPage
from tests.ingest.cover.pages import COVER, parsed, sheet, with_texts


def test_a_front_page_tells_title_people_and_year() -> None:
    document = parsed(sheet(*COVER))
    found = find_metadata(document, with_texts(document), "file")
    assert found.title == "Acqua e città: una storia di pozzi"
    assert [(p.name, p.role) for p in found.people] == [
        ("Marta Galli", "author"),
        ("Ugo Neri", "supervisor"),
        ("Ida Bianchi", "co-supervisor"),
    ]
    assert [(o.name, o.role) for o in found.organisations] == [("Università degli Studi di Pavia", "university")]
    assert (found.year, found.kind, found.language) == (2020, "thesis", "it")


def found(text: str, name: str = "file", whole: Parsed | None = None, width: float = 595) -> FoundMetadata:
    pages = [
        RawPage(number, tuple(Line(line, 12) for line in part.split("\n")), width=width, height=842)
        for number, part in enumerate(text.split("\f"), 1)
    ]
    whole = replace(whole or Parsed("pdf", ()), pages=tuple(pages))
    return find_metadata(whole, list(zip(pages, text.split("\f"), strict=True)), name)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Università di Pavia\nTesi di laurea magistrale\nAcqua e città\nRelatore: Ugo Neri\nCandidata: Ada Rossi",
            "thesis",
        ),
        (
            "Acqua e città\nby Ada Rossi\nA dissertation submitted in partial fulfilment of the degree of Master of Science",
            "thesis",
        ),
        (
            "Acqua e città\nAda Rossi\nIn this thesis we study wells. My supervisor helped. This thesis has three parts.",
            "thesis",
        ),
        ("Acqua e città\nDispensa del corso di idraulica\nEsercitazione 3\nDocente: Ugo Neri", "course"),
        ("Water\nLecture 4: wells\nExercise 1\nIn this lecture the students measure a well.", "course"),
        ("Rapporto annuale 2019\nFondazione Acqua\nIl presente rapporto descrive i pozzi.", "report"),
        ("Water for the valley\nPolicy brief\nWater Foundation\nThis report describes wells.", "report"),
    ],
)
def test_the_kind_is_told_by_the_words_of_the_front_pages(text: str, kind: str) -> None:
    assert found(text).kind == kind


@pytest.mark.parametrize(("format_", "width", "kind"), [("pptx", 960, "course"), ("csv", 595, "report")])
def test_the_format_tells_the_kind_where_words_do_not(format_: str, width: float, kind: str) -> None:
    assert found("Acqua e città", whole=Parsed(format_, (), flowing=True), width=width).kind == kind


@pytest.mark.parametrize(
    ("text", "made", "year"),
    [
        ("Tesi di laurea\nAnno Accademico 2018/2019", None, 2019),
        ("Tesi di laurea\nA.A. 2018-19", 2021, 2019),
        ("Thesis\nAcademic year 2020/2021", None, 2021),
        ("Rapporto annuale 2017", None, 2017),
        ("Rapporto annuale 2023", 2024, 2024),
        ("Rapporto annuale 2015-2045", None, 2015),
        ("Una storia di pozzi", 2016, 2016),
        ("Una storia di pozzi", None, None),
        ("Costo: 2.019,50 euro e 1,2019 litri", None, None),
    ],
)
def test_the_year(text: str, made: int | None, year: int | None) -> None:
    assert found(text, whole=Parsed("pdf", (), (), Properties(year=made))).year == year


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Questa relazione descrive il lavoro svolto nel quartiere con gli abitanti e le scuole.", "it"),
        ("This report describes the work that was done with the people of the district.", "en"),
    ],
)
def test_the_language_is_that_of_the_body(text: str, language: str) -> None:
    result = found(f"Report\f{text * 5}")
    assert result.language == language
    assert [field.value for field in result.fields if field.name == "language"] == [language]


def test_every_value_has_its_origin_and_confidence() -> None:
    result = found(
        "Università di Pavia\nDipartimento di Design\nTesi di laurea\nAcqua e città nel villaggio\nRelatore: Ugo Neri\nCandidata: Ada Rossi"
    )
    origins = {field.name: field.origin for field in result.fields}
    assert origins["supervisor"] == origins["department"] == origins["kind"] == "front page"
    assert origins["language"] == "text" and all(0 < field.confidence <= 1 for field in result.fields)


def test_a_page_of_contents_is_no_front_page() -> None:
    contents = "Indice\nRelatore: Ugo Neri … 3\nMetodo … 9\nRisultati … 20\nFine … 40"
    result = found(f"{contents}\fAcqua e città\nRelatrice: Ida Bianchi")
    assert [person.name for person in result.people] == ["Ida Bianchi"]


def test_what_a_file_states_of_itself_is_taken_where_the_text_says_nothing() -> None:
    page = RawPage(1, (Line("Relazione"),))
    stated = Properties(
        keywords=("orti", "rione"),
        description="Una relazione fittizia sugli orti del rione e su chi li cura ogni giorno.",
    )
    taken = find_metadata(Parsed("docx", (page,), properties=stated, flowing=True), [(page, "Relazione")], "file")
    assert taken.abstract == stated.description
    assert [(f.value, f.origin) for f in taken.fields if f.name == "keywords"] == [("orti", "file"), ("rione", "file")]
    short = replace(stated, keywords=(), description="bozza")
    assert (
        find_metadata(Parsed("docx", (page,), properties=short, flowing=True), [(page, "Relazione")], "file").abstract
        == ""
    )
