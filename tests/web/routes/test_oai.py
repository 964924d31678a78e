"""The OAI-PMH repository: read back by the client that harvests, public documents only, every error of the protocol."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from ingest.harvest.oai import Repository
from kb.library import Library
from kb.model import Field
from kb.output.oai_records import OAI
from kb.people.curation import set_rule
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import document
from tests.served import OpenClient, services_of
from web.app import create_app
from web.routes import oai

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "all.xsd"))
XSI = "http://www.w3.org/2001/XMLSchema-instance"
DC = {"dc": "http://purl.org/dc/elements/1.1/", "o": OAI}


@pytest.fixture
def client(library: Library, put: Put, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    department = (Field("department", "Dipartimento di Design", "front page", 0.9),)
    for name in ("alveari", "boschi", "cortili", "dune"):
        put(
            document(name, title=f"Gli {name} <di> città", abstract="Una prova."),
            name,
            fields=department,
            embed=False,
        )
    put(document("relazione", kind="report", people=()), "Una relazione.", embed=False)
    put(document("segreto", access="internal"), "Un segreto.", embed=False)
    put(document("futuro", embargo_until="2999-01-01"), "Un embargo.", embed=False)
    library.close()
    monkeypatch.setattr(oai, "_PAGE", 2)
    with OpenClient(create_app(settings)) as client:
        yield client


def ask(client: TestClient, **arguments: str) -> etree._Element:
    """The response, valid by the schemas of the protocol and of its two formats."""
    response = client.get("/oai", params=arguments)
    assert response.status_code == 200 and response.headers["content-type"] == "text/xml; charset=utf-8"
    answer = etree.fromstring(response.content)
    SCHEMA.assertValid(_without_schema_addresses(answer))
    return answer


def _without_schema_addresses(answer: etree._Element) -> etree._Element:
    """A copy without xsi:schemaLocation, which the validator would follow to the network; each must pair a namespace with an address."""
    copy = etree.fromstring(etree.tostring(answer))
    assert copy.get(f"{{{XSI}}}schemaLocation") == f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
    for element in copy.iter():
        if stated := element.attrib.pop(f"{{{XSI}}}schemaLocation", ""):
            namespace, address = str(stated).split()
            assert namespace == etree.QName(element).namespace and address.endswith(".xsd")
    return copy


def texts(answer: etree._Element, path: str) -> list[str]:
    return [str(element.text) for element in answer.iterfind(path, DC)]


def test_a_harvest_reads_every_public_document_once_over_several_pages(client: TestClient) -> None:
    records = list(Repository("http://testserver/oai", client).records())
    assert sorted(record.links[0].rpartition("/")[2] for record in records) == [
        "alveari", "boschi", "cortili", "dune", "relazione",
    ]  # fmt: skip
    thesis = next(record for record in records if record.links[0].endswith("/boschi"))
    assert (thesis.title, thesis.authors, thesis.kind) == ("Gli boschi <di> città", ("Rossi, Ada",), "thesis")
    assert (thesis.year, thesis.language, thesis.abstract, thesis.access) == ("2020", "en", "Una prova.", "public")


def test_sets_and_dates_choose(client: TestClient) -> None:
    repository = Repository("http://testserver/oai", client)
    assert len(list(repository.records(set_="department:dipartimento-di-design"))) == 4
    assert [record.kind for record in repository.records(set_="kind:report")] == ["report"]
    assert list(repository.records(since="2999-01-01")) == []
    pages = [ask(client, verb="ListSets")]
    token = texts(pages[0], ".//o:resumptionToken")[0]
    (error,) = ask(client, verb="ListRecords", resumptionToken=token).iterfind("o:error", DC)
    assert error.get("code") == "badResumptionToken", "a token is that of its own request"
    pages.append(ask(client, verb="ListSets", resumptionToken=token))
    assert [name for page in pages for name in texts(page, ".//o:setSpec")] == [
        "department:dipartimento-di-design", "kind:report", "kind:thesis",
    ]  # fmt: skip


def test_a_record_can_be_had_alone_and_as_mets_with_its_file(client: TestClient) -> None:
    listed = ask(client, verb="ListIdentifiers", metadataPrefix="mets", set="kind:report")
    (identifier,) = texts(listed, ".//o:identifier")
    record = ask(client, verb="GetRecord", identifier=identifier, metadataPrefix="mets")
    (place,) = record.iterfind(".//{http://www.loc.gov/METS/}FLocat")
    assert place.get("{http://www.w3.org/1999/xlink}href") == "http://testserver/documents/relazione/file"
    assert texts(record, ".//dc:title") == ["Relazione"]
    assert ask(client, verb="ListMetadataFormats", identifier=identifier).find(".//o:metadataFormat", DC) is not None


def test_a_withdrawn_document_is_listed_as_deleted(library: Library, settings: Settings, put: Put) -> None:
    for name, access in (("orti", "public"), ("verbali", "internal")):
        put(document(name, access=access), name, embed=False)
        library.withdraw(document(name, access=access), reason="Richiesta dell'autrice")
    library.close()
    with OpenClient(create_app(settings)) as client:
        (record,) = Repository("http://testserver/oai", client).records()
        identify = ask(client, verb="Identify")
    assert record.deleted and texts(identify, ".//o:deletedRecord") == ["transient"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Delete"}, "badVerb"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "Identify", "set": "x"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2020-13-45"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2021-01-01", "until": "2020-01-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2020-01-01", "until": "2020-01-01T00:00:00Z"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "x\x07"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "due parole"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai dc"}, "badArgument"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "un documento"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "resumptionToken": "x"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "kind:none"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "resumptionToken": "e30=é"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "WzFd"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "W1tb" * 490}, "badResumptionToken"),  # 1,470 brackets
        ({"verb": "ListRecords", "resumptionToken": "eyJyZXF1ZXN0IjogN30="}, "badResumptionToken"),
        ({"verb": "GetRecord", "identifier": "oai:testserver:segreto", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
    ],
)  # fmt: skip
def test_errors_are_those_of_the_protocol(client: TestClient, arguments: dict[str, str], code: str) -> None:
    answer = ask(client, **arguments)
    (error,) = answer.iterfind("o:error", DC)
    assert error.get("code") == code and error.text


def test_hidden_documents_change_nothing(client: TestClient) -> None:
    page = client.get("/oai", params={"verb": "ListRecords", "metadataPrefix": "oai_dc"}).text
    names = client.get(
        "/oai", params={"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", "set": "kind:thesis"}
    ).text
    assert "egreto" not in page + names and "uturo" not in page + names
    posted = client.post("/oai", data={"verb": "Identify"})
    assert etree.fromstring(posted.content).findtext(".//o:protocolVersion", namespaces=DC) == "2.0"


def test_every_verb_answers_by_the_schema(client: TestClient) -> None:
    whole = {"metadataPrefix": "mets", "set": "kind:thesis", "from": "2001-01-01", "until": "2999-01-01"}
    for arguments in (
        {"verb": "Identify"},
        {"verb": "ListMetadataFormats"},
        {"verb": "ListRecords", **whole},
        {"verb": "ListIdentifiers", **whole},
    ):
        assert ask(client, **arguments).find("o:error", DC) is None
    (contact,) = texts(ask(client, verb="Identify"), ".//o:adminEmail")
    assert contact == "postmaster@testserver.invalid"


def test_who_harvested_a_name_that_is_hidden_since_reads_the_record_again(client: TestClient) -> None:
    library = services_of(client).library
    with library.catalogue.transaction() as connection:  # before documents are read and cached
        connection.execute("UPDATE documents SET added_at = '2001-01-01T00:00:00+00:00', shown_since = ''")
    before = {record.identifier: record.datestamp for record in Repository("http://testserver/oai", client).records()}
    set_rule(library, "person", "Ada Rossi", ("hidden", ""))
    again = list(Repository("http://testserver/oai", client).records(since="2002-01-01"))
    assert len(again) == 4 and {record.identifier for record in again} < set(before)
    assert not any(record.authors for record in again)
