"""Parts of an office file, a ZIP archive of XML: opened with limits, and damaged ones read as far as possible."""

import posixpath
import re
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import unquote

from lxml import etree

from kb.errors import UnreadableFile

BROKEN = (zipfile.BadZipFile, zlib.error, OSError, KeyError, ValueError, RuntimeError, EOFError, NotImplementedError, OverflowError)  # fmt: skip
_LARGEST = 200 * 1024 * 1024  # bytes of one part, unpacked
_ESCAPED = re.compile(r"_x00(0[0-9A-F]|1[0-9A-F]|5F)_")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PREFIXES = {
    "wordprocessingml/main": "w", "drawingml/main": "a", "presentationml/main": "p", "drawingml/chart": "c", "drawingml/diagram": "dgm",
    "drawingml/wordprocessingDrawing": "wp", "drawingml/picture": "pic", "officeDocument/math": "m", "markup-compatibility/2006": "mc",
    "officeDocument/relationships": "r", "office/word/wordprocessingShape": "wps", "office/word/wordprocessingGroup": "wpg",
    "office/word/wordprocessingCanvas": "wpc", "schemas-microsoft-com:vml": "v", "schemas-microsoft-com:office:office": "o",
    "office/drawing/chartex": "cx", "office/drawing/main": "a14", "office/word/wordml": "w14", "office/drawing/diagram": "dsp",
    "xmlns:text:1.0": "text", "xmlns:table:1.0": "table", "xmlns:office:1.0": "office", "xmlns:drawing:1.0": "draw",
    "xmlns:style:1.0": "style", "xmlns:presentation:1.0": "presentation", "xmlns:xsl-fo-compatible:1.0": "fo",
    "xmlns:svg-compatible:1.0": "svg", "xmlns:meta:1.0": "meta", "purl.org/dc/elements/1.1/": "dc", "purl.org/dc/terms/": "dcterms",
    "1999/xlink": "xlink", "1998/Math/MathML": "math", "metadata/core-properties": "cp", "xmlns:manifest:1.0": "manifest",
    "xmlns:chart:1.0": "chart",
}  # fmt: skip


class Package:
    """An open office file. `remarks` collects parts that can't be read."""

    def __init__(self, path: Path | IO[bytes], what: str) -> None:
        """Open a file, or one within another; errors name `what` it should be ("Word document"). Raises UnreadableFile."""
        self._what = what
        self.remarks: list[str] = []
        try:
            self._zip = zipfile.ZipFile(path)
        except BROKEN as error:
            why = _why_not(path, what, error) if isinstance(path, Path) else f"it isn't a valid {what}: {error}"
            raise UnreadableFile(why) from error
        self._names = {name.lstrip("/").lower(): name for name in self._zip.namelist()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def names(self, pattern: str) -> list[str]:
        """The names of the parts that match a regular expression as a whole, in order, in lower case."""
        return sorted(name for name in self._names if re.fullmatch(pattern, name))

    def data(self, name: str) -> bytes | None:
        """The bytes of a part; None if it is missing or, with a remark, damaged, locked or too large."""
        known = self._names.get(name.lstrip("/").lower())
        if known is None:
            return None
        try:
            if self._zip.getinfo(known).file_size > _LARGEST:
                self.remarks.append(f"{name} is larger than {_LARGEST // 1024**2} MiB and not read")
                return None
            return self._zip.read(known)
        except BROKEN as error:
            reason = "password-protected" if "password" in str(error) else f"damaged ({error})"
            self.remarks.append(f"{name} is {reason} and not read")
            return None

    def xml(self, name: str) -> Any:
        """The root element of a part; None if there is none. A damaged one is read up to the fault, with a remark."""
        data = self.data(name)
        return None if data is None else parse_xml(data, name, self.remarks)

    def main(self, *names: str) -> Any:
        """The root of the first of these parts that exists. Raises UnreadableFile if none can be read."""
        for name in names:
            if (root := self.xml(name)) is not None:
                return root
        reason = self.remarks[-1] if self.remarks else f"{names[0]} is missing in it"
        raise UnreadableFile(f"it isn't a valid {self._what}: {reason}")

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """{relation id: (last word of its type, name of the part)} of a part; links out of the file are left out."""
        folder, file = posixpath.split(name)
        root = self.xml(f"{folder}/_rels/{file}.rels")
        found = {}
        for item in root if root is not None else ():
            if item.get("TargetMode") != "External" and item.get("Target"):
                target = unquote(item.get("Target"))
                whole = target if target.startswith("/") else posixpath.join(folder, target)
                kind = (item.get("Type") or "").rpartition("/")[2]
                found[item.get("Id") or ""] = kind, posixpath.normpath(whole).lstrip("/")
        return found


def parse_xml(data: bytes, name: str, remarks: list[str]) -> Any:
    """The root element, with entities unresolved and nothing fetched; None if there is none. Adds faults to `remarks`."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        remarks.append(f"{name} is damaged and not read ({error})")
        return None
    if len(parser.error_log) and any(entry.level_name != "WARNING" for entry in parser.error_log):
        remarks.append(f"{name} is damaged from line {parser.error_log[0].line} on; read as far as it goes")
    return root


def unescaped(text: str) -> str:
    """A text with the control characters, and the "_", that Office writes as "_x000B_"."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def tag(element: Any) -> str:
    """The name of an element with the usual prefix of its namespace, "w:p"; the same for strict and transitional files."""
    return _known_tag(element.tag) if isinstance(element.tag, str) else ""


def _known_tag(name: str, known: dict[str, str] = {}) -> str:  # noqa: B006 - a cache of the few names there are
    if name not in known:
        uri, _, local = name.rpartition("}")
        uri = re.sub(r"/20\d\d(?=/)", "", uri)  # transitional namespaces have the year of the standard in them
        prefix = next((prefix for part, prefix in _PREFIXES.items() if uri.endswith(part)), "")
        if len(known) > 5000:
            return f"{prefix}:{local}"
        known[name] = f"{prefix}:{local}"
    return known[name]


def attribute(element: Any, name: str) -> str:
    """An attribute by its local name, whatever its namespace; "" if there is none."""
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: Any, *path: str) -> Any:
    """The first child with this name, and so on along a path; None if one is missing."""
    for step in path:
        element = next((item for item in element if tag(item) == step), None) if element is not None else None
    return element


def _why_not(path: Path, what: str, error: Exception) -> str:
    with path.open("rb") as file:
        start = file.read(65536)
    if start.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            return "it is password-protected; save a copy without a password"
        return f"it isn't a valid {what}, but of an older format; open it and save it again in the new one"
    return f"it isn't a valid {what}: {error}"
