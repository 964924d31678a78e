"""Exports are read back by other programs."""

import csv
import io
import json

import bibtexparser
import rispy

from kb.model import Named
from kb.output.bibliography import FORMATS, bibtex, csl, ris, table
from kb.output.reference import Reference
from tests.fakes import document
from web.links import SiteLinks

WORKS = [
    Reference(document(
        "a", title="Città & scuola: 100% {vera}", people=(Named("Maria De Rossi", "author"), Named("Ugo Neri", "supervisor")),
        organisations=(Named("Università di Lodi", "university"), Named("Comune di Lodi", "partner")), abstract="Due\nrighe.",
    ), ("scuola", "quartiere")),
    Reference(document("b", title="=cmd()", kind="report", year=None, people=())),
    Reference(document("c", title="Città e scuola", people=(Named("Anna Rossi", "author"),))),
]  # fmt: skip


def test_bibtex_is_read_back() -> None:
    text = bibtex(WORKS, SiteLinks("https://kb.example"))
    entries = bibtexparser.parse_string(text).entries
    assert [(entry.entry_type, entry.key) for entry in entries] == [
        ("mastersthesis", "derossi2020"),
        ("techreport", "b"),
        ("mastersthesis", "rossi2020"),
    ]
    assert entries[0]["author"] == "De Rossi, Maria"
    assert r"\& scuola: 100\%" in entries[0]["title"]
    assert entries[0]["school"] == "Universit\\`a di Lodi"
    assert [entries[0][name] for name in ("supervisor", "keywords", "abstract")] == [
        "Neri, Ugo",
        "scuola, quartiere",
        "Due righe.",
    ]
    assert entries[0]["url"] == "https://kb.example/documents/a"


def test_ris_and_csl_are_read_back() -> None:
    text = ris(WORKS, SiteLinks("https://kb.example"))
    records = rispy.loads(text)
    assert text.startswith("TY  - THES")
    assert records[0]["tertiary_authors"] == ["Neri, Ugo"] and records[0]["keywords"] == ["scuola", "quartiere"]
    assert [record["type_of_reference"] for record in records] == ["THES", "RPRT", "THES"]
    assert records[0]["authors"] == ["De Rossi, Maria"]
    assert records[0]["abstract"] == "Due righe."
    items = json.loads(csl(WORKS, SiteLinks("https://kb.example")))
    assert (
        items[0]["contributor"] == [{"family": "Neri", "given": "Ugo"}] and items[0]["keyword"] == "scuola, quartiere"
    )
    assert items[0]["issued"] == {"date-parts": [[2020]]}
    assert "issued" not in items[1]


def test_names_stated_in_two_parts_stay_so_and_single_ones_have_no_given_name() -> None:
    people = (Named("Ana Lima Souza", "author", "Lima Souza", "Ana"), Named("Platone", "author"))
    work = Reference(document("a", people=people))
    (item,) = json.loads(csl([work], SiteLinks()))
    assert item["author"] == [{"family": "Lima Souza", "given": "Ana"}, {"family": "Platone"}]
    (record,) = rispy.loads(ris([work], SiteLinks()))
    assert record["authors"] == ["Lima Souza, Ana", "Platone"]
    (entry,) = bibtexparser.parse_string(bibtex([work], SiteLinks())).entries
    assert entry["author"] == "Lima Souza, Ana and Platone"


def test_an_institution_that_is_not_stated_is_nowhere() -> None:
    work = [Reference(document("a"))]
    assert "school" not in bibtex(work, SiteLinks()) and "PB  -" not in ris(work, SiteLinks())
    assert "publisher" not in json.loads(csl(work, SiteLinks()))[0]


def test_a_key_is_never_empty() -> None:
    works = [Reference(document("2020-12", people=(Named("李明", "author"),), year=None)) for _ in range(2)]
    assert [entry.key for entry in bibtexparser.parse_string(bibtex(works, SiteLinks())).entries] == ["work", "work-2"]


def test_a_table_has_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(table(WORKS, SiteLinks("https://kb.example")).removeprefix("\ufeff"))))
    assert [row["title"] for row in rows] == ["Città & scuola: 100% {vera}", "'=cmd()", "Città e scuola"]
    assert rows[0]["supervisors"] == "Ugo Neri"


def test_every_format_takes_nothing() -> None:
    for write, _, _ in FORMATS.values():
        assert isinstance(write([], SiteLinks()), str)


def test_course_material_is_no_article_of_a_journal() -> None:
    (record,) = rispy.loads(ris([Reference(document("notes", kind="course"))], SiteLinks()))
    assert record["type_of_reference"] == "ELEC"
