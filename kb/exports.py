"""Bibliographies of documents for programs without an open library: `from kb.exports import bibtex, ris, csl`.

`base` is the address of the site, such as https://kb.example.org.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import Document
from kb.output import bibliography
from kb.output.reference import Reference


@dataclass(frozen=True)
class _Site:
    base: str

    def document(self, document_id: str) -> str:
        """The page about a document."""
        return f"{self.base.rstrip('/')}/documents/{document_id}"


def bibtex(documents: Sequence[Document], base: str) -> str:
    """BibTeX entries."""
    return bibliography.bibtex([Reference(document) for document in documents], _Site(base))


def ris(documents: Sequence[Document], base: str) -> str:
    """RIS records."""
    return bibliography.ris([Reference(document) for document in documents], _Site(base))


def csl(documents: Sequence[Document], base: str) -> str:
    """CSL-JSON items."""
    return bibliography.csl([Reference(document) for document in documents], _Site(base))
