"""Checks a language model on twelve questions of the sample corpus, whose answers are known."""

import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.answer.generate import answer
from kb.answer.pdf_pages import PageViewer
from kb.answer.records import Answer
from kb.errors import PolikbError
from kb.library import Library
from kb.model import OWNER
from kb.models.writer import Writer
from kb.search.scope import all_documents
from kb.text.normalise import fold

_FILE = Path(__file__).parent / "model_check.toml"


@dataclass(frozen=True)
class Checked:
    """Result of one question to a model. `fault` says what is wrong, "" if nothing; `seconds` is for the whole answer."""

    question: str
    is_right: bool
    fault: str
    text: str
    seconds: float


def check_model(library: Library, viewer: PageViewer, writer: Writer) -> Iterator[Checked]:
    """Put each question to the model. Raises PolikbError if the library lacks a document of the sample corpus that answers one."""
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8"))["question"]
    held = {document.source for document in all_documents(library, OWNER)}
    missing = sorted({row["doc"] for row in listed} - held)
    if missing:
        raise PolikbError(
            f"The check needs the sample corpus, and this library lacks {missing[0]}. Load it with `polikb demo` and check there."
        )
    for row in listed:
        began = time.monotonic()
        found = answer(library, viewer, writer, row["question"], OWNER)
        fault = _fault(found, row["doc"], row["says"])
        yield Checked(row["question"], not fault, fault, found.text, round(time.monotonic() - began, 2))


def _fault(found: Answer, source: str, says: str) -> str:
    if not found.sentences:
        return found.notice or "it wrote no answer"
    unsupported = sum(sentence.support == "unsupported" for sentence in found.sentences)
    if unsupported:
        return f"sentences that no passage supports: {unsupported}"
    if fold(says) not in fold(found.text):
        return f"“{says}” is missing"
    cited = {citation.document.source for citation in found.citations}
    return "" if source in cited else f"{source} isn't cited"
