"""Directory of people and organisations, built from the documents that a reader may see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.errors import NotFound
from kb.index.derived import Derived
from kb.library import Library
from kb.model import Document, Named, Reader
from kb.people.names import Identity, organisations, people, plain
from kb.search.scope import open_scope
from kb.store.name_rules import NameKind
from kb.text.slug import slug


@dataclass(frozen=True)
class Contribution:
    """A document and the roles of a person or organisation in it."""

    document: Document
    number: int
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Entity:
    """A person or an organisation. `id` is unique within its kind; `also` are other spellings of the name.

    `confidence` (0..1) is how certain it is that all spellings mean the same one.
    """

    id: str
    kind: NameKind
    name: str
    also: tuple[str, ...]
    confidence: float
    parts: tuple[Contribution, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """Its roles in all documents, most frequent first."""
        return tuple(role for role, _ in Counter(role for part in self.parts for role in part.roles).most_common())

    @property
    def years(self) -> tuple[int, ...]:
        """(first, last) year of its documents; () if none has a year."""
        known = sorted(part.document.year for part in self.parts if part.document.year)
        return (known[0], known[-1]) if known else ()


@dataclass(frozen=True)
class Directory:
    """All people and organisations by id, those with most documents first."""

    people: dict[str, Entity]
    organisations: dict[str, Entity]

    @cached_property
    def _naming(self) -> dict[str, list[Entity]]:
        found: dict[str, list[Entity]] = {}
        for entity in (*self.people.values(), *self.organisations.values()):
            for part in entity.parts:
                found.setdefault(part.document.id, []).append(entity)
        return found

    def of(self, kind: NameKind) -> dict[str, Entity]:
        """All entities of one kind, by id."""
        return self.people if kind == "person" else self.organisations

    def find(self, kind: NameKind, entity_id: str) -> Entity:
        """The entity with this id. Raises NotFound."""
        if entity_id not in self.of(kind):
            raise NotFound(f"{kind} {entity_id}")
        return self.of(kind)[entity_id]

    def naming(self, document_id: str) -> list[Entity]:
        """The people and organisations that a document names."""
        return self._naming.get(document_id, [])


_DIRECTORY: Derived[tuple[int, ...], Directory] = Derived(32)  # by the numbers of the visible documents


def directory(library: Library, reader: Reader) -> Directory:
    """The directory over the documents that the reader may see, cached until the library changes."""
    scope = open_scope(library, reader)
    return scope.snapshot.by_documents.get(
        _DIRECTORY, scope.visible, lambda: _gathered(library, library.documents(scope.visible))
    )


def _gathered(library: Library, documents: dict[int, Document]) -> Directory:
    name_rules, known = library.catalogue.name_rules, library.lists.organisations
    persons = people(_counts(d.people for d in documents.values()), name_rules.all("person"))
    bodies = organisations(_counts(d.organisations for d in documents.values()), known, name_rules.all("organisation"))
    return Directory(_entities("person", documents, persons), _entities("organisation", documents, bodies))


def _counts(lists: Iterable[Sequence[Named]]) -> Counter[str]:
    return Counter(name for named in lists for name in dict.fromkeys(one.name for one in named))


def _entities(kind: NameKind, documents: dict[int, Document], identities: list[Identity]) -> dict[str, Entity]:
    owner = {name: at for at, identity in enumerate(identities) for name in identity.written}
    roles: dict[int, dict[int, dict[str, None]]] = {}
    for number, document in documents.items():
        for named in document.people if kind == "person" else document.organisations:
            roles.setdefault(owner[named.name], {}).setdefault(number, {})[named.role] = None
    found: dict[str, Entity] = {}
    for at in sorted(roles, key=lambda at: (-len(roles[at]), identities[at].name)):
        identity = identities[at]
        parts = [Contribution(documents[number], number, tuple(named)) for number, named in roles[at].items()]
        parts.sort(key=lambda part: (-(part.document.year or 0), part.document.title.casefold()))
        also = tuple(name for name in identity.written if name != identity.name)
        entity = Entity(slug(plain(identity.name), found), kind, identity.name, also, identity.confidence, tuple(parts))
        found[entity.id] = entity
    return found
