"""Letters by SMTP, where a server is set."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from kb.errors import MailError, SettingsError
from kb.settings import Settings

_SECONDS = 20


@dataclass(frozen=True)
class Email:
    """Plain text to one address; `stop` is the page where the reader can end it, "" for none."""

    to: str
    subject: str
    body: str
    stop: str = ""


class Mailer:
    """Sends letters through `url`: smtp://user:password@host:587 (STARTTLS where the server offers it), smtps://host:465."""

    def __init__(self, url: str, sender: str) -> None:
        """Raises SettingsError for an address that can't be used."""
        self._parts = urlsplit(url)
        self._sender = sender
        if self._parts.scheme not in ("smtp", "smtps") or not self._parts.hostname:
            raise SettingsError("POLIKB_SMTP_URL must be smtp://host:port or smtps://host:port.")
        if "@" not in sender:
            raise SettingsError("POLIKB_MAIL_FROM must be the address that letters come from.")

    def send(self, letter: Email) -> None:
        """Send one letter. Raises MailError; the message names the server, never its password."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, letter.to, letter.subject
        message["Auto-Submitted"] = "auto-generated"
        if letter.stop:
            message["List-Unsubscribe"] = f"<{letter.stop}>"
        message.set_content(letter.body)
        try:
            with self._server() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"The mail server {self._parts.hostname} didn't take a letter: {error}.") from error

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "smtps":
            opened: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port or 465, timeout=_SECONDS, context=ssl.create_default_context()
            )
        else:
            opened = smtplib.SMTP(host, port or 587, timeout=_SECONDS)
        with opened as server:
            if self._parts.scheme == "smtp":
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
            if self._parts.username:
                server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
            yield server


def load_mailer(settings: Settings) -> Mailer | None:
    """The mailer that the settings name, None when they name none. Raises SettingsError."""
    return Mailer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
