"""Conversion by LibreOffice, where it is installed: of pre-2007 Word, Excel and PowerPoint files, RTF and the like; to PDF."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import UnreadableFile

OLD_FORMATS = {
    ".doc": "docx", ".dot": "docx", ".rtf": "docx", ".wpd": "docx", ".wps": "docx", ".sxw": "docx", ".fodt": "docx", ".ott": "docx",
    ".xls": "xlsx", ".xlt": "xlsx", ".sxc": "xlsx", ".fods": "xlsx", ".numbers": "xlsx", ".pages": "docx", ".key": "pptx",
    ".ppt": "pptx", ".pps": "pptx", ".pot": "pptx", ".sxi": "pptx", ".fodp": "pptx",
}  # fmt: skip
_SECONDS = 90  # below the default of POLIKB_PARSE_SECONDS, so that LibreOffice is ended here
# Macros don't run, and links of a document aren't fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def office() -> str:
    """The path of LibreOffice's command; "" where it isn't installed."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


@contextmanager
def converted(path: Path) -> Iterator[Path]:
    """The file in its new format, in a folder that is deleted afterwards. Raises UnreadableFile."""
    with tempfile.TemporaryDirectory(prefix="polikb-office-") as folder:
        yield _convert(path, OLD_FORMATS[path.suffix.lower()], Path(folder))


def as_pdf(path: Path) -> bytes:
    """A Word document or slides as a PDF, without hidden slides and notes. Raises UnreadableFile."""
    with tempfile.TemporaryDirectory(prefix="polikb-office-") as folder:
        return _convert(path, "pdf", Path(folder)).read_bytes()


def _convert(path: Path, to: str, folder: Path) -> Path:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS)
    source = folder / f"document{path.suffix.lower()}"
    shutil.copyfile(path, source)
    command = [
        office(),
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to",
        to,
    ]
    process = subprocess.Popen(
        [*command, "--outdir", str(folder / "made"), str(source)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )  # fmt: skip
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        raise UnreadableFile(f"LibreOffice took longer than {_SECONDS} s to convert it; save it as .{to}") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    made = folder / "made" / f"document.{to}"
    if not made.is_file():
        raise UnreadableFile(f"LibreOffice can't read it: it is damaged, or isn't what its name says; save it as .{to}")
    return made
