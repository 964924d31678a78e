"""Documents as records of OAI-PMH 2.0: the envelope, Dublin Core (`oai_dc`) and METS around it.

Identifiers are made from a hash of the document's id, which is all that remains of a withdrawn document.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from kb.clock import start_of
from kb.files import text_digest
from kb.links import Links
from kb.model import Document
from kb.output.reference import AUTHORS, Reference
from kb.store.deletions import Withdrawal
from kb.text.slug import slug

OAI = "http://www.openarchives.org/OAI/2.0/"
_DC, _OAI_DC = "http://purl.org/dc/elements/1.1/", "http://www.openarchives.org/OAI/2.0/oai_dc/"
_METS, _XLINK = "http://www.loc.gov/METS/", "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
# Prefix → (address of the schema, namespace).
FORMATS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _OAI_DC),
    "mets": ("http://www.loc.gov/standards/mets/mets.xsd", _METS),
}
# The vocabulary of info:eu-repo, which OpenAIRE and national aggregators read.
_TYPES = {"thesis": "masterThesis", "report": "report", "course": "lecture", "other": "other"}
_OPEN = "info:eu-repo/semantics/openAccess"
Departments = Mapping[str, Sequence[str]]  # names by document id
_SHOWN = 12  # digits of the hash in an identifier: 48 bits


@dataclass(frozen=True)
class OaiRecord:
    """A public document as OAI-PMH lists it, or the tombstone of one that was withdrawn (`document` None).

    `datestamp` is when it changed last (YYYY-MM-DDThh:mm:ssZ), `sets` are the sets it belongs to, such as kind:thesis.
    """

    name: str
    datestamp: str
    document: Document | None = None
    sets: tuple[str, ...] = ()


def records(
    documents: Sequence[Document],
    withdrawals: Sequence[Withdrawal],
    restated: Mapping[str, str],
    departments: Departments,
) -> list[OaiRecord]:
    """The records of public documents and of withdrawn ones that were public, by datestamp, then by name.

    `restated` is the time of the last decision on a document's metadata, by id: harvesters then read a document with a
    hidden name again.
    """
    found = [
        OaiRecord(_name(text_digest(d.id)), _changed(d, restated.get(d.id, "")), d, tuple(sets_of(d, departments)))
        for d in documents
    ]
    gone = [OaiRecord(_name(w.id), stamp(w.at)) for w in withdrawals if w.access == "public"]
    return sorted([*found, *gone], key=lambda record: (record.datestamp, record.name))


def sets_of(document: Document, departments: Departments) -> dict[str, str]:
    """The sets of a document and their names: its kind, and its departments."""
    own = {f"department:{slug(name)}": name for name in departments.get(document.id, ())}
    return {f"kind:{document.kind}": document.kind.title(), **own}


def stamp(time: str) -> str:
    """An ISO 8601 time or date as a datestamp, in whole seconds of UTC."""
    return datetime.fromisoformat(time).replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _changed(document: Document, restated: str) -> str:
    """The time when a document was last read or corrected, opened, or its embargo ended: the latest of these."""
    ended = start_of(document.embargo_until) if document.embargo_until else ""
    times = (document.added_at or "1970-01-01", document.shown_since, ended, restated)
    return max(stamp(time) for time in times if time)


def _name(digest: str) -> str:
    return digest[:_SHOWN]


def header(record: OaiRecord, host: str) -> etree._Element:
    """The header element: identifier, datestamp, sets."""
    element = etree.Element(f"{{{OAI}}}header", {} if record.document else {"status": "deleted"})
    for tag, text in (("identifier", f"oai:{host}:{record.name}"), ("datestamp", record.datestamp)):
        etree.SubElement(element, f"{{{OAI}}}{tag}").text = text
    for name in record.sets:
        etree.SubElement(element, f"{{{OAI}}}setSpec").text = name
    return element


def metadata(reference: Reference, prefix: str, links: Links) -> etree._Element:
    """The metadata of a document in a format of FORMATS; `links` are absolute."""
    described = _dublin_core(reference, links)
    return described if prefix == "oai_dc" else _mets(reference, described, links)


def _dublin_core(reference: Reference, links: Links) -> etree._Element:
    document = reference.document
    values: list[tuple[str, Any]] = [("title", document.title)]
    values += [("creator", name) for name in reference.inverted(AUTHORS)]
    others = [person.role for person in document.people if person.role not in AUTHORS]
    values += [("contributor", name) for name in reference.inverted(tuple(dict.fromkeys(others)))]
    values += [("contributor", o.name) for o in document.organisations if o.role in ("partner", "host", "funder")]
    values += [("subject", keyword) for keyword in reference.keywords]
    values += [
        ("description", reference.abstract),
        ("publisher", reference.institution),
        ("date", document.year),
        ("type", f"info:eu-repo/semantics/{_TYPES[document.kind]}"),
        ("identifier", links.document(document.id)),
        ("identifier", reference.doi),
        ("identifier", reference.handle),
        ("relation", reference.record),
        ("language", document.language),
        ("rights", _OPEN),
    ]
    root = etree.Element(f"{{{_OAI_DC}}}dc", nsmap={"oai_dc": _OAI_DC, "dc": _DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{_OAI_DC} {FORMATS['oai_dc'][0]}")
    for tag, value in values:
        if value:
            etree.SubElement(root, f"{{{_DC}}}{tag}").text = _printable(str(value))
    return root


def _mets(reference: Reference, described: etree._Element, links: Links) -> etree._Element:
    document = reference.document
    root = etree.Element(
        f"{{{_METS}}}mets", {"OBJID": links.document(document.id)}, nsmap={"mets": _METS, "xlink": _XLINK, "xsi": XSI}
    )
    root.set(f"{{{XSI}}}schemaLocation", f"{_METS} {FORMATS['mets'][0]}")

    def add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
        return etree.SubElement(parent, f"{{{_METS}}}{tag}", attributes)

    wrapped = add(add(root, "dmdSec", ID=f"dmd-{document.id}"), "mdWrap", MDTYPE="DC", MIMETYPE="text/xml")
    add(wrapped, "xmlData").append(described)
    file = add(
        add(add(root, "fileSec"), "fileGrp", USE="original"),
        "file",
        ID=f"file-{document.id}",
        CHECKSUM=document.content_hash,
    )
    file.set("CHECKSUMTYPE", "SHA-256")
    place = add(file, "FLocat", LOCTYPE="URL")
    place.set(f"{{{_XLINK}}}href", links.file(document.id))
    add(add(add(root, "structMap"), "div", DMDID=f"dmd-{document.id}"), "fptr", FILEID=f"file-{document.id}")
    return root


def _printable(text: str) -> str:
    """A text without the characters that XML 1.0 forbids."""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"
    )
