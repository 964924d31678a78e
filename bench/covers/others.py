"""Third-party documents for measurements: PDFs in Debian packages, with fields transcribed from pictures of first pages.

`others.csv` lists package, path, half ("fit": also used for fitting; "looked": errors were inspected; "apart": never
inspected) and the fields; alternatives are separated by "|", people by ";". Fields of "looked" are those in the
document's LaTeX source. `python -m bench.covers.others` downloads the packages and extracts the files.
"""

import csv
import io
import subprocess
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader, PdfWriter

from bench.covers.truth import Known
from bench.sets import WORK
from ingest.build import texts
from ingest.readers.registry import read

LISTED = Path(__file__).parent / "others.csv"
FILES = WORK / "others"
_PAGES = 40  # of a file; the measured fields are on the first ones


def listed() -> list[dict[str, str]]:
    """The rows of the list."""
    with LISTED.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def others(half: str = "", folder: Path = FILES) -> list[Known]:
    """The downloaded documents of one half, or all of them."""
    return list(_read(half, folder))


def _read(half: str, folder: Path) -> Iterator[Known]:
    for row in listed():
        path = folder / file_name(row["path"])
        if half in ("", row["half"]) and path.is_file():
            parsed = read(path)
            yield Known(f"others, {row['half']}", row, parsed, texts(parsed))


def file_name(path: str) -> str:
    """The name under which a package's file is stored: its path in one word."""
    return path.strip("/").replace("/", "~")


def fetch(folder: Path = FILES) -> list[str]:
    """Download the packages and store the first pages of the files; returns the missing paths."""
    wanted = defaultdict(set)
    for row in listed():
        if not (folder / file_name(row["path"])).is_file():
            wanted[row["package"]].add(row["path"])
    folder.mkdir(parents=True, exist_ok=True)
    for package, paths in wanted.items():
        with TemporaryDirectory() as place:
            subprocess.run(["apt-get", "download", package], cwd=place, check=False, stdout=subprocess.DEVNULL)
            for archive in Path(place).glob("*.deb"):
                take(archive, paths, folder)
    return sorted(path for paths in wanted.values() for path in paths if not (folder / file_name(path)).is_file())


def take(archive: Path, paths: set[str], folder: Path) -> None:
    """Store the first pages of these files of a package."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE) as unpacking:
        assert unpacking.stdout is not None
        with tarfile.open(fileobj=unpacking.stdout, mode="r|") as content:
            for member in content:
                stored = content.extractfile(member) if member.name.lstrip("./") in paths and member.isfile() else None
                if stored is not None:
                    (folder / file_name(member.name.lstrip("./"))).write_bytes(first_pages(stored.read()))


def first_pages(data: bytes) -> bytes:
    """A PDF's first pages with its properties; the unchanged file if it has no more."""
    reader = PdfReader(io.BytesIO(data))
    if len(reader.pages) <= _PAGES:
        return data
    writer = PdfWriter()
    for page in reader.pages[:_PAGES]:
        writer.add_page(page)
    writer.add_metadata({key: str(value) for key, value in (reader.metadata or {}).items()})
    shortened = io.BytesIO()
    writer.write(shortened)
    return shortened.getvalue()


if __name__ == "__main__":
    for missing in fetch():
        print(f"{missing}: not found in its package", file=sys.stderr)
