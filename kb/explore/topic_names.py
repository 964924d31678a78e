"""Names of topics: noun phrases of the titles and keywords of their documents, in the interface's language. Pure.

A phrase is a run of content words, as in RAKE (Rose et al. 2010). It counts for each document of the topic that has it
in title, keywords or abstract, times its rarity among all documents, times its length.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.text.normalise import fold
from kb.text.stopwords import STOPWORDS

_BREAK = re.compile(r"[^\w'’\- ]|\d+")
# Words of titles for the kind of a document instead of its subject, and prepositions that aren't stop words of searches.
_GENERIC = frozenset(
    "report reports relazione relazioni rapporto summary annual annuale final finale mid-term intermedia tesi thesis course corso lezione lezioni lecture"
    " lectures notes appunti introduction introduzione introduttiva introduttive guide guida policy brief dispensa project progetto progetti study studio"
    " case caso analysis analisi approach approccio towards verso without senza using through attraverso during via new nuovo nuova first second primo"
    " secondo anno year years anni programme program programma part parte evidence impact impatto sviluppo development".split()
)
_LONGEST = 3  # words of a phrase
_SHORTEST = 4  # letters of a word that stands alone
_NAMES = 2  # phrases that name a topic
_KEYWORD = 2.0  # weight of a phrase that is a keyword, beside one of a title
_LENGTH = 0.5  # exponent of a phrase's length: "energy poverty" before "energy"


@dataclass(frozen=True)
class Described:
    """The texts that a document's topic is named from: title, keywords and abstract, with their language."""

    language: str
    title: str
    keywords: tuple[str, ...]
    abstract: str


def topic_phrases(topic: Sequence[int], documents: Mapping[int, Described], language: str) -> tuple[str, ...]:
    """At most two phrases that name a topic (document numbers) in a language; () if it has no document in that language."""
    own = [documents[number] for number in topic if documents[number].language == language]
    weights: dict[str, float] = defaultdict(float)
    written: dict[str, str] = {}
    for document in own:
        keywords = {fold(word) for word in document.keywords}
        candidates = {phrase for text in (document.title, *document.keywords) for phrase in phrases_of(text, language)}
        for phrase in candidates:
            folded = fold(phrase)
            weights[folded] += _KEYWORD if folded in keywords else 1.0
            written[folded] = max(written.get(folded, ""), phrase)  # small letters sort last
    texts = {number: _all_words(document) for number, document in documents.items()}
    scored = []
    for phrase, weight in weights.items():
        having = sum(f" {phrase} " in text for text in texts.values())
        inside = sum(f" {phrase} " in texts[number] for number in topic)
        rarity = math.log((len(documents) + 1) / (having + 0.5))
        scored.append((-(weight + inside) * rarity * len(phrase.split()) ** _LENGTH, phrase))
    return tuple(written[phrase] for phrase in _apart(phrase for _, phrase in sorted(scored)))


def phrases_of(text: str, language: str) -> list[str]:
    """Runs of one to three content words of a text; a capital due only to the start of a sentence is made small."""
    found = []
    stop = STOPWORDS.get(language, STOPWORDS["en"])
    for part in map(_small, _BREAK.split(text)):
        run: list[str] = []
        for word in [*part.split(), ""]:
            bare = re.sub(r"^\w{1,5}['’](?=\w)", "", word)
            if word and bare == word and fold(word) not in stop:
                run.append(word)
                continue
            found += _pieces(run)
            run = [bare] if bare and bare != word and fold(bare) not in stop else []
    return found


def _small(part: str) -> str:
    """A part of a text with a small first letter, unless it begins with a name or an acronym ("Porte Aperte", "ISEE").

    One in capitals throughout gets small letters, as of its words none is known for a name.
    """
    words = part.split()
    if part.isupper() and sum(len(word) >= _SHORTEST for word in words) > 1:
        return part.lower()
    is_plain = bool(words) and words[0].istitle() and not (len(words) > 1 and words[1][:1].isupper())
    return " ".join((words[0].lower(), *words[1:])) if is_plain else part


def _pieces(run: Sequence[str]) -> list[str]:
    sizes = range(1, min(_LONGEST, len(run)) + 1)
    pieces = [run[at : at + size] for size in sizes for at in range(len(run) - size + 1)]
    pieces = [piece for piece in pieces if not any(fold(word) in _GENERIC for word in piece)]
    return [" ".join(piece) for piece in pieces if len(piece) > 1 or len(piece[0]) >= _SHORTEST]


def _all_words(document: Described) -> str:
    text = " . ".join((document.title, *document.keywords, document.abstract))
    return f" {' '.join(re.sub(r'[^a-z0-9 ]', ' ', fold(text)).split())} "


def _apart(phrases: Iterable[str]) -> list[str]:
    """The first phrases that share no word."""
    chosen: list[str] = []
    for phrase in phrases:
        if len(chosen) == _NAMES:
            break
        if not any(set(phrase.split()) & set(other.split()) for other in chosen):
            chosen.append(phrase)
    return chosen
