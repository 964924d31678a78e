"""A person's word on a document that is in the library already."""

from collections.abc import Mapping

from ingest.stated.manifest import correction
from ingest.stated.provenance import as_stated, with_stated
from kb.library import Library
from kb.model import OWNER, Document
from kb.search.scope import open_document


def correct(library: Library, document_id: str, changes: Mapping[str, str | None]) -> Document:
    """Put a person's word on a document's fields in at once; it wins over all that is read later. None takes it back.

    What is taken back is read anew at the next ingestion. Raises NotFound, and InvalidManifest for a field or value that
    can't be used.
    """
    document = open_document(library, document_id, OWNER).document
    path = library.catalogue.path(document_id)
    said = correction(path, {name: value for name, value in changes.items() if value is not None})
    corrected = as_stated(document, said)
    fields = with_stated(library.catalogue.metadata.fields(document_id), said)
    library.correct(corrected, path, changes, fields)
    return corrected
