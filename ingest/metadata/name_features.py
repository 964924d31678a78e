"""Features that tell names of people and organisations from other words: word lists, place on the front page, use in the document."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.cover.line_features import bucket
from ingest.cover.read import Part
from ingest.metadata.name_order import PARTICLES, family_names, given_names, is_initial
from ingest.metadata.person_names import (
    everyday_words,
    words_too,
)
from ingest.metadata.universities import is_complete
from kb.model import Named
from kb.text.normalise import WORD, fold

_READ = 400_000  # characters of a document in which words are counted
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+")
_SHORTEST = 3  # letters of words that are counted


@dataclass(frozen=True)
class Surroundings:
    """The document that a name was read in: the texts of its pages, its title and the author that the file states."""

    texts: Sequence[str]
    title: str
    author: str

    @cached_property
    def body(self) -> str:
        """The text, without addresses, in which words are counted."""
        return _ADDRESS.sub(" ", "\n".join(self.texts)[:_READ])

    @cached_property
    def addresses(self) -> str:
        """The e-mail and web addresses of the first pages, folded."""
        return fold(" ".join(_ADDRESS.findall("\n".join(self.texts[:3]))))


def person_features(name: str, part: Part, around: Surroundings) -> frozenset[str]:
    """The features of a person's name in a part of the front pages."""
    words = [word for word in name.split() if word.lower() not in PARTICLES] or name.split()
    return frozenset(
        (
            "always",
            f"role {part.role}",
            f"sure {bucket(part.confidence, (0.5, 0.7, 0.85, 0.95, 0.99))}",
            f"announced {part.announced}",
            f"page {min(part.page, 2)}",
            f"words {min(len(words), 5)}",
            *_lists(words),
            *_in_document(name, words, around),
        )
    )


def _lists(words: Sequence[str]) -> Iterator[str]:
    """Yield features of the lists that contain the words."""
    kinds = [_kind(word) for word in words]
    yield f"first {kinds[0]}"
    yield f"last {kinds[-1]}"
    yield from (f"middle {kind}" for kind in set(kinds[1:-1]))
    yield f"first and last {kinds[0]}, {kinds[-1]}"
    yield f"unlisted {min(kinds.count('unlisted'), 2)}"
    yield f"everyday {min(kinds.count('everyday'), 2)}"
    if any("-" in word for word in words):
        yield "hyphen"
    if any(not word.isascii() for word in words):
        yield "accent"


def _kind(word: str) -> str:
    if is_initial(word):
        return "initial"
    folded = fold(word).replace("’", "'").strip(".'")
    parts = [folded, *folded.split("-")]
    for name, listed in (("given", given_names()), ("family too", words_too()), ("family", family_names())):
        if any(part in listed for part in parts):
            return name
    return "everyday" if any(part in everyday_words() for part in parts) else "unlisted"


def _in_document(name: str, words: Sequence[str], around: Surroundings) -> Iterator[str]:
    """Features of the words' other occurrences in the document: how often, and in which case."""
    whole = [word.strip(".").lower() for word in words if len(word) >= _SHORTEST]
    lower, found = _cases(whole, around.body)
    shares = [lower[word] / found[word] if found[word] else 0.0 for word in whole]
    yield f"most in lower case {bucket(max(shares, default=0.0), (0.0, 0.05, 0.3, 0.6))}"
    yield f"least in lower case {bucket(min(shares, default=0.0), (0.0, 0.05, 0.3, 0.6))}"
    last = whole[-1] if whole else ""
    yield f"last word again {bucket(found[last] - 1, (0, 1, 3, 10))}"
    again = len(re.findall(re.escape(name), around.body, re.I)) - 1
    yield f"again {bucket(again, (0, 1, 3))}"
    if any(fold(word) in around.addresses for word in whole):
        yield "in an address"
    parts = {part for word in whole for part in WORD.findall(fold(word))}
    if stated := set(WORD.findall(fold(around.author))):
        yield f"stated by the file {bool(stated & parts)}"
    if parts & set(WORD.findall(fold(around.title))):
        yield "in the title"


def _cases(words: Sequence[str], text: str) -> tuple[Counter[str], Counter[str]]:
    """The occurrences of each word (given in lower case) in a text: those in lower case, and all."""
    lower: Counter[str] = Counter()
    found: Counter[str] = Counter()
    if words:
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, set(words)))})(?!\w)", re.I)
        for match in pattern.finditer(text):
            word = match.group()
            found[word.lower()] += 1
            lower[word.lower()] += word.islower()
    return lower, found


def organisation_features(named: Named, around: Surroundings) -> frozenset[str]:
    """The features of an organisation's name."""
    name = named.name
    content = [word for word in WORD.findall(name) if len(word) > _SHORTEST]
    lower, found = _cases([word.lower() for word in content], around.body)
    shares = [lower[word.lower()] / found[word.lower()] if found[word.lower()] else 0.0 for word in content]
    return frozenset(
        (
            "always",
            f"role {named.role}",
            f"mean in lower case {bucket(sum(shares) / len(shares) if shares else 0.0, (0.0, 0.1, 0.3, 0.6))}",
            *_form(name, content),
        )
    )


def _form(name: str, content: Sequence[str]) -> Iterator[str]:
    """Features of the form of an organisation's name."""
    if any(word[0].islower() for word in content):
        yield "a word in lower case"
    if content and content[-1][0].islower():
        yield "ends in lower case"
    if not is_complete(name):
        yield "generic"
    if re.search(r"[\d]", name):
        yield "digits"
    if re.search(r"[^\w\s'’.&()“”\"-]", name):
        yield "marks"
    if re.search(r"\b(?:press|publish\w*|verlag|editor\w*|books)\b", name, re.I):
        yield "press"
