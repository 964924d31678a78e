"""Who said what: values found in a document, stated by a manifest or corrected by a person, and which of them counts."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.stated.manifest import OVERLAID, StatedMetadata
from kb.model import Document, Field

_PEOPLE = frozenset({"author", "supervisor", "co-supervisor", "examiner", "teacher", "contact"})
_FACTS = frozenset({"title", "subtitle", "kind", "language", "year", "abstract", "keywords", "place", "period", "funding",
                    "degree course", "department", "school", "academic year", "course code", "record", "sdg", "reader"})  # fmt: skip


def _only_projects(stated: StatedMetadata) -> bool:
    """Whether what is stated of organisations adds projects to those found, and takes nothing's place."""
    return all(named.role == "project" for named in stated.organisations)


def with_stated(found: Sequence[Field], stated: StatedMetadata) -> list[Field]:
    """Every value with its origin; what is stated takes the place of what was found."""
    origins = dict(stated.origins)
    said: list[tuple[str, str, str]] = [
        (name, str(value), name)
        for name in ("title", "kind", "language", "year", "abstract")
        if (value := getattr(stated, name))
    ]
    said += [(person.role, person.name, "people") for person in stated.people]
    said += [(named.role, named.name, "organisations") for named in stated.organisations]
    said += [(name, value, name) for name, value in stated.facts]
    replaced = {name for name, _, _ in said}
    if stated.people:
        replaced |= _PEOPLE
    if stated.organisations and not _only_projects(stated):
        replaced |= {field.name for field in found} - _PEOPLE - _FACTS
    kept = [field for field in found if field.name not in replaced]
    return [*(Field(name, value, origins.get(key, "manifest"), 1.0) for name, value, key in said), *kept]


def as_stated(document: Document, stated: StatedMetadata) -> Document:
    """The document with what is stated of it in the place of what was found."""
    values = {name: value for name in OVERLAID if (value := getattr(stated, name))}
    if stated.organisations and _only_projects(stated):
        values["organisations"] = (*(o for o in document.organisations if o.role != "project"), *stated.organisations)
    return replace(document, **values)
