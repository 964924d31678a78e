"""Files of records: found by links, REST interface and landing page; files that aren't documents are refused."""

import json

import httpx2
import pytest

from ingest.harvest import files
from kb.errors import HarvestError
from kb.library import Library
from kb.model import ANONYMOUS, OWNER
from kb.search.scope import all_documents
from tests.ingest.harvest.repository import FORMATS, Answer, Server, envelope, header, problem, record, run, speaks


def test_dspace_7_and_its_own_format(library: Library, server: Server, pdf: bytes) -> None:
    item = "0a1b2c3d-0000-4000-8000-00000000abcd"
    api = f"{server.url}/server/api/core"

    def js(value: object) -> Answer:
        return 200, {"content-type": "application/hal+json"}, json.dumps(value).encode()

    server.routes[f"/items/{item}"] = (200, {"content-type": "text/html"}, b"<html><app-root></app-root></html>")
    server.routes[f"/server/api/core/items/{item}"] = js(
        {"_links": {"bundles": {"href": f"{api}/items/{item}/bundles"}}}
    )
    bundles = [
        {"name": name, "_links": {"bitstreams": {"href": f"{api}/bundles/{name}"}}}
        for name in ("THUMBNAIL", "ORIGINAL")
    ]
    server.routes[f"/server/api/core/items/{item}/bundles"] = js({"_embedded": {"bundles": bundles}})
    stream = {"name": "tesi finale.pdf", "_links": {"content": {"href": f"{api}/bitstreams/1/content"}}}
    server.routes["/server/api/core/bundles/ORIGINAL"] = js({"_embedded": {"bitstreams": [stream]}})
    server.routes["/server/api/core/bitstreams/1/content"] = (200, {"content-type": "application/octet-stream"}, pdf)
    values = [
        ("title", None, "Pozzi del villaggio"), ("contributor", "author", "Rossi, Maria"), ("contributor", "advisor", "NERI, UGO"),
        ("date", "issued", "2020"), ("date", "available", "2023"), ("type", None, "Tesi di laurea magistrale"),
        ("language", "iso", "it"), ("identifier", "uri", f"{server.url}/items/{item}"),
        ("rights", None, "info:eu-repo/semantics/embargoedAccess"), ("date", None, "info:eu-repo/date/embargoEnd/2099-01-31"),
    ]  # fmt: skip
    fields = "".join(
        f'<dim:field mdschema="dc" element="{e}"{f" qualifier={chr(34)}{q}{chr(34)}" if q else ""}>{v}</dim:field>'
        for e, q, v in values
    )
    dim = f'<dim:dim xmlns:dim="http://www.dspace.org/xmlns/dspace/dim">{fields}</dim:dim>'
    speaks(
        server,
        f"<record>{header('a', '2026-01-01')}<metadata>{dim}</metadata></record>",
        formats=FORMATS + "<metadataFormat><metadataPrefix>dim</metadataPrefix></metadataFormat>",
    )
    done = run(library, server)
    assert done.failed == {}
    (document,) = all_documents(library, OWNER)
    assert (document.title, document.year, document.embargo_until) == ("Pozzi del villaggio", 2020, "2099-01-31")
    assert [person.name for person in document.people] == ["Maria Rossi", "Ugo Neri"]
    assert document.source.endswith("/tesi-finale.pdf")
    assert all_documents(library, ANONYMOUS) == []


def test_a_login_page_is_not_a_thesis_and_is_tried_again(library: Library, server: Server, pdf: bytes) -> None:
    login = (200, {"content-type": "application/pdf"}, b"<!DOCTYPE html><html><body>Sign in</body></html>")
    server.routes["/a.pdf"] = login
    server.routes["/c.pdf"] = (403, {}, b"")
    speaks(
        server,
        record("a", f"{server.url}/a.pdf") + record("c", f"{server.url}/c.pdf") + record("d", f"{server.url}/d.pdf"),
    )
    done = run(library, server)
    assert "is a web page (a login?)" in done.failed["oai:here:a"]
    assert "requires signing in" in done.failed["oai:here:c"]
    assert "404" in done.failed["oai:here:d"]
    assert all_documents(library, OWNER) == []
    assert {entry.outcome for entry in library.catalogue.ledger.files()} == {"failed"}
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    speaks(server, "")
    server.routes["/oai"] = lambda query: (
        problem("noRecordsMatch") if query["verb"] == "ListRecords" else envelope(query["verb"], FORMATS)
    )
    done = run(library, server)
    assert done.summary.count("added") == 1
    assert set(done.failed) == {"oai:here:c", "oai:here:d"}


def test_too_large_and_unreadable_files(library: Library, server: Server) -> None:
    library.settings = type(library.settings)(**{**library.settings.__dict__, "harvest_max_mb": 1})
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, b"%PDF-" + b"x" * 2_000_000)
    server.routes["/b"] = (200, {"content-type": "video/mp4"}, b"film")
    server.routes["/c.pdf"] = (200, {"content-type": "application/pdf"}, b"")
    speaks(
        server,
        "".join(record(name, f"{server.url}/{path}") for name, path in (("a", "a.pdf"), ("b", "b"), ("c", "c.pdf"))),
    )
    done = run(library, server)
    assert "larger than 1 MiB" in done.failed["oai:here:a"]
    assert "is empty" in done.failed["oai:here:c"]
    assert done.without_files == 1
    assert not list(library.home.rglob("*.new"))


pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("address", "headers", "name"),
    [
        ("https://x.example/a/tesi%20finale.pdf", {}, "tesi-finale.pdf"),
        ("https://x.example/content#Pozzi e città.pdf", {}, "Pozzi-e-città.pdf"),
        ("https://x.example/1", {"content-disposition": 'attachment; filename="../a b.docx"'}, "a-b.docx"),
        ("https://x.example/1", {"content-type": "application/pdf; charset=x"}, "1.pdf"),
        ("https://x.example/%E2%80%A6.pdf", {}, "file.pdf"),
    ],
)
def test_a_file_gets_a_safe_name_that_stays_the_same(address: str, headers: dict[str, str], name: str) -> None:
    assert files._name(address, httpx2.Response(200, headers=headers)) == name


def test_what_has_no_parser_gets_no_name() -> None:
    with pytest.raises(HarvestError, match="video/mp4, a format that can't be read"):
        files._name("https://x.example/1", httpx2.Response(200, headers={"content-type": "video/mp4"}))


def test_a_landing_page_leads_to_the_stated_pdf_or_else_to_its_documents() -> None:
    link, other = '<a href="/bitstream/1/a.pdf">a</a>', '<a href="/about">b</a><a href="javascript:x">c</a>'
    stated = '<meta name="citation_pdf_url" content="b.pdf">'
    address = "https://x.example/item/1"
    assert list(files._from_page(f"{link}{other}".encode(), address)) == ["https://x.example/bitstream/1/a.pdf"]
    assert list(files._from_page(f"{stated}{link}".encode(), address)) == ["https://x.example/item/b.pdf"]
