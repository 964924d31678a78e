"""A local OAI-PMH repository that misbehaves on request."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from ingest.harvest.oai import Repository
from ingest.harvest.run import HarvestRequest, HarvestSummary, harvest
from ingest.harvest.safe_http import guarded_client
from ingest.sources.discover import Options
from kb.library import Library
from kb.settings import parse_networks
from tests.servers import LocalServer

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
