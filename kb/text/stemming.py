"""Index terms: Snowball's stems, by tantivy's analysers, one per language; and a list of words that they join or separate wrongly."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import repeat
from pathlib import Path

import tantivy
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from kb.text.normalise import fold
from kb.text.stopwords import without_terms
from kb.text.tokens import ACRONYM, normalise_alone, raw_tokens, words_and_compounds

_STEMMERS = {"it": "italian", "en": "english"}
LANGUAGES = tuple(_STEMMERS)
_TOKENS_KEPT = 200_000  # some 40 MB
_DEPENDS: tuple[str, ...] = ()
_NOTHING = ("",) * (len(LANGUAGES) + 1)


def _analyzer(language: str) -> tantivy.TextAnalyzer:
    # Accents are folded after stemming, because the stemmers use them; stop words, elided articles among them, go before.
    return (
        TextAnalyzerBuilder(Tokenizer.raw())
        .filter(Filter.lowercase())
        .filter(Filter.remove_long(60))
        .filter(Filter.custom_stopword(sorted(without_terms(language))))
        .filter(Filter.stemmer(_STEMMERS[language]))
        .filter(Filter.ascii_fold())
        .build()
    )


def _apart() -> dict[tuple[str, str], str]:
    """The term of each word in data/apart.txt, by language and word."""
    lines = (Path(__file__).parent / "data" / "apart.txt").read_text(encoding="utf-8").splitlines()
    listed = (line.split() for line in lines if line and not line.startswith("#"))
    return {(language, word): fold(inflected[0]) for language, *inflected in listed for word in inflected}


_APART = _apart()
_ANALYZERS = {language: _analyzer(language) for language in LANGUAGES}


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The index term of a word that `kb.text.tokens` normalised; "" for a stop word of either language and for more than 60 letters. Cached."""
    if word.endswith(ACRONYM):
        return word
    if own := _APART.get((language, word.lower())):
        return own
    return "".join(_ANALYZERS[language].analyze(word))


class _Entries(dict[str, tuple[str, ...]]):
    """Cache of the index entry of each raw token: its terms in each of LANGUAGES, then its normalised compound, "" for none.

    Empty if the entry depends on neighbouring tokens. Filled on demand; cleared at _TOKENS_KEPT tokens.
    """

    def __missing__(self, raw: str) -> tuple[str, ...]:
        if len(self) >= _TOKENS_KEPT:
            self.clear()
        found = normalise_alone(raw)
        self[raw] = entry = _DEPENDS if found is None else (*map(_line, repeat(found[0]), LANGUAGES), found[1])
        return entry


_ENTRIES = _Entries()


def _line(found: Iterable[str], language: str) -> str:
    """The index terms of normalised words, separated by spaces."""
    return " ".join(filter(None, map(stem, found, repeat(language))))


def indexed(text: str) -> tuple[str, ...]:
    """The index terms of a text in each of LANGUAGES, as `terms` gives them, separated by spaces."""
    found = [*map(_ENTRIES.__getitem__, raw_tokens(text)), _NOTHING]
    if _DEPENDS in found:
        of_text = words_and_compounds(text)
        return tuple(_line(of_text, language) for language in LANGUAGES)
    *lines, joined = zip(*found, strict=True)
    together = tuple(dict.fromkeys(filter(None, joined)))
    return tuple(
        " ".join(filter(None, (*line, _line(together, language))))
        for line, language in zip(lines, LANGUAGES, strict=True)
    )


def terms(text: str, language: str) -> list[str]:
    """The index terms of a text: of its words in order, then of its compounds."""
    return [term for word in words_and_compounds(text) if (term := stem(word, language))]
