"""Words known by their character 4-grams, where a stemmer takes apart what belongs together. Pure."""

from collections.abc import Iterable, Sequence

from kb.text.normalise import fold

_LETTERS = 4  # in a row, by which words are known that a stemmer takes apart: "inizio" and "iniziata".


class WordNgrams:
    """Words by their runs of four letters, the ends of a word counting as letters; a short word is one run."""

    def __init__(self, words: Sequence[str]) -> None:
        closed = [f" {fold(word)} " for word in words]
        self._runs = [[word[at : at + _LETTERS] for at in range(len(word) - _LETTERS + 1)] or [word] for word in closed]

    def overlaps(self, folded: Iterable[str]) -> list[float]:
        """For each word, the share of its runs that stand in these folded words, 0..1."""
        text = f" {' '.join(folded)} "
        return [sum(run in text for run in runs) / len(runs) for runs in self._runs]
