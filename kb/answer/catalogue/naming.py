"""The person or organisation that a question to the catalogue names: in full, with typos, by a part of the name or the family name alone."""

import re
from collections.abc import Collection, Iterator, Sequence

from kb.people.directory import Entity
from kb.people.names import plain
from kb.questions.catalogue_words import classes
from kb.questions.proper_names import is_meant
from kb.text.normalise import WORD, fold
from kb.text.stopwords import STOPWORDS

_SMALL = STOPWORDS["it"] | STOPWORDS["en"]
# A family name in small letters: "la prof colombo", "theses by ospina".
_ADDRESSED = re.compile(
    r"\b(?:prof\w*\.?(?:ssa\.?)?|dott\w*\.?|dr\.?|doctor|by)\s+([^\W\d_]+)|\b(?:tesi|lavori|corsi|theses|works) (?:di|of) ([^\W\d_]+)\W*$",
    re.I,
)
_ROLES = {
    "supervisor": re.compile(r"\b(?:co-?)?(?:relator[ei]|relatric[ei]|supervis\w+|advis\w+|tutor|segui\w*|segue|follow\w*|guid\w+|dirett\w+|direct\w+|overs\w+)\b", re.I),
    "author": re.compile(r"\b(?:scritt\w+|scriv\w+|autor\w+|autric\w+|wrote|writt\w+|writes?|author\w*|penned)\b", re.I),
    "teacher": re.compile(r"\b(?:insegna\w*|tiene|tenut\w+|teach\w*|taught|docente|lectur\w+)\b", re.I),
}  # fmt: skip


def entity_named(question: str, entities: Collection[Entity]) -> Entity | None:
    """The entity that a question names, by the longest name; None if it has no name, or a family name of several people."""
    words = WORD.findall(fold(question))
    for found in (_in_full, _with_slips, _by_part):
        lengths = {
            entity.id: max(map(len, names), default=0) for entity in entities if (names := [*found(words, entity)])
        }
        if lengths:
            return max((e for e in entities if e.id in lengths), key=lambda entity: lengths[entity.id])
    capitals = {fold(word) for word in WORD.findall(question) if word[0].isupper()} | {
        fold(word) for pair in _ADDRESSED.findall(question) for word in pair
    }
    family = [e for e in entities if e.kind == "person" and " " in e.name and fold(e.name.split()[-1]) in capitals]
    return family[0] if len(family) == 1 else None


def _spellings(entity: Entity) -> Iterator[list[str]]:
    for name in (entity.name, *entity.also):
        words = WORD.findall(fold(plain(name)))
        yield words
        if entity.kind == "person":
            yield [*words[-1:], *words[:-1]]


def _in_full(words: Sequence[str], entity: Entity) -> Iterator[list[str]]:
    text = f" {' '.join(words)} "
    yield from (name for name in _spellings(entity) if name and f" {' '.join(name)} " in text)


def _with_slips(words: Sequence[str], entity: Entity) -> Iterator[list[str]]:
    """Names of two words or more of which each word is there, one or two of its letters wrong."""
    for name in _spellings(entity):
        windows = (words[at : at + len(name)] for at in range(len(words) - len(name) + 1)) if len(name) > 1 else ()
        if any(all(map(is_meant, window, name)) for window in windows):
            yield name


def _by_part(words: Sequence[str], entity: Entity) -> Iterator[list[str]]:
    """The first words of an organisation's name, at least half of it and two that say something."""
    if entity.kind != "organisation":
        return
    text = f" {' '.join(words)} "
    for name in _spellings(entity):
        for size in range(len(name) - 1, len(name) // 2, -1):
            if sum(word not in _SMALL for word in name[:size]) > 1 and f" {' '.join(name[:size])} " in text:
                yield name[:size]


def role_asked(question: str) -> str:
    """The role in which a question asks for a person's works: supervisor, author or teacher; "" if it doesn't say."""
    return next((role for role, pattern in _ROLES.items() if pattern.search(question)), "")


def names_somebody(question: str) -> bool:
    """Whether a question has two adjacent names, as of a person, that aren't a topic of works."""
    kinds = classes(question)
    pairs = (at for at in range(len(kinds) - 1) if kinds[at] == kinds[at + 1] == "NAME")
    return any("ABOUT" not in kinds[max(at - 2, 0) : at] for at in pairs)
