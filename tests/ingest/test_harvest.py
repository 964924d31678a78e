"""Harvesting a real HTTP server that speaks OAI-PMH, and misbehaves: every address here is this machine's own."""

import ipaddress
import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from ingest.harvest import safe_http as guard
from ingest.harvest.oai import Repository
from ingest.harvest.run import HarvestRequest, HarvestSummary, harvest
from ingest.harvest.safe_http import guarded_client, is_public
from ingest.sources.discover import Options
from kb.errors import HarvestError
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Named
from kb.search.scope import all_documents
from kb.search.search import search
from kb.settings import Settings, parse_networks
from tests.fakes import write_pdf
from tests.servers import LocalServer
from tests.test_commands import polikb

pytestmark = pytest.mark.slow

Answer = tuple[int, dict[str, str], bytes]
HERE = parse_networks("127.0.0.0/8, ::1/128")
XML = {"content-type": "text/xml; charset=utf-8"}


class Server(LocalServer):
    """A repository: `routes` maps a path to an answer or to a function of the query; `waits` are what clients slept."""

    def __init__(self) -> None:
        self.routes: dict[str, Answer | Callable[[dict[str, str]], Answer]] = {}
        self.asked: list[str] = []
        self.waits: list[float] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                outer.asked.append(self.path)
                route = outer.routes.get(parts.path, (404, {}, b"not here"))
                status, headers, body = route(query) if callable(route) else route
                self.send_response(status)
                for name, value in {**headers, "content-length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Handler)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def pdf(tmp_path: Path) -> bytes:
    lines = ["A fictional thesis on wells", "The village filters its water with bone char since 2019."]
    return write_pdf(tmp_path / "made.pdf", [lines]).read_bytes()


def header(name: str, day: str, deleted: bool = False) -> str:
    status = ' status="deleted"' if deleted else ""
    return f"<header{status}><identifier>oai:here:{name}</identifier><datestamp>{day}</datestamp></header>"


def record(name: str, link: str, day: str = "2026-01-01", more: str = "") -> str:
    return f"""<record>{header(name, day)}<metadata>
      <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <dc:title>Wells of the village, {name}</dc:title><dc:creator>Rossi, Maria</dc:creator>
      <dc:contributor>NERI Ugo</dc:contributor><dc:type>info:eu-repo/semantics/masterThesis</dc:type>
      <dc:date>2021-04-28</dc:date><dc:date>2022-01-01T10:00:00Z</dc:date><dc:language>eng</dc:language>
      <dc:subject>water</dc:subject><dc:description>How the village filters its water.</dc:description>
      <dc:identifier>{link}</dc:identifier>{more}</oai_dc:dc></metadata></record>"""


def deleted(name: str, day: str = "2026-02-01") -> str:
    return f"<record>{header(name, day, deleted=True)}</record>"


def envelope(verb: str, content: str) -> Answer:
    body = f"""<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
      <responseDate>2026-01-01T00:00:00Z</responseDate><request>x</request><{verb}>{content}</{verb}></OAI-PMH>"""
    return 200, XML, body.encode()


def problem(code: str) -> Answer:
    return (
        200,
        XML,
        f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="{code}">no</error></OAI-PMH>'.encode(),
    )


FORMATS = "<metadataFormat><metadataPrefix>oai_dc</metadataPrefix></metadataFormat>"


def speaks(server: Server, *pages: str, formats: str = FORMATS) -> None:
    """Let the server list these pages of records, joined by resumption tokens "1", "2" …"""

    def answer(query: dict[str, str]) -> Answer:
        if query["verb"] == "ListMetadataFormats":
            return envelope("ListMetadataFormats", formats)
        at = int(query.get("resumptionToken", 0))
        token = f"<resumptionToken>{at + 1}</resumptionToken>" if at + 1 < len(pages) else ""
        return envelope("ListRecords", pages[at] + token)

    server.routes["/oai"] = answer


def run(
    library: Library, server: Server, wanted: HarvestRequest | None = None, options: Options | None = None
) -> HarvestSummary:
    with guarded_client(HERE, server.waits.append) as client:
        repository = Repository(f"{server.url}/oai", client)
        return harvest(library, repository, client, wanted or HarvestRequest(), options or Options())


def test_records_files_and_metadata(library: Library, server: Server, pdf: bytes) -> None:
    server.routes["/files/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    page = b'<html><head><meta name="citation_pdf_url" content="/files/a.pdf"></head><body>A work</body></html>'
    server.routes["/work/a"] = (200, {"content-type": "text/html"}, page)
    speaks(server, record("a", f"{server.url}/work/a"), record("nothing", "urn:isbn:123"))
    done = run(library, server)
    assert (done.records, done.without_files, done.failed, done.summary.count("added")) == (2, 1, {}, 1)
    (document,) = all_documents(library, OWNER)
    assert (document.title, document.year, document.kind, document.language) == (
        "Wells of the village, a",
        2021,
        "thesis",
        "en",
    )
    assert document.people == (Named("Maria Rossi", "author"), Named("Ugo Neri", "supervisor"))
    fields = {(field.name, field.value, field.origin) for field in library.catalogue.metadata.fields(document.id)}
    assert {("keywords", "water", "manifest"), ("record", f"{server.url}/work/a", "manifest")} <= fields
    assert search(library, "bone char", ANONYMOUS).total == 1


def test_the_next_harvest_goes_on_and_takes_out_what_was_deleted(library: Library, server: Server, pdf: bytes) -> None:
    for name in "ab":
        server.routes[f"/{name}.pdf"] = (
            200,
            {"content-type": "application/pdf"},
            pdf.replace(b"2019", b"201" + name.encode()),
        )
    server.routes["/b.pdf"] = (200, {"content-type": "application/pdf"}, pdf + b"\n% another\n")
    speaks(server, record("a", f"{server.url}/a.pdf"), record("b", f"{server.url}/b.pdf"))
    assert run(library, server).summary.count("added") == 2
    server.asked.clear()
    speaks(server, record("a", f"{server.url}/a.pdf") + deleted("b") + deleted("never-seen"))
    done = run(library, server)
    assert (done.unchanged, done.deleted) == (1, 1)
    assert "/a.pdf" not in server.asked
    listed = next(path for path in server.asked if "ListRecords" in path)
    assert "from=20" in listed
    assert [document.title for document in all_documents(library, OWNER)] == ["Wells of the village, a"]
    assert len(list((library.home / "originals").rglob("*.pdf"))) == 1


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


def test_a_busy_server_is_waited_for(library: Library, server: Server, pdf: bytes) -> None:
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    speaks(server, record("a", f"{server.url}/a.pdf"))
    calm = server.routes["/oai"]
    busy = iter([(503, {"retry-after": "7"}, b""), (429, {}, b"")])

    def answer(query: dict[str, str]) -> Answer:
        assert callable(calm)
        return next(busy, None) or calm(query)

    server.routes["/oai"] = answer
    assert run(library, server).summary.count("added") == 1
    assert server.waits == [7.0, 4.0]


def test_a_server_that_asks_for_too_long_is_left(library: Library, server: Server) -> None:
    server.routes["/oai"] = (503, {"retry-after": "86400"}, b"")
    with pytest.raises(HarvestError, match="asks to wait for 86400 s"):
        run(library, server)


def test_broken_xml_loses_nothing(library: Library, server: Server, pdf: bytes) -> None:
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    first = record("a", f"{server.url}/a.pdf")
    speaks(server, first, record("b", f"{server.url}/b.pdf"))
    whole = server.routes["/oai"]

    def answer(query: dict[str, str]) -> Answer:
        assert callable(whole)
        status, headers, body = whole(query)
        return status, headers, body[:-40] if query.get("resumptionToken") == "1" else body

    server.routes["/oai"] = answer
    with pytest.raises(HarvestError, match="isn't sound XML"):
        run(library, server)
    assert len(all_documents(library, OWNER)) == 1
    server.routes["/oai"] = whole
    server.routes["/b.pdf"] = (200, {"content-type": "application/pdf"}, pdf + b"\n% b\n")
    done = run(library, server)
    assert (done.unchanged, done.summary.count("added")) == (1, 1)


def test_a_token_that_expires_begins_the_list_again(library: Library, server: Server, pdf: bytes) -> None:
    for name in "ab":
        server.routes[f"/{name}.pdf"] = (200, {"content-type": "application/pdf"}, pdf + name.encode())
    speaks(server, record("a", f"{server.url}/a.pdf"), record("b", f"{server.url}/b.pdf"))
    whole = server.routes["/oai"]
    expired = iter([problem("badResumptionToken")])

    def answer(query: dict[str, str]) -> Answer:
        assert callable(whole)
        return (next(expired, None) if "resumptionToken" in query else None) or whole(query)

    server.routes["/oai"] = answer
    done = run(library, server)
    assert (done.records, done.summary.count("added")) == (2, 2)
    server.routes["/oai"] = lambda query: (
        problem("badResumptionToken") if query["verb"] == "ListRecords" else envelope(query["verb"], FORMATS)
    )
    with pytest.raises(HarvestError, match="expire faster"):
        run(library, server)


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
    assert "needs signing in" in done.failed["oai:here:c"]
    assert "404" in done.failed["oai:here:d"]
    assert all_documents(library, OWNER) == []
    assert {entry.outcome for entry in library.catalogue.ledger.entries()} == {"failed"}
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    speaks(server, "")
    server.routes["/oai"] = lambda query: (
        problem("noRecordsMatch") if query["verb"] == "ListRecords" else envelope(query["verb"], FORMATS)
    )
    done = run(library, server)
    assert done.summary.count("added") == 1
    assert set(done.failed) == {"oai:here:c", "oai:here:d"}


def test_closed_access_is_never_public(library: Library, server: Server, pdf: bytes) -> None:
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    server.routes["/b.pdf"] = (200, {"content-type": "application/pdf"}, pdf + b"b")
    speaks(
        server,
        record("a", f"{server.url}/a.pdf", more="<dc:rights>info:eu-repo/semantics/closedAccess</dc:rights>")
        + record("b", f"{server.url}/b.pdf"),
    )
    run(library, server, options=Options(access="internal"))
    assert {d.title[-1]: d.access for d in all_documents(library, OWNER)} == {"a": "restricted", "b": "internal"}


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
    assert not list(library.home.rglob(".part-*"))


def test_what_does_not_speak_oai_is_said(library: Library, server: Server) -> None:
    server.routes["/oai"] = (200, {"content-type": "text/html"}, b"<html><body>hello</body></html>")
    with pytest.raises(HarvestError, match="doesn't speak OAI-PMH"):
        run(library, server)
    server.routes["/oai"] = problem("badArgument")
    with pytest.raises(HarvestError, match="BadArgument"):
        run(library, server)


def test_a_new_version_of_a_record_takes_the_place_of_the_old(library: Library, server: Server, pdf: bytes) -> None:
    for name in "ab":
        server.routes[f"/{name}.pdf"] = (200, {"content-type": "application/pdf"}, pdf + name.encode())
    speaks(server, record("work", f"{server.url}/a.pdf"))
    run(library, server)
    speaks(server, record("work", f"{server.url}/b.pdf", day="2026-03-01"))
    run(library, server)
    (document,) = all_documents(library, OWNER)
    assert document.source.endswith("/b.pdf")


def test_the_command(settings: Settings, server: Server, pdf: bytes) -> None:
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    speaks(server, record("a", f"{server.url}/a.pdf"))
    refused = polikb(settings, "harvest", "oai", f"{server.url}/oai")
    assert refused.returncode == 1
    assert "POLIKB_HARVEST_NETWORKS" in refused.stderr
    allowed = {"POLIKB_HARVEST_NETWORKS": "127.0.0.0/8"}
    done = polikb(settings, "harvest", "oai", f"{server.url}/oai", "--json", **allowed)
    assert json.loads(done.stdout)["added"] == 1
    wrong = polikb(settings, "harvest", "oai", f"{server.url}/oai", POLIKB_HARVEST_NETWORKS="nonsense")
    assert wrong.returncode == 1
    assert "POLIKB_HARVEST_NETWORKS" in wrong.stderr


# -- the guard -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1",
        "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["131.175.12.34", "8.8.8.8", "2a00:1450:4002:400::200e"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_this_machine_is_not_asked_unless_allowed(server: Server) -> None:
    server.routes["/"] = (200, {}, b"secret")
    with guarded_client() as client:
        for url in (
            server.url,
            server.url.replace("127.0.0.1", "localhost"),
            server.url.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
        ):
            with pytest.raises(HarvestError, match="within a private network"):
                client.get(url)
        with pytest.raises((HarvestError, httpx2.UnsupportedProtocol)):
            client.get("file:///etc/passwd")
    assert server.asked == []


def test_a_redirect_into_the_private_network_is_refused(server: Server) -> None:
    server.routes["/"] = (302, {"location": "http://10.0.0.1/admin"}, b"")
    with guarded_client(HERE) as client, pytest.raises(HarvestError, match=r"10\.0\.0\.1 is 10\.0\.0\.1"):
        client.get(server.url)


def test_a_name_that_changes_its_address_gains_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name is asked once for each request, and the connection goes to the address that was checked."""
    asked: list[str] = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = "8.8.8.8" if host == "rebinding.example" and len(asked) == 1 else "127.0.0.1"
        return [(2, 1, 6, "", (address, port))]

    connected: list[object] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> object:
        connected.append(address)
        raise OSError("no network here")

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    monkeypatch.setattr("socket.create_connection", connect)
    with guarded_client(sleep=lambda _: None) as client, pytest.raises((httpx2.ConnectError, HarvestError)):
        client.get("http://rebinding.example/")
    assert all(address[0] == "8.8.8.8" for address in connected)  # type: ignore[index]
    assert connected


def test_the_host_stays_in_the_header(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(guard.GuardedTransport, "_address", lambda *_: ipaddress.ip_address("127.0.0.1"))
    transport = guard.GuardedTransport()
    original = httpx2.HTTPTransport.handle_request

    def watch(self: httpx2.HTTPTransport, request: httpx2.Request) -> httpx2.Response:
        seen.append(f"{request.url.host} {request.headers['host']} {request.extensions['sni_hostname']}")
        return original(self, request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", watch)
    server.routes["/x"] = (200, {}, b"ok")
    port = urlsplit(server.url).port
    with httpx2.Client(transport=transport) as client:
        assert client.get(f"http://repository.example:{port}/x").text == "ok"
    assert seen == [f"127.0.0.1 repository.example:{port} repository.example"]
