"""Bibliographic reference of a document, from its record and metadata fields; all citation formats are written from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.identifiers import bare
from kb.library import Library
from kb.links import DocumentLinks
from kb.model import Document
from kb.people.names import family_and_given

AUTHORS = ("author", "teacher")
SUPERVISORS = ("supervisor", "co-supervisor")
CSL_TYPES = {"thesis": "thesis", "report": "report", "course": "document", "other": "document"}
_INSTITUTIONS = ("university", "publisher")
_STATED = ("record", "doi", "handle", "department")  # fields of the metadata, of which the first value counts


@dataclass(frozen=True)
class Reference:
    """A document with metadata beyond its record, "" where nothing is stated.

    `record` is its address in the repository it came from, `doi` and `handle` are links; `orcids` has ORCID iDs by the
    name as written.
    """

    document: Document
    keywords: tuple[str, ...] = ()
    record: str = ""
    doi: str = ""
    handle: str = ""
    department: str = ""
    orcids: Mapping[str, str] = field(default_factory=dict)

    @property
    def institution(self) -> str:
        """The university or publisher that the document states; "" if it states none, since none is assumed."""
        return next((named.name for named in self.document.organisations if named.role in _INSTITUTIONS), "")

    @property
    def abstract(self) -> str:
        """The abstract on one line, or ""."""
        return " ".join(self.document.abstract.split())

    def names(self, roles: Sequence[str]) -> list[tuple[str, str]]:
        """(family, given) of each person with one of these roles, as stated or split; `given` may be ""."""
        return [
            (person.family, person.given) if person.family else family_and_given(person.name)
            for person in self.document.people
            if person.role in roles
        ]

    def inverted(self, roles: Sequence[str]) -> list[str]:
        """The names as "family, given", the form of BibTeX and RIS."""
        return [f"{family}, {given}" if given else family for family, given in self.names(roles)]


def references_of(library: Library, documents: Sequence[Document]) -> list[Reference]:
    """The references of documents, in their order. The caller has checked access."""
    found = []
    for document in documents:
        fields = library.catalogue.metadata.fields(document.id)
        keywords = dict.fromkeys(field.value for field in fields if field.name == "keywords")
        known = {field.name: field.value for field in reversed(fields) if field.name in _STATED}
        ids = (field.value.partition(" ") for field in fields if field.name == "orcid")
        orcids = {name: value for value, _, name in ids if name in {person.name for person in document.people}}
        found.append(Reference(document, tuple(keywords), orcids=orcids, **known))
    return found


def csl_item(reference: Reference, links: DocumentLinks) -> dict[str, Any]:
    """A reference as an item of CSL-JSON 1.0.2, with an absolute link; unknown fields are left out."""
    document = reference.document
    item = {
        "id": document.id,
        "type": CSL_TYPES[document.kind],
        "title": document.title,
        "author": _csl_names(reference, AUTHORS),
        "contributor": _csl_names(reference, SUPERVISORS),
        "publisher": reference.institution,
        "division": reference.department,
        "issued": {"date-parts": [[document.year]]} if document.year else None,
        "number-of-pages": document.page_count if document.format == "pdf" else None,
        "language": document.language,
        "abstract": reference.abstract,
        "keyword": ", ".join(reference.keywords),
        "source": reference.record,
        "DOI": bare(reference.doi),
        "URL": links.document(document.id),
        "custom": {"orcid": {name: f"https://orcid.org/{value}" for name, value in reference.orcids.items()}}
        if reference.orcids
        else None,
    }
    return {name: value for name, value in item.items() if value}


def _csl_names(reference: Reference, roles: Sequence[str]) -> list[dict[str, str]]:
    return [
        {"family": family, "given": given} if given else {"family": family} for family, given in reference.names(roles)
    ]
