"""The lexical index of passages."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kb.files import changed_files
from kb.index import lexical_query
from kb.index.lexical import LexicalIndex
from kb.index.lexical_query import Within
from kb.text.stemming import stem
from kb.text.terms import Term
from tests.fakes import document, pages_and_passages


def test_an_index_of_another_version_is_built_anew(tmp_path: Path) -> None:
    LexicalIndex(tmp_path / "words", "lib", writable=True).close()
    assert not LexicalIndex(tmp_path / "words", "lib", writable=True).rebuilt
    stamp = tmp_path / "words" / "stamp.json"
    stamp.write_text(stamp.read_text().replace('"version": ', '"version": 1'))
    with pytest.raises(ValueError, match="another version"):
        LexicalIndex(tmp_path / "words", "lib", writable=False)
    assert LexicalIndex(tmp_path / "words", "lib", writable=True).rebuilt


def test_spellings_of_a_word_are_one_term(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "words", "lib", writable=True)
    _, passages = pages_and_passages(
        "d", ["Il reparto I.T. assegna 14.300 C.F.U. di auto-costruzione (fittizio)."], "it"
    )
    index.put(1, document("d", title="Piano DEI"), [replace(passages[0], id=7)])
    index.commit()
    for form in ("it_", "14300", "cfu", "autocostruzione", "costruzione"):
        assert index.search(((Term(stem(form, "it"), "it"),),), {"body": 1.0}, 9), form
    assert index.search(((Term("dei_", "it"),),), {"title": 1.0}, 9)
    assert not index.search(((Term("it", "it"),),), {"body": 1.0}, 9)
    index.close()


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


def test_leaving_out_of_all_finds_what_a_narrowed_search_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = LexicalIndex(tmp_path / "words", "lib", writable=True)
    for number in range(1, 61):
        _, passages = pages_and_passages(
            f"d{number}", ["water and bread " + "salt " * (number % 7), "water " * (number % 5)]
        )
        index.put(number, document(f"d{number}"), [replace(p, id=number * 10 + p.page) for p in passages])
    index.commit()
    query, weights = ((Term("water", "en"),), (Term("salt", "en"),)), {"body": 1.0, "title": 0.5}
    for kept in (range(1, 61, 7), range(2, 50), [59]):
        narrowed = Within(list(kept), excluded=((Term("bread", "en"),),) if 59 in kept else ())
        wide = replace(narrowed, share=len(kept) / 60)
        assert not wide.is_post_filtered
        with monkeypatch.context() as patch:
            patch.setattr(lexical_query, "_FEW", 0)
            assert wide.is_post_filtered and not narrowed.is_post_filtered, (
                "who may not know of the others never looks at them"
            )
            for limit in (3, 100):
                assert index.search(query, weights, limit, wide) == index.search(query, weights, limit, narrowed)
            assert index.matching_documents(query, wide) == index.matching_documents(query, narrowed) != []
    index.close()


def test_checksums_are_kept_of_what_is_committed_not_of_what_a_merge_still_writes(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    index = LexicalIndex(folder, "lib", writable=True)
    _, passages = pages_and_passages("d", ["water and bread"])
    index.put(1, document("d"), [replace(passages[0], id=1)])
    index.commit()
    half = folder / f"{'0' * 32}.idx"
    half.write_bytes(b"half of a merged segment")
    index.keep_checksums()
    half.write_bytes(b"the whole of a merged segment")
    assert changed_files(folder) == []
    committed = next(path for path in folder.glob("*.idx") if path != half)
    committed.write_bytes(b"damaged")
    index.keep_checksums()
    assert changed_files(folder) == [committed.name]
    index.close()


def test_what_a_kill_left_of_a_commit_is_no_obstacle_to_the_next(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "words", "a library", writable=True)
    for number in (1, 2):
        index.put(number, document(f"d{number}"), pages_and_passages(f"d{number}", ["L'acqua del pozzo."])[1])
    index.commit()
    index.close()
    shutil.copytree(tmp_path / "words", tmp_path / "killed")
    whole = LexicalIndex(tmp_path / "words", "a library", writable=True)
    whole.put(1, None, ())
    whole.commit()
    whole.close()
    (cut_off,) = (tmp_path / "words").glob("*.del")
    shutil.copy(cut_off, tmp_path / "killed")  # the commit wrote its deletions, and not that they count
    again = LexicalIndex(tmp_path / "killed", "a library", writable=True)
    assert again.count() == 2
    again.put(1, None, ())
    again.commit()
    assert again.count() == 1
    again.close()
