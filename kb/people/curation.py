"""Doubts for a curator: names that may be none or the same as another, kinds of organisations, doubtful titles and years."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from kb.errors import NotFound
from kb.index.hidden_names import names_pattern
from kb.library import Library
from kb.model import Document, Field, Reader
from kb.people.directory import KINDS, Entity, directory, waiting
from kb.people.names import initials
from kb.search.scope import open_scope
from kb.store.metadata import CERTAIN
from kb.store.name_rules import NameKind, Rule
from kb.text.normalise import WORD, fold

PEOPLE_ROLES = ("author", "supervisor", "co-supervisor", "examiner", "teacher", "contact")
ORGANISATION_ROLES = ("university", "partner", "host", "municipality", "funder")
FIELDS = ("title", "year", "kind")
# By judgement. Below it are names without a listed given name, and parts of a front page that were read with doubt.
_SURE_NAME = 0.8
_SHORTEST = 8  # characters of names that are compared by letters; one letter makes a shorter name another one
_LETTERS = 1  # maximum edit distance of two names that may be the same; `_alike_by_letters` groups names for this one
Reason = Literal["form", "initials", "similar", "type"]


@dataclass(frozen=True)
class NameDoubt:
    """A name for a curator to judge, the reason, and the names it may be the same as. `confidence` (0..1): that it is right.

    `waits`: the name isn't shown elsewhere until a curator decides.
    """

    entity: Entity
    reason: Reason
    similar: tuple[str, ...]
    confidence: float
    waits: bool = False


@dataclass(frozen=True)
class FieldDoubt:
    """A title, year or kind of a document that was found with little confidence."""

    document: Document
    field: Field


def doubtful_names(library: Library, reader: Reader) -> list[NameDoubt]:
    """The names that no curator has judged yet, the least certain first; people before organisations without a kind."""
    known, unshown = directory(library, reader), waiting(library, reader)
    rules = {kind: library.catalogue.name_rules.all(kind) for kind in KINDS}
    judged = {kind: frozenset(names) for kind, names in rules.items()}
    unsure = _unsure(library, (*PEOPLE_ROLES, *ORGANISATION_ROLES))
    apart = {name for name, (rule, _) in rules["person"].items() if rule == "apart"}
    people = (*known.people.values(), *unshown.people.values())
    near = _similar(person for person in people if person.name not in apart)
    found = [
        replace(doubt, waits=each is unshown)
        for each in (known, unshown)
        for entity in (*each.people.values(), *each.organisations.values())
        if not judged[entity.kind] & {entity.name, *entity.also} and (doubt := _doubt(entity, unsure, near))
    ]
    return sorted(found, key=lambda doubt: (doubt.entity.kind != "person", doubt.confidence, doubt.entity.name))


def _unsure(library: Library, roles: Iterable[str]) -> dict[str, float]:
    """The lowest confidence of each name found with too little confidence."""
    found: dict[str, float] = {}
    for _, field in library.catalogue.metadata.doubtful(tuple(roles), _SURE_NAME):
        found[field.value] = min(field.confidence, found.get(field.value, 1.0))
    return found


def _doubt(entity: Entity, unsure: Mapping[str, float], near: Mapping[str, tuple[str, ...]]) -> NameDoubt | None:
    least = min((unsure[name] for name in (entity.name, *entity.also) if name in unsure), default=1.0)
    similar = near.get(entity.name, ())
    if least < _SURE_NAME:
        return NameDoubt(entity, "form", similar, least)
    if similar:
        return NameDoubt(entity, "similar", similar, 0.5)
    if entity.confidence < _SURE_NAME + 0.1 and entity.also:
        return NameDoubt(entity, "initials", entity.also, entity.confidence)
    has_no_type = entity.kind == "organisation" and not entity.type and entity.roles != ("project",)
    return NameDoubt(entity, "type", (), 1.0) if has_no_type else None


def _similar(people: Iterable[Entity]) -> dict[str, tuple[str, ...]]:
    """For each name, others that may be the same person: a letter differs, or initials fit more than one."""
    texts = {entity.name: fold(entity.name) for entity in people}
    words = {name: WORD.findall(text) for name, text in texts.items()}
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in itertools.chain(_alike_by_initials(words), _alike_by_letters(texts)):
        if any(len(word) > 1 for word in {*words[one]} & {*words[other]}):
            found[one].add(other)
            found[other].add(one)
    return {name: tuple(sorted(others)) for name, others in found.items()}


def _alike_by_initials(words: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of names, given with their folded words, of which one is shortened: "M. Rossi" and "Maria Rossi", or "M Rossi"."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name, each in words.items():
        groups[initials(each)].append(name)
    for group in groups.values():
        short = [name for name in group if any(len(word) == 1 for word in words[name])]
        yield from (pair for pair in itertools.product(short, group) if pair[0] != pair[1])


def _alike_by_letters(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of long names, given with their folded texts, that differ by one letter. These have what is left without it in common."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name, text in texts.items():
        if len(text) >= _SHORTEST:
            for left in {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}:
                groups[left].append(name)
    for group in groups.values():
        for one, other in itertools.combinations(group, 2):
            if DamerauLevenshtein.distance(texts[one], texts[other], score_cutoff=_LETTERS) <= _LETTERS:
                yield one, other


def doubtful_fields(library: Library, reader: Reader) -> list[FieldDoubt]:
    """Titles, years and kinds found with little confidence, in documents the reader may see, the least certain first."""
    scope = open_scope(library, reader)
    doubtful = library.catalogue.metadata.doubtful(FIELDS, CERTAIN)
    documents = library.documents({number for number, _ in doubtful} & set(scope.visible))
    return [FieldDoubt(documents[number], field) for number, field in doubtful if number in documents]


def set_rule(library: Library, kind: NameKind, name: str, rule: Rule | None) -> None:
    """Set a rule for a name as written in documents, or delete it, and update the indexes. Raises NotFound for an unknown name.

    If the rule hides a name, saved answers that show it are deleted.
    """
    if rule is not None and not library.catalogue.name_rules.knows(kind, name):
        raise NotFound(f"{kind} {name!r}")
    library.catalogue.name_rules.set(kind, name, rule)
    if rule is not None and rule[0] == "hidden":
        library.catalogue.saved_answers.forget_saying(names_pattern((name,)))
    library.index_words()


def spellings(library: Library, reader: Reader, kind: NameKind, name: str) -> tuple[str, ...]:
    """All spellings of the entity that is shown, or waits for a curator, under a name. Raises NotFound."""
    found = [
        spelling
        for known in (directory(library, reader), waiting(library, reader))
        for entity in known.of(kind).values()
        if entity.name == name
        for spelling in (entity.name, *entity.also)
    ]
    if found:
        return tuple(dict.fromkeys(found))
    raise NotFound(f"{kind} {name!r}")
