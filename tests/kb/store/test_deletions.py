"""Withdrawn documents are deleted from the library and its backups, refused later, and their address says so to former readers."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.build import document_id
from ingest.pipeline import ingest
from ingest.sandbox import Sandbox
from ingest.sources.discover import Options
from ingest.summary import Summary
from kb.access.accounts import Accounts
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.errors import BackupError, NotFound, Withdrawn
from kb.files import text_digest
from kb.library import Library
from kb.maintenance.backup import back_up, restore
from kb.maintenance.doctor import examine
from kb.maintenance.tasks import readmit
from kb.model import ANONYMOUS, OWNER, Access
from kb.output.api_json import answer_json
from kb.search.scope import open_document
from kb.settings import Settings
from kb.store.deletions import Withdrawal
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document
from tests.served import OpenClient
from web.app import create_app
from web.links import LINKS

pytestmark = pytest.mark.slow

SECRET = "Osmiridium lies under the roofs of the school.\nMartha Quill found it in the wolframite quarry."
WORD = "correct horse battery"
ID = document_id(Path("quarry-notes.md"))
DAY = r"on \d{4}-\d\d-\d\d\. At the author's request\."


def left(folder: Path) -> list[Path]:
    """Files with a word of a withdrawn document; the audit log, which only administrators read, has its id."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "audit.jsonl"]
    words = [b"smiridium", b"Quill", "smiridium".encode("utf-16-le"), b"quarry-notes"]
    return [path for path in files if any(word in path.read_bytes() or word.decode() in path.name for word in words)]


def read(library: Library, folder: Path, access: Access = "public") -> Summary:
    return ingest(library, [folder], Options(access=access, manifest=False))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "quarry-notes.md").write_text(f"# Osmiridium\n\n{SECRET}\n")
    (tmp_path / "files" / "bread.md").write_text(
        "# Bread\n\nBread is baked in the morning, in the oven of the court.\n"
    )
    return tmp_path / "files"


def test_nothing_is_left_but_that_it_was_withdrawn(library: Library, settings: Settings, folder: Path) -> None:
    read(library, folder)
    library.embedding_queue.run()
    viewer = PageViewer()
    answer = ask(library, viewer, "What lies under the roofs of the school?", ANONYMOUS)
    viewer.close()
    token = library.catalogue.saved_answers.keep(answer_json(answer, LINKS), library.catalogue.generation, 9)
    library.withdraw(open_document(library, ID, OWNER).document, reason="At the author's request.")
    assert left(settings.home) == []
    (gone,) = library.catalogue.withdrawals.all()
    assert isinstance(gone, Withdrawal) and gone.id == text_digest(ID), "only its hash is kept"
    with pytest.raises(Withdrawn, match=DAY):
        open_document(library, ID, ANONYMOUS)
    with pytest.raises(NotFound):
        library.catalogue.saved_answers.find(token, [ID])
    assert all(finding.sound for finding in examine(library))


def test_the_vector_store_writes_no_memory_that_was_let_go(library: Library, settings: Settings, folder: Path) -> None:
    read(library, folder)
    library.embedding_queue.run()
    library.open_vectors()
    library.close()
    stored = b"".join(path.read_bytes() for path in settings.home.rglob("data_level0.bin"))
    overwritten = bytes([254])  # the complement of the filler of freed memory
    assert overwritten * 1000 in stored, "places for vectors to come are written as they are in memory"


@pytest.mark.parametrize(("embargo", "error"), [("2001-01-01", Withdrawn), ("2999-01-01", NotFound)])
def test_an_embargo_hides_that_it_was_withdrawn_only_while_it_lasts(
    put: Put, library: Library, embargo: str, error: type[NotFound]
) -> None:
    library.withdraw(put(document("wells", embargo_until=embargo), "Clean water."), reason="")
    with pytest.raises(NotFound) as raised:
        open_document(library, "wells", ANONYMOUS)
    assert raised.type is error


def test_its_file_stays_away_until_it_is_let_in_again(library: Library, folder: Path) -> None:
    read(library, folder)
    library.withdraw(open_document(library, ID, OWNER).document, reason="")
    (folder / "copy.md").write_bytes((folder / "quarry-notes.md").read_bytes())
    for _ in range(2):
        again = read(library, folder)
        reasons = {entry.source: entry.reason for entry in again.entries if entry.outcome == "failed"}
        assert set(reasons) == {"quarry-notes.md", "copy.md"}
        assert all("withdrawn on" in reason and "--undo" in reason for reason in reasons.values())
    (folder / "quarry-notes.md").write_text("# A new version\n\nThe same place, other words.\n")
    assert read(library, folder).count("failed") == 2, "a new version of what was withdrawn is withdrawn too"

    class Silent:
        def phase(self, label: str, total: int | None) -> None: ...
        def to(self, done: int, note: str = "") -> None: ...
        def say(self, line: str) -> None: ...

    with pytest.raises(NotFound):
        readmit(library, {"ids": ["never-here"]}, Silent())
    readmit(library, {"ids": [ID]}, Silent())
    assert read(library, folder).count("added") == 2


def test_older_backups_forget_it_and_bring_nothing_back(library: Library, settings: Settings, folder: Path) -> None:
    backups = folder.parent / "backups"
    read(library, folder)
    library.embedding_queue.run()
    older = back_up(settings, backups).path
    assert left(backups)
    library.withdraw(open_document(library, ID, OWNER).document, reason="At the author's request.")
    back_up(settings, backups)
    assert left(backups) == []
    second = replace(settings, home=folder.parent / "second")
    library.close()
    assert restore(older, second).documents == 1
    with Library(second, writable=True) as again:
        again.embedding_queue.use(HashingEmbedder())
        with pytest.raises(Withdrawn, match=DAY):
            open_document(again, ID, ANONYMOUS)
        assert read(again, folder).count("failed") == 1


def test_a_backup_that_could_not_be_purged_brings_nothing_back_either(
    library: Library, settings: Settings, folder: Path
) -> None:
    backups = folder.parent / "backups"
    read(library, folder)
    older = back_up(settings, backups).path
    kept = {path: path.read_bytes() for path in [*older.iterdir(), *backups.rglob("originals/*/*")] if path.is_file()}
    library.withdraw(open_document(library, ID, OWNER).document, reason="At the author's request.")
    back_up(settings, backups)
    for path, data in kept.items():
        path.write_bytes(data)  # as if the older one had been away
    library.close()
    second = replace(settings, home=folder.parent / "second")
    restore(older, second)
    assert left(second.home) == []
    with Library(second, writable=False) as again, pytest.raises(Withdrawn, match=DAY):
        open_document(again, ID, ANONYMOUS)


@pytest.mark.parametrize(
    ("access", "anonymous", "member"), [("public", 410, 410), ("internal", 404, 410), ("restricted", 404, 404)]
)
def test_its_address_says_so_to_who_could_see_it(
    library: Library, settings: Settings, folder: Path, access: Access, anonymous: int, member: int
) -> None:
    read(library, folder, access)
    library.close()
    accounts = Accounts(settings.home)
    accounts.add("anna", WORD, "reader")
    accounts.add("cleo", WORD, "curator")
    accounts.close()
    app = create_app(settings)
    with OpenClient(app, headers={"Accept-Language": "it"}) as client:
        while not client.get("/readyz").json()["meaning"]:
            time.sleep(0.05)  # a start that still embeds, or opens, is not what is tested here
        sign_in = {"name": "anna", "password": WORD}
        client.post("/sign-in", data=sign_in)
        withdraw = f"/documents/{ID}/withdraw"
        assert client.post(withdraw, data={"reason": "no"}).status_code in (403, 404), "a reader may not"
        client.post("/sign-in", data={"name": "cleo", "password": WORD})
        assert "Ritira questo documento" in client.get(f"/documents/{ID}/edit").text
        gone = client.post(withdraw, data={"reason": "Su richiesta\n dell'autrice."})
        assert (
            gone.status_code == 410
            and "ritirato in data" in gone.text
            and "Su richiesta dell&#39;autrice." in gone.text
        )
        assert '"withdrawn", "member": "cleo"' in (settings.home / "audit.jsonl").read_text()
        client.cookies.clear()
        for status in (anonymous, member):
            for path in ("", "/pages/1", "/file", "/ledger", "/pages/1/picture", "/export"):
                place = f"/api/documents/{ID}{path}" if path == "/export" else f"/documents/{ID}{path}"
                assert client.get(place).status_code == status, place
            said = client.get(f"/api/documents/{ID}").json()["error"]
            assert ("withdrawn" in said) == (status == 410)
            client.post("/sign-in", data=sign_in)
    assert left(settings.home) == []


@pytest.mark.parametrize(("name", "more"), [("quarry-notes.md", "It was sold."), ("bread.md", "")])
def test_what_is_withdrawn_while_it_is_read_stays_away(
    library: Library, settings: Settings, folder: Path, name: str, more: str
) -> None:
    """A new version at its path, and its bytes at the path of another document."""
    read(library, folder)
    notes = open_document(library, ID, OWNER).document

    class Slow(Sandbox):
        def run_all(self, *given: Any) -> Iterator[Any]:
            for done in super().run_all(*given):
                library.withdraw(notes, reason="")
                yield done

    (folder / name).write_text(f"# Osmiridium\n\n{SECRET}\n{more}")
    with Slow(settings) as sandbox:
        summary = ingest(library, [folder], Options(manifest=False), sandbox=sandbox)
    (entry,) = [entry for entry in summary.entries if entry.source == name]
    assert entry.outcome == "failed" and "withdrawn on" in entry.reason
    with pytest.raises(Withdrawn):
        open_document(library, ID, ANONYMOUS)
    assert not [path for path in left(settings.home) if b"smiridium" in path.read_bytes()]


def test_the_next_document_of_its_name_undoes_no_withdrawal(library: Library, settings: Settings, folder: Path) -> None:
    """A file of the same name in another folder gets an id of its own, and older backups forget the first one all the same."""
    backups = folder.parent / "backups"
    read(library, folder)
    older = back_up(settings, backups).path
    kept = {path: path.read_bytes() for path in older.iterdir() if path.is_file()}
    library.withdraw(open_document(library, ID, OWNER).document, reason="")
    other = folder.parent / "other"
    other.mkdir()
    (other / "quarry-notes.md").write_text("# Chalk\n\nChalk is cut from the hill behind the court.\n")
    assert read(library, other).count("added") == 1
    back_up(settings, backups)
    assert not [path for path in left(backups) if b"smiridium" in path.read_bytes()]
    for path, data in kept.items():
        path.write_bytes(data)
    library.close()
    second = replace(settings, home=folder.parent / "second")
    (older / "catalogue.sqlite").write_bytes(kept[older / "catalogue.sqlite"])
    with pytest.raises(BackupError, match="originals are missing"):  # they are deleted permanently
        restore(older, second)
    with Library(second, writable=False) as again, pytest.raises(Withdrawn):
        open_document(again, ID, OWNER)


def test_a_lifted_withdrawal_is_lifted_in_backups_too(library: Library, settings: Settings, folder: Path) -> None:
    backups = folder.parent / "backups"
    read(library, folder)
    library.withdraw(open_document(library, ID, OWNER).document, reason="")
    back_up(settings, backups)
    assert library.catalogue.withdrawals.lift(ID) and not library.catalogue.withdrawals.lift(ID)
    assert read(library, folder).count("added") == 1
    newest = back_up(settings, backups).path
    library.close()
    second = replace(settings, home=folder.parent / "second")
    assert restore(newest, second).documents == 2
