"""True sentences of the sample corpus and six kinds of false variants, to test the check of claims."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kb.library import Library
from kb.model import Passage
from kb.text.sentences import sentences

_NUMBER = re.compile(r"\b\d[\d.,]*\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = re.compile(r"(?<![.!?…:»”\"]\s)(?<!^)\b[A-ZÀ-Ý][a-zà-ÿ]{3,}\b")
_VERBS = {
    "it": re.compile(r"\b(è|sono|ha|hanno|era|erano|viene|vengono|aveva|può|possono)\b"),
    "en": re.compile(r"\b(is|are|was|were|has|have|had|can|will|could)\b"),
}
_SOME = {
    "it": re.compile(r"\b(alcun[ie]|molt[ie]|divers[ie]|qualche|spesso|a volte)\b", re.I),
    "en": re.compile(r"\b(some|many|several|few|often|sometimes)\b", re.I),
}


@dataclass(frozen=True)
class Case:
    """A claim with the passages it cites, and how it was made; `true` says whether they say it."""

    claim: str
    sources: tuple[str, ...]
    how: str
    true: bool


def sample_sentences(library: Library) -> list[tuple[Passage, str]]:
    """Sentences of the body, of 60 to 260 characters, with their passage."""
    found = []
    for number in library.catalogue.numbers().tolist():
        for passage in library.catalogue.passages_of(number):
            if passage.part == "body" and passage.language in ("it", "en"):
                for start, end in sentences(passage.text):
                    text = " ".join(passage.text[start:end].split())
                    if 60 <= len(text) <= 260 and text[0].isupper() and text.endswith("."):
                        found.append((passage, text))
    return found


def cases(library: Library, seed: int = 0) -> list[Case]:
    """True and false claims, the same ones each time."""
    chance = random.Random(seed)
    known = sample_sentences(library)
    numbers = sorted({m for _, s in known for m in _NUMBER.findall(s)})
    names = sorted({m for _, s in known for m in _NAME.findall(s)})
    made: list[Case] = []
    for passage, sentence in known:
        made += _true(passage, sentence)
        for change in (_other_number(numbers), _other_year, _other_name(names), _negated, _general):
            if changed := change(passage, sentence, chance):
                made.append(Case(changed, (passage.text,), change.__name__.strip("_"), False))
    made += _merged(known, chance)
    return made


Change = Callable[[Passage, str, random.Random], str]


def _true(passage: Passage, sentence: str) -> Iterator[Case]:
    yield Case(sentence, (passage.text,), "as it stands", True)
    head, comma, tail = sentence.rpartition(", ")
    if comma and len(head) > 60 and len(tail) > 15 and not re.search(r"\b(?:non|not|no|senza|without)\b", tail):
        yield Case(head + ".", (passage.text,), "shortened", True)
    plain = re.sub(r"\s*\([^)]*\)", "", sentence)
    if plain != sentence and len(plain) > 60:
        yield Case(plain, (passage.text,), "without brackets", True)


def _other_number(numbers: Sequence[str]) -> Change:
    def number(passage: Passage, sentence: str, chance: random.Random) -> str:
        found = [m for m in _NUMBER.finditer(sentence) if not _YEAR.fullmatch(m.group())]
        if not found:
            return ""
        match = chance.choice(found)
        other = chance.choice([n for n in numbers if n.strip(".,") != match.group().strip(".,")])
        return sentence[: match.start()] + other.strip(".,") + sentence[match.end() :]

    return number


def _other_year(passage: Passage, sentence: str, chance: random.Random) -> str:
    match = _YEAR.search(sentence)
    if not match:
        return ""
    year = str(int(match.group()) + chance.choice([-3, -2, -1, 1, 2, 3]))
    return sentence[: match.start()] + year + sentence[match.end() :] if year not in passage.text else ""


def _other_name(names: Sequence[str]) -> Change:
    def name(passage: Passage, sentence: str, chance: random.Random) -> str:
        found = list(_NAME.finditer(sentence))
        if not found:
            return ""
        match = chance.choice(found)
        other = chance.choice([n for n in names if n not in passage.text])
        return sentence[: match.start()] + other + sentence[match.end() :]

    return name


def _negated(passage: Passage, sentence: str, chance: random.Random) -> str:
    match = _VERBS[passage.language].search(sentence)
    if not match or re.search(r"\b(?:non|not|no|mai|never|nessun\w*|senza|without|né|nor)\b", sentence, re.I):
        return ""
    verb = match.group()
    negated = f"non {verb}" if passage.language == "it" else f"{verb} not"
    return sentence[: match.start()] + negated + sentence[match.end() :]


def _general(passage: Passage, sentence: str, chance: random.Random) -> str:
    wide = "tutti" if passage.language == "it" else "all"
    if match := _SOME[passage.language].search(sentence):
        return sentence[: match.start()] + wide + sentence[match.end() :]
    verb = _VERBS[passage.language].search(sentence)
    always = "sempre" if passage.language == "it" else "always"
    if verb and chance.random() < 0.2 and always not in passage.text:
        return f"{sentence[: verb.end()]} {always}{sentence[verb.end() :]}"
    return ""


def _merged(known: Sequence[tuple[Passage, str]], chance: random.Random) -> Iterator[Case]:
    """The beginning of one sentence with the end of another document's."""
    for language in ("it", "en"):
        own = [entry for entry in known if entry[0].language == language]
        for _ in range(60):
            (a, one), (b, other) = chance.sample(own, 2)
            if a.document_id != b.document_id:
                left, right = one.split(), other.rstrip(".").split()
                claim = " ".join(left[: len(left) // 2] + right[len(right) // 2 :]) + "."
                yield Case(claim, (a.text, b.text), "merged", False)
