"""Storage of the ingested files, named by content hash; deletion of uploaded and harvested files and page pictures."""

import csv
import io
import logging
import shutil
import tempfile
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from kb.errors import LibraryError
from kb.files import replace_file, write_aside
from kb.model import Document

log = logging.getLogger("polikb")

_WAITING = "waiting"  # the folder, beside the originals, of files that wait to be read
_UNPACKED = "unpacked-"  # the beginning of the names of folders in the library's own
_CACHED = 2_000_000_000  # bytes of remote originals that stay on this machine's disk, by judgement


class Originals:
    """Originals of a library, in a folder or an object store, and the page pictures in its folder `pictures/`."""

    def __init__(self, home: Path, place: str = "") -> None:
        """`place` is a folder or a URL such as s3://bucket/prefix; by default the folder `originals` in `home`.

        The originals read last from an object store are cached in that folder. Raises LibraryError for a URL that can't be used.
        """
        self._home, self._place = home, place
        self._remote = _file_system(place) if "://" in place else None
        is_folder = place and self._remote is None
        self._folder = Path(place).expanduser().absolute() if is_folder else home / "originals"

    def path(self, document: Document) -> Path:
        """Path of a document's file on this machine, fetched if necessary; there is no file if the original is missing."""
        target = self._folder / _name(document)
        if self._remote is not None:
            if target.is_file():
                target.touch()  # the least recently used go first
            else:
                self._fetch(document, target)
        return target

    def _fetch(self, document: Document, target: Path) -> None:
        assert self._remote is not None
        system, root = self._remote
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with write_aside(target, durable=False) as aside:
                system.get_file(f"{root}/{_name(document)}", str(aside))
        except FileNotFoundError:
            return
        except Exception:  # each store has errors of its own; a document can be read and quoted without its original
            log.exception("The original of %s can't be fetched from %s.", document.source, self._place)
            return
        self._prune(target)

    def _prune(self, newest: Path) -> None:
        files = [(file.stat(), file) for file in self._folder.glob("*/*") if file != newest]
        left = _CACHED - newest.stat().st_size
        for found, file in sorted(files, key=lambda pair: -pair[0].st_mtime):
            left -= found.st_size
            if left < 0:
                file.unlink(missing_ok=True)

    def keep(self, file: Path, document: Document) -> None:
        """Store `file`, unless a file with the same content is stored. Raises LibraryError, and OSError for a folder."""
        if self._remote is not None:
            self._send(file, document)
            return
        target = self._folder / _name(document)
        if target.is_file():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with write_aside(target) as aside:
            shutil.copyfile(file, aside)

    def _send(self, file: Path, document: Document) -> None:
        assert self._remote is not None
        system, root = self._remote
        name = f"{root}/{_name(document)}"
        try:
            if not system.exists(name) or system.size(name) != file.stat().st_size:
                system.put_file(str(file), name)
        except Exception as error:
            raise self._unreachable(error) from error

    def _unreachable(self, error: Exception) -> LibraryError:
        return LibraryError(
            f"The originals in {self._place} can't be reached: {error}. Check POLIKB_ORIGINALS and the access to it."
        )

    def keep_waiting(self, file: Path, name: str) -> None:
        """Store a file that waits to be read, for all processes. Raises LibraryError, and OSError for a folder."""
        if self._remote is not None:
            system, root = self._remote
            try:
                system.put_file(str(file), f"{root}/{_WAITING}/{name}")
            except Exception as error:
                raise self._unreachable(error) from error
            return
        target = self._folder / _WAITING / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with write_aside(target) as aside:
            shutil.copyfile(file, aside)

    def waiting(self, name: str, folder: Path) -> Path:
        """Path of a waiting file, fetched into `folder` from an object store; there may be no such file. Raises LibraryError."""
        if self._remote is None:
            return self._folder / _WAITING / name
        system, root = self._remote
        try:
            system.get_file(f"{root}/{_WAITING}/{name}", str(folder / name))
        except FileNotFoundError:
            (folder / name).unlink(missing_ok=True)
        except Exception as error:
            raise self._unreachable(error) from error
        return folder / name

    def forget_waiting(self, name: str) -> None:
        """Delete a waiting file, if it exists. Raises LibraryError."""
        if self._remote is None:
            (self._folder / _WAITING / name).unlink(missing_ok=True)
        else:
            self._delete_remote(f"{_WAITING}/{name}")

    def _delete_remote(self, name: str) -> None:
        assert self._remote is not None
        system, root = self._remote
        try:
            system.rm_file(f"{root}/{name}")
        except FileNotFoundError:
            return
        except Exception as error:
            raise self._unreachable(error) from error

    def remove(self, content_hash: str, format_: str) -> None:
        """Delete a file and its page pictures. The caller makes sure that no document has this content."""
        for file in (self._folder / content_hash[:2]).glob(f"{content_hash}.*"):  # also partial copies left by a crash
            file.unlink(missing_ok=True)
        for picture in (self._home / "pictures").glob(f"{content_hash[:20]}-*"):
            picture.unlink(missing_ok=True)
        if self._remote is not None:
            self._delete_remote(_named(content_hash, format_))

    @contextmanager
    def unpacking(self) -> Iterator[Path]:
        """A new folder on the library's disk for the members of archives that are read; it is deleted afterwards.

        The system's own folder may be in memory, as in a container, and too small.
        """
        with tempfile.TemporaryDirectory(prefix=_UNPACKED, dir=self._home) as folder:
            yield Path(folder)

    def delete_halves(self) -> None:
        """Delete files left incomplete or unpacked in the library's own folder by a killed process, whose next run makes them again.

        Only for the process that holds the folder's lock, before it stores anything.
        """
        for folder in self._home.glob(f"{_UNPACKED}*"):
            shutil.rmtree(folder, ignore_errors=True)
        for file in () if self._place else self._folder.glob("*/*.new"):
            file.unlink(missing_ok=True)

    def contents(self) -> set[str]:
        """Content hashes of all stored originals. Raises LibraryError."""
        if self._remote is None:
            return {file.stem for file in self._folder.glob("*/*")}
        system, root = self._remote
        try:
            return {PurePosixPath(name).stem for name in system.find(root)}
        except Exception as error:
            raise self._unreachable(error) from error

    def strangers(self, content_hashes: Set[str]) -> list[Path]:
        """Files in the library's own folder that have none of these contents, left by a process that ended while storing them."""
        if self._place:
            return []
        files = (file for file in self._folder.glob("*/*") if file.parent.name != _WAITING)
        return [file for file in files if file.suffix == ".new" or file.stem not in content_hashes]

    def delete_strangers(self, content_hashes: Set[str]) -> None:
        """Delete the files of `strangers`."""
        for file in self.strangers(content_hashes):
            file.unlink(missing_ok=True)

    def forget_others(self, content_hashes: Set[str]) -> None:
        """Delete page pictures and cached originals of all other documents, which another process has removed."""
        known = {content_hash[:20] for content_hash in content_hashes}
        for file in self._folder.glob("*/*") if self._remote is not None else ():
            if file.name.partition(".")[0] not in content_hashes:
                file.unlink(missing_ok=True)
        for picture in (self._home / "pictures").glob("*-*"):
            if picture.name.partition("-")[0] not in known:
                picture.unlink(missing_ok=True)


def _name(document: Document) -> str:
    return _named(document.content_hash, document.format)


def _named(content_hash: str, format_: str) -> str:
    return f"{content_hash[:2]}/{content_hash}.{format_}"


def _file_system(url: str) -> tuple[Any, str]:
    """fsspec's file system of a URL, and the path in it."""
    import fsspec  # only where originals are remote

    try:
        system, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise LibraryError(
            f"POLIKB_ORIGINALS={url} can't be used: {error}. For s3:// install the package s3fs."
        ) from error
    return system, str(root).rstrip("/")


def forget_upload(uploads: Path, place: Path) -> None:
    """Delete the uploaded file at `place`, relative to the folder `uploads`."""
    (uploads / place).unlink(missing_ok=True)
    if place.parts[1:-1]:
        shutil.rmtree((uploads / place).parent, ignore_errors=True)


def forget_harvested(harvest: Path, place: Path) -> None:
    """Delete the harvested file at `place`, relative to the folder `harvest`, and its row in its record's manifest.

    A document in a ZIP archive is deleted with that. A record without any file left is deleted whole: its note names them.
    """
    folder, name = harvest.joinpath(*place.parts[:2]), place.parts[2] if len(place.parts) > 2 else ""
    if not name or not folder.is_dir():
        return
    (folder / name).unlink(missing_ok=True)
    manifest = folder / "manifest.csv"
    if not any(file.is_file() and file != manifest and not file.name.startswith(".") for file in folder.iterdir()):
        shutil.rmtree(folder)
    elif manifest.is_file():
        with manifest.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            kept, columns = [row for row in rows if row["path"] != name], rows.fieldnames or ()
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns)
        writer.writeheader()
        writer.writerows(kept)
        replace_file(manifest, text.getvalue())
