"""Documents of others: the list, and the first pages taken out of packages."""

import io
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from bench.covers import others
from bench.covers.measures import Measured
from bench.covers.truth import Known, fixed_parts, stated_titles
from tests.ingest.cover.pages import COVER, parsed, sheet, with_texts


def pdf(pages: int) -> bytes:
    writer, made = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": "Acqua e città"})
    writer.write(made)
    return made.getvalue()


def test_each_file_is_listed_once_and_packages_stay_in_one_half() -> None:
    rows = others.listed()
    assert len({(row["package"], row["path"]) for row in rows}) == len(rows) > 250
    assert {row["half"] for row in rows} == {"fit", "apart", "looked"} and all(row["title"] for row in rows)
    apart = {Path(row["path"]).parent for row in rows if row["half"] == "apart"}
    assert not apart & {Path(row["path"]).parent for row in rows if row["half"] != "apart"}
    assert {kind for row in rows for kind in row["kind"].split("|")} <= {"", "thesis", "report", "course", "other"}


def test_only_the_first_pages_are_kept() -> None:
    long, short = others.first_pages(pdf(50)), pdf(2)
    reader = PdfReader(io.BytesIO(long))
    assert len(reader.pages) == 40 and reader.metadata and reader.metadata.title == "Acqua e città"
    assert others.first_pages(short) == short


def test_files_are_taken_out_of_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = tmp_path / "tree" / "usr" / "share"
    stored.mkdir(parents=True)
    (stored / "a.pdf").write_bytes(pdf(1))
    (stored / "b.pdf").write_bytes(pdf(1))
    (tmp_path / "tree" / "DEBIAN").mkdir()
    (tmp_path / "tree" / "DEBIAN" / "control").write_text(
        "Package: fictional\nVersion: 1\nArchitecture: all\nMaintainer: Nobody <n@example.org>\nDescription: none\n"
    )
    archive = tmp_path / "fictional.deb"
    subprocess.run(["dpkg-deb", "--build", str(tmp_path / "tree"), str(archive)], check=True, capture_output=True)
    others.take(archive, {"usr/share/a.pdf", "usr/share/none.pdf"}, tmp_path)
    assert [path.name for path in tmp_path.glob("usr~*")] == ["usr~share~a.pdf"]
    row = {"package": "fictional", "path": "usr/share/a.pdf", "half": "apart", "title": "Acqua"}
    monkeypatch.setattr(others, "listed", lambda: [row, {**row, "path": "usr/share/none.pdf"}])
    assert [document.row["path"] for document in others.others("apart", tmp_path)] == ["usr/share/a.pdf"]
    assert others.others("fit", tmp_path) == []


def test_alternatives_of_a_title_are_right_and_tell_the_subtitle() -> None:
    document = parsed(sheet(*COVER))
    row = {
        "package": "fictional", "path": "a.pdf", "title": "Acqua e città: una storia di pozzi|Acqua e città", "kind": "thesis|report",
        "year": "2020", "authors": "Marta Galli", "supervisors": "", "cosupervisors": "",
    }  # fmt: skip
    known = Known("others, apart", row, document, with_texts(document))
    assert stated_titles(row)[0] == "Acqua e città"
    parts = dict(zip([block.text for block in known.front.blocks], fixed_parts(known), strict=True))
    assert (parts["Acqua e città:"], parts["una storia di pozzi"]) == ("title", "subtitle")
    fields = {name: right for name, right, _ in Measured.of(known).fields}
    assert fields["title"] and fields["kind"] and fields["authors"] and "language" not in fields
