"""Who said what: values found in a document, stated by a manifest or corrected by a person, and which of them counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.manifest import OVERLAID, Stated, correction
from kb.library import Library
from kb.model import OWNER, Document, Field

_PEOPLE = frozenset({"author", "supervisor", "co-supervisor", "examiner", "teacher", "contact"})
_FACTS = frozenset({"title", "subtitle", "kind", "language", "year", "abstract", "keywords", "place", "period", "funding",
                    "degree course", "department", "school", "academic year", "course code", "record", "sdg", "reader"})  # fmt: skip


def _only_projects(stated: Stated) -> bool:
    """Whether what is stated of organisations adds projects to those found, and takes nothing's place."""
    return all(named.role == "project" for named in stated.organisations)


def with_stated(found: Sequence[Field], stated: Stated) -> list[Field]:
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


def as_stated(document: Document, stated: Stated) -> Document:
    """The document with what is stated of it in the place of what was found."""
    values = {name: value for name in OVERLAID if (value := getattr(stated, name))}
    if stated.organisations and _only_projects(stated):
        values["organisations"] = (*(o for o in document.organisations if o.role != "project"), *stated.organisations)
    return replace(document, **values)


def correct(library: Library, document_id: str, changes: Mapping[str, str | None]) -> Document:
    """Put a person's word on a document's fields in at once; it wins over all that is read later. None takes it back.

    What is taken back is read anew at the next ingestion. Raises NotFound, and InvalidManifest for a field or value that
    can't be used.
    """
    document = library.catalogue.document(document_id, OWNER)
    path = library.catalogue.path(document_id)
    said = correction(path, {name: value for name, value in changes.items() if value is not None})
    corrected = as_stated(document, said)
    fields = with_stated(library.catalogue.details.fields(document_id), said)
    library.correct(corrected, path, changes, fields)
    return corrected
