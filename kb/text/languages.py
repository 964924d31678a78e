"""Language identification for documents and queries."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from kb.text.normalise import WORD
from kb.text.stopwords import STOPWORDS
from kb.text.tokens import words

# Languages that documents are identified in; a query is taken to be Italian or English.
DOCUMENT_LANGUAGES = ("it", "en", "fr", "es", "de", "pt")
QUERY_LANGUAGES = ("it", "en")


@cache
def _identifier(languages: tuple[str, ...]):  # type: ignore[no-untyped-def]
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(languages)
    return identifier


def detect(text: str, languages: tuple[str, ...] = DOCUMENT_LANGUAGES) -> str:
    """The most likely of `languages` (ISO 639-1 codes) for `text`; "en" if it contains no word."""
    if not WORD.search(text):
        return "en"
    return str(_identifier(languages).classify(text[:20_000])[0])


def detect_query(text: str) -> str:
    """The language of a query, "it" or "en": by stop words if they decide, else by py3langid."""
    parts, _ = words(text)
    votes = {code: sum(word in STOPWORDS[code] for word in parts) for code in QUERY_LANGUAGES}
    if votes["it"] != votes["en"] and max(votes.values()) > 1:
        return max(votes, key=lambda code: votes[code])
    return detect(text, QUERY_LANGUAGES)
