"""Character 4-gram overlap of words: matches forms that the stemmer keeps apart ("gestisce", "gestione"). Pure."""

from collections.abc import Iterable, Sequence

from kb.text.normalise import fold

_N = 4  # characters; measured on SQuAD-it, where it replaced the first five letters (docs/decisions.md, kb/search)


class WordNgrams:
    """The character 4-grams of some words. A word boundary counts as a character; a shorter word is one n-gram."""

    def __init__(self, words: Sequence[str]) -> None:
        closed = [f" {fold(word)} " for word in words]
        self._ngrams = [[word[at : at + _N] for at in range(len(word) - _N + 1)] or [word] for word in closed]

    def overlaps(self, folded: Iterable[str]) -> list[float]:
        """For each word, the share of its 4-grams that occur in the `folded` words, 0..1."""
        text = f" {' '.join(folded)} "
        return [sum(ngram in text for ngram in ngrams) / len(ngrams) for ngrams in self._ngrams]
