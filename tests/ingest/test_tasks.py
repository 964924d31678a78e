"""Reports of ingestion tasks: each file on the bar, each problem in words, and the summary that `--json` prints."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from ingest.summary import OUTCOMES
from ingest.tasks import MARKS, harvesting, ingestion, reporting, summary_json
from kb.alerts.alerts import Alerts
from kb.library import Library
from kb.settings import Settings
from tests.fakes import HashingEmbedder, write_pdf
from tests.ingest.harvest.repository import Server, record, speaks
from tests.servers import Mailbox
from web.links import LINKS

pytestmark = pytest.mark.slow


class Shown:
    """A progress that records its reports."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.at: list[tuple[int, str]] = []

    def phase(self, label: str, total: int | None) -> None:
        raise AssertionError("a file is no phase")

    def to(self, done: int, note: str = "") -> None:
        self.at.append((done, note))

    def say(self, text: str) -> None:
        self.said.append(text)


class Phases(Shown):
    """A progress that also records phases."""

    def phase(self, label: str, total: int | None) -> None:
        self.said.append(label)


def test_files_are_counted_and_only_problems_are_said(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Una relazione sui pozzi.")
    (folder / "b.pdf").write_bytes(b"")
    shown = Shown()
    counted: list[tuple[str, int, int, str]] = []
    summary = ingest(library, [folder], Options(), reporting(shown), lambda *told: counted.append(told))
    assert counted == [("listing", 1, 0, ""), ("listing", 2, 0, ""), ("files", 0, 2, "")]
    assert sorted(number for number, _ in shown.at) == [1, 2]
    assert shown.said == ["✗ b.pdf: the file is empty (0 bytes)"]
    found = summary_json(summary)
    assert (found["added"], found["failed"], found["pages"]) == (1, 1, 1)
    assert {entry["source"]: entry["outcome"] for entry in found["entries"]} == {"a.txt": "added", "b.pdf": "failed"}


def test_every_outcome_has_a_mark() -> None:
    assert set(OUTCOMES) == set(MARKS)


@pytest.mark.parametrize("manifest", [True, False])
def test_a_command_says_whether_manifests_are_read_and_sets_no_embargo(
    library: Library, tmp_path: Path, manifest: bool
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Una relazione sui pozzi.")
    (folder / "manifest.csv").write_text("path,title\na.txt,Pozzi dichiarati\n")
    arguments = {"paths": [str(folder)], "kind": None, "access": None, "manifest": manifest}
    shown = Phases()
    ingestion(LINKS)(library, arguments, shown)
    assert shown.said[:2] == ["Looking for files", "Reading (scans and embedding follow)"] and shown.at[0] == (1, "")
    (found,) = library.catalogue.all_documents()
    assert found.embargo_until is None and (found.title == "Pozzi dichiarati") == manifest


def test_whoever_asked_for_e_mails_gets_them_about_harvested_works(
    settings: Settings, tmp_path: Path, mail: tuple[Mailbox, str]
) -> None:
    pdf = write_pdf(tmp_path / "a.pdf", [["The village filters its water with bone char."]]).read_bytes()
    posted = replace(settings, harvest_networks="127.0.0.0/8", smtp_url=mail[1], mail_from="kb@example.org", public_url="https://kb.example.org")  # fmt: skip
    shown = Phases()
    with closing(Server()) as server, Library(posted, writable=True) as library:
        server.routes["/a.pdf"] = (200, {"content-type": "application/pdf"}, pdf)
        speaks(server, record("a", f"{server.url}/a.pdf"))
        library.embedding_queue.use(HashingEmbedder())
        alert = Alerts(library).add("ada@example.org", "search", "bone char", "en")
        assert alert is not None
        Alerts(library).confirm(alert.token)
        arguments = {"url": f"{server.url}/oai", "set": None, "since": None, "kind": None, "access": "public"}
        found = harvesting(LINKS)(library, arguments, shown)
    assert (found["records"], found["added"], len(mail[0].messages)) == (1, 1, 1)
    assert shown.said[-1] == "E-mails about new works: 1."
