"""The glossary on disk, read anew when a librarian changes it, bridging the words of a question to the other language."""

from collections.abc import Callable
from pathlib import Path

from kb.glossary import Glossary, load_glossary
from kb.lexical import Term, stem


class Translator:
    """Translations by the glossary at `path` and by cognates that the corpus has."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[int, Glossary] | None = None

    def translate(
        self, words: list[str], language: str, frequency: Callable[[Term], int]
    ) -> list[list[tuple[str, float]]]:
        """For each word, the other language's words it may stand for, with weights. Raises PolikbError for a broken file.

        `frequency` says how often a term stands in the corpus: a cognate that stands nowhere is none.
        """
        changed = self._path.stat().st_mtime_ns if self._path.is_file() else -1
        if self._read is None or self._read[0] != changed:
            self._read = (changed, load_glossary(self._path))

        def stands(word: str, other: str) -> bool:
            term = stem(word, other)
            return bool(term) and frequency(Term(term, other)) > 0

        return self._read[1].translate(words, language, stands)
