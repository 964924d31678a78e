"""Bibliographies without a library."""

import json

from kb.exports import bibtex, csl, ris
from kb.model import Document, Named


def work(person: str) -> Document:
    return Document("pozzi", "pozzi.pdf", "I pozzi", "thesis", "it", 2021, "public", None, (Named(person, "author"),), (), "", "pdf", 1, 1, "0")  # fmt: skip


def test_each_format_names_the_author_and_the_page() -> None:
    documents = [work("Anna De Luca")]
    for made in (bibtex(documents, "https://kb.example.org/"), ris(documents, "https://kb.example.org")):
        assert "De Luca, Anna" in made and "https://kb.example.org/documents/pozzi" in made
    (item,) = json.loads(csl(documents, "https://kb.example.org"))
    assert item["author"] == [{"family": "De Luca", "given": "Anna"}]
    assert item["URL"] == "https://kb.example.org/documents/pozzi"
