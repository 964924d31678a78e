"""Alerts: searches, needs and thesis proposals for which people get e-mails about new works."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from kb.alerts.mail import Email, Mailer, load_mailer
from kb.clock import start_of
from kb.errors import MailError, NotFound, SettingsError
from kb.explore.needs import match
from kb.explore.prior_work import prior_work
from kb.library import Library
from kb.links import Links
from kb.model import ANONYMOUS, Document
from kb.search.search import documents_found
from kb.translations import translator

AlertKind = Literal["search", "need", "idea"]
_UNCONFIRMED = timedelta(days=7)  # after which an unconfirmed alert is deleted
_MAX_UNCONFIRMED = 3  # alerts of one address, so that strangers can't flood its mailbox
_LISTED = 20  # documents in an e-mail


@dataclass(frozen=True)
class Alert:
    """A saved alert. Documents visible only since `seen_at` (ISO 8601, UTC) are new. Only the owner of the address knows `token`."""

    token: str
    email: str
    kind: AlertKind
    text: str
    language: str
    confirmed: bool
    seen_at: str


class Alerts:
    """The alerts stored in a library's catalogue."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._database = library.catalogue

    def add(self, email: str, kind: AlertKind, text: str, language: str) -> Alert | None:
        """Store an unconfirmed alert; None if the address has too many of them."""
        self.forget_unconfirmed()
        now = datetime.now(UTC)
        alert = Alert(secrets.token_urlsafe(24), email, kind, text, language, False, now.isoformat())
        with self._database.transaction() as connection:
            waiting = "SELECT count(*) FROM alerts WHERE mailbox = ? AND confirmed = 0"
            if connection.execute(waiting, (mailbox(email),)).scalar_one() >= _MAX_UNCONFIRMED:
                return None
            connection.execute(
                "INSERT INTO alerts (token, email, kind, text, language, created_at, seen_at, mailbox) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (alert.token, email, kind, text, language, now.isoformat(), alert.seen_at, mailbox(email)),
            )
        return alert

    def forget_unconfirmed(self) -> None:
        """Delete the alerts, and with them the addresses, that nobody confirmed in time."""
        until = (datetime.now(UTC) - _UNCONFIRMED).isoformat()
        self._change("DELETE FROM alerts WHERE confirmed = 0 AND created_at < ?", until)

    def find(self, token: str) -> Alert:
        """The alert with this token. Raises NotFound."""
        found = [alert for alert in self._where("token = ?", token) if secrets.compare_digest(alert.token, token)]
        if not found:
            raise NotFound("alert")
        return found[0]

    def confirmed(self) -> list[Alert]:
        """All confirmed alerts, the oldest first."""
        return self._where("confirmed = ?", 1)

    def _where(self, clause: str, value: object) -> list[Alert]:
        rows = self._database.rows(
            f"SELECT token, email, kind, text, language, confirmed, seen_at FROM alerts WHERE {clause} ORDER BY created_at",  # noqa: S608
            (value,),
        )
        return [Alert(r[0], r[1], r[2], r[3], r[4], bool(r[5]), r[6]) for r in rows]

    def confirm(self, token: str) -> None:
        """Confirm an alert."""
        self._change("UPDATE alerts SET confirmed = 1 WHERE token = ?", token)

    def remove(self, token: str) -> None:
        """Delete an alert and its address."""
        self._change("DELETE FROM alerts WHERE token = ?", token)

    def sent(self, alert: Alert, until: str) -> None:
        """Note that an e-mail was sent about documents added `until` then (ISO 8601, UTC)."""
        self._change("UPDATE alerts SET seen_at = ? WHERE token = ?", until, alert.token)

    def _change(self, sql: str, *values: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(sql, values)

    def new_for(self, alert: Alert) -> list[Document]:
        """Public documents for an alert that were added or opened, or whose embargo ended, after its last e-mail, newest first."""
        found = _FIND[alert.kind](self._library, alert.text)
        new = [document for document in found if shown_from(document) > alert.seen_at]
        return sorted(new, key=shown_from, reverse=True)


def shown_from(document: Document) -> str:
    """The time from which a document can be seen (ISO 8601, UTC): when it was added or opened, or when its embargo ends."""
    # Servers of an older version, beside this one, don't state the first.
    since = document.shown_since or document.added_at
    return max(since, start_of(document.embargo_until)) if document.embargo_until else since


def mailbox(email: str) -> str:
    """An address in the form common to all spellings of the same mailbox: lower case, without a "+" tag; Google's without dots."""
    name, _, domain = email.strip().casefold().rpartition("@")
    name, domain = name.partition("+")[0], domain.rstrip(".")
    if domain in ("gmail.com", "googlemail.com"):
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


_FIND: dict[AlertKind, Callable[[Library, str], Sequence[Document]]] = {
    "search": lambda library, text: documents_found(library, text, ANONYMOUS),
    "need": lambda library, text: match(library, text, ANONYMOUS).documents,
    "idea": lambda library, text: prior_work(library, text, ANONYMOUS).documents,
}


def confirmation(alert: Alert, links: Links) -> Email:
    """The e-mail that asks to confirm an alert; `links` are absolute.

    What is searched for stands on the page alone: nobody can have their own words or links sent to a stranger.
    """
    _ = translator(alert.language)
    asked = _("Somebody, probably you, asked for e-mails about new works to be sent to this address.")
    how = _("To see what they are about, and to confirm, open this page. If it wasn't you, ignore this e-mail.")
    body = f"{asked}\n\n{how}\n{links.alert(alert.token)}\n"
    return Email(alert.email, f"Polisocial: {_('Please confirm that you want e-mails about new works')}", body)


def digest(alert: Alert, documents: Sequence[Document], links: Links) -> Email:
    """The e-mail about new documents; `links` are absolute."""
    _, stop = translator(alert.language), links.alert(alert.token)
    lines = [f"{d.title} ({d.year or '–'})\n  {links.document(d.id)}" for d in documents[:_LISTED]]
    if len(documents) > _LISTED:
        lines.append(_("… and {count} more.", count=len(documents) - _LISTED))
    listed = "\n\n".join(lines)
    body = f"{_short(alert.text)}\n\n{listed}\n\n-- \n{_('To stop these e-mails:')} {stop}\n"
    return Email(alert.email, f"Polisocial: {_('New works: {count}', count=len(documents))}", body, stop)


def send_digests(library: Library, mailer: Mailer, links: Links) -> int:
    """Send an e-mail for each alert with new documents; returns how many were sent. One process at a time sends them.

    An e-mail that can't be sent is tried again the next time. Raises MailError after all others were tried.
    """
    with library.catalogue.shared_lock("alerts"):
        return _send(library, mailer, links)


def _send(library: Library, mailer: Mailer, links: Links) -> int:
    alerts, sent = Alerts(library), 0
    problem: MailError | None = None
    for alert in alerts.confirmed():
        documents = alerts.new_for(alert)
        if not documents:
            continue
        try:
            mailer.send(digest(alert, documents, links))
        except MailError as error:
            problem = error
        else:
            alerts.sent(alert, shown_from(documents[0]))
            sent += 1
    if problem is not None:
        raise problem
    return sent


def send_alerts(library: Library, links: Links) -> str:
    """Send the digests if the settings name a mail server and the public address; returns a notice for the administrator."""
    try:
        sent = deliver(library, links)
    except MailError as error:
        return f"{error} It is sent with the next ingestion, or by `polikb alerts --send`."
    return f"E-mails about new works: {sent}." if sent else ""


def deliver(library: Library, links: Links) -> int:
    """Send the digests if the settings name a mail server and the public address; returns how many. Raises MailError."""
    return send_due(library, links) if library.settings.smtp_url and library.settings.public_url else 0


def send_due(library: Library, links: Links) -> int:
    """Send the digests; returns how many. Raises MailError, and SettingsError without a mail server or public address."""
    mailer, base = load_mailer(library.settings), library.settings.public_url.rstrip("/")
    if mailer is None or not base:
        raise SettingsError(
            "No mail server is configured. Set POLIKB_SMTP_URL, POLIKB_MAIL_FROM and POLIKB_PUBLIC_URL to send e-mails."
        )
    return send_digests(library, mailer, links.at(base))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 300 else f"{plain[:300]}…"
