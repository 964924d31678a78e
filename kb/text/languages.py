"""Language identification for documents and queries."""

from functools import cache

from py3langid.langid import _load_identifier

from kb.text.normalise import WORD
from kb.text.stopwords import STOPWORDS

# Languages a document may be in; a question is taken to be Italian or English, as its reader is.
DOCUMENT_LANGUAGES = ("it", "en", "fr", "es", "de", "pt")
QUERY_LANGUAGES = ("it", "en")


@cache
def _identifier(languages: tuple[str, ...]):  # type: ignore[no-untyped-def]
    return _load_identifier(langs=list(languages))


def detect(text: str, languages: tuple[str, ...] = DOCUMENT_LANGUAGES) -> str:
    """The likeliest of `languages` (ISO 639-1) for `text`; "en" when there is no word to tell by."""
    if not WORD.search(text):
        return "en"
    return str(_identifier(languages).classify(text[:20_000])[0])


def detect_query(text: str) -> str:
    """ "it" or "en": the language in which to answer."""
    words = [word.lower() for word in WORD.findall(text)]
    votes = {code: sum(word in STOPWORDS[code] for word in words) for code in QUERY_LANGUAGES}
    if votes["it"] != votes["en"] and max(votes.values()) > 1:
        return max(votes, key=lambda code: votes[code])
    return detect(text, QUERY_LANGUAGES)
