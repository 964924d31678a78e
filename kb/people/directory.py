"""Directory of people and organisations, built from the documents that a reader may see."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from kb.errors import NotFound
from kb.index.derived import Derived
from kb.library import Library
from kb.model import Document, Named, Reader
from kb.people.contacts import holds
from kb.people.kinds import organisation_kind
from kb.people.names import Identity, organisations, people, plain
from kb.search.scope import open_scope
from kb.store.name_rules import Contact, NameKind
from kb.text.normalise import name_key
from kb.text.slug import slug

_Value = TypeVar("_Value")
_Default = TypeVar("_Default")
KINDS: tuple[NameKind, NameKind] = ("person", "organisation")
STAFF_ROLES = frozenset({"supervisor", "co-supervisor", "teacher", "examiner", "contact"})


@dataclass(frozen=True)
class Contribution:
    """A document and the roles of a person or organisation in it."""

    document: Document
    number: int
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Entity:
    """A person or an organisation. `id` is unique within its kind; `also` are other spellings of the name.

    `confidence` (0..1) is how certain it is that all spellings mean the same one. `type` and `ror` are an
    organisation's kind and id in the Research Organization Registry, `orcid` a person's ORCID iD, "" if unknown.
    `stated_contact` is a person's, valid or not.
    """

    id: str
    kind: NameKind
    name: str
    also: tuple[str, ...]
    confidence: float
    parts: tuple[Contribution, ...]
    type: str = ""
    ror: str = ""
    orcid: str = ""
    stated_contact: Contact | None = None

    @property
    def contact(self) -> Contact | None:
        """The contact of a person; None if none was stated or it is no longer valid."""
        return self.stated_contact if self.stated_contact and holds(self.stated_contact) else None

    @property
    def is_staff(self) -> bool:
        """Whether a person supervises, teaches or has a stated contact, rather than only having written a thesis."""
        return self.contact is not None or any(
            role in STAFF_ROLES or (role == "author" and part.document.kind != "thesis")
            for part in self.parts
            for role in part.roles
        )

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


def waiting(library: Library, reader: Reader) -> Directory:
    """The people and organisations whose names, read with doubt in documents the reader may see, wait for a curator."""
    scope, metadata = open_scope(library, reader), library.catalogue.metadata
    people, bodies = (metadata.doubtful_names(kind, scope.visible) for kind in KINDS)
    documents = {
        number: replace(document, people=tuple(people.get(number, ())), organisations=tuple(bodies.get(number, ())))
        for number, document in library.documents({*people, *bodies}).items()
    }
    return _gathered(library, documents)


def _gathered(library: Library, documents: dict[int, Document]) -> Directory:
    name_rules, known = library.catalogue.name_rules, library.lists.organisations
    persons = people(_counts(d.people for d in documents.values()), name_rules.all("person"))
    bodies = organisations(_counts(d.organisations for d in documents.values()), known, name_rules.all("organisation"))
    contacts, orcids = name_rules.contacts(), _stated_ids(library, "orcid", documents)
    set_kinds, rors = name_rules.organisation_kinds(), _stated_ids(library, "ror", documents)
    return Directory(
        {e.id: _with_contact(e, contacts, orcids) for e in _entities("person", documents, persons).values()},
        {e.id: _with_type(e, library, set_kinds, rors) for e in _entities("organisation", documents, bodies).values()},
    )


def _stated_ids(library: Library, kind: str, documents: Mapping[int, Document]) -> dict[str, str]:
    """The identifier that documents state for each name, by `name_key`; none for a name with two: it may be two people."""
    found: dict[str, set[str]] = {}
    for number, values in library.catalogue.metadata.values(kind).items():
        for value in (value for _, value in values if number in documents):
            stated, _, name = value.partition(" ")
            found.setdefault(name_key(name), set()).add(stated)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _of_spelling(entity: Entity, by_key: Mapping[str, _Value], default: _Default) -> _Value | _Default:
    """The value of the first spelling of an entity that has one."""
    keys = (key for name in (entity.name, *entity.also) if (key := name_key(name)) in by_key)
    return by_key.get(next(keys, ""), default)


def _with_contact(entity: Entity, contacts: Mapping[str, Contact], orcids: Mapping[str, str]) -> Entity:
    contact = _of_spelling(entity, contacts, None)
    orcid = contact.orcid if contact and contact.orcid else _of_spelling(entity, orcids, "")
    return replace(entity, stated_contact=contact, orcid=orcid)


def _with_type(entity: Entity, library: Library, set_kinds: Mapping[str, str], rors: Mapping[str, str]) -> Entity:
    listed = library.lists.listed_organisations.get(entity.name)
    stated = set_kinds.get(entity.name) or (listed.kind if listed else "")
    ror = listed.ror if listed and listed.ror else _of_spelling(entity, rors, "")
    return replace(entity, type=organisation_kind(entity.name, entity.roles, stated), ror=ror)


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
