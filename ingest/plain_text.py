"""Plain text of a file that contains a need or an idea. Runs in a child process, like ingestion."""

from pathlib import Path

from ingest.build import texts
from ingest.readers.registry import read
from kb.errors import UnreadableFile

FORMATS = (".pdf", ".docx", ".docm", ".odt", ".txt", ".md", ".markdown", ".html", ".htm", ".tex")


def plain_text(path: Path) -> str:
    """The text of a file as ingestion reads it: lines repaired, invisible text left out, an empty line between pages.

    Raises UnreadableFile, also for a file without text, such as a scan: OCR would keep the reader waiting.
    """
    text = "\n\n".join(filter(None, (text.strip() for _, text in texts(read(path)))))
    if not text:
        raise UnreadableFile("there is no text in it")
    return text
