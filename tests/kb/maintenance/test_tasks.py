"""Tasks on documents in the library."""

import json
from collections.abc import Callable
from unittest.mock import Mock

import pytest

from kb.errors import NotFound, Withdrawn
from kb.library import Library
from kb.maintenance import tasks
from kb.model import OWNER, Named
from kb.search.scope import all_documents, open_document
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document


class Told:
    """Records the progress reports of a task."""

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


def test_documents_are_removed_and_the_words_written_anew_once(
    put: Put, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two", "three"):
        put(document(name), "Water.")
    rebuild = Mock(wraps=library.lexical_indexes.rebuild)
    monkeypatch.setattr(library.lexical_indexes, "rebuild", rebuild)
    told = Told()
    done = tasks.remove(library, {"ids": ["one", "three"]}, told)
    assert done == {"removed": ["One (one.txt)", "Three (three.txt)"]} and ids(library) == ["two"]
    assert told.phases == [("Removing", None)] and rebuild.call_count == 1


@pytest.mark.parametrize("task", [tasks.remove, tasks.withdraw])
def test_nothing_is_deleted_where_one_is_not_there(task: Callable[..., object], put: Put, library: Library) -> None:
    put(document("one"), "Water.")
    with pytest.raises(NotFound):
        task(library, {"ids": ["one", "absent"], "reason": "x"}, Told())
    assert ids(library) == ["one"]


def test_a_withdrawal_shows_its_reason_until_it_is_lifted(put: Put, library: Library) -> None:
    put(document("one"), "Water.")
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


def test_what_commands_do_to_names_contacts_and_withdrawals_is_in_the_audit_log(put: Put, library: Library) -> None:
    put(document("one", people=(Named("Ada Rossi", "author"),)), "Water.")
    for said in (["same", "Ada Bianchi"], ["hidden", ""], None):
        tasks.names(library, {"kind": "person", "name": "Ada Rossi", "said": said}, Told())
    tasks.contacts(library, {"contacts": [{"name": "Ada Rossi", "email": "ada@example.org"}]}, Told())
    tasks.withdraw(library, {"ids": ["one"], "reason": "x"}, Told())
    tasks.readmit(library, {"ids": ["one"]}, Told())
    with pytest.raises(NotFound):
        tasks.readmit(library, {"ids": ["one"]}, Told())
    log = (library.home / "audit.jsonl").read_text()
    noted = [{**json.loads(line), "at": ""} for line in log.splitlines()]
    done = {"at": "", "by": "command"}
    about = {**done, "event": "curated", "kind": "person", "name": "Ada Rossi"}
    assert noted[1:] == [
        {**about, "action": "join", "target": "Ada Bianchi"},
        {**about, "action": "hide", "target": ""},
        {**about, "action": "forget", "target": ""},
        {**done, "event": "contacts imported", "names": "Ada Rossi"},
        {"at": "", "event": "withdrawn", "member": "", "document": "one"},
        {**done, "event": "readmitted", "document": "one"},
    ]
    assert "ada@example.org" not in log
