"""The lexical index of passages."""

import contextlib
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import LibraryError
from kb.files import changed_files
from kb.index import lexical_query
from kb.index.lexical import LexicalIndex
from kb.index.lexical_query import Within
from kb.text.stemming import stem
from kb.text.terms import Term
from tests.fakes import document, pages_and_passages
from tests.kb.helpers import damage_words


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


def test_an_index_without_one_of_its_files_is_found_damaged_when_it_is_opened(tmp_path: Path) -> None:
    _wells(tmp_path / "words").close()
    suffixes = {path.suffix for path in (tmp_path / "words").iterdir()} - {".json", ".lock"}
    assert ".pos" in suffixes
    for suffix in suffixes:
        folder = tmp_path / suffix
        shutil.copytree(tmp_path / "words", folder, ignore=shutil.ignore_patterns("*.lock", f"*{suffix}"))
        with pytest.raises(ValueError, match=r"(?i)corrupt|not ?exist"):
            LexicalIndex(folder, "lib", writable=False)
        assert LexicalIndex(folder, "lib", writable=True).rebuilt


def test_changed_bytes_are_told_with_what_to_do_wherever_a_search_meets_them(tmp_path: Path) -> None:
    _wells(tmp_path / "words").close()
    told, word = set(), Term("water", "en")
    reads: list[Callable[[LexicalIndex], object]] = [
        lambda index: index.search(((word,),), {"body": 1.0}, 9),
        lambda index: index.matching_documents(((word,),)),
        lambda index: index.holds((word,)),
        lambda index: index.fuzzy("watre", "en", 2, 9),
        lambda index: index.terms_with_prefix("wa", "en"),
    ]
    for seed in range(30):
        folder, chance = tmp_path / str(seed), random.Random(seed)
        shutil.copytree(tmp_path / "words", folder, ignore=shutil.ignore_patterns("*.lock"))
        (file,) = folder.glob("*.term")
        content = bytearray(file.read_bytes())
        for _ in range(40):
            content[chance.randrange(len(content) - 200)] ^= 0xFF
        file.write_bytes(content)
        with contextlib.suppress(ValueError):  # which rebuilds it
            index = LexicalIndex(folder, "lib", writable=False)
            for at, read in enumerate(reads):
                try:
                    read(index)
                except LibraryError as error:
                    assert f"word index in {folder} is damaged" in str(error) and "polikb doctor --repair" in str(error)
                    assert index.is_damaged
                    told.add(at)
    assert len(told) > 2, "what is tested doesn't meet the damage"


def test_a_damaged_index_can_be_cleared_and_filled_again(tmp_path: Path) -> None:
    index = _wells(tmp_path / "words")
    damage_words(tmp_path / "words")
    with pytest.raises(LibraryError, match="is damaged"):
        index.search(((Term("water", "en"),),), {"body": 1.0}, 9)
    assert index.is_damaged
    index.clear()
    assert not index.is_damaged and index.count() == 0
    index.put(1, document("d"), [replace(pages_and_passages("d", ["water"])[1][0], id=1)])
    index.commit()
    assert index.search(((Term("water", "en"),),), {"body": 1.0}, 9)
    index.close()


def _wells(folder: Path) -> LexicalIndex:
    """An index of one document with a thousand words, of which "water" is the first."""
    chance = random.Random(1)
    words = ["".join(chance.choices("xyz", k=8)) for _ in range(1000)]
    _, passages = pages_and_passages("d", ["water " + " ".join(words)])
    index = LexicalIndex(folder, "lib", writable=True)
    index.put(1, document("d"), [replace(passage, id=at) for at, passage in enumerate(passages, 1)])
    index.commit()
    return index
