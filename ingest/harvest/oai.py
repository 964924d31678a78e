"""Records by OAI-PMH, in Dublin Core or, if the repository offers it, in DSpace's own format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
from lxml import etree
from oaipmh_scythe import OAIResponse, Scythe
from oaipmh_scythe.exceptions import BadResumptionToken, NoMetadataFormats, NoRecordsMatch, OAIPMHException
from oaipmh_scythe.models import Record as RawRecord
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from kb.errors import HarvestError
from kb.text.normalise import fold

_DIM = "dim"  # DSpace Intermediate Metadata: Dublin Core with its qualifiers
_BROKEN_TRIES = 3
_LONGEST = 32 * 1024 * 1024  # bytes of one response
_LANGUAGES = {"ita": "it", "eng": "en", "fra": "fr", "fre": "fr", "spa": "es", "deu": "de", "ger": "de", "por": "pt"}
_KINDS = (
    ("thesis", r"thesis|tesi\b|dissertation|elaborato"),
    ("report", r"report|rapporto|relazione|policy brief|working ?paper"),
    ("course", r"learning|lecture|course|lezione|dispens|didatt|slides"),
)
_EMBARGO = re.compile(r"embargoEnd/(\d{4}-\d\d-\d\d)|^(\d{4}-\d\d-\d\d)$")


@dataclass(frozen=True)
class Record:
    """A record of a repository. `links` are addresses that may lead to its files; a `deleted` one has only ids.

    `access` is "public", "restricted" or, if the repository doesn't say, ""; `embargo_until` is an ISO date or "".
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


class _Client(Scythe):  # type: ignore[misc]
    """Scythe with our own HTTP client; malformed XML is requested again, and never read in part."""

    def __init__(self, endpoint: str, client: httpx2.Client) -> None:
        super().__init__(endpoint)
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

    def _ask(self, query: dict[str, str]) -> OAIResponse:
        response: OAIResponse = super().harvest(query)
        if len(response.http_response.content) > _LONGEST:
            raise HarvestError(f"{self.endpoint}: a response is longer than {_LONGEST // 1024**2} MiB")
        root = etree.fromstring(response.http_response.content, etree.XMLParser(resolve_entities=False))
        if etree.QName(root).localname != "OAI-PMH":
            raise HarvestError(
                f"{self.endpoint} isn't an OAI-PMH endpoint: it answers with <{etree.QName(root).localname}>"
            )
        return response


class Repository:
    """A repository's OAI-PMH endpoint."""

    def __init__(self, url: str, client: httpx2.Client) -> None:
        self.url = url
        self._scythe = _Client(url, client)

    def records(self, set_: str | None = None, since: str | None = None) -> Iterator[Record]:
        """Every record changed since an ISO date (inclusive), also deleted ones. Raises HarvestError.

        If a resumption token expires, the list is requested again, and records that were yielded before are skipped.
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
            except httpx2.HTTPError as error:
                raise HarvestError(f"{self.url} can't be reached: {error}") from error
        raise HarvestError(f"{self.url}: its lists expire faster than they can be read")

    def _list(self, set_: str | None, since: str | None) -> Iterator[Record]:
        prefix = self._prefix()
        for raw in self._scythe.list_records(metadata_prefix=prefix, set_=set_, from_=since):
            assert isinstance(raw, RawRecord)
            yield _record(raw, prefix)

    def _prefix(self) -> str:
        try:
            offered = {found.metadataPrefix for found in self._scythe.list_metadata_formats()}
        except NoMetadataFormats:
            return "oai_dc"
        return _DIM if _DIM in offered else "oai_dc"


def _record(raw: RawRecord, prefix: str) -> Record:
    identifier, datestamp = str(raw.header.identifier or ""), str(raw.header.datestamp or "")
    if raw.deleted:
        return Record(identifier, datestamp, deleted=True)
    values = _dim_values(raw.xml) if prefix == _DIM else _dc_values(raw.metadata)
    return _described(identifier, datestamp, values)


Values = dict[str, list[str]]  # values by Dublin Core element, with DSpace's qualifier after a dot


def _dc_values(metadata: dict[str, list[Any]]) -> Values:
    return {name: [str(value).strip() for value in values if value] for name, values in metadata.items()}


def _dim_values(element: Any) -> Values:
    values: Values = {}
    for field in element.iter("{*}field"):
        if field.get("mdschema") in ("dc", "dcterms", "local", "oaire", None) and (field.text or "").strip():
            name = ".".join(filter(None, (field.get("element"), field.get("qualifier"))))
            values.setdefault(name, []).append(field.text.strip())
    return values


def _described(identifier: str, datestamp: str, values: Values) -> Record:
    def of(*names: str) -> list[str]:
        return [value for name in names for value in values.get(name, [])]

    access, embargo = _access(of("rights", "rights.accessrights", "rights.access", "accessRights"),
                              of("date.embargo", "rights.embargodate", "date.embargoend", "embargo.lift", "date"))  # fmt: skip
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
    )


def _kind(types: list[str]) -> str:
    stated = fold(" ".join(types))
    return next((kind for kind, pattern in _KINDS if re.search(pattern, stated)), "")


def _year(dates: list[str]) -> str:
    """The earliest year, because dates of availability and of changes are later."""
    years = [match.group() for value in dates if (match := re.match(r"(?:19|20)\d\d", value))]
    return min(years, default="")


def _language(value: str) -> str:
    code = fold(value)[:5].replace("_", "-").partition("-")[0]
    return _LANGUAGES.get(code[:3], code if len(code) == 2 else "")


def _access(rights: list[str], dates: list[str]) -> tuple[str, str]:
    """(access, end of the embargo or ""). An embargo without an end, and closed access, mean "restricted"."""
    stated = fold(" ".join(rights))
    embargo = next((m[1] or m[2] for value in dates if (m := _EMBARGO.search(value)) and "embargo" in fold(value)), "")
    if "embargo" in stated:
        embargo = embargo or next((value for value in dates if re.fullmatch(r"\d{4}-\d\d-\d\d", value)), "")
        return ("public", embargo) if embargo else ("restricted", "")
    if re.search(r"closed ?access|restricted ?access|accesso (?:riservato|chiuso|ristretto)", stated):
        return "restricted", embargo
    return "public" if re.search(r"open ?access|accesso aperto|creative ?commons|/licenses/by", stated) else "", embargo
