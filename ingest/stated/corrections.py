"""Corrections: metadata stated by a person for a document in the library."""

from collections.abc import Mapping
from dataclasses import replace

from ingest.stated.manifest import correction
from ingest.stated.provenance import as_stated, with_stated
from kb.library import Library
from kb.model import OWNER, Document, VisibleDocument
from kb.search.scope import open_document


def correct(library: Library, document_id: str, changes: Mapping[str, str | None]) -> Document:
    """Change fields of a document at once, with precedence over values read later; None undoes a correction.

    An undone field gets its original value at the next ingestion; readers, who have none in a file, are nobody at once.
    Raises NotFound, and InvalidManifest for an unknown field or an invalid value.
    """
    with library.catalogue.shared_lock(
        "corrections"
    ):  # two at once would each write the other's fields as they were before
        return _correct(library, document_id, changes)


def _correct(library: Library, document_id: str, changes: Mapping[str, str | None]) -> Document:
    if "readers" in changes:
        changes = {**changes, "readers": changes["readers"] or ""}
    document = _with_doubtful_names(library, open_document(library, document_id, OWNER))
    path = library.catalogue.path(document_id)
    stated = correction(path, {name: value for name, value in changes.items() if value is not None})
    corrected = as_stated(document, stated)
    fields = with_stated(library.catalogue.metadata.fields(document_id, doubtful=True), stated)
    library.correct(corrected, path, changes, fields)
    return open_document(library, document_id, OWNER).document


def _with_doubtful_names(library: Library, visible: VisibleDocument) -> Document:
    """The document including names that wait for a curator, which other corrections leave waiting."""
    people, bodies = (
        library.catalogue.metadata.doubtful_names(kind, [visible.number]).get(visible.number, [])
        for kind in ("person", "organisation")
    )
    document = visible.document
    return replace(document, people=(*document.people, *people), organisations=(*document.organisations, *bodies))
