"""Directory of people and organisations, built from the documents that a reader may see."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

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

    `confidence` (0..1) is how certain it is that all spellings mean the same one. `type` and `ror` are an organisation's kind and id in
    the Research Organization Registry, "" if unknown. `stated_contact` is a person's, also one that has ended.
    """

    id: str
    kind: NameKind
    name: str
    also: tuple[str, ...]
    confidence: float
    parts: tuple[Contribution, ...]
    type: str = ""
    ror: str = ""
    stated_contact: Contact | None = None

    @property
    def contact(self) -> Contact | None:
        """How to reach a person; None if nobody has stated it, or it has ended."""
        return self.stated_contact if self.stated_contact and holds(self.stated_contact) else None

    @property
    def is_staff(self) -> bool:
        """Whether a person supervises, teaches or has a stated contact, instead of only having written a thesis."""
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


def _gathered(library: Library, documents: dict[int, Document]) -> Directory:
    name_rules, known = library.catalogue.name_rules, library.lists.organisations
    persons = people(_counts(d.people for d in documents.values()), name_rules.all("person"))
    bodies = organisations(_counts(d.organisations for d in documents.values()), known, name_rules.all("organisation"))
    contacts = name_rules.contacts()
    set_kinds = name_rules.organisation_kinds()
    return Directory(
        {e.id: _with_contact(e, contacts) for e in _entities("person", documents, persons).values()},
        {e.id: _with_type(e, library, set_kinds) for e in _entities("organisation", documents, bodies).values()},
    )


def _with_contact(entity: Entity, contacts: Mapping[str, Contact]) -> Entity:
    spellings = (entity.name, *entity.also)
    keys = (key for name in spellings if (key := name_key(name)) in contacts)
    return replace(entity, stated_contact=contacts.get(next(keys, "")))


def _with_type(entity: Entity, library: Library, set_kinds: Mapping[str, str]) -> Entity:
    listed = library.lists.listed_organisations.get(entity.name)
    stated = set_kinds.get(entity.name) or (listed.kind if listed else "")
    return replace(entity, type=organisation_kind(entity.name, entity.roles, stated), ror=listed.ror if listed else "")


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
