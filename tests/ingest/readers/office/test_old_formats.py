"""Old formats: converted by LibreOffice if it is installed, otherwise reported."""

import shutil
from pathlib import Path

import docx
import pytest

from ingest.readers.office.old_formats import OLD_FORMATS, converted, office
from ingest.readers.registry import READERS, formats, read
from kb.errors import UnreadableFile

RTF = (
    r"{\rtf1\ansi\ansicpg1252{\info{\title Relazione fittizia}{\author Anna Neri}}Perch\'e9 la citt\'e0 \u232? cos\'ec.\par"
    r"{\v nascosto}\trowd\cellx3000\cellx6000\cellx9000\intbl 2019\cell\cell 5\cell\row\pard Fine.\par}"
)


def pretend(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a command called soffice first in the path, which runs this script with the last argument as its file."""
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nwhile [ $# -gt 1 ]; do [ "$1" = --outdir ] && made=$2; shift; done\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")


def test_a_file_is_read_as_what_it_is_converted_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document()
    document.add_paragraph("Un testo fittizio di prima del 2007.")
    document.save(str(tmp_path / "new.docx"))
    pretend(tmp_path, monkeypatch, f'mkdir -p "$made"; cp {tmp_path / "new.docx"} "$made/document.docx"')
    (tmp_path / "old.DOC").write_bytes(b"\xd0\xcf\x11\xe0")
    parsed = read(tmp_path / "old.DOC")
    assert parsed.format == "doc"
    assert [line.text for line in parsed.pages[0].lines] == ["Un testo fittizio di prima del 2007."]


def test_what_libreoffice_cannot_convert_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path, monkeypatch, "exit 0")
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(UnreadableFile, match=r"LibreOffice can't read it.*\.xlsx"):
        read(tmp_path / "old.xls")


def test_macros_and_links_are_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = tmp_path / "kept.xcu"
    pretend(
        tmp_path,
        monkeypatch,
        f'mkdir -p "$made"; cp "$(dirname "$1")"/profile/user/*.xcu {profile}; touch "$made/document.pptx"',
    )
    (tmp_path / "old.ppt").write_bytes(b"\xd0\xcf\x11\xe0")
    with converted(tmp_path / "old.ppt") as made:
        assert made.name == "document.pptx"
    assert not made.exists()
    assert "DisableMacrosExecution" in profile.read_text() and "BlockUntrustedRefererLinks" in profile.read_text()


def test_formats_depend_on_what_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office() == "" and formats() == frozenset(READERS)
    pretend(tmp_path, monkeypatch, "")
    assert formats() == {*READERS, *OLD_FORMATS}


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice isn't installed")
def test_rich_text_keeps_letters_cells_and_properties(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_text(RTF)
    parsed = read(tmp_path / "a.rtf")
    assert (parsed.properties.title, parsed.properties.author) == ("Relazione fittizia", "Anna Neri")
    assert [line.text for line in parsed.pages[0].lines] == ["Perché la città è così.", "2019 | | 5", "Fine."]
