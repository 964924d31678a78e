"""Merges metadata found in a document with what manifests and people state, which takes precedence."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.stated.manifest import OVERLAID, StatedMetadata
from kb.model import Document, Field

_PEOPLE = frozenset({"author", "supervisor", "co-supervisor", "examiner", "teacher", "contact"})
_FACTS = frozenset({"title", "subtitle", "kind", "language", "year", "abstract", "keywords", "place", "period", "funding",
                    "degree course", "department", "school", "academic year", "course code", "record", "sdg", "reader"})  # fmt: skip


def _only_projects(stated: StatedMetadata) -> bool:
    """Whether only projects are stated, which are added to the organisations found instead of replacing them."""
    return all(named.role == "project" for named in stated.organisations)


def with_stated(found: Sequence[Field], stated: StatedMetadata) -> list[Field]:
    """All fields with their origin; stated values replace the found ones."""
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
    if stated.people:
        replaced |= _PEOPLE
    if stated.organisations and not _only_projects(stated):
        replaced |= {field.name for field in found} - _PEOPLE - _FACTS
    kept = [field for field in found if field.name not in replaced]
    return [*(Field(name, value, origins.get(key, "manifest"), 1.0) for name, value, key in values), *kept]


def as_stated(document: Document, stated: StatedMetadata) -> Document:
    """The document with stated values in place of the found ones."""
    values = {name: value for name in OVERLAID if (value := getattr(stated, name))}
    if stated.organisations and _only_projects(stated):
        values["organisations"] = (*(o for o in document.organisations if o.role != "project"), *stated.organisations)
    return replace(document, **values)
