"""CSV and TSV: delimiters, quotation marks, encodings. All texts are fictional."""

from pathlib import Path

import pytest

from ingest.readers.records import Parsed
from ingest.readers.tables.delimited import read_csv
from kb.errors import UnreadableFile


def lines(parsed: Parsed) -> list[list[str]]:
    return [[line.text for line in page.lines] for page in parsed.pages]


def read(tmp_path: Path, source: str, name: str = "a.csv", encoding: str = "utf-8") -> Parsed:
    (tmp_path / name).write_bytes(source.encode(encoding))
    return read_csv(tmp_path / name)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_of_a_csv_is_recognised(tmp_path: Path, delimiter: str) -> None:
    rows = [["nome", "luogo", "anno"], ["Orto", "Milano", "2020"], ["Scuola", "", "2021"]]
    parsed = read(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert lines(parsed) == [["nome: Orto", "luogo: Milano", "anno: 2020"], ["nome: Scuola", "anno: 2021"]]
    assert [page.label for page in parsed.pages] == ["row 2", "row 3"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('nome,luogo\n"Orto, scuola",Lodi\n', [["nome: Orto, scuola", "luogo: Lodi"]]),
        ('nome,luogo\n"Orto\ncomune",Lodi\n', [["nome: Orto comune", "luogo: Lodi"]]),
        ('nome,luogo\n"Orto ""Bello""",Lodi\n', [['nome: Orto "Bello"', "luogo: Lodi"]]),
        (
            "nome,luogo\n'Orto, scuola','l''Adda'\n'Serra',Lodi\n",
            [["nome: Orto, scuola", "luogo: l'Adda"], ["nome: Serra", "luogo: Lodi"]],
        ),
        ("nome,luogo\n'900,l'Adda\n", [["nome: '900", "luogo: l'Adda"]]),
        ("nome,luogo\nOrto,Lodi,in più\n", [["nome: Orto", "luogo: Lodi", "in più"]]),
        ("nome,luogo\nOrto\n", [["nome: Orto"]]),
        ("nome;costo\nOrto;12,5\nSerra;7,25\n", [["nome: Orto", "costo: 12,5"], ["nome: Serra", "costo: 7,25"]]),
        ("sep=;\nnome;luogo\nOrto;Lodi\n", [["nome: Orto", "luogo: Lodi"]]),
        ('"sep=|"\nnome|luogo\nOrto|Lodi\n', [["nome: Orto", "luogo: Lodi"]]),
        (
            "Elenco 2023;;\nnome;luogo;anno\nOrto;Lodi;2020\n",
            [["Elenco 2023"], ["nome: Orto", "luogo: Lodi", "anno: 2020"]],
        ),
        ("nome,luogo\rOrto,Lodi\r", [["nome: Orto", "luogo: Lodi"]]),
        ("nome,nome,luogo\nOrto,Serra,Lodi\n", [["nome: Orto", "nome (2): Serra", "luogo: Lodi"]]),
        ("nome,luogo\n,\nOrto,Lodi", [["nome: Orto", "luogo: Lodi"]]),
    ],
)
def test_rows_of_a_csv(tmp_path: Path, source: str, expected: list[list[str]]) -> None:
    assert lines(read(tmp_path, source)) == expected


@pytest.mark.parametrize(
    "source",
    [
        'nome;luogo\n"Orto;Lodi\nSerra;Pavia\nSemi;Crema\n',
        'nome;luogo\n"Orto;Lodi\nSerra;Pavia\n"Semi";Crema\n',
        'nome;luogo\nOrto;"Lodi\nSerra;Pavia\nSemi;Crema\n',
    ],
)
def test_a_quotation_mark_left_open_swallows_no_row(tmp_path: Path, source: str) -> None:
    parsed = read(tmp_path, source)
    assert lines(parsed) == [
        ["nome: Orto", "luogo: Lodi"],
        ["nome: Serra", "luogo: Pavia"],
        ["nome: Semi", "luogo: Crema"],
    ]
    assert parsed.remarks == ("a quotation mark is left open; it was read as if it weren't there",)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "mac_roman", "utf-8-sig"])
def test_the_encodings_in_which_excel_saves(tmp_path: Path, encoding: str) -> None:
    assert lines(read(tmp_path, "città\tqualità\nLodi\tè già più\n", encoding=encoding)) == [
        ["città: Lodi", "qualità: è già più"]
    ]


def test_a_tsv_is_separated_by_tabs_whatever_else_is_in_it(tmp_path: Path) -> None:
    assert lines(read(tmp_path, "a, b, c\td\n1, 2, 3\t4\n", "a.tsv")) == [["a, b, c: 1, 2, 3", "d: 4"]]


@pytest.mark.parametrize("source", ["", "\n\n", ",,\n"])
def test_a_csv_without_anything_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(UnreadableFile, match="no records"):
        read(tmp_path, source)


def test_many_rows_with_quotes_are_read_fast_enough(tmp_path: Path) -> None:
    assert len(read(tmp_path, "a,b\n" + '"x","y, z"\n' * 20_000).pages) == 20_000
