"""An OAI-PMH 2.0 repository of the public documents, for catalogues and aggregators that harvest the library.

The protocol: https://www.openarchives.org/OAI/openarchivesprotocol.html
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter
from lxml import etree
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kb.library import Library
from kb.model import ANONYMOUS
from kb.output.oai_records import FORMATS, OAI, XSI, OaiRecord, header, metadata, records, sets_of, stamp
from kb.output.reference import references_of
from kb.search.scope import all_documents
from web.links import LINKS
from web.routes.oai_requests import LISTING, ProtocolError, bound, checked, position_of
from web.services import base_url, services_of

router = APIRouter(include_in_schema=False)

_PAGE = 100  # records, headers or sets of one response


@dataclass(frozen=True)
class _Repository:
    """The public part of a library, at an absolute address; `contact` is the operator's e-mail address."""

    library: Library
    base: str
    contact: str

    @property
    def host(self) -> str:
        """The host name at the start of identifiers."""
        return urlsplit(self.base).hostname or "localhost"

    def records(self) -> list[OaiRecord]:
        """All records, oldest first."""
        catalogue = self.library.catalogue
        return records(
            all_documents(self.library, ANONYMOUS), catalogue.withdrawals.all(), catalogue.metadata.restated(),
            self.departments(),
        )  # fmt: skip

    def departments(self) -> dict[str, list[str]]:
        """The departments that documents state, by document id."""
        stated = self.library.catalogue.metadata.values("department")
        documents = self.library.catalogue.documents([*stated])
        return {documents[number].id: [name for _, name in found] for number, found in stated.items()}

    def record(self, identifier: str) -> OaiRecord:
        """The record with this identifier. Raises idDoesNotExist."""
        for record in self.records():
            if identifier == f"oai:{self.host}:{record.name}":
                return record
        raise ProtocolError("idDoesNotExist", f"There is no record {identifier[:200]}.")


@router.api_route("/oai", methods=["GET", "POST"])
async def oai(request: Request) -> Response:
    """A response of the repository; protocol errors are responses, too, as the protocol requires."""
    pairs = request.query_params.multi_items()
    if request.method == "POST":
        pairs += [(name, str(value)) for name, value in (await request.form()).multi_items()]
    services, base = services_of(request), base_url(request)
    repository = _Repository(services.library, base, _contact(services.settings.mail_from, base))
    return await run_in_threadpool(_respond, repository, pairs)


def _contact(stated: str, base: str) -> str:
    """The operator's e-mail address; the protocol requires a dot in its domain."""
    address, host = parseaddr(stated)[1], urlsplit(base).hostname or "localhost"
    return address or f"postmaster@{host if '.' in host else f'{host}.invalid'}"


def _respond(repository: _Repository, pairs: list[tuple[str, str]]) -> Response:
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} {OAI}OAI-PMH.xsd")
    _add(root, "responseDate", stamp(datetime.now(UTC).isoformat()))
    request = _add(root, "request", f"{repository.base}/oai")
    try:
        arguments = checked(pairs)
        request.attrib.update({"verb": arguments["verb"], **{k: v for k, v in arguments.items() if k != "verb"}})
        root.append(_ANSWERS[arguments["verb"]](repository, arguments))
    except ProtocolError as error:
        if error.code in ("badVerb", "badArgument"):
            request.attrib.clear()
        _add(root, "error", str(error)).set("code", error.code)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return Response(data, media_type="text/xml; charset=utf-8")


def _identify(repository: _Repository, _: Mapping[str, str]) -> etree._Element:
    earliest = next((record.datestamp for record in repository.records()), "1970-01-01T00:00:00Z")
    element = etree.Element(f"{{{OAI}}}Identify")
    for tag, text in (
        ("repositoryName", "Polisocial knowledge base"),
        ("baseURL", f"{repository.base}/oai"),
        ("protocolVersion", "2.0"),
        ("adminEmail", repository.contact),
        ("earliestDatestamp", earliest),
        ("deletedRecord", "transient"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ):
        _add(element, tag, text)
    return element


def _formats(repository: _Repository, arguments: Mapping[str, str]) -> etree._Element:
    if "identifier" in arguments:
        repository.record(arguments["identifier"])
    element = etree.Element(f"{{{OAI}}}ListMetadataFormats")
    for prefix, (schema, namespace) in FORMATS.items():
        offered = _add(element, "metadataFormat")
        for tag, text in (("metadataPrefix", prefix), ("schema", schema), ("metadataNamespace", namespace)):
            _add(offered, tag, text)
    return element


def _sets(repository: _Repository, arguments: Mapping[str, str]) -> etree._Element:
    names: dict[str, str] = {}
    departments = repository.departments()
    for document in all_documents(repository.library, ANONYMOUS):
        names |= sets_of(document, departments)
    position = position_of(arguments)
    specs = [spec for spec in sorted(names) if spec > position.get("last", "")]
    element = etree.Element(f"{{{OAI}}}ListSets")
    for spec in specs[:_PAGE]:
        listed = _add(element, "set")
        _add(listed, "setSpec", spec)
        _add(listed, "setName", names[spec])
    _resume(element, {"verb": "ListSets", "last": specs[_PAGE - 1]} if len(specs) > _PAGE else None, bool(position))
    return element


def _get(repository: _Repository, arguments: Mapping[str, str]) -> etree._Element:
    _check_prefix(arguments["metadataPrefix"])
    element = etree.Element(f"{{{OAI}}}GetRecord")
    element.append(_whole(repository, repository.record(arguments["identifier"]), arguments["metadataPrefix"]))
    return element


def _identifiers(repository: _Repository, arguments: Mapping[str, str]) -> etree._Element:
    return _list(repository, arguments, lambda record, _: header(record, repository.host))


def _records(repository: _Repository, arguments: Mapping[str, str]) -> etree._Element:
    return _list(repository, arguments, lambda record, prefix: _whole(repository, record, prefix))


def _list(
    repository: _Repository, arguments: Mapping[str, str], written: Callable[[OaiRecord, str], etree._Element]
) -> etree._Element:
    """A page of a list. The resumption token has the request and the last record, so that new records don't shift pages."""
    position = position_of(arguments)
    chosen = position.get("request", arguments)
    prefix = chosen.get("metadataPrefix", "")
    _check_prefix(prefix)
    after = (position.get("stamp", ""), position.get("name", ""))
    left = [r for r in _chosen(repository.records(), chosen) if (r.datestamp, r.name) > after]
    if not left:
        raise ProtocolError("noRecordsMatch", "No record fits the request.")
    element = etree.Element(f"{{{OAI}}}{arguments['verb']}")
    for record in left[:_PAGE]:
        element.append(written(record, prefix))
    kept = {name: value for name, value in chosen.items() if name in LISTING and name != "resumptionToken"}
    last = left[min(_PAGE, len(left)) - 1]
    follows = None
    if len(left) > _PAGE:
        follows = {"verb": arguments["verb"], "request": kept, "stamp": last.datestamp, "name": last.name}
    _resume(element, follows, bool(position))
    return element


def _chosen(found: list[OaiRecord], arguments: Mapping[str, str]) -> list[OaiRecord]:
    """The records within dates and a set; withdrawn ones belong to no set, and are listed only without one."""
    since, until = (bound(arguments, name) for name in ("from", "until"))
    if len(arguments.get("from", "")) != len(arguments.get("until", "")) and since and until:
        raise ProtocolError("badArgument", "from and until must have the same granularity.")
    if since and until and since > until:
        raise ProtocolError("badArgument", "from is later than until.")
    last = f"{until}T23:59:59Z" if len(until) == 10 else until
    name = arguments.get("set", "")
    return [
        record
        for record in found
        if since <= record.datestamp and (not last or record.datestamp <= last) and (not name or name in record.sets)
    ]


def _whole(repository: _Repository, record: OaiRecord, prefix: str) -> etree._Element:
    element = etree.Element(f"{{{OAI}}}record")
    element.append(header(record, repository.host))
    if record.document:
        (reference,) = references_of(repository.library, [record.document])
        _add(element, "metadata").append(metadata(reference, prefix, LINKS.at(repository.base)))
    return element


def _check_prefix(prefix: str) -> None:
    if prefix not in FORMATS:
        raise ProtocolError("cannotDisseminateFormat", f"The formats are: {', '.join(FORMATS)}.")


def _resume(element: etree._Element, follows: dict[str, Any] | None, is_continued: bool) -> None:
    """The token of the next page; an empty one ends a list that came in several pages."""
    if follows:
        _add(element, "resumptionToken", base64.urlsafe_b64encode(json.dumps(follows).encode()).decode())
    elif is_continued:
        _add(element, "resumptionToken")


def _add(parent: etree._Element, tag: str, text: str = "") -> etree._Element:
    element = etree.SubElement(parent, f"{{{OAI}}}{tag}")
    element.text = text or None
    return element


_ANSWERS: dict[str, Callable[[_Repository, Mapping[str, str]], etree._Element]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _get,
    "ListIdentifiers": _identifiers,
    "ListRecords": _records,
}
