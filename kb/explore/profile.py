"""Profile of a person or organisation: their projects, each with one sentence of the document and the affiliation at the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.answer.catalogue.aspects import Statement, central_sentence, statements
from kb.library import Library
from kb.people.directory import Contribution, Directory, Entity
from kb.text.sentences import sentences

_AT_THE_TIME = ("department", "school")
_MOST = 40  # projects whose sentences are looked up; the others are listed without
_LONGEST = 300  # characters of a sentence of an abstract


@dataclass(frozen=True)
class Project:
    """A document of a person with evidence of what they know: a located sentence, else the first one of the abstract.

    `affiliation` has department or school, university and host, as the document names them.
    """

    part: Contribution
    statement: Statement | None
    abstract: str
    affiliation: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """The projects, newest first, and the supervisors of a graduate's, `through` whom the graduate can be asked.

    `is_reachable` tells whether an e-mail address or office of the person or of a supervisor is known.
    """

    projects: tuple[Project, ...]
    through: tuple[Entity, ...]
    is_reachable: bool


def profile(library: Library, known: Directory, entity: Entity) -> Profile:
    """The profile of an entity in a directory, from the documents that the directory's reader may see."""
    values = library.catalogue.metadata.values(*_AT_THE_TIME)
    shown: set[tuple[int, int]] = set()
    projects = []
    for at, part in enumerate(entity.parts):
        statement = _proof(library, part, shown) if at < _MOST else None
        affiliation = _affiliation(part, [value for _, value in values.get(part.number, ())])
        projects.append(Project(part, statement, "" if statement else _first_sentence(part), affiliation))
    through = _supervisors(known, entity)
    return Profile(tuple(projects), through, any(_is_reachable(asked) for asked in (entity, *through)))


def _is_reachable(entity: Entity) -> bool:
    contact = entity.contact
    return contact is not None and bool(contact.email or contact.office)


def _proof(library: Library, part: Contribution, shown: set[tuple[int, int]]) -> Statement | None:
    """A statement of the document; if it has none and no abstract, the sentence most like the whole."""
    found = _new_statement(statements(library, part.number), shown)
    return found or (None if _first_sentence(part) else central_sentence(library, part.number))


def _new_statement(found: Mapping[str, Statement], shown: set[tuple[int, int]]) -> Statement | None:
    """The outcome of a work, else its aim, else its method; None if other projects show these already."""
    for aspect in ("outcome", "aim", "method"):
        statement = found.get(aspect)
        if statement and (place := (statement.passage.id, statement.span[0])) not in shown:
            shown.add(place)
            return statement
    return None


def _affiliation(part: Contribution, stated: Sequence[str]) -> tuple[str, ...]:
    bodies = [named.name for named in part.document.organisations if named.role in ("university", "host")]
    return tuple(dict.fromkeys((*stated[:1], *bodies)))


def _first_sentence(part: Contribution) -> str:
    abstract = part.document.abstract
    spans = sentences(abstract) if abstract else []
    text = " ".join(abstract[slice(*spans[0])].split()) if spans else ""
    return text if len(text) <= _LONGEST else ""


def _supervisors(known: Directory, entity: Entity) -> tuple[Entity, ...]:
    if entity.kind != "person" or entity.is_staff:
        return ()
    own = {part.document.id for part in entity.parts}
    return tuple(
        other
        for other in known.people.values()
        if any(part.document.id in own and "supervisor" in part.roles for part in other.parts)
    )
