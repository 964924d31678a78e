"""Reading of uploads into the library: the job that handles each."""

import logging
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.pipeline import ingest_file, read_ahead
from ingest.read_ahead import ReadAhead
from ingest.sandbox import Sandbox
from ingest.sources.discover import Options, Source
from ingest.stated.access import loosens
from kb.errors import LibraryError, PolikbError
from kb.files import file_digest
from kb.library import Library
from kb.model import Reader, Rights
from kb.search.scope import is_visible
from kb.store.jobs.records import Arguments
from kb.store.jobs.uploads import Upload
from kb.store.ledger import LedgerEntry
from web.jobs.uploads import UploadRefused, readers_of

log = logging.getLogger("polikb")

_NOT_TAKEN = "The library can't take this file. Ask the librarian."


class UploadWork:
    """Reads one upload at a time, in child processes, while searches and other workers go on."""

    def __init__(self, library: Library, name: str, then: Callable[[], None]) -> None:
        """`name` is the worker's; `then` is called when a document has become searchable."""
        self._library, self._name, self._then = library, name, then
        self._states, self._is_shared = library.catalogue.uploads, bool(library.settings.database_url)
        self._sandbox, self.ending = Sandbox(library.settings), threading.Event()

    def rest(self) -> None:
        """End the child processes; the next upload starts them again."""
        self._sandbox.stop()

    def run(self, arguments: Arguments) -> None:
        """Read the upload with this `id` unless it was read. With several servers, raises LibraryError on temporary errors."""
        upload = self._states.find(arguments["id"])
        if upload is None or upload.state == "done" or (upload.state == "failed" and not upload.file):
            return
        try:
            self._read(self._states.put(replace(upload, state="reading", message="", worker=self._name)))
        except LibraryError as error:
            if self._is_shared:  # the queue tries again, here or elsewhere
                raise
            self._states.put(replace(upload, state="failed", message=str(error)))
        except PolikbError as error:
            refused = isinstance(error, UploadRefused)  # then it isn't in the library, and isn't stored either
            if refused:
                self._drop(upload)
            self._states.put(
                replace(
                    upload, state="failed", message=str(error), file="" if refused else upload.file, worker=self._name
                )
            )
        except Exception:
            log.exception("The upload %s failed.", upload.name)
            self._states.put(replace(upload, state="failed", message="Something went wrong on our side."))

    def _drop(self, upload: Upload) -> None:
        """Delete the waiting file."""
        if self._is_shared and upload.file:
            self._library.originals.forget_waiting(upload.file)
        elif upload.file:
            Path(upload.file).unlink(missing_ok=True)

    def _read(self, upload: Upload) -> None:
        """Read a file, add it under the write lock, and embed it; only while it is added must other writers wait."""
        with tempfile.TemporaryDirectory(prefix="polikb-") as folder:
            path, file = Path(upload.path), Path(upload.file)
            if self._is_shared:
                file = self._library.originals.waiting(upload.file, Path(folder))
            source = Source(path, path.name, file if file.is_file() else path)
            ahead = read_ahead(self._library, source, self._options(upload), self._sandbox)
            with self._writing() as is_held:
                if not is_held:
                    return
                upload = self._add(upload, source, ahead)
        self._library.embedding_queue.run()
        with self._writing() as is_held:
            if is_held:
                self._finish(upload)

    @contextmanager
    def _writing(self) -> Iterator[bool]:
        """Hold the library's write lock; yields False if the worker is ending and another will continue the upload."""
        if not self._library.write_lock.acquire_unless(self.ending.is_set):
            yield False
            return
        try:
            yield True
        finally:
            self._library.write_lock.release()

    def _held(self, path: Path) -> Rights | None:
        """The rights of the document that an upload is a new version of; None for a new document."""
        catalogue = self._library.catalogue
        return catalogue.metadata.rights(path) if catalogue.stored(path) else None

    def _options(self, upload: Upload) -> Options:
        readers = readers_of(upload, self._held(Path(upload.path)))
        return Options(upload.kind, upload.access, embargo_until=upload.embargo_until or None, readers=readers)

    def _add(self, upload: Upload, source: Source, ahead: ReadAhead) -> Upload:
        """Add a document that was read to the library, where it is found by words. Raises UploadRefused."""
        path, held = source.path, self._held(source.path)
        entry = ingest_file(self._library, source, self._options(upload), ahead)
        if entry.outcome in ("duplicate", "failed"):
            raise self._refusal(upload, entry, source.file)
        if not self._is_shared:
            path.parent.mkdir(parents=True, exist_ok=True)
            if source.file != path:
                source.file.replace(path)
            upload = replace(upload, file="")
        stored = self._library.catalogue.stored(path)
        upload = replace(upload, document=stored.id if stored else "", message=entry.reason)
        if held is not None and (now := self._library.catalogue.metadata.rights(path)) is not None:
            upload = _with_kept_access(upload, held, now)
        return self._states.put(replace(upload, state="searchable"))

    def _finish(self, upload: Upload) -> None:
        """Record that an upload is done, and forget it if its document was removed while it was being embedded."""
        self._drop(upload)
        self._states.drop_older(upload)
        self._states.put(replace(upload, state="done", file=""))
        if not self._library.catalogue.stored(Path(upload.path)):
            self._states.forget(Path(upload.path))
        self._then()

    def _refusal(self, upload: Upload, entry: LedgerEntry, file: Path) -> UploadRefused:
        """The reason why a file isn't accepted, without revealing documents that its member can't see."""
        reader = Reader(frozenset(upload.clearance), "restricted" in upload.clearance, frozenset(upload.names))
        digest = file_digest(file)
        if withdrawal := self._library.catalogue.withdrawals.refusing(Path(upload.path), digest):
            could_see = withdrawal.access in reader.clearance
            return UploadRefused(409, "This file was withdrawn." if could_see else _NOT_TAKEN)
        same = self._library.catalogue.documents_with(digest)
        if not same:
            return UploadRefused(422, entry.reason)
        sees = any(is_visible(self._library, document.id, reader) for document in same)
        return UploadRefused(409, "The library already has this file." if sees else _NOT_TAKEN)


def _with_kept_access(upload: Upload, held: Rights, now: Rights) -> Upload:
    """The upload with the level that was kept, without ingestion's message about it, which names a command's option."""
    is_opened = loosens(held, {"access": upload.access, "readers": "; ".join(upload.readers)})
    is_earlier = (
        bool(held.embargo_until)
        and now.embargo_until == held.embargo_until
        and upload.embargo_until != held.embargo_until
    )
    if not (is_opened or is_earlier):
        return upload
    return replace(upload, kept_access=now.access, message=upload.message.rpartition("--loosen")[2].lstrip("; "))
