"""People on the front pages with their roles, and the university, from the parts of a read cover."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.cover.line_features import word_features
from ingest.cover.people_lines import PEOPLE
from ingest.cover.read import Cover, Part
from ingest.metadata.name_order import Order, given_names
from ingest.metadata.person_names import (
    NAME_BREAK,
    everyday_words,
    is_name,
    is_person,
    named_person,
    names_of,
    plain_name,
    printed_order,
    unmarked,
    words_too,
)
from ingest.metadata.universities import university_name
from ingest.readers.records import Properties, RawPage
from kb.model import Field, Named
from kb.text.normalise import fold, name_key

_SURE = 0.8  # confidence of a part from which a name needn't be a listed one. By judgement.
_CERTAIN = 0.9  # confidence of a part with names only from which none of their words need be listed. By judgement.
# Confidence of a part below which it counts only within so many lines of a certain one. By judgement.
_DOUBTFUL, _NEAR = 0.7, 3
_LEAST = 0.3  # confidence of a part below which it is ignored
_UNLISTED = 0.7  # confidence in a name without a listed given name. By judgement
_STATED = 0.6  # confidence in an author named by the file's properties only
_TYPED = 0.5  # the same if the front pages print no such name
_PROBABLE = 0.5  # confidence of a part from which unlisted names are authors if there are no others. By judgement
# Words before the author's name in a longer line, and between it and the author's place of origin.
_BY = re.compile(r"\s(?:by|di|von|par|por|door)\s+(?=[^\W\d_])")
_BORN = re.compile(r"\s(?:aus|from|née?|nat[oa]|born|geboren)\s")
_INSTITUTIONS = frozenset(("university", "department", "school"))
_ORDER = ("author", "teacher", "supervisor", "co-supervisor", "examiner", "contact")


def find_people(cover: Cover, front: Sequence[RawPage], properties: Properties) -> list[Field]:
    """People with their roles, authors first; an author stated by the file only counts if the front pages print the name."""
    found = _named(cover)
    for name in _printed_authors(properties, front):
        found.setdefault(name_key(name), Field("author", name, "front page", _STATED))
    if properties.is_trusted and properties.author:
        found = {name: field for name, field in found.items() if field.name != "author"}
        for name in filter(None, map(plain_name, _listed_authors(properties.author))):
            found[name_key(name)] = Field("author", name, "file", 0.95)
    elif not any(field.name == "author" for field in found.values()):
        for field in _less_certain(cover, front, properties):
            found.setdefault(name_key(field.value), field)
    return sorted(found.values(), key=lambda field: _ORDER.index(field.name))


def _less_certain(cover: Cover, front: Sequence[RawPage], properties: Properties) -> list[Field]:
    """Authors from the first source that names any, if the front pages name none with certainty.

    The sources are the file if a family name is printed, an author's line with unlisted names, people below the title
    without a role, and the file alone if a person typed its author.
    """
    names = [Field("author", name, "file", _STATED) for name in _stated_authors(properties, front)]
    parts = (part for part in cover.of("author") if part.confidence >= _PROBABLE)
    names = names or [
        Field("author", name, "front page", part.confidence) for part in parts for name in _unlisted(part)
    ]
    names = names or [
        Field("author", name, "front page", part.confidence)
        for part in cover.near_title
        for name in _unlisted(part) or _names(part)
    ]
    if not names and properties.is_typed:
        names = [Field("author", name, "file", _TYPED) for name in _people_of(properties)]
    return names


def _named(cover: Cover) -> dict[str, Field]:
    """The people in the parts of the front pages, by the words of the name, in any order."""
    found: dict[str, Field] = {}
    lines = _lines_of_authors(cover)
    others = printed_order(part.text for part in cover.of(*PEOPLE))
    parts = [part for part in cover.of(*PEOPLE) if part.role != "author" or part.line in lines]
    authors = [name for part in parts if part.role == "author" for name in _names(part, others)]
    plain = dict(zip(authors, _without_letters(authors), strict=True))
    for part in parts:
        for name in (plain.get(name, name) if part.role == "author" else name for name in _names(part, others)):
            known = found.get(name_key(name))
            if known is None or (known.confidence < part.confidence and known.name == "author"):
                found[name_key(name)] = Field(part.role, name, "front page", _confidence(name, part))
    return found


def _lines_of_authors(cover: Cover) -> set[int]:
    """The lines that authors are read from: those of the first page with a sure one, without doubtful ones set apart."""
    named = [part for part in cover.of("author") if any(True for _ in _names(part))]
    sure = [part for part in named if part.confidence >= _SURE]
    if not sure:
        return {part.line for part in named}
    # A list of names on the title's page precedes sure names on later ones.
    first = min(part.page for part in named if part in sure or (part.page == cover.title.page and _is_list(part)))
    certain = [part.line for part in sure if part.page == first and part.confidence >= _CERTAIN]
    said = [part.line for part in sure if part.page == first and part.announced]
    if said:
        # If words announce the authors, further ones are near them or don't exist.
        named = [part for part in named if any(abs(part.line - at) <= _NEAR for at in said)]
    return {
        part.line
        for part in named
        if part.page == first
        and (part.confidence >= _DOUBTFUL or not certain or any(abs(part.line - at) <= _NEAR for at in certain))
    }


def _is_list(part: Part) -> bool:
    """Whether a probable part names several people."""
    return part.confidence >= _PROBABLE and len(list(_names(part))) > 1


def _confidence(name: str, part: Part) -> float:
    """The confidence of the part, or less for a name without a listed given name: a curator checks those."""
    is_listed = any(fold(word) in given_names() for word in name.replace("-", " ").split()[:-1])
    return part.confidence if is_listed or "." in name else min(part.confidence, _UNLISTED)


def as_authors(fields: Sequence[Field]) -> list[Field]:
    """The people of a document that isn't a course: without a named author, its teachers are the authors."""
    if any(field.name == "author" for field in fields):
        return list(fields)
    return [replace(field, name="author") if field.name == "teacher" else field for field in fields]


def _without_letters(names: Sequence[str]) -> Sequence[str]:
    """The names without the letters of affiliations after them, which ascend from a: "Ada Rossia", "Ugo Nerib"."""
    marks = "".join(name[-1:] for name in names)
    is_marked = (
        len(names) > 1 and marks[0] == "a" and "b" in marks and all(b <= chr(ord(a) + 1) for a, b in pairwise(marks))
    )
    return [name[:-1] for name in names] if is_marked and marks.isalpha() and marks.islower() else names


def as_people(fields: Sequence[Field]) -> tuple[Named, ...]:
    """The people of these fields, with family and given names."""
    return tuple(named_person(field.value, field.name) for field in fields)


def _names(part: Part, others: Order = "") -> Iterator[str]:
    if part.confidence < _LEAST:
        return
    if part.role == "author" and part.confidence >= _SURE:
        people = _after_by(part.text)
        if people and all(is_person(name, announced=True, alone=True) for name in people):
            yield from people
            return
    names = names_of(part.text, others)
    alone = (part.announced or part.confidence >= _CERTAIN) and all(map(is_name, names))
    # In a list in which most names are people's, the others are, too.
    alone = alone or (len(names) > 2 and 2 * sum(is_person(name, announced=True) for name in names) >= len(names))
    # In a line that names an institution only names in the lists are people's.
    known = part.confidence >= _SURE or (part.announced and part.confidence >= _PROBABLE)
    known = known and not word_features(part.text) & _INSTITUTIONS
    yield from (name for name in names if is_person(name, announced=known, alone=alone))


def _after_by(text: str) -> list[str]:
    """The names at the end of a longer line: "Bachelorarbeit in Informatik von Ada Rossi"."""
    *_, last = re.split(_BY, text)
    return [plain_name(name) for name in NAME_BREAK.split(re.split(_BORN, last)[0])] if last != text else []


def _unlisted(part: Part) -> list[str]:
    """The names of a part that contains nothing else, listed or not."""
    names = names_of(part.text)
    return names if all(is_person(name, announced=True, alone=True) for name in names) else []


def _people_of(properties: Properties) -> list[str]:
    """The authors stated by the file, if all of them are people."""
    names = [plain_name(name) for name in _listed_authors(properties.author)]
    return names if all(is_person(name, announced=True, alone=True) for name in names) else []


def _stated_authors(properties: Properties, front: Sequence[RawPage]) -> Iterator[str]:
    """Yield the authors stated by the file, if its front pages print one of their family names."""
    printed = fold(" ".join(line.text for page in front for line in page.lines))
    names = [plain_name(name) for name in NAME_BREAK.split(properties.author)]
    names = [name for name in names if is_person(name, announced=True, alone=fold(name) in printed)]
    if any(fold(name.split()[-1]) in printed for name in names):
        yield from names


def _printed_authors(properties: Properties, front: Sequence[RawPage]) -> Iterator[str]:
    """Yield the authors stated by the file that the first page prints between other names or on their own line, listed or not."""
    printed = {
        fold(plain_name(name))
        for page in front[:1]
        for line in page.lines
        for name in NAME_BREAK.split(unmarked(line.text))
    }
    for name in filter(is_name, map(plain_name, NAME_BREAK.split(properties.author))):
        if fold(name) in printed and not all(fold(word) in everyday_words() | words_too() for word in name.split()):
            yield name


def _listed_authors(text: str) -> list[str]:
    """The names in a list of authors; "Neri, Ivo" is one, "Zoe Alberi, Ivo Neri" are two."""
    parts = re.split(r"\s*(?:;|&|\band\b)\s*", text)
    if len(parts) == 1 and all(" " in name.strip() for name in text.split(",")):
        parts = text.split(",")
    return [" ".join(reversed(part.split(","))) if part.count(",") == 1 else part for part in parts]


def find_universities(cover: Cover) -> tuple[Named, ...]:
    """The university that the front pages name, if its name is complete."""
    lines = [part.text for part in cover.of("university") if part.confidence >= _SURE]
    name = university_name(lines)
    return (Named(name, "university"),) if name else ()
