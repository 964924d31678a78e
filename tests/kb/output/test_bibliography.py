"""Exports are read back by other programs."""

import csv
import io
import json

import bibtexparser
import rispy

from kb.model import Named
from kb.output.bibliography import FORMATS, bibtex, csl, ris, table
from tests.fakes import document
from web.links import SiteLinks

WORKS = [
    document(
        "a", title="Città & scuola: 100% {vera}", people=(Named("Maria De Rossi", "author"), Named("Ugo Neri", "supervisor")),
        organisations=(Named("Politecnico di Milano", "university"), Named("Comune di Lodi", "partner")), abstract="Due\nrighe.",
    ),
    document("b", title="=cmd()", kind="report", year=None, people=()),
    document("c", title="Città e scuola", people=(Named("Anna Rossi", "author"),)),
]  # fmt: skip


def test_bibtex_is_read_back() -> None:
    text = bibtex(WORKS, SiteLinks("https://kb.example"))
    entries = bibtexparser.parse_string(text).entries
    assert [(entry.entry_type, entry.key) for entry in entries] == [
        ("mastersthesis", "rossi2020"),
        ("techreport", "b"),
        ("mastersthesis", "rossi2020-2"),
    ]
    assert entries[0]["author"] == "De Rossi, Maria"
    assert r"\& scuola: 100\%" in entries[0]["title"]
    assert entries[0]["school"] == "Politecnico di Milano"
    assert entries[0]["url"] == "https://kb.example/documents/a"


def test_ris_and_csl_are_read_back() -> None:
    records = rispy.loads(ris(WORKS, SiteLinks("https://kb.example")))
    assert [record["type_of_reference"] for record in records] == ["THES", "RPRT", "THES"]
    assert records[0]["authors"] == ["De Rossi, Maria"]
    assert records[0]["abstract"] == "Due righe."
    items = json.loads(csl(WORKS, SiteLinks("https://kb.example")))
    assert items[0]["issued"] == {"date-parts": [[2020]]}
    assert "issued" not in items[1]


def test_names_stated_in_two_parts_stay_so_and_single_ones_have_no_given_name() -> None:
    people = (Named("Ana Lima Souza", "author", "Lima Souza", "Ana"), Named("Platone", "author"))
    work = document("a", people=people)
    (item,) = json.loads(csl([work], SiteLinks()))
    assert item["author"] == [{"family": "Lima Souza", "given": "Ana"}, {"family": "Platone"}]
    (record,) = rispy.loads(ris([work], SiteLinks()))
    assert record["authors"] == ["Lima Souza, Ana", "Platone"]
    (entry,) = bibtexparser.parse_string(bibtex([work], SiteLinks())).entries
    assert entry["author"] == "Lima Souza, Ana and Platone"


def test_a_table_has_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(table(WORKS, SiteLinks("https://kb.example")).removeprefix("\ufeff"))))
    assert [row["title"] for row in rows] == ["Città & scuola: 100% {vera}", "'=cmd()", "Città e scuola"]
    assert rows[0]["supervisors"] == "Ugo Neri"


def test_every_format_takes_nothing() -> None:
    for write, _, _ in FORMATS.values():
        assert isinstance(write([], SiteLinks()), str)
