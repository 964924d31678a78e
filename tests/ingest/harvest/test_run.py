"""Harvests of a repository on this machine: new, changed, deleted and failed records."""

import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from ingest.harvest import run as harvesting
from ingest.pipeline import ingest
from ingest.sources.discover import Options
from ingest.summary import Summary
from kb.errors import HarvestError
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Named
from kb.people.directory import directory
from kb.search.scope import all_documents, open_document
from kb.search.search import search
from kb.settings import Settings
from tests.ingest.harvest.repository import Answer, Server, deleted, record, run, speaks
from tests.test_commands import polikb

pytestmark = pytest.mark.slow


def test_records_files_and_metadata(library: Library, server: Server, pdf: bytes) -> None:
    server.routes["/files/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    page = b'<html><head><meta name="citation_pdf_url" content="/files/a.pdf"></head><body>A work</body></html>'
    server.routes["/work/a"] = (200, {"content-type": "text/html"}, page)
    publishers = '<dc:publisher id="https://ror.org/01nffqt88">Politecnico di Milano</dc:publisher><dc:publisher>La Vela</dc:publisher>'
    speaks(server, record("a", f"{server.url}/work/a", more=publishers), record("nothing", "urn:isbn:123"))
    done = run(library, server)
    assert (done.records, done.without_files, done.failed, done.summary.count("added")) == (2, 1, {}, 2)
    document, described = sorted(all_documents(library, OWNER), key=lambda each: each.source)
    assert (document.format, described.format) == ("pdf", "text")
    assert (document.title, document.year, document.kind, document.language) == (
        "Wells of the village, a",
        2021,
        "thesis",
        "en",
    )
    assert document.people == (Named("Maria Rossi", "author"), Named("Ugo Neri", "supervisor"))
    assert document.organisations == (Named("Politecnico di Milano", "university"), Named("La Vela", "publisher"))
    fields = {(field.name, field.value, field.origin) for field in library.catalogue.metadata.fields(document.id)}
    assert {("keywords", "water", "manifest"), ("record", f"{server.url}/work/a", "manifest")} <= fields
    assert directory(library, OWNER).organisations["politecnico-di-milano"].ror == "01nffqt88"
    assert search(library, "bone char", ANONYMOUS).total == 0, "the record doesn't say that the work is open"
    assert document.access == described.access == "internal"


def test_a_record_without_files_is_found_until_its_file_is_there(library: Library, server: Server, pdf: bytes) -> None:
    speaks(server, record("b", f"{server.url}/b"))
    server.routes["/b"] = (200, {"content-type": "video/mp4"}, b"film")
    assert run(library, server).summary.count("added") == 1
    (hit, *_) = search(library, "keywords water", OWNER).hits
    pages = [page.text for page in library.catalogue.pages(open_document(library, hit.document.id, OWNER))]
    assert hit.document.title == "Wells of the village, b"
    assert pages[0].endswith(f"Only the record of this work is here. Its text is at {server.url}/b")
    server.routes["/b.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    speaks(server, record("b", f"{server.url}/b.pdf", day="2026-02-01"))
    run(library, server)
    (document,) = all_documents(library, OWNER)
    assert (document.format, document.title) == ("pdf", "Wells of the village, b")


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


OPEN, CLOSED = (f"<dc:rights>info:eu-repo/semantics/{what}Access</dc:rights>" for what in ("open", "closed"))


def accesses(library: Library) -> dict[str, str]:
    return {document.source.rpartition("/")[2]: document.access for document in all_documents(library, OWNER)}


def test_a_record_that_was_closed_closes_its_documents_though_its_file_is_refused(
    library: Library, server: Server, pdf: bytes
) -> None:
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    speaks(server, record("a", f"{server.url}/a.pdf", more=OPEN))
    run(library, server)
    assert search(library, "bone char", ANONYMOUS).total == 1
    server.routes["/a.pdf"] = (403, {}, b"")
    speaks(server, record("a", f"{server.url}/a.pdf", "2026-02-01", more=CLOSED))
    assert "requires signing in" in run(library, server).failed["oai:here:a"]
    assert accesses(library) == {"a.pdf": "restricted"}
    speaks(server, record("a", f"{server.url}/a.pdf", "2026-03-01", more=OPEN))
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    (entry,) = run(library, server).summary.entries
    assert "access stays restricted" in entry.reason and accesses(library) == {"a.pdf": "restricted"}
    speaks(server, record("a", f"{server.url}/a.pdf", "2026-04-01", more=OPEN))
    run(library, server, options=Options(loosen=True))
    assert accesses(library) == {"a.pdf": "public"}


def test_an_archive_of_a_closed_record_is_closed(library: Library, server: Server, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("annex.md", "# Annex\n\nThe wells of the fictional village, one by one.\n")
    server.routes["/all.zip"] = (200, {"content-type": "application/zip"}, (tmp_path / "all.zip").read_bytes())
    speaks(server, record("a", f"{server.url}/all.zip", more=CLOSED))
    run(library, server)
    assert accesses(library) == {"annex.md": "restricted"}


def test_files_whose_names_are_alike_are_all_kept(library: Library, server: Server, pdf: bytes) -> None:
    names = ["download", "Tesi (1).pdf", "tesi-1.pdf", "Però.pdf", "x" * 90 + "1.pdf", "x" * 90 + "2.pdf"]
    links = [f"{server.url}/{number}/{quote(name)}" for number, name in enumerate([*names, "download"])]
    for number, link in enumerate(links):
        body = pdf + f"\n% {number}\n".encode()
        server.routes[urlsplit(link).path] = (200, {"content-type": "application/pdf"}, body)
    more = "".join(f"<dc:identifier>{link}</dc:identifier>" for link in links[1:])
    speaks(server, record("a", links[0], more=more))
    assert run(library, server).summary.count("added") == len(links)
    before = {d.source: d.content_hash for d in all_documents(library, OWNER)}
    moved = "".join(f"<dc:identifier>{link}</dc:identifier>" for link in links[:-1])
    speaks(server, record("a", links[-1], "2026-02-01", more=moved))
    run(library, server)
    assert {d.source: d.content_hash for d in all_documents(library, OWNER)} == before, "in another order"


def test_what_was_fetched_and_not_ingested_is_ingested_by_the_next_run(
    library: Library, server: Server, pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    speaks(server, record("a", f"{server.url}/a.pdf"))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(harvesting, "ingest", killed)
        with pytest.raises(KeyboardInterrupt):
            run(library, server)
    assert all_documents(library, OWNER) == []
    server.asked.clear()
    done = run(library, server)
    assert (done.unchanged, done.summary.count("added")) == (1, 1) and "/a.pdf" not in server.asked
    assert run(library, server).summary.entries == [], "and not again by the one after"


def test_a_file_that_could_not_be_read_is_tried_again_by_each_run(library: Library, server: Server, pdf: bytes) -> None:
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, b"%PDF-1.4 cut")
    speaks(server, record("a", f"{server.url}/a.pdf"))
    for unchanged in (0, 1):
        done = run(library, server)
        assert (done.unchanged, done.summary.count("failed"), done.summary.count("added")) == (unchanged, 1, 0)
    (fetched,) = (library.home / "harvest").rglob("a.pdf")
    fetched.write_bytes(pdf)  # as if what reading lacked were there now
    assert run(library, server).summary.count("added") == 1
    assert run(library, server).summary.entries == []


def test_a_damaged_note_costs_a_fetch_and_nothing_else(library: Library, server: Server, pdf: bytes) -> None:
    server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
    speaks(server, record("a", f"{server.url}/a.pdf"))
    run(library, server)
    (note,) = library.home.rglob(".record.json")
    note.write_text('{"record": ')
    assert run(library, server).summary.count("unchanged") == 1


def test_what_was_withdrawn_leaves_the_folder_of_its_record_and_is_not_kept_again(
    library: Library, server: Server
) -> None:
    texts = {"osmiridium": "Fictional osmiridium.", "rhodium": "Fictional rhodium.", "bread": "Fictional bread."}
    for name, text in texts.items():
        server.routes[f"/{name}.md"] = (200, {"content-type": "text/markdown"}, f"# {name}\n\n{text}\n".encode())
    more = f"<dc:identifier>{server.url}/bread.md</dc:identifier>"

    def listed(day: str) -> None:
        both = record("a", f"{server.url}/rhodium.md", day, more=more)
        speaks(server, record("osmiridium", f"{server.url}/osmiridium.md", day) + both)

    listed("2026-01-01")
    run(library, server)
    gone = [d for d in all_documents(library, OWNER) if not d.source.endswith("bread.md")]
    for document in gone:
        library.withdraw(document, reason="")
    for day in ("2026-01-01", "2026-02-01", "2026-03-01"):
        listed(day)
        done = run(library, server)
        files = [path for path in library.home.rglob("*") if path.is_file() and path.name != "audit.jsonl"]
        held = [
            path
            for path in files
            if b"ictional osmiridium" in path.read_bytes() or b"ictional rhodium" in path.read_bytes()
        ]
        assert held == [] and not any(
            "village, osmiridium" in path.read_text() for path in files if path.suffix == ".json"
        )
        assert [d.source.rpartition("/")[2] for d in all_documents(library, OWNER)] == ["bread.md"]
        assert (done.failed, done.withdrawn) == ({}, 1), day


def test_each_batch_looks_only_at_the_folders_of_its_records(
    library: Library, server: Server, pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harvesting, "_BATCH", 2)
    seen: list[list[str]] = []

    def seeing(library: Library, paths: list[Path], *others: Any) -> Summary:
        seen.append([path.name for path in paths])
        return ingest(library, paths, *others)

    monkeypatch.setattr(harvesting, "ingest", seeing)
    for name in "abcde":
        server.routes[f"/{name}.pdf"] = (200, {"content-type": "application/pdf"}, pdf + name.encode())
    speaks(server, *(record(name, f"{server.url}/{name}.pdf") for name in "abcde"))
    done = run(library, server)
    (first, *_), *others = seen
    assert first.startswith("http") and [[name[:10] for name in names] for names in others] == [
        ["oai-here-c", "oai-here-d"],
        ["oai-here-e"],
    ]
    assert (done.summary.count("added"), done.summary.count("unchanged")) == (5, 0), "each file is counted once"
    seen.clear()
    speaks(server, *(record(name, f"{server.url}/{name}.pdf", "2026-02-01") for name in "ab"))
    assert run(library, server).summary.count("unchanged") == 5 and len(seen) == 1, "under the same names as before"


def test_a_harvest_goes_on_where_nothing_fetched_can_be_read_or_fetched(
    library: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # without LibreOffice
    server.routes["/old.doc"] = (200, {"content-type": "application/msword"}, b"\xd0\xcf\x11\xe0 an old document")
    speaks(server, record("old", f"{server.url}/old.doc") + record("away", f"{server.url}/away.pdf"))
    for unchanged in (0, 1):
        done = run(library, server)
        assert (done.unchanged, list(done.failed)) == (unchanged, ["oai:here:away"])
    assert [entry.outcome for entry in library.catalogue.ledger.files() if entry.source.endswith(".doc")] == ["skipped"]
