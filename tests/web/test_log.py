"""The server's log: requests with ids, and no search terms."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kb.errors import SettingsError
from kb.library import Library
from kb.maintenance.status import status
from kb.model import OWNER
from kb.search.scope import all_documents, open_document
from kb.settings import Settings, load_settings
from tests.served import OpenClient
from web.app import create_app
from web.log import JsonLines, Lines, configure
from web.routes.pages import home


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log as JSON lines; the root logger is as before afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure("json", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    configure_requests = logging.getLogger("polikb.requests")
    configure_requests.setLevel(logging.NOTSET)


def test_each_request_is_a_line_with_its_id_and_without_its_words(
    sample_settings: Settings, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    app = create_app(sample_settings)
    with OpenClient(app, raise_server_exceptions=False) as client:
        found = client.get("/api/search", params={"q": "zebracrossing"})
        monkeypatch.setattr(home, "overview", broken)
        failed = client.get("/")
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    (line,) = [entry for entry in written if entry.get("request") == found.headers["x-request-id"]]
    assert (line["route"], line["status"], line["method"]) == ("/api/search", 200, "GET") and line["ms"] > 0
    assert "zebracrossing" not in json.dumps(written)
    assert failed.status_code == 500
    (error,) = [entry for entry in written if "traceback" in entry]
    assert error["request"] in failed.text and "ZeroDivisionError" in error["traceback"]


def test_a_line_is_one_line() -> None:
    record = logging.LogRecord("polikb", logging.WARNING, "x", 1, "two\nlines %s", ("è",), None)
    assert json.loads(JsonLines().format(record))["message"] == "two\nlines è"
    assert "\n" not in JsonLines().format(record)
    with pytest.raises(SettingsError, match="POLIKB_LOG"):
        load_settings({"POLIKB_LOG": "xml"})


def test_status_and_audit_tell_what_was_done(sample_settings: Settings) -> None:
    with Library(sample_settings, writable=True, owner="a test") as library:
        found = status(library)
        assert found.documents == len(all_documents(library, OWNER)) > 20
        assert found.waiting == 0 and found.failed == [] and found.held_by == "a test" and found.server == ""
        assert sum(found.access.values()) == sum(found.kinds.values()) == found.documents
        assert found.bytes["catalogue.sqlite"] > 0 and found.bytes["originals"] > 0 and found.free > 0
        document = all_documents(library, OWNER)[0]
        path = library.catalogue.path(document.id)
        library.correct(replace(document, access="internal"), path, {"access": "internal"}, [])
        library.remove(open_document(library, document.id, OWNER).document)
    events = [json.loads(line) for line in (sample_settings.home / "audit.jsonl").read_text().splitlines()]
    told = [(event["event"], event["document"], event.get("access")) for event in events]
    assert told[-2:] == [("rights changed", document.id, "internal"), ("removed", document.id, None)]
    assert ("put in", document.id, "public") in told


@pytest.mark.parametrize("formatter", [JsonLines(), Lines()])
def test_a_name_in_a_message_does_not_command_the_terminal(formatter: logging.Formatter) -> None:
    record = logging.LogRecord("polikb", logging.WARNING, "x", 1, "%s can't be read", ("a\x1b[31m\x9b.pdf",), None)
    assert "a\\u001b[31m\\u009b.pdf can't be read" in formatter.format(record)
