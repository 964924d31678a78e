"""Merging of metadata found in a document with that stated by manifests and people, which takes precedence."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.stated.manifest import OVERLAID, StatedMetadata
from kb.model import Document, Field, Named
from kb.text.normalise import name_key

_FACTS = frozenset({"title", "subtitle", "kind", "language", "year", "abstract", "keywords", "place", "period", "funding",
                    "degree course", "department", "school", "academic year", "course code", "record", "doi", "handle", "sdg", "reader", "orcid", "ror"})  # fmt: skip


def merged_names(found: Sequence[Named], stated: Sequence[Named]) -> tuple[Named, ...]:
    """The stated names, and the found ones in roles without a stated name, except names stated in another role."""
    roles = {named.role for named in stated}
    known = {name_key(named.name) for named in stated}
    return (*stated, *(named for named in found if named.role not in roles and name_key(named.name) not in known))


def with_stated(found: Sequence[Field], stated: StatedMetadata) -> list[Field]:
    """All fields with their origin; stated values replace the found ones, names role by role."""
    origins = dict(stated.origins)
    values: list[tuple[str, str, str]] = [
        (name, str(value), name)
        for name in ("title", "kind", "language", "year", "abstract")
        if (value := getattr(stated, name))
    ]
    values += [(person.role, person.name, "people") for person in stated.people]
    values += [(named.role, named.name, "organisations") for named in stated.organisations]
    values += [(name, value, name) for name, value in stated.facts]
    replaced = {name for name, _, _ in values}
    known = {name_key(named.name) for named in (*stated.people, *stated.organisations)}
    kept = [f for f in found if f.name not in replaced and (f.name in _FACTS or name_key(f.value) not in known)]
    said = [Field(name, value, origins.get(key, "manifest"), 1.0) for name, value, key in values if value]
    return [*said, *kept]


def as_stated(document: Document, stated: StatedMetadata) -> Document:
    """The document with stated values in place of the found ones, names role by role."""
    values = {name: value for name in OVERLAID if (value := getattr(stated, name))}
    for name in ("people", "organisations"):
        if name in values:
            values[name] = merged_names(getattr(document, name), values[name])
    return replace(document, **values)
