"""Copies of the ingested files, named by content hash; uploaded files, and page pictures rendered from files: their deletion."""

import json
import shutil
from collections.abc import Set
from pathlib import Path

from kb.files import write_aside
from kb.model import Document


class Originals:
    """The folders `originals/` and `pictures/` of a library."""

    def __init__(self, home: Path, folder: str = "") -> None:
        """`folder` holds the files if they aren't in `home`, as where several machines share them."""
        self._home = home
        self._folder = Path(folder).expanduser().absolute() if folder else home / "originals"

    def path(self, document: Document) -> Path:
        """Path of a document's file within the library."""
        name = f"{document.content_hash}.{document.format}"
        return self._folder / document.content_hash[:2] / name

    def keep(self, file: Path, document: Document) -> None:
        """Copy `file` into the library, unless a file with the same content is there already."""
        target = self.path(document)
        if target.is_file():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with write_aside(target) as aside:
            shutil.copyfile(file, aside)

    def remove(self, document: Document) -> None:
        """Delete a document's file and page pictures. The caller makes sure that no other document has the same content."""
        for file in self.path(document).parent.glob(
            f"{document.content_hash}.*"
        ):  # also partial copies left by a crash
            file.unlink(missing_ok=True)
        for picture in (self._home / "pictures").glob(f"{document.content_hash[:20]}-*"):
            picture.unlink(missing_ok=True)

    def keep_pictures_of(self, content_hashes: Set[str]) -> None:
        """Delete the page pictures of all other documents: those that another process has removed."""
        known = {content_hash[:20] for content_hash in content_hashes}
        for picture in (self._home / "pictures").glob("*-*"):
            if picture.name.partition("-")[0] not in known:
                picture.unlink(missing_ok=True)


def forget_upload(uploads: Path, place: Path) -> None:
    """Delete the uploaded file at `place`, relative to the folder `uploads`, and the records of finished uploads of it."""
    (uploads / place).unlink(missing_ok=True)
    for record in (uploads / place.parts[0] / ".uploads").glob("*.json"):
        try:
            upload = json.loads(record.read_text(encoding="utf-8"))
        except ValueError:
            upload = {}  # it was damaged, and says nothing of any upload
        if not upload or (upload["path"].endswith(f"/{place.as_posix()}") and upload["state"] in ("done", "failed")):
            record.unlink(missing_ok=True)
    if place.parts[1:-1]:
        shutil.rmtree((uploads / place).parent, ignore_errors=True)
