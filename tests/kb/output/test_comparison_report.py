"""A comparison of works as a Word document and a table."""

import csv
import io

import docx
from docx.enum.section import WD_ORIENT

from kb.explore.comparison import ASPECTS, compare
from kb.library import Library
from kb.model import ANONYMOUS
from kb.output.comparison_report import table, word
from kb.translations import translator
from tests.conftest import Put
from tests.fakes import document
from web.links import SiteLinks

LINKS = SiteLinks("https://kb.example.org")
TEXT = "We collected 120 questionnaires in four schools of the district. The end."


def test_a_word_file_has_a_row_for_each_work(put: Put, library: Library) -> None:
    put(document("homes"), TEXT)
    put(document("wells"), "Nothing is said here.")
    works = compare(library, ["homes", "wells"], ANONYMOUS)
    paper = docx.Document(io.BytesIO(word(works, LINKS, translator("it"))))
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert rows[0] == ["Lavoro", "Domanda di ricerca", "Metodo", "Persone", "Luogo", "Dati", "Risultati"]
    assert (
        "«We collected 120 questionnaires" in rows[1][5]
        and "https://kb.example.org/documents/homes/pages/1" in rows[1][5]
    )
    assert rows[2][1:] == ["non indicato"] * len(ASPECTS)
    section = paper.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE and section.page_width > section.page_height


def test_a_table_has_the_sentence_its_page_and_its_address(put: Put, library: Library) -> None:
    put(document("homes", title="=SUM(A1)"), TEXT)
    (row,) = csv.DictReader(io.StringIO(table(compare(library, ["homes"], ANONYMOUS), LINKS).decode("utf-8-sig")))
    assert row["data"].startswith("We collected 120") and row["data_page"] == "1"
    assert row["data_url"].startswith("https://kb.example.org/documents/homes/pages/1?passage=")
    assert row["question"] == "" and not row["title"].startswith("="), "no cell is a formula"
    assert row["authors"] == "Ada Rossi"
