"""Index terms: Snowball's stems, by tantivy's analysers, one per language."""

from functools import lru_cache

import tantivy
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from kb.text.stopwords import STOPWORDS
from kb.text.tokens import ACRONYM, forms

_STEMMERS = {"it": "italian", "en": "english"}
LANGUAGES = tuple(_STEMMERS)


def _analyzer(language: str) -> tantivy.TextAnalyzer:
    # Accents are folded after stemming, because the stemmers use them; stop words, elided articles among them, go before.
    return (
        TextAnalyzerBuilder(Tokenizer.raw())
        .filter(Filter.lowercase())
        .filter(Filter.remove_long(60))
        .filter(Filter.custom_stopword(sorted(STOPWORDS[language])))
        .filter(Filter.stemmer(_STEMMERS[language]))
        .filter(Filter.ascii_fold())
        .build()
    )


_ANALYZERS = {language: _analyzer(language) for language in LANGUAGES}


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The index term of one word, a form of `kb.text.tokens`; "" for a stop word and for more than 60 letters. Cached."""
    if word.endswith(ACRONYM):
        return word
    return "".join(_ANALYZERS[language].analyze(word))


def terms(text: str, language: str) -> list[str]:
    """The index terms of a text, first those of its words in order, then those of words in several parts."""
    return [term for form in forms(text) if (term := stem(form, language))]
