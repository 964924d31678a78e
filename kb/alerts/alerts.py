"""Alerts: a search, need or idea that somebody wants to hear of by e-mail when something new comes. The table and the digests."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from kb.alerts.mail import Email, Mailer, load_mailer
from kb.errors import MailError, NotFound
from kb.explore.needs import match
from kb.explore.prior_work import prior_work
from kb.library import Library
from kb.model import ANONYMOUS, Document
from kb.search.search import documents_found

AlertKind = Literal["search", "need", "idea"]
_UNCONFIRMED = timedelta(days=7)  # after which an alert that nobody confirmed is forgotten
_AT_ONCE = 3  # unconfirmed alerts of one address: nobody's letter box is to be filled by others
_LISTED = 20  # documents in a letter


@dataclass(frozen=True)
class Alert:
    """What somebody wants to hear of. `seen_at` (ISO, UTC): what came in later is new to them."""

    token: str
    email: str
    kind: AlertKind
    text: str
    language: str
    confirmed: bool
    seen_at: str


class Alerts:
    """The alerts that a library keeps."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._database = library.catalogue

    def add(self, email: str, kind: AlertKind, text: str, language: str) -> Alert | None:
        """Keep an alert that is to be confirmed; None when this address has too many that are not."""
        now = datetime.now(UTC)
        alert = Alert(secrets.token_urlsafe(24), email, kind, text, language, False, now.isoformat())
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM alerts WHERE confirmed = 0 AND created_at < ?", ((now - _UNCONFIRMED).isoformat(),)
            )
            (waiting,) = connection.execute(
                "SELECT count(*) FROM alerts WHERE email = ? AND confirmed = 0", (email,)
            ).fetchone()
            if waiting >= _AT_ONCE:
                return None
            connection.execute(
                "INSERT INTO alerts VALUES (?, ?, ?, ?, ?, 0, ?, ?)",
                (alert.token, email, kind, text, language, now.isoformat(), alert.seen_at),
            )
        return alert

    def find(self, token: str) -> Alert:
        """The alert with this token. Raises NotFound."""
        found = [alert for alert in self._where("token = ?", token) if secrets.compare_digest(alert.token, token)]
        if not found:
            raise NotFound("alert")
        return found[0]

    def confirmed(self) -> list[Alert]:
        """All that are to be written for."""
        return self._where("confirmed = ?", 1)

    def _where(self, clause: str, value: object) -> list[Alert]:
        rows = self._database.rows(
            f"SELECT token, email, kind, text, language, confirmed, seen_at FROM alerts WHERE {clause} ORDER BY created_at",  # noqa: S608
            (value,),
        )
        return [Alert(r[0], r[1], r[2], r[3], r[4], bool(r[5]), r[6]) for r in rows]

    def confirm(self, token: str) -> None:
        """Begin to write."""
        self._change("UPDATE alerts SET confirmed = 1 WHERE token = ?", token)

    def remove(self, token: str) -> None:
        """Write no more, and forget the address."""
        self._change("DELETE FROM alerts WHERE token = ?", token)

    def told(self, alert: Alert, until: str) -> None:
        """Note that all that came in `until` then has been written of."""
        self._change("UPDATE alerts SET seen_at = ? WHERE token = ?", until, alert.token)

    def _change(self, sql: str, *values: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(sql, values)

    def new_for(self, alert: Alert) -> list[Document]:
        """Public documents for an alert that came in after it was last written of, the newest first."""
        found = _FIND[alert.kind](self._library, alert.text)
        new = [document for document in found if document.added_at > alert.seen_at]
        return sorted(new, key=lambda document: document.added_at, reverse=True)


_FIND: dict[AlertKind, Callable[[Library, str], Sequence[Document]]] = {
    "search": lambda library, text: documents_found(library, text, ANONYMOUS),
    "need": lambda library, text: match(library, text, ANONYMOUS).documents,
    "idea": lambda library, text: prior_work(library, text, ANONYMOUS).documents,
}

_WORDS = {
    "it": {
        "confirm": "Conferma: vuoi sapere dei nuovi lavori?",
        "asked": "Qualcuno, forse tu, ha chiesto di essere avvisato dei nuovi lavori per:",
        "open": "Per confermare apri questa pagina; se non l’hai chiesto tu, non fare nulla.",
        "new": "Nuovi lavori: {count}",
        "stop": "Per non ricevere più avvisi:",
        "more": "… e altri {count}.",
    },
    "en": {
        "confirm": "Please confirm: do you want to hear of new works?",
        "asked": "Somebody, perhaps you, asked to be told of new works for:",
        "open": "To confirm, open this page; if it wasn’t you, do nothing.",
        "new": "New works: {count}",
        "stop": "To hear no more of it:",
        "more": "… and {count} more.",
    },
}


def confirmation(alert: Alert, base: str) -> Email:
    """The letter that asks whether an alert is wanted."""
    words = _WORDS[alert.language]
    body = f"{words['asked']}\n\n  {_short(alert.text)}\n\n{words['open']}\n{base}/alerts/{alert.token}\n"
    return Email(alert.email, f"Polisocial: {words['confirm']}", body)


def digest(alert: Alert, documents: Sequence[Document], base: str) -> Email:
    """The letter about new documents."""
    words = _WORDS[alert.language]
    lines = [f"{d.title} ({d.year or '–'})\n  {base}/documents/{d.id}" for d in documents[:_LISTED]]
    if len(documents) > _LISTED:
        lines.append(words["more"].format(count=len(documents) - _LISTED))
    stop = f"{base}/alerts/{alert.token}"
    listed = "\n\n".join(lines)
    body = f"{_short(alert.text)}\n\n{listed}\n\n-- \n{words['stop']} {stop}\n"
    return Email(alert.email, f"Polisocial: {words['new'].format(count=len(documents))}", body, stop)


def send_digests(library: Library, mailer: Mailer, base: str) -> int:
    """Write to everybody for whom something new came in; returns how many letters were sent.

    Who could not be written to is tried again the next time. Raises MailError after all others were tried.
    """
    alerts, sent = Alerts(library), 0
    problem: MailError | None = None
    for alert in alerts.confirmed():
        documents = alerts.new_for(alert)
        if not documents:
            continue
        try:
            mailer.send(digest(alert, documents, base))
        except MailError as error:
            problem = error
        else:
            alerts.told(alert, documents[0].added_at)
            sent += 1
    if problem is not None:
        raise problem
    return sent


def tell(library: Library) -> str:
    """Write to everybody, where a mail server and the public address are set; returns what to tell the administrator."""
    mailer, base = load_mailer(library.settings), library.settings.public_url.rstrip("/")
    if mailer is None or not base:
        return ""
    try:
        sent = send_digests(library, mailer, base)
    except MailError as error:
        return f"{error} Those letters are sent with the next ingestion, or by `polikb alerts --send`."
    return f"Letters about new works: {sent}." if sent else ""


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 300 else f"{plain[:300]}…"
