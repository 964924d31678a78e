"""Files of removed and replaced documents are deleted, even if a process ends before it could."""

from pathlib import Path

import pytest

from kb.library import Library
from kb.model import Document, IngestedDocument
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document, pages_and_passages
from tests.kb.helpers import sound


def originals(library: Library) -> set[str]:
    return {path.stem for path in (library.home / "originals").glob("*/*")}


def die(library: Library) -> None:
    """Close as a killed process would: nothing after the catalogue's transaction has happened."""
    library.lexical.close()
    if library.vector_search._index is not None:  # whose files no other may hold open in this process
        library.vector_search._index._release()  # type: ignore[union-attr]
    library._release()


def upload(library: Library, name: str) -> tuple[Document, Path]:
    """A document from the folder of uploads, and its file."""
    file = library.home / "uploads" / "1" / f"{name}.md"
    (file.parent / ".uploads").mkdir(parents=True, exist_ok=True)
    file.write_text(name)
    pages, passages = pages_and_passages(name, ["Clean water of a fictional well."])
    record = document(name, content_hash="ab" * 32)
    library.add(IngestedDocument(record, tuple(pages), tuple(passages)), file, file, "stated")
    return record, file


def test_the_file_of_an_older_version_goes_with_it(put: Put, library: Library) -> None:
    first = put(document("wells"), "Clean water.")
    picture = library.home / "pictures" / f"{first.content_hash[:20]}-1.png"
    picture.parent.mkdir(exist_ok=True)
    picture.write_bytes(b"x")
    second = put(document("wells"), "Clean water, second edition.")
    assert originals(library) == {second.content_hash} and not picture.exists()
    assert library.catalogue.pending_deletions.all() == [] and sound(library)


def test_a_file_that_another_document_has_stays(put: Put, library: Library) -> None:
    both = "ef" * 32
    put(document("one", content_hash=both), "The same.")
    put(document("two", content_hash=both), "The same.")
    put(document("one", content_hash="01" * 32), "Another.")
    assert originals(library) == {both, "01" * 32}


@pytest.mark.parametrize("how", ["remove", "withdraw"])
def test_a_removal_that_was_cut_off_is_ended_at_the_next_opening(
    put: Put, library: Library, settings: Settings, how: str
) -> None:
    put(document("bread"), "Bread and roses.")
    gone, file = upload(library, "wells")
    answer = {"citations": [{"document": {"id": gone.id}}], "near": [], "question": "?"}
    library.catalogue.saved_answers.keep(answer, 1, 9)
    if how == "remove":
        library.catalogue.remove(gone.id)
    else:
        library.catalogue.withdraw([gone], "At request.")
    die(library)
    assert file.exists() and gone.content_hash in originals(library)
    with Library(settings, writable=True) as again:
        again.embedding_queue.use(HashingEmbedder())
        assert not file.exists() and gone.content_hash not in originals(again)
        assert again.catalogue.rows("SELECT token FROM answers") == [] and again.catalogue.pending_deletions.all() == []
        assert sound(again)


def test_documents_with_the_same_bytes_are_withdrawn_together_or_not_at_all(
    put: Put, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = "ef" * 32
    one, _ = put(document("one", content_hash=same), "The same."), put(document("two", content_hash=same), "The same.")
    with monkeypatch.context() as broken:
        broken.setattr(library.catalogue.metadata, "keep_former_rights", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            library.withdraw(one, reason="")
    assert library.catalogue.counts()["documents"] == 2 and library.catalogue.withdrawals.all() == []
    library.withdraw(one, reason="")
    assert library.catalogue.counts()["documents"] == 0 and len(library.catalogue.withdrawals.all()) == 2
