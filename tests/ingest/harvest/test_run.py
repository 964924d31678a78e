"""Harvests of a repository on this machine: new, changed, deleted and failed records."""

import json

import pytest

from kb.errors import HarvestError
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Named
from kb.search.scope import all_documents
from kb.search.search import search
from kb.settings import Settings
from tests.ingest.harvest.repository import Answer, Server, deleted, record, run, speaks
from tests.test_commands import polikb

pytestmark = pytest.mark.slow


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
