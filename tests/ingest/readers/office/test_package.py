"""Parts of office files: found by relation, read up to a fault, refused beyond limits."""

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from ingest.readers.office import package as parts
from ingest.readers.office.package import Package, attribute, child, parse_xml, tag, unescaped
from kb.errors import UnreadableFile
from tests.ingest.readers.office.made import packed, relations, spaced


def test_relations_lead_to_parts_and_never_out_of_the_file(tmp_path: Path) -> None:
    links = relations(a="styles:styles.xml", b="image:../media/a%20b.png", c="chart:/word/charts/c.xml")
    links = links.replace(
        "</Relationships>",
        '<Relationship Id="d" Type="x/hyperlink" Target="http://x.example" TargetMode="External"/></Relationships>',
    )
    with Package(packed(tmp_path / "a.docx", {"word/_rels/document.xml.rels": links}), "file") as package:
        assert package.related("word/document.xml") == {
            "a": ("styles", "word/styles.xml"),
            "b": ("image", "media/a b.png"),
            "c": ("chart", "word/charts/c.xml"),
        }
        assert package.related("word/other.xml") == {}


def test_parts_are_found_whatever_the_case_of_their_names(tmp_path: Path) -> None:
    with Package(packed(tmp_path / "a.docx", {"Word/Document.xml": "<a/>"}), "file") as package:
        assert package.data("/word/document.xml") == b"<a/>"
        assert package.names(r"word/.*\.xml") == ["word/document.xml"]
        assert package.xml("word/none.xml") is None
        assert package.remarks == []


def test_a_part_that_unpacks_to_too_much_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_LARGEST", 1024**2)
    with Package(packed(tmp_path / "a.docx", {"x.xml": "a" * (1024**2 + 1)}), "file") as package:
        assert package.data("x.xml") is None
        assert package.remarks == ["x.xml is larger than 1 MiB and not read"]


def test_a_damaged_member_is_remarked_and_the_main_part_is_needed(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.docx", {"x.xml": "<a>" + "text " * 500 + "</a>"})
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    with Package(path, "Word document") as package:
        assert package.data("x.xml") is None
        assert package.remarks[0].startswith("x.xml is damaged")
        with pytest.raises(UnreadableFile, match="valid Word document"):
            package.main("x.xml")


def test_an_encrypted_member_is_named_as_such(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.docx", {"x.xml": "<a/>"})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(data)
    with Package(path, "file") as package:
        assert package.xml("x.xml") is None
        assert package.remarks == ["x.xml is password-protected and not read"]


@pytest.mark.parametrize(
    ("data", "text", "remarks"),
    [
        (b"<a>x</a>", "x", 0),
        (b"<a>x", "x", 1),
        (b"", None, 1),
        (b"no xml at all", None, 1),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>x&b;</a>', "x", 0),
    ],
)
def test_xml_is_read_to_its_fault_and_without_entities(data: bytes, text: str | None, remarks: int) -> None:
    told: list[str] = []
    root = parse_xml(data, "a.xml", told)
    assert (None if root is None else root.text) == text
    assert len(told) == remarks


def test_bombs_of_entities_do_not_unfold() -> None:
    entities = "".join(
        f'<!ENTITY e{n} "{"&e" + str(n - 1) + ";" if n else "lol"}{"&e" + str(n - 1) + ";" if n else ""}">'
        for n in range(20)
    )
    root = parse_xml(f"<!DOCTYPE a [{entities}]><a>&e19;</a>".encode(), "a.xml", [])
    assert root is None or len("".join(root.itertext())) < 1000


def test_names_attributes_and_children_of_elements() -> None:
    root = etree.fromstring(spaced("w:p", '<w:pPr><w:pStyle w:val="x"/></w:pPr>'))
    assert (tag(root), tag(root[0]), tag(etree.Comment("x"))) == ("w:p", "w:pPr", "")
    assert attribute(child(root, "w:pPr", "w:pStyle"), "val") == "x"
    assert (child(root, "w:pPr", "w:none", "w:more"), attribute(None, "val")) == (None, "")


def test_an_archive_of_another_kind_is_no_office_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x", "y")
    with (
        Package(tmp_path / "a.zip", "PowerPoint file") as package,
        pytest.raises(UnreadableFile, match="ppt is missing in it"),
    ):
        package.main("ppt")


def test_control_characters_that_office_writes_in_words() -> None:
    assert unescaped("riga_x000B_due _x005F_x0041_ _x0041_ _x00") == "riga\x0bdue _x0041_ _x0041_ _x00"
