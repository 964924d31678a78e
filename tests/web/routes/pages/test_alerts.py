"""Alerts about new works through a real SMTP server: requested, confirmed, sent once, ended."""

import re
from dataclasses import replace
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from unittest.mock import Mock

import pytest
from fastapi.testclient import TestClient
from limits import RateLimitItemPerHour

from kb.alerts.alerts import Alerts, mailbox, send_alerts
from kb.alerts.mail import Email, Mailer
from kb.errors import MailError, SettingsError
from kb.library import Library
from kb.maintenance.tasks import alerting
from kb.model import Filters
from kb.search.query_syntax import parse_query, written
from kb.settings import Settings, load_settings
from tests.conftest import Put
from tests.fakes import document
from tests.served import OpenClient, services_of
from tests.servers import Mailbox
from web.access.proxies import behind_proxies
from web.access.rate_limits import STORED
from web.app import create_app
from web.links import SiteLinks


@pytest.fixture
def posted(settings: Settings, mail: tuple[Mailbox, str]) -> Settings:
    return replace(settings, smtp_url=mail[1], mail_from="library@example.org", public_url="https://kb.example.org/")


def text_of(message: Message) -> str:
    return message.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_an_alert_is_confirmed_sent_once_and_ended(posted: Settings, mail: tuple[Mailbox, str], tmp_path: Path) -> None:
    messages = mail[0].messages
    with OpenClient(create_app(posted)) as client:
        page = client.post(
            "/alerts",
            data={"email": "ada@example.org", "kind": "search", "text": "beekeeping"},
            headers={"Accept-Language": "en"},
        )
        assert "inbox" in page.text and len(messages) == 1
        assert messages[0]["To"] == "ada@example.org"
        assert parsedate_to_datetime(messages[0]["Date"]).tzinfo is not None
        assert re.fullmatch(r"<[^@>]+@example\.org>", messages[0]["Message-ID"].strip())
        link = re.search(r"https://kb\.example\.org(/alerts/\S+)", text_of(messages[0]))[1]  # type: ignore[index]
        assert "Yes, send me e-mails" in client.get(link).text and "beekeeping" in client.get(link).text
        assert Alerts(services_of(client).library).confirmed() == [], "opening a page decides nothing"
        assert "get an e-mail when" in client.post(link, data={"decision": "confirm"}).text
    with Library(posted, writable=True) as library:
        assert send_alerts(library, SiteLinks()) == "" and len(messages) == 1, "nothing is new yet"
        put(library, tmp_path, "bees", "public")
        put(library, tmp_path, "hidden-bees", "internal")
        assert send_alerts(library, SiteLinks()) == "E-mails about new works: 1."
        assert send_alerts(library, SiteLinks()) == "" and len(messages) == 2
    assert "https://kb.example.org/documents/bees" in text_of(messages[1]) and "hidden" not in text_of(messages[1])
    assert str(messages[1]["List-Unsubscribe"]).strip() == f"<https://kb.example.org{link}>"
    with OpenClient(create_app(posted), raise_server_exceptions=False) as client:
        assert (
            "has been deleted" in client.post(link, data={"decision": "stop"}, headers={"Accept-Language": "en"}).text
        )
        assert client.get(link).status_code == 404


def put(library: Library, folder: Path, name: str, access: str) -> None:
    from kb.model import IngestedDocument
    from tests.fakes import pages_and_passages

    record = document(name, access=access)
    pages, passages = pages_and_passages(name, ["Beekeeping on the roofs of schools."])
    path = folder / record.source
    path.write_text(name)
    library.add(IngestedDocument(record, tuple(pages), tuple(passages)), path, path, "stated")
    library.index_words()


def test_what_could_not_be_sent_is_sent_the_next_time(
    posted: Settings, mail: tuple[Mailbox, str], tmp_path: Path
) -> None:
    with Library(posted, writable=True) as library:
        alert = Alerts(library).add("ada@example.org", "need", "We want to keep bees on roofs.", "en")
        assert alert is not None
        Alerts(library).confirm(alert.token)
        put(library, tmp_path, "bees", "public")
        mail[0].full = True
        assert "452" in send_alerts(library, SiteLinks()) and mail[0].messages == []
        with pytest.raises(MailError, match="452"):
            alerting(SiteLinks())(library, {}, Mock())
        mail[0].full = False
        assert alerting(SiteLinks())(library, {}, Mock()) == {"sent": 1} and len(mail[0].messages) == 1
        assert send_alerts(library, SiteLinks()) == ""


def test_nobodys_mailbox_is_filled_by_others(posted: Settings, mail: tuple[Mailbox, str]) -> None:
    with OpenClient(create_app(posted), raise_server_exceptions=False) as client:
        for at in range(6):
            answer = client.post("/alerts", data={"email": "ada@example.org", "kind": "idea", "text": f"bees {at}"})
            assert answer.status_code == 200, "the page doesn't tell whether an address is known"
        assert len(mail[0].messages) == 3
        same = (
            "friends:ada@example.org",
            "=?utf-8?q?ada=40example=2Eorg=2C?=@example.org",
            "(x)ada@example.org",
            "a@[b.c",
        )
        for email in ("ada", "a@b", "x@example.org\nBcc: y@example.org", "x@example.org,y@example.org", *same):
            assert client.post("/alerts", data={"email": email, "kind": "idea", "text": "bees"}).status_code == 422
        foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        refused = client.post(
            "/alerts", data={"email": "b@example.org", "kind": "idea", "text": "bees"}, headers=foreign
        )
        assert refused.status_code == 403 and len(mail[0].messages) == 3
        unusual = client.post("/alerts", data={"email": "o'neil+kb@è.example.org", "kind": "idea", "text": "bees"})
        assert unusual.status_code == 200
        assert client.post("/alerts/no-such-token", data={"decision": "stop"}).status_code == 404


def test_nobody_has_their_own_words_sent_to_a_stranger(posted: Settings, mail: tuple[Mailbox, str]) -> None:
    words = "You have won! Go to https://evil.example/prize"
    with OpenClient(create_app(posted)) as client:
        for at, kind in enumerate(("search", "need", "idea")):
            client.post("/alerts", data={"email": f"ada{at}@example.org", "kind": kind, "text": words})
    assert len(mail[0].messages) == 3
    assert not any(word in str(message) for message in mail[0].messages for word in ("evil", "prize"))


def test_one_client_has_ten_e_mails_sent_an_hour(posted: Settings, mail: tuple[Mailbox, str]) -> None:
    app = create_app(posted)
    with OpenClient(app, client=("203.0.113.9", 5000), raise_server_exceptions=False) as client:
        asked = [alert_for(client, f"a{at}@example.org") for at in range(11)]
    assert asked == [200] * 10 + [429] and len(mail[0].messages) == 10


def test_all_clients_together_have_no_more_sent_than_the_server_may(
    posted: Settings, mail: tuple[Mailbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(STORED, "confirmations", RateLimitItemPerHour(3))
    app = create_app(posted)
    with OpenClient(app):
        proxy = TestClient(
            behind_proxies(app, "172.30.7.1"), client=("172.30.7.1", 5000), raise_server_exceptions=False
        )
        asked = [alert_for(proxy, f"a{at}@example.org", {"X-Forwarded-For": f"203.0.113.{at}"}) for at in range(1, 6)]
    assert asked == [200] * 3 + [429] * 2 and len(mail[0].messages) == 3


def alert_for(client: TestClient, email: str, headers: dict[str, str] | None = None) -> int:
    data = {"email": email, "kind": "search", "text": "bees"}
    return client.post("/alerts", data=data, headers=headers).status_code


def test_what_could_not_be_sent_may_be_asked_for_again(posted: Settings, mail: tuple[Mailbox, str]) -> None:
    with OpenClient(create_app(posted), raise_server_exceptions=False) as client:
        mail[0].full = True
        assert [alert_for(client, "ada@example.org") for _ in range(4)] == [503] * 4
        mail[0].full = False
        assert alert_for(client, "ada@example.org") == 200 and len(mail[0].messages) == 1


def test_a_server_that_is_away_is_said_without_its_password(posted: Settings) -> None:
    away = replace(posted, smtp_url="smtp://me:secret@127.0.0.1:1")
    with OpenClient(create_app(away), raise_server_exceptions=False) as client:
        answer = client.post("/alerts", data={"email": "a@example.org", "kind": "search", "text": "bees"})
        assert answer.status_code == 503 and "secret" not in answer.text
    with pytest.raises(MailError) as error:
        Mailer(away.smtp_url, away.mail_from).send(Email("a@example.org", "Hello", "Hello"))
    assert "secret" not in str(error.value) and "127.0.0.1" in str(error.value)


@pytest.mark.parametrize(
    ("url", "sender"),
    [("ftp://host", "a@example.org"), ("smtp://", "a@example.org"), ("smtp://host", "nobody"), ("smtp://host", "")],
)
def test_settings_of_mail_are_checked_at_the_start(url: str, sender: str) -> None:
    with pytest.raises(SettingsError):
        Mailer(url, sender)


def test_without_a_mail_server_no_alerts_are_offered(put: Put, library: Library, settings: Settings) -> None:
    put(document("bees"), "Beekeeping on roofs.")
    library.close()
    with OpenClient(create_app(settings), raise_server_exceptions=False) as client:
        assert "/alerts" not in client.get("/search?q=bees").text
        assert (
            client.post("/alerts", data={"email": "a@example.org", "kind": "search", "text": "bees"}).status_code == 404
        )
    with Library(replace(load_settings({}), home=settings.home), writable=True) as again:
        assert send_alerts(again, SiteLinks()) == ""


def test_a_search_with_filters_is_kept_whole() -> None:
    filters = Filters(kind="thesis", partner="Comune di Milano", goal="11", year_from=2019, course="Design")
    asked = parse_query(written("acqua", filters), Filters())
    assert (asked.text, asked.filters) == ("acqua", filters)


SPELLINGS = ("ada@example.org", "ADA@Example.org", "ada+1@example.org", "ada+two@example.org.", "Ada+3@EXAMPLE.ORG")


def test_the_limit_of_letters_counts_mailboxes_and_not_spellings(posted: Settings, mail: tuple[Mailbox, str]) -> None:
    with OpenClient(create_app(posted)) as client:
        for spelling in SPELLINGS:
            client.post("/alerts", data={"email": spelling, "kind": "search", "text": "bees"})
    assert len(mail[0].messages) == 3
    assert mailbox("a.d.a@googlemail.com") == mailbox("ada+x@gmail.com") != mailbox("ada@example.org")
    assert mailbox("a.da@example.org") != mailbox("ada@example.org")


def test_no_letter_is_sent_whose_links_a_request_could_choose(posted: Settings, mail: tuple[Mailbox, str]) -> None:
    with OpenClient(create_app(replace(posted, public_url="")), base_url="http://evil.example") as client:
        data = {"email": "ada@example.org", "kind": "search", "text": "bees"}
        assert client.post("/alerts", data=data).status_code == 404
        assert "/alerts" not in client.get("/search?q=bees").text, "it isn't offered either"
    assert mail[0].messages == []
