"""Language identification for documents and queries."""

import io
import lzma
from array import array
from functools import cache
from pathlib import Path

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from kb.text.normalise import WORD
from kb.text.stopwords import STOPWORDS
from kb.text.tokens import words

# Languages that documents are identified in; a query is Italian or English.
DOCUMENT_LANGUAGES = ("it", "en", "fr", "es", "de", "pt")
QUERY_LANGUAGES = ("it", "en")
# The part of py3langid's model (BSD licence) for these and the Latin alphabet; `bench.language_model` writes it.
MODEL = Path(__file__).parent / "data" / "languages.npz.xz"

# Stop words decide the language of a passage if they are this share of its words, and this many times those of the other language.
_PLAIN_SHARE, _PLAIN_RATIO, _FEWEST_VOTES = 0.3, 3, 4


@cache
def _identifier(languages: tuple[str, ...]):  # type: ignore[no-untyped-def]
    """An identifier of these languages. Languages other than those of documents need the whole model: 0.5 s of CPU time."""
    if set(languages) <= set(DOCUMENT_LANGUAGES):
        ptc, pc, moves, out, rows = _part()
        identifier = LanguageIdentifier(ptc, pc, sorted(DOCUMENT_LANGUAGES), moves, out, tk_row=rows)
    else:
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(languages)
    return identifier


@cache
def _part() -> tuple[np.ndarray, np.ndarray, "array[int]", list[int], list[int]]:
    """The arrays in MODEL, in the order of `LanguageIdentifier` and as it takes them."""
    with lzma.open(MODEL) as file, np.load(io.BytesIO(file.read())) as read:
        moves = array("H", read["nextmove"].tobytes())
        return read["ptc"], read["pc"], moves, read["out"].tolist(), read["row"].tolist()


def detect(text: str, languages: tuple[str, ...] = DOCUMENT_LANGUAGES) -> str:
    """The most likely of `languages` (ISO 639-1 codes) for `text`; "en" if it contains no word."""
    if not WORD.search(text):
        return "en"
    return str(_identifier(languages).classify(text[:20_000])[0])


def detect_within(text: str, language: str) -> str:
    """The language of a part of a document in `language`.

    In Italian and English documents stop words decide where they are clear: for 71 % of 2,759 passages of the corpora, always as
    py3langid does, in a tenth of its time. In these two only, since Spanish has many of the Italian stop words.
    """
    if language in QUERY_LANGUAGES:
        found = WORD.findall(text.lower())
        votes = sorted((sum(map(STOPWORDS[code].__contains__, found)), code) for code in QUERY_LANGUAGES)
        (fewer, _), (most, code) = votes
        if most >= max(_PLAIN_SHARE * len(found), _PLAIN_RATIO * fewer, _FEWEST_VOTES):
            return code
    return detect(text)


def detect_query(text: str) -> str:
    """The language of a query, "it" or "en": by stop words if they decide, else by py3langid."""
    parts, _ = words(text)
    votes = {code: sum(word in STOPWORDS[code] for word in parts) for code in QUERY_LANGUAGES}
    if votes["it"] != votes["en"] and max(votes.values()) > 1:
        return max(votes, key=lambda code: votes[code])
    return detect(text, QUERY_LANGUAGES)
