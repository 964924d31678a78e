"""Queries on a library, and one of random words, shared by tests of several folders."""

import random
from pathlib import Path

from kb.library import Library
from kb.maintenance.doctor import examine
from kb.model import OWNER, Document, Field, Filters, IngestedDocument, Named, Passage, Reader
from kb.search.search import search
from tests.fakes import document, pages_and_passages

VOCABULARY = (
    "acqua pozzo scuola giardino casa famiglia bosco mercato water well school garden house family wood market".split()
)


def sound(library: Library) -> bool:
    """Whether every check of `polikb doctor` passes."""
    wrong = [finding for finding in examine(library) if not finding.sound]
    assert wrong == [], wrong
    return True


def found(library: Library, query: str, reader: Reader = OWNER, filters: Filters | None = None) -> list[str]:
    """The ids of the documents found, best first."""
    return [grouped.document.id for grouped in search(library, query, reader, filters, k=50).documents]


def random_library(
    library: Library, seed: int, tmp_path: Path
) -> tuple[dict[str, Document], dict[str, list[Passage]], dict[str, str]]:
    """Twenty documents of random words; returns them with their passages and departments by id."""
    chance = random.Random(seed)
    documents, passages_of, departments = {}, {}, {}
    for number in range(20):
        record = document(
            f"d{number}",
            kind=chance.choice(["thesis", "course", "report"]),
            language=chance.choice(["it", "en"]),
            year=chance.choice([2018, 2019, 2020, None]),
            access=chance.choice(["public", "internal", "restricted"]),
            embargo_until=chance.choice([None, None, "2999-01-01", "2001-01-01"]),
            organisations=(Named(chance.choice(["Comune di Lodi", "Cooperativa Uno"]), "partner"),),
            content_hash=f"{seed:032x}{number:032x}",
        )
        texts = [" ".join(chance.choices(VOCABULARY, k=6)) for _ in range(chance.randrange(1, 5))]
        pages, passages = pages_and_passages(record.id, texts, record.language)
        department = chance.choice(["Dipartimento A", "Dipartimento B"])
        fields = (Field("department", department, "front page", 0.9),)
        path = tmp_path / f"{seed}-{number}.txt"
        path.write_text("x")
        library.add(IngestedDocument(record, tuple(pages), tuple(passages), fields), path, path, "stated")
        documents[record.id], passages_of[record.id], departments[record.id] = record, list(passages), department
    library.index_words()
    library.embedding_queue.run()
    return documents, passages_of, departments


def damage_words(folder: Path) -> None:
    """Overwrite the postings of a word index, not the files' ends: it can be opened, and searches meet the damage.

    The files are changed in place, since a server has them open.
    """
    for path in folder.glob("*.idx"):
        with path.open("r+b") as file:
            file.write(b"\xff" * max(path.stat().st_size - 200, 38))
