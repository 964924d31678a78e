"""Records by OAI-PMH, in Dublin Core or, if the repository offers it, in DSpace's own format."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import httpx2
from lxml import etree
from oaipmh_scythe import OAIResponse, Scythe
from oaipmh_scythe.exceptions import BadResumptionToken, NoMetadataFormats, NoRecordsMatch, OAIPMHException
from oaipmh_scythe.iterator import OAIResponseIterator
from oaipmh_scythe.models import Record as RawRecord
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from ingest.harvest.name_ids import joined, with_id
from ingest.harvest.rights import access_of
from ingest.harvest.safe_http import parts_of
from kb.errors import HarvestError
from kb.identifiers import doi, handle
from kb.text.normalise import fold, one_line

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_DIM = "dim"  # DSpace Intermediate Metadata: Dublin Core with its qualifiers
_BROKEN_TRIES = 3
_LONGEST = 32 * 1024 * 1024  # bytes of one response
_LANGUAGES = {"ita": "it", "eng": "en", "fra": "fr", "fre": "fr", "spa": "es", "deu": "de", "ger": "de", "por": "pt"}
_KINDS = (
    ("thesis", r"thesis|tesi\b|dissertation|elaborato"),
    ("report", r"report|rapporto|relazione|policy brief|working ?paper"),
    ("course", r"learning|lecture|course|lezione|dispens|didatt|slides"),
)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # by XML 1.0
_ENTITY = re.compile(r"&(#x?[0-9a-fA-F]+;|\w+;)?")
_STALE = 3  # pages in a row without a new record, after which a list is considered circular


@dataclass(frozen=True)
class Record:
    """A record of a repository. `links` are addresses that may lead to its files; a `deleted` one has only ids.

    `access` is "public", "restricted" or, if the repository doesn't say, ""; `embargo_until` is an ISO date or "".
    `problem` says why a record can't be used.
    """

    identifier: str
    datestamp: str
    deleted: bool = False
    title: str = ""
    authors: tuple[str, ...] = ()
    supervisors: tuple[str, ...] = ()
    year: str = ""
    kind: str = ""
    language: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    access: str = ""
    embargo_until: str = ""
    links: tuple[str, ...] = ()
    doi: str = ""
    handle: str = ""
    problem: str = ""


class _Client(Scythe):  # type: ignore[misc]
    """Scythe with our own HTTP client; malformed XML is requested again, and never read in part."""

    def __init__(self, endpoint: str, client: httpx2.Client) -> None:
        super().__init__(endpoint, iterator=OAIResponseIterator)
        self._guarded = client

    @property
    def client(self) -> httpx2.Client:
        """The HTTP client that refuses private networks, instead of one of Scythe's own."""
        return self._guarded

    def harvest(self, query: dict[str, str]) -> OAIResponse:
        """One complete, well-formed response. Raises HarvestError."""
        again = retry_if_exception_type(etree.XMLSyntaxError)
        try:
            return Retrying(retry=again, stop=stop_after_attempt(_BROKEN_TRIES), reraise=True)(self._ask, query)
        except etree.XMLSyntaxError as error:
            raise HarvestError(f"{self.endpoint}: its response isn't well-formed XML: {error}") from error

    def _request(self, query: dict[str, str]) -> httpx2.Response:
        """The response, read up to its maximum length; compressed data counts by its unpacked size."""
        with self.client.stream("GET", self.endpoint, params=query) as response:
            content = b"".join(parts_of(response, _LONGEST))
        kept = [(name, value) for name, value in response.headers.multi_items() if name != "content-encoding"]
        return httpx2.Response(response.status_code, headers=kept, content=content, request=response.request)

    def _ask(self, query: dict[str, str]) -> OAIResponse:
        response: OAIResponse = super().harvest(query)
        try:
            root = _root(response.http_response.content)
        except etree.XMLSyntaxError:
            repaired = _without_forbidden(response.http_response.content)
            root = _root(repaired)
            response = OAIResponse(httpx2.Response(200, content=repaired), response.params)
        if etree.QName(root).localname != "OAI-PMH":
            raise HarvestError(
                f"{self.endpoint} isn't an OAI-PMH endpoint: it answers with <{etree.QName(root).localname}>"
            )
        return response


def _root(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False))


def _without_forbidden(content: bytes) -> bytes:
    """The response in UTF-8 without invalid XML: control characters, HTML's entities, and a bare "&"."""
    declared = re.match(rb"""\s*<\?xml[^>]*encoding=["']([\w.-]+)""", content)
    try:
        text = content.decode(declared[1].decode() if declared else "utf-8", "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"))
    return _FORBIDDEN.sub("", _ENTITY.sub(_plain_entity, text)).encode()


def _plain_entity(match: re.Match[str]) -> str:
    if match[0] in ("&amp;", "&lt;", "&gt;", "&quot;", "&apos;"):
        return match[0]
    return escape(html.unescape(match[0]))


class Repository:
    """A repository's OAI-PMH endpoint."""

    def __init__(self, url: str, client: httpx2.Client) -> None:
        self.url = url
        self._scythe = _Client(url, client)

    def records(self, set_: str | None = None, since: str | None = None) -> Iterator[Record]:
        """Every record changed since an ISO date (inclusive), including deleted ones. Raises HarvestError.

        If a resumption token expires, the list is requested again, and records already yielded are skipped.
        """
        yielded: set[tuple[str, str]] = set()
        for _ in range(_BROKEN_TRIES):
            try:
                for record in self._list(set_, since):
                    if (record.identifier, record.datestamp) not in yielded:
                        yielded.add((record.identifier, record.datestamp))
                        yield record
                return
            except NoRecordsMatch:
                return
            except BadResumptionToken:
                continue
            except OAIPMHException as error:
                raise HarvestError(f"{self.url}: {type(error).__name__}: {error}") from error
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise HarvestError(f"{self.url} can't be reached: {error}") from error
        raise HarvestError(f"{self.url}: its lists expire faster than they can be read")

    def _list(self, set_: str | None, since: str | None) -> Iterator[Record]:
        prefix, tokens, seen, stale = self._prefix(), set[str](), set[tuple[str, str]](), 0
        pages = self._scythe.list_records(metadata_prefix=prefix, set_=set_, from_=since)
        for number, response in enumerate(pages, 1):
            root = response.xml
            records = [
                _record(element, prefix, f"page {number}")
                for element in root.iterfind(f"{_OAI}ListRecords/{_OAI}record")
            ]
            yield from records
            found = {(record.identifier, record.datestamp) for record in records}
            stale = 0 if found - seen else stale + 1
            seen |= found
            token = (root.findtext(f"{_OAI}ListRecords/{_OAI}resumptionToken") or "").strip()
            if token in tokens or stale >= _STALE:
                raise HarvestError(
                    f"{self.url}: its list goes in a circle after {len(seen)} records; tell the repository"
                )
            tokens |= {token} - {""}

    def _prefix(self) -> str:
        try:
            first = next(iter(self._scythe.list_metadata_formats()))
            offered = {element.text for element in first.xml.iterfind(f".//{_OAI}metadataPrefix")}
        except NoMetadataFormats:
            return "oai_dc"
        return _DIM if _DIM in offered else "oai_dc"


def _record(element: Any, prefix: str, where: str) -> Record:
    """A record as the repository lists it; one without an identifier is named by its place `where`, and has a problem."""
    try:
        raw = RawRecord(element)
    except (ValueError, StopIteration, TypeError) as error:
        identifier = element.findtext(f"{_OAI}header/{_OAI}identifier") or where
        return Record(identifier, "", problem=f"its record can't be read: {error or 'it has no metadata'}")
    identifier, datestamp = str(raw.header.identifier or "").strip(), str(raw.header.datestamp or "")
    if not identifier:
        return Record(where, "", problem="its record has no identifier")
    if raw.deleted:
        return Record(identifier, datestamp, deleted=True)
    values = _dim_values(raw.xml) if prefix == _DIM else _dc_values(raw.metadata, raw.xml)
    return _described(identifier, datestamp, values)


Values = dict[str, list[str]]  # values by Dublin Core element, with DSpace's qualifier after a dot


def _dc_values(metadata: dict[str, list[Any]], element: Any) -> Values:
    values = {name: [one_line(str(value)) for value in found if value] for name, found in metadata.items()}
    for name in ("creator", "contributor", "publisher"):
        named = [with_id(each) for each in element.iter(f"{{*}}{name}") if (each.text or "").strip()]
        values |= {name: joined(named)} if named else {}
    return values


def _dim_values(element: Any) -> Values:
    values: Values = {}
    for field in element.iter("{*}field"):
        if field.get("mdschema") in ("dc", "dcterms", "local", "oaire", None) and (field.text or "").strip():
            name = ".".join(filter(None, (field.get("element"), field.get("qualifier"))))
            is_name = "." in name or name == "publisher"
            values.setdefault(name, []).append(with_id(field) if is_name else one_line(field.text))
    return values


def _described(identifier: str, datestamp: str, values: Values) -> Record:
    def of(*names: str) -> list[str]:
        return [value for name in names for value in values.get(name, [])]

    ends = [value for name, found in values.items() if "embargo" in name.lower() for value in found]
    rights = [value for name, found in values.items() if re.match(r"rights|access", name, re.I) for value in found]
    access, embargo = access_of([value for value in rights if value not in ends], ends, of("date"))
    kind = of("type", "type.driver", "type.degree")
    advisors = of("contributor.advisor", "contributor.supervisor", "contributor.tutor", "contributor.coadvisor")
    # Plain Dublin Core has no element for supervisors: in a thesis they are the contributors.
    if not advisors and _kind(kind) == "thesis":
        advisors = of("contributor")
    return Record(
        identifier,
        datestamp,
        title=next(iter(of("title")), ""),
        authors=tuple(of("contributor.author", "creator")),
        supervisors=tuple(advisors),
        year=_year(of("date.issued") or of("date")),
        kind=_kind(kind),
        language=next((code for value in of("language.iso", "language") if (code := _language(value))), ""),
        abstract=max(of("description.abstract", "description"), key=len, default=""),
        keywords=tuple(of("subject", "subject.keywords")),
        publishers=tuple(of("publisher")),
        access=access,
        embargo_until=embargo,
        links=tuple(
            v
            for v in of("identifier.uri", "identifier", "relation", "relation.uri", "source")
            if re.match(r"https?://", v)
        ),
        doi=next(filter(None, map(doi, of("identifier.doi", "identifier.uri", "identifier"))), ""),
        handle=next(filter(None, map(handle, of("identifier.uri", "identifier"))), ""),
    )


def _kind(types: list[str]) -> str:
    stated = fold(" ".join(types))
    return next((kind for kind, pattern in _KINDS if re.search(pattern, stated)), "")


def _year(dates: list[str]) -> str:
    """The earliest year, because dates of availability and of changes are later."""
    stated = [value for value in dates if "embargo" not in value.lower()]
    years = [match.group() for value in stated if (match := re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", value))]
    return min(years, default="")


def _language(value: str) -> str:
    code = fold(value)[:5].replace("_", "-").partition("-")[0]
    return _LANGUAGES.get(code[:3], code if len(code) == 2 else "")
