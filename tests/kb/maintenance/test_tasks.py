"""Tasks on documents that are in the library already."""

import pytest

from kb.errors import NotFound, Withdrawn
from kb.library import Library
from kb.maintenance import tasks
from kb.model import OWNER, Named
from kb.search.scope import all_documents, open_document
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document


class Told:
    """Keeps what a task tells of its progress."""

    def __init__(self) -> None:
        self.phases: list[tuple[str, int | None]] = []
        self.done: list[int] = []

    def phase(self, label: str, total: int | None) -> None:
        self.phases.append((label, total))

    def to(self, done: int, note: str = "") -> None:
        self.done.append(done)

    def say(self, line: str) -> None:
        raise AssertionError(line)


def ids(library: Library) -> list[str]:
    return [known.id for known in all_documents(library, OWNER)]


def test_documents_are_removed_one_by_one(put: Put, library: Library) -> None:
    for name in ("one", "two", "three"):
        put(document(name), "Water.")
    told = Told()
    done = tasks.remove(library, {"ids": ["one", "three"]}, told)
    assert done == {"removed": ["One (one.txt)", "Three (three.txt)"]} and ids(library) == ["two"]
    assert told.phases == [("Removing", 2)] and told.done == [1, 2]
    with pytest.raises(NotFound):
        tasks.remove(library, {"ids": ["one"]}, told)


def test_nothing_is_withdrawn_where_one_is_not_there(put: Put, library: Library) -> None:
    put(document("one"), "Water.")
    with pytest.raises(NotFound):
        tasks.withdraw(library, {"ids": ["one", "absent"], "reason": "x"}, Told())
    assert ids(library) == ["one"]
    assert tasks.withdraw(library, {"ids": ["one"], "reason": "At request."}, Told()) == {"withdrawn": ["One"]}
    with pytest.raises(Withdrawn, match="At request"):
        open_document(library, "one", OWNER)
    tasks.readmit(library, {"ids": ["one"]}, Told())
    with pytest.raises(NotFound, match="withdrawn document one"):
        tasks.readmit(library, {"ids": ["one"]}, Told())


def test_what_has_no_vector_is_embedded(put: Put, library: Library) -> None:
    put(document("one"), "Water.", "Bread.", embed=False)
    told = Told()
    assert tasks.reindex(library, {"resume": True}, told) == {"passages": 2, "model": "hashing@1"}
    assert told.phases == [("Embedding", 2)] and told.done[-1] == 2
    assert tasks.reindex(library, {"resume": True}, told)["passages"] == 0
    embedder = HashingEmbedder("hashing@2")
    library.forget_vectors()
    library.embedding_queue.use(embedder)
    assert tasks.embed(library, told) == 2 == embedder.embedded


def test_a_rule_is_made_for_names_that_occur_and_taken_back(put: Put, library: Library) -> None:
    put(document("one", people=(Named("Ada Rossi", "author"),)), "Water.")
    said = {"kind": "person", "name": "Ada Rossi"}
    tasks.names(library, {**said, "said": ["hidden", ""]}, Told())
    assert all_documents(library, OWNER)[0].people == ()
    tasks.names(library, {**said, "said": None}, Told())
    assert all_documents(library, OWNER)[0].people == (Named("Ada Rossi", "author"),)
    with pytest.raises(NotFound, match="person 'Nobody'"):
        tasks.names(library, {"kind": "person", "name": "Nobody", "said": ["apart", ""]}, Told())
