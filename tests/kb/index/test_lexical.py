"""The lexical index of passages."""

from dataclasses import replace
from pathlib import Path

from kb.index.lexical import LexicalIndex, Within
from kb.text.terms import Term
from tests.fakes import document, pages_and_passages


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
