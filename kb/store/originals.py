"""The documents' own files, kept by the hash of their content, and the pictures drawn from them."""

import shutil
from pathlib import Path

from kb.files import write_aside
from kb.model import Document


class Originals:
    """The folders `originals/` and `pictures/` of a library."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def path(self, document: Document) -> Path:
        """Where the document's own file is kept."""
        name = f"{document.content_hash}.{document.format}"
        return self._home / "originals" / document.content_hash[:2] / name

    def keep(self, file: Path, document: Document) -> None:
        """Copy a document's file in, unless a document with the same content has brought it already."""
        target = self.path(document)
        if target.is_file():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with write_aside(target) as aside:
            shutil.copyfile(file, aside)

    def remove(self, document: Document) -> None:
        """Delete a document's file and the pictures of its pages. The caller knows that no other document needs them."""
        for file in self.path(document).parent.glob(f"{document.content_hash}.*"):  # also what a crash left half copied
            file.unlink(missing_ok=True)
        for picture in (self._home / "pictures").glob(f"{document.content_hash[:20]}-*"):
            picture.unlink(missing_ok=True)
