"""Records by OAI-PMH: complete, once, and never more open than stated."""

import pytest

from ingest.harvest import oai
from ingest.sources.discover import Options
from kb.errors import HarvestError
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import all_documents
from tests.ingest.harvest.repository import FORMATS, Answer, Server, envelope, problem, record, run, speaks


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
    with pytest.raises(HarvestError, match="isn't well-formed XML"):
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


def test_what_does_not_speak_oai_is_said(library: Library, server: Server) -> None:
    server.routes["/oai"] = (200, {"content-type": "text/html"}, b"<html><body>hello</body></html>")
    with pytest.raises(HarvestError, match="isn't an OAI-PMH endpoint"):
        run(library, server)
    server.routes["/oai"] = problem("badArgument")
    with pytest.raises(HarvestError, match="BadArgument"):
        run(library, server)


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


pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("rights", "dates", "access"),
    [
        (["info:eu-repo/semantics/openAccess"], [], ("public", "")),
        (["https://creativecommons.org/licenses/by/4.0"], [], ("public", "")),
        (["closedAccess"], [], ("restricted", "")),
        (["embargoedAccess"], [], ("restricted", "")),
        (["embargoedAccess"], ["2099-01-31"], ("public", "2099-01-31")),
        (["embargoedAccess"], ["info:eu-repo/date/embargoEnd/2099-01-31"], ("public", "2099-01-31")),
        (["All rights reserved"], ["2020-01-01"], ("", "")),
    ],
)
def test_access_is_never_more_open_than_stated(rights: list[str], dates: list[str], access: tuple[str, str]) -> None:
    assert oai._access(rights, dates) == access
