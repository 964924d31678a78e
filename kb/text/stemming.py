"""Stemming with the lexical index's own analysers (tantivy, Snowball), one per language."""

from functools import lru_cache

import tantivy
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from kb.text.stopwords import STOPWORDS

_STEMMERS = {"it": "italian", "en": "english"}
LANGUAGES = tuple(_STEMMERS)


def _analyzer(language: str) -> tantivy.TextAnalyzer:
    # Accents are folded after stemming, because the stemmers use them; stop words, elided articles among them, go before.
    return (
        TextAnalyzerBuilder(Tokenizer.regex(r"[\p{L}\p{N}]+"))
        .filter(Filter.lowercase())
        .filter(Filter.remove_long(60))
        .filter(Filter.custom_stopword(sorted(STOPWORDS[language])))
        .filter(Filter.stemmer(_STEMMERS[language]))
        .filter(Filter.ascii_fold())
        .build()
    )


ANALYZERS = {language: _analyzer(language) for language in LANGUAGES}


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The index term of one word; "" for a stop word. Cached."""
    return " ".join(ANALYZERS[language].analyze(word))
