"""Saved alerts: confirmed before anything is sent, and notified of each document once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from kb.alerts.alerts import Alerts, confirmation, digest, send_digests, shown_from
from kb.alerts.mail import Email, Mailer
from kb.clock import today
from kb.errors import MailError, NotFound
from kb.library import Library
from tests.conftest import Put
from tests.fakes import document
from web.links import SiteLinks

BASE = "https://kb.example"
LINKS = SiteLinks(BASE)
EARLIER = (datetime.now(UTC) - timedelta(days=1)).isoformat()


class Outbox(Mailer):
    """Keeps e-mails in place of sending them; fails for addresses in `refused`."""

    def __init__(self, *refused: str) -> None:
        self.sent: list[Email] = []
        self._refused = refused

    def send(self, email: Email) -> None:
        if email.to in self._refused:
            raise MailError(f"{email.to} was refused")
        self.sent.append(email)


def confirmed(library: Library, email: str = "ada@example.org", text: str = "beekeeping") -> Alerts:
    alerts = Alerts(library)
    alert = alerts.add(email, "search", text, "en")
    assert alert is not None
    alerts.confirm(alert.token)
    alerts.sent(alert, EARLIER)
    return alerts


def test_nothing_is_sent_before_it_is_confirmed(put: Put, library: Library) -> None:
    alerts = Alerts(library)
    alert = alerts.add("ada@example.org", "search", "beekeeping", "en")
    assert alert is not None and alerts.confirmed() == [] and not alerts.find(alert.token).confirmed
    put(document("bees"), "Beekeeping on roofs.")
    outbox = Outbox()
    assert send_digests(library, outbox, LINKS) == 0 == len(outbox.sent)
    alerts.confirm(alert.token)
    assert [known.token for known in alerts.confirmed()] == [alert.token]


def test_each_document_is_told_once_and_hidden_ones_never(put: Put, library: Library) -> None:
    confirmed(library)
    put(document("bees"), "Beekeeping on roofs.")
    put(document("secret", access="internal"), "Beekeeping at night.")
    outbox = Outbox()
    assert (send_digests(library, outbox, LINKS), send_digests(library, outbox, LINKS)) == (1, 0)
    (sent,) = outbox.sent
    assert f"{BASE}/documents/bees" in sent.body and "secret" not in sent.body


def test_two_that_send_at_once_tell_once(put: Put, library: Library) -> None:
    confirmed(library)
    put(document("bees"), "Beekeeping on roofs.")
    second = Outbox()
    beside = threading.Thread(target=send_digests, args=(library, second, LINKS))

    class First(Outbox):
        def send(self, email: Email) -> None:
            beside.start()
            beside.join(0.2)
            super().send(email)

    first = First()
    assert send_digests(library, first, LINKS) == 1
    beside.join()
    assert len(first.sent) == 1 and second.sent == []


def test_a_work_that_is_read_again_is_not_new(put: Put, library: Library) -> None:
    put(document("bees"), "Beekeeping on roofs.")
    confirmed(library)
    put(document("bees"), "Beekeeping on roofs.")
    outbox = Outbox()
    assert send_digests(library, outbox, LINKS) == 1, "it was added after the last e-mail"
    put(document("bees"), "Beekeeping on roofs, read better by a newer version.")
    assert send_digests(library, outbox, LINKS) == 0


@pytest.mark.parametrize(
    "before", [{"access": "internal"}, {"embargo_until": (today() + timedelta(days=400)).isoformat()}]
)
def test_a_work_that_is_opened_is_new(put: Put, library: Library, before: dict[str, str]) -> None:
    confirmed(library)
    put(document("bees", **before), "Beekeeping on roofs.")
    put(document("hives"), "Beekeeping in hives.")
    outbox = Outbox()
    assert send_digests(library, outbox, LINKS) == 1 and "/bees" not in outbox.sent[0].body
    library.catalogue.update(document("bees"), ())
    library.index_words()
    assert (send_digests(library, outbox, LINKS), send_digests(library, outbox, LINKS)) == (1, 0)
    assert "/documents/bees" in outbox.sent[1].body and "/hives" not in outbox.sent[1].body


def test_one_address_that_fails_holds_up_nobody_and_is_tried_again(put: Put, library: Library) -> None:
    confirmed(library, "bo@example.org")
    confirmed(library, "ada@example.org")
    put(document("bees"), "Beekeeping on roofs.")
    outbox = Outbox("bo@example.org")
    with pytest.raises(MailError, match="bo@example"):
        send_digests(library, outbox, LINKS)
    assert [sent.to for sent in outbox.sent] == ["ada@example.org"]
    again = Outbox()
    assert send_digests(library, again, LINKS) == 1 and again.sent[0].to == "bo@example.org"


def test_a_work_is_new_from_the_day_on_which_its_embargo_ended() -> None:
    added = "2026-01-01T10:00:00+00:00"
    assert shown_from(document("mill", shown_since=added)) == added
    assert shown_from(document("mill", shown_since=added, embargo_until="2025-01-01")) == added
    late = shown_from(document("mill", shown_since=added, embargo_until="2026-03-01"))
    assert late == "2026-02-28T23:00:00+00:00", "midnight in Rome: works added in the hour after it are newer"
    assert shown_from(document("mill", added_at=added)) == added, "by a server of an older version"


def test_nobody_is_flooded_with_confirmations(library: Library) -> None:
    alerts = Alerts(library)
    made = [alerts.add("ada@example.org", "search", str(number), "en") for number in range(5)]
    assert [alert is not None for alert in made] == [True, True, True, False, False]
    assert alerts.add("bo@example.org", "search", "x", "en") is not None


def test_an_alert_that_ends_is_forgotten(library: Library) -> None:
    alerts = confirmed(library)
    (alert,) = alerts.confirmed()
    alerts.remove(alert.token)
    with pytest.raises(NotFound):
        alerts.find(alert.token)
    assert alerts.confirmed() == []


def test_e_mails_in_both_languages_say_what_they_are_about(library: Library) -> None:
    alerts = Alerts(library)
    for language in ("it", "en"):
        alert = alerts.add(f"{language}@example.org", "need", "bees " * 200, language)
        assert alert is not None
        asked = confirmation(alert, LINKS)
        assert f"{BASE}/alerts/{alert.token}" in asked.body and asked.stop == "" and "bees" not in asked.body
        told = digest(alert, [document(f"d{number}") for number in range(25)], LINKS)
        assert told.stop == f"{BASE}/alerts/{alert.token}" and told.stop in told.body and "25" in told.subject
        assert told.body.count("/documents/") == 20 and "5" in told.body.rpartition("…")[2].partition("--")[0]
