"""Stand-ins that are real code: an embedder that hashes words, and small documents made on the spot."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from kb.model import Document, Named, Page, Passage
from kb.models.bert import Progress
from kb.text.normalise import WORD, fold

DIMENSION = 64


class HashingEmbedder:
    """A bag of hashed words: near when words are shared, the same in every process."""

    def __init__(self, identity: str = "hashing@1") -> None:
        self.identity, self.dimension = identity, DIMENSION
        self.embedded = 0

    def embed_query(self, text: str) -> np.ndarray:
        return np.asarray(self.embed_passages([text])[0])

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        self.embedded += len(texts)
        rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0] = 0.01
            for word in WORD.findall(fold(text)):
                digest = blake2b(word.encode(), digest_size=4).digest()
                row[int.from_bytes(digest) % DIMENSION] += 1 if digest[0] % 2 else -1
        if progress:
            progress(len(texts))
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def document(name: str, **changes: object) -> Document:
    """A document record with sensible values."""
    values: dict[str, object] = {
        "id": name, "source": f"{name}.txt", "title": name.title(), "kind": "thesis", "language": "en", "year": 2020,
        "access": "public", "embargo_until": None, "people": (Named("Ada Rossi", "author"),), "organisations": (),
        "abstract": "", "format": "text", "page_count": 1, "pages_read": 1, "content_hash": f"{hash(name) & 0xFFFFFFFF:064x}",
    }  # fmt: skip
    return Document(**{**values, **changes})  # type: ignore[arg-type]


def pages_and_passages(name: str, texts: Sequence[str], language: str = "en") -> tuple[list[Page], list[Passage]]:
    """One page and one passage per text."""
    pages = [Page(number, str(number), text) for number, text in enumerate(texts, 1)]
    passages = [Passage(0, name, p.number, p.label, 0, len(p.text), p.text, "", language) for p in pages]
    return pages, passages


def write_pdf(path: Path, pages: Sequence[Sequence[str]], size: float = 12, **properties: str) -> Path:
    """A PDF with these lines on its pages, from the top down, 20 points apart."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    if title := properties.get("title"):
        canvas.setTitle(title)
    for lines in pages:
        canvas.setFont("Times-Roman", size)
        for index, line in enumerate(lines):
            canvas.drawString(72, A4[1] - 90 - 20 * index, line)
        canvas.showPage()
    canvas.save()
    return path
