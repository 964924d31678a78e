"""The truth and what is derived from it: kept in step, repaired, and never shown to who may not see."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kb.errors import LibraryError, LibraryInUse, LibraryTooNew, ModelMismatch, NotFound
from kb.index.lexical import LexicalIndex, Within
from kb.index.snapshot import load_snapshot
from kb.index.vector_matrix import EMPTY, VectorMatrix
from kb.library import Library
from kb.maintenance.doctor import examine
from kb.model import ANONYMOUS, OWNER, Filters, IngestedDocument, Reader
from kb.search.scope import all_documents, open_document
from kb.search.search import search
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.database import MIGRATIONS
from kb.text.terms import Term
from tests.conftest import Put
from tests.fakes import HashingEmbedder, Progress, document, pages_and_passages


def sound(library: Library) -> bool:
    return all(finding.sound for finding in examine(library))


def reopen(settings: Settings) -> Library:
    library = Library(settings, writable=True)
    library.embedding_queue.__dict__["embedder"] = HashingEmbedder()
    library.open_vectors()
    return library


def found(library: Library, query: str, reader: Reader = OWNER, filters: Filters | None = None) -> list[str]:
    return [grouped.document.id for grouped in search(library, query, reader, filters, k=50).documents]


def test_a_document_is_found_by_its_words_before_it_has_vectors(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water from bone char filters.", embed=False)
    assert found(library, "water filter") == ["wells"]
    library.embedding_queue.run()
    assert sound(library)


def test_the_same_source_is_replaced_and_the_old_words_are_gone(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water from filters.")
    put(replace(document("wells"), content_hash="b" * 64), "Bread and roses.")
    assert library.catalogue.counts()["documents"] == 1
    assert found(library, "roses") == ["wells"]
    assert "water" not in search(library, "water", OWNER).hits[0].passage.text.lower()
    assert sound(library)


def test_removing_leaves_nothing(put: Put, library: Library) -> None:
    kept = put(document("bread"), "Bread and roses.")
    gone = put(document("wells"), "Clean water from filters.")
    library.remove(gone)
    assert found(library, "water") in ([], ["bread"])
    assert not library.originals.path(gone).exists() and library.originals.path(kept).exists()
    with pytest.raises(NotFound):
        open_document(library, "wells", OWNER)
    assert sound(library)


@pytest.mark.parametrize("damage", ["delete", "garbage", "stamp"])
@pytest.mark.parametrize("folder", ["words", "chroma"])
def test_a_damaged_index_is_built_again_without_embedding(
    put: Put, library: Library, settings: Settings, folder: str, damage: str
) -> None:
    put(document("wells"), "Clean water from filters.", "Bread and roses.")
    library.close()
    target = settings.home / folder
    if damage == "delete":
        shutil.rmtree(target)
    elif damage == "stamp":
        (target / "stamp.json").write_text("not json")
    else:
        for path in [p for p in target.rglob("*") if p.is_file() and p.name != "stamp.json"]:
            path.write_bytes(os.urandom(64))
    with reopen(settings) as again:
        assert any("built again" in notice for notice in again.notices)
        assert again.embedding_queue.embedder.embedded == 0  # type: ignore[attr-defined]
        assert found(again, "water") == ["wells"]
        assert sound(again)


def test_what_a_crash_left_unindexed_is_indexed_at_the_next_opening(
    put: Put, library: Library, settings: Settings
) -> None:
    put(document("bread"), "Bread and roses.")
    pages, passages = pages_and_passages("wells", ["Clean water."])
    library.catalogue.add(
        IngestedDocument(document("wells"), tuple(pages), tuple(passages)), settings.home / "wells.txt", "stated"
    )
    library.lexical.close()
    library._release()  # as a crash would: nothing after the commit to the truth has happened
    with reopen(settings) as again:
        assert found(again, "water")[0] == "wells"
        assert again.embedding_queue.run() == 1


def test_a_store_that_was_being_written_is_not_trusted(put: Put, library: Library, settings: Settings) -> None:
    put(document("wells"), "Clean water.")
    library.open_vectors().begin()
    library.close()
    with reopen(settings) as again:
        assert any("vector index" in notice for notice in again.notices)
        assert sound(again)


def test_a_library_has_one_owner_and_any_number_of_readers(put: Put, library: Library, settings: Settings) -> None:
    put(document("wells"), "Clean water.")
    with pytest.raises(LibraryInUse, match="another polikb command"):
        Library(settings, writable=True)
    with Library(settings, writable=False) as reader:
        reader.embedding_queue.__dict__["embedder"] = HashingEmbedder()
        assert found(reader, "water") == ["wells"]


def test_an_empty_folder_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(LibraryError, match="polikb ingest"):
        Library(settings, writable=False)


def test_a_newer_library_is_refused_politely(library: Library, settings: Settings) -> None:
    library.close()
    with sqlite3.connect(settings.home / "catalogue.sqlite") as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(LibraryTooNew, match="Upgrade polikb"):
        Library(settings, writable=True)


def test_a_catalogue_that_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"garbage" * 1000)
    with pytest.raises(LibraryError, match="backup"):
        Catalogue(tmp_path / "catalogue.sqlite")


def test_another_model_is_a_clear_error(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water.")
    del library.embedding_queue.__dict__["embedder"]
    with pytest.raises(ModelMismatch, match="polikb reindex"):
        library.embedding_queue.embedder  # noqa: B018


def test_reindexing_embeds_everything_with_the_new_model(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water.", "Bread and roses.")
    library.forget_vectors()
    library.embedding_queue.__dict__["embedder"] = HashingEmbedder("hashing@2")
    assert library.embedding_queue.run() == 2
    assert library.catalogue.fact("model") == "hashing@2"
    assert sound(library)


@given(st.lists(st.tuples(st.sampled_from(["put", "embed", "remove", "rename"]), st.integers(0, 5)), max_size=14))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_a_view_that_is_brought_up_is_as_one_loaded_anew(
    put: Put, library: Library, steps: list[tuple[str, int]]
) -> None:
    for at, (what, number) in enumerate(steps):
        stored = {known.id: known for known in all_documents(library, OWNER)}
        known = stored.get(f"d{number}")
        if what == "put":
            put(replace(document(f"d{number}"), content_hash=f"{at:064}"), f"Words {at}.", "More words.", embed=False)
        elif what == "embed":
            library.embedding_queue.run()
        elif known and what == "remove":
            library.remove(known)
        elif known:
            library.catalogue.update(replace(known, title=f"Title {at}"), ())
        brought_up, anew = library.snapshot(), load_snapshot(library.catalogue)
        for name in ("passage_ids", "passage_documents", "passage_pages", "passage_languages", "passage_parts"):
            assert np.array_equal(getattr(brought_up, name), getattr(anew, name)), name
        assert np.array_equal(brought_up.matrix.ids, anew.matrix.ids)
        assert np.array_equal(brought_up.matrix.vectors.ravel(), anew.matrix.vectors.ravel())
        titles = {entry.title for entry in library.documents(library.catalogue.numbers().tolist()).values()}
        assert titles == {
            entry.title for entry in library.catalogue.documents(library.catalogue.numbers().tolist()).values()
        }
        assert brought_up.has_vectors(tuple(library.catalogue.numbers().tolist())) == (
            not library.catalogue.vectors.missing()
        )


class Contrary(HashingEmbedder):
    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        return -super().embed_passages(texts, progress)


def test_vectors_of_another_model_are_searched_at_once(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water.", "Bread and roses.")
    before = library.snapshot().matrix.vectors.copy()
    library.forget_vectors()
    library.embedding_queue.__dict__["embedder"] = Contrary("contrary@1")
    library.embedding_queue.run()
    assert not np.array_equal(library.snapshot().matrix.vectors, before)
    assert np.array_equal(library.snapshot().matrix.vectors, load_snapshot(library.catalogue).matrix.vectors)


# -- exactness --------------------------------------------------------------------------------------------------------------


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_the_matrix_ranks_as_numpy_does(seed: int, limit: int) -> None:
    rng = np.random.default_rng(seed)
    ids = np.sort(rng.choice(1000, 40, replace=False))
    vectors = rng.normal(size=(40, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    query = vectors[int(rng.integers(40))]
    allowed = np.sort(rng.choice(1000, 300, replace=False))
    matrix = EMPTY.append(ids[20:], vectors[20:]).append(ids[:20], vectors[:20])
    expected = sorted(((-float(v @ query), int(i)) for i, v in zip(ids, vectors, strict=True) if i in allowed))[:limit]
    assert [i for i, _ in matrix.search(query, limit, allowed)] == [i for _, i in expected]
    assert np.isnan(matrix.scores(query, np.array([5000])))[0]
    assert isinstance(matrix, VectorMatrix)


def test_few_vectors_are_compared_one_by_one(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water from the well.", "Bread and roses.")
    query = library.embed_query("water of a well")
    assert library.settings.exact_search_up_to == 0
    by_chroma = library.nearest(query, 2, None)
    library.vector_search.close()
    exact = library.nearest(query, 2, None)
    assert [i for i, _ in exact] == [i for i, _ in by_chroma]
    assert np.allclose([s for _, s in exact], [s for _, s in by_chroma], atol=1e-5)


def test_words_are_limited_to_documents(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "words", "lib", writable=True)
    for number in range(1, 6):
        _, passages = pages_and_passages(f"d{number}", ["water and bread", "water"])
        index.put(number, document(f"d{number}"), [replace(p, id=number * 10 + p.page) for p in passages])
    index.commit()
    query = ((Term("water", "en"),),)
    assert len(index.search(query, {"body": 1.0}, 100)) == 10
    assert {i // 10 for i, _ in index.search(query, {"body": 1.0}, 100, Within([2, 4]))} == {2, 4}
    assert index.search(query, {"body": 1.0}, 100, Within([])) == [] == index.search((), {"body": 1.0}, 100)
    index.close()


LEVELS: list[tuple[str, str | None]] = [
    ("public", None),
    ("internal", None),
    ("restricted", None),
    ("public", "2999-01-01"),
    ("public", "2001-01-01"),
]


@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(LEVELS), st.sampled_from(["it", "en"]), st.integers(2018, 2022)),
        min_size=2,
        max_size=8,
    )
)
def test_who_may_not_see_gets_what_a_library_without_the_documents_gives(
    tmp_path_factory: pytest.TempPathFactory,
    settings: Settings,
    plan: Sequence[tuple[tuple[str, str | None], str, int]],
) -> None:
    """A property: for a reader, hidden documents might as well not be there."""
    root = tmp_path_factory.mktemp("rights")

    def build(name: str, hidden_too: bool) -> Library:
        library = Library(replace(settings, home=root / name), writable=True)
        library.embedding_queue.__dict__["embedder"] = HashingEmbedder()
        for number, ((access, until), language, year) in enumerate(plan):
            visible = access == "public" and (until is None or until < "2026")
            if hidden_too or visible:
                record = replace(
                    document(f"d{number}"),
                    access=access,
                    embargo_until=until,
                    language=language,
                    year=year,
                    content_hash=f"{number:064x}",
                )
                (root / record.source).write_text("x")
                pages, passages = pages_and_passages(record.id, [f"clean water number {number}", "bread"], language)
                library.add(
                    IngestedDocument(record, tuple(pages), tuple(passages)),
                    root / record.source,
                    root / record.source,
                    "stated",
                )
        library.index_words()
        library.embedding_queue.run()
        return library

    with build("all", True) as everything, build("visible", False) as visible:
        for filters in (Filters(), Filters(language="it"), Filters(year_from=2020)):
            a, b = (search(lib, "clean water", ANONYMOUS, filters, k=50) for lib in (everything, visible))
            assert {h.document.id for h in a.hits} == {h.document.id for h in b.hits}
            assert (a.total, a.facets) == (b.total, b.facets)


def test_an_embargo_hides_until_its_day(put: Put, library: Library) -> None:
    put(document("secret", embargo_until="2999-01-01"), "Clean water.")
    assert found(library, "water", ANONYMOUS) == []
    assert found(library, "water", OWNER) == ["secret"]
    with pytest.raises(NotFound) as hidden:
        open_document(library, "secret", ANONYMOUS)
    with pytest.raises(NotFound) as absent:
        open_document(library, "absent", ANONYMOUS)
    assert str(hidden.value).replace("secret", "") == str(absent.value).replace("absent", "")


def test_filters_are_exact(put: Put, library: Library) -> None:
    for year, language, kind in ((2019, "it", "thesis"), (2020, "en", "report"), (2021, "it", "report")):
        put(document(f"d{year}", year=year, language=language, kind=kind), "water " * 3)
    assert found(library, "water", OWNER, Filters(kind="report", language="it")) == ["d2021"]
    assert set(found(library, "water", OWNER, Filters(year_from=2020))) == {"d2020", "d2021"}
    assert found(library, "water", OWNER, Filters(year_to=2018)) == []
