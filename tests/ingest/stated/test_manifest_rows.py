"""The rows of a manifest's file: whatever may be about access is read or is an error, never passed over."""

from pathlib import Path

import pytest

from ingest.stated.manifest_rows import rows_of
from kb.errors import InvalidManifest


def manifest(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the first line: has no column path; it names the columns"),
        ("a.pdf,Pozzi,internal\nb.pdf,Orti,internal\n", "the first line: has no column path"),
        ('path,title,access\n"a.pdf,Pozzi,internal\nb.pdf,Orti,internal\n', r"line 3: can't be read: unexpected end of data"),
        ("path,access,title\na.pdf,,Casa, lavoro e scuola\n", "line 2: has more cells than the first line"),
        ("path,title,access\na.pdf,Pozzi\n", "line 2: ends before its access"),
        ("path,title\na.pdf,città\n".encode("cp1252"), "isn't in UTF-8; save it in that encoding"),
        ("path,embargo\na.pdf,2027-01-31\n", "the field 'embargo': isn't known; write embargo_until"),
        ("path,Fine embargo\na.pdf,2027-01-31\n", "the field 'Fine embargo': isn't known; write embargo_until"),
        ("path,visibility\na.pdf,internal\n", "the field 'visibility': isn't known; write access"),
        ("path,lettori\na.pdf,anna\n", "the field 'lettori': isn't known; write readers"),
    ],
)  # fmt: skip
def test_a_table_from_which_access_would_be_lost_is_an_error(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(InvalidManifest, match=says):
        rows_of(manifest(tmp_path, "manifest.csv", text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('path = "a.pdf"\naccess = "internal"\n', r"the field 'path': stands above the first \[\[document\]\]"),
        ('access = "internal"\n[[document]]\npath = "a.pdf"\n', r"the field 'access': stands above the first"),
        ('embargo = 2027-01-31\n[[document]]\npath = "a.pdf"\n', "the field 'embargo': isn't known"),
    ],
)
def test_a_field_above_the_first_entry_is_an_error(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InvalidManifest, match=says):
        rows_of(manifest(tmp_path, "manifest.toml", text))


@pytest.mark.parametrize(
    "text",
    [
        "path,title,access\na.pdf,Pozzi,internal\n",
        "\ufeffpath;title;access\r\na.pdf;Pozzi;internal;\r\n;;\r\n",
        "path\ttitle\taccess\na.pdf\tPozzi\tinternal\n\n",
        'Path,"Title",Access\n"a.pdf","Pozzi",internal\n,,\n',
    ],
)
def test_tables_as_spreadsheets_save_them_are_read(tmp_path: Path, text: str) -> None:
    assert rows_of(manifest(tmp_path, "manifest.csv", text)) == [
        {"path": "a.pdf", "title": "Pozzi", "access": "internal"}
    ]


def test_other_fields_are_left_alone(tmp_path: Path) -> None:
    text = 'version = 2\n[[document]]\npath = "a.pdf"\naccession_date = 2020-01-31\nreading = "x"\n'
    (row,) = rows_of(manifest(tmp_path, "manifest.toml", text))
    assert list(row) == ["path", "accession_date", "reading"]
