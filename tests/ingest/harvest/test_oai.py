"""Records by OAI-PMH: complete, once, and never more open than stated."""

import pytest
from lxml import etree

from ingest.harvest.oai import _dc_values, _described
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


# Characters that XML doesn't allow, as they are and as references; entities of HTML; "&" by itself; bytes of another encoding.
FORBIDDEN = ["\x0b", "\x00", "&#11;", "&#x1f;", "&nbsp;", "R&D", "&#xFFFE;", "&eacute;"]


@pytest.mark.parametrize("wrong", FORBIDDEN)
def test_a_forbidden_character_costs_no_record(library: Library, server: Server, wrong: str) -> None:
    speaks(server, record("a", "urn:x").replace("Wells of", f"Wells {wrong} of") + record("b", "urn:y"))
    assert run(library, server).records == 2


def test_bytes_of_another_encoding_cost_no_record(library: Library, server: Server) -> None:
    speaks(server, record("a", "urn:x") + record("b", "urn:y"))
    whole = server.routes["/oai"]
    assert callable(whole)
    server.routes["/oai"] = lambda query: (200, {}, whole(query)[2].replace(b"Wells", "Però".encode("cp1252")))
    assert run(library, server).records == 2


@pytest.mark.parametrize(
    ("odd", "failed"),
    [
        ("<record><header><identifier>oai:here:odd</identifier></header></record>", set()),
        ("<record><header><identifier>oai:here:odd</identifier></header><metadata/></record>", {"oai:here:odd"}),
        ("<record><metadata><x/></metadata></record>", {"page 1"}),
        ("<record><header><datestamp>2026-01-01</datestamp></header></record>", {"page 1"}),
    ],
)
def test_a_record_without_its_parts_is_named_and_the_others_go_on(
    library: Library, server: Server, pdf: bytes, odd: str, failed: set[str]
) -> None:
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    speaks(server, odd + record("a", f"{server.url}/a.pdf"))
    done = run(library, server)
    assert (set(done.failed), done.summary.count("added")) == (failed, 1)


@pytest.mark.parametrize("token", ["1", "new"])
def test_a_list_that_goes_in_a_circle_ends(library: Library, server: Server, pdf: bytes, token: str) -> None:
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)

    def answer(query: dict[str, str]) -> Answer:
        if query["verb"] == "ListMetadataFormats":
            return envelope("ListMetadataFormats", FORMATS)
        again = f"<resumptionToken>{token if token == '1' else len(server.asked)}</resumptionToken>"
        return envelope("ListRecords", record("a", f"{server.url}/a.pdf") + again)

    server.routes["/oai"] = answer
    with pytest.raises(HarvestError, match="goes in a circle"):
        run(library, server)
    assert len(server.asked) < 10
    assert len(all_documents(library, OWNER)) == 1, "what was listed is kept"


@pytest.mark.parametrize(
    ("dates", "year"),
    [
        (["[2019]"], "2019"), (["31/12/2017"], "2017"), (["c2016"], "2016"), (["2021-05-04", "2020"], "2020"), (["20190"], ""),
        (["a.a. 2018/2019"], "2018"), (["soon"], ""),
    ],
)  # fmt: skip
def test_a_year_is_read_however_the_date_is_written(dates: list[str], year: str) -> None:
    assert _described("x", "2026-01-01", {"date": dates}).year == year


def test_line_breaks_of_the_xml_are_no_part_of_a_value() -> None:
    values = _dc_values(
        {"title": ["I pozzi del villaggio:\n      una storia\n  vera"], "creator": [" Rossi,\n Maria "]},
        etree.fromstring("<dc><creator> Rossi,\n Maria </creator></dc>"),
    )
    assert values == {"title": ["I pozzi del villaggio: una storia vera"], "creator": ["Rossi, Maria"]}
