"""Text of uploaded files with a need or an idea, read in a child process with ingestion's limits; the file isn't kept."""

import shutil
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ingest.plain_text import FORMATS, plain_text
from ingest.sandbox import Sandbox
from kb.errors import UnreadableFile
from kb.settings import Settings
from web.jobs.uploads import UploadRefused

MAX_TEXT_FILE_BYTES = 20_000_000  # by judgement: a thesis proposal with pictures
_AT_ONCE = 2  # files of all visitors that are read at the same time
_WAIT_SECONDS = 8  # to wait for one of these to end
_READ_SECONDS = 30  # at most for one file, since a person is waiting


class TextFiles:
    """Reads files from any visitor: a few at a time, each in its own child process."""

    def __init__(self, settings: Settings) -> None:
        """Memory and time of a child are those of ingestion, except _READ_SECONDS."""
        self._settings = replace(settings, workers=1, parse_seconds=min(settings.parse_seconds, _READ_SECONDS))
        self._places = threading.BoundedSemaphore(_AT_ONCE)

    def read(self, name: str, data: BinaryIO) -> str:
        """The text of a file with this name. Raises UploadRefused."""
        suffix = Path(name).suffix.lower()
        if suffix not in FORMATS:
            raise UploadRefused(415, "This format can't be read here. Send a PDF, a Word file or a text.")
        if not self._places.acquire(timeout=_WAIT_SECONDS):
            raise UploadRefused(503, "Too many files are being read at the moment. Try again in a minute.")
        try:
            with tempfile.TemporaryDirectory(prefix="polikb-") as folder:
                path = Path(folder) / f"text{suffix}"
                with path.open("wb") as file:
                    shutil.copyfileobj(data, file)
                return self._text(path)
        finally:
            self._places.release()

    def _text(self, path: Path) -> str:
        with Sandbox(self._settings) as sandbox:
            ((_, result),) = sandbox.run_all(plain_text, [path])
        if isinstance(result, str):
            return result
        if isinstance(result, UnreadableFile):
            raise UploadRefused(
                422, "The file can't be read. Open it, copy its text and paste it here. ({reason})", reason=result
            )
        raise result
