"""Sending of e-mails by SMTP, if the settings name a server."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from kb.errors import MailError, SettingsError
from kb.settings import Settings

_FORM = "POLIKB_SMTP_URL must be smtp://host:port or smtps://host:port."
_SECONDS = 20  # for each step of the conversation with the server


@dataclass(frozen=True)
class Email:
    """A plain-text e-mail to one address. `stop` is the page that ends an alert, `reply_to` the Reply-To; "" for none."""

    to: str
    subject: str
    body: str
    stop: str = ""
    reply_to: str = ""


class Mailer:
    """Sends e-mails through `url`: smtp://user:password@host:587 (STARTTLS if the server offers it) or smtps://host:465."""

    def __init__(self, url: str, sender: str) -> None:
        """`sender` is an address, or a name and an address: `Library <kb@example.org>`. Raises SettingsError."""
        try:
            self._parts = urlsplit(url)
            self._port = self._parts.port
        except ValueError:  # its message has a part of the password, if that isn't quoted
            raise SettingsError(_FORM) from None
        if self._parts.scheme not in ("smtp", "smtps") or not self._parts.hostname:
            raise SettingsError(_FORM)
        name, address = parseaddr(sender)
        try:
            self._sender = Address(name, addr_spec=address)
        except (ValueError, IndexError) as error:
            raise SettingsError(f"POLIKB_MAIL_FROM={sender!r} isn't an e-mail address.") from error
        if not self._sender.username or not self._sender.domain:
            raise SettingsError(f"POLIKB_MAIL_FROM={sender!r} isn't an e-mail address.")

    def send(self, email: Email) -> None:
        """Send one e-mail. Raises MailError, whose message names the server but not its password."""
        try:
            with self._server() as server:
                server.send_message(self._message(email))
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"The mail server {self._parts.hostname} didn't accept an e-mail: {error}.") from error

    def _message(self, email: Email) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, email.to, email.subject
        message["Date"], message["Message-ID"] = localtime(), make_msgid(domain=self._sender.domain)
        message["Auto-Submitted"] = "auto-generated"
        if email.stop:
            message["List-Unsubscribe"] = f"<{email.stop}>"
        if email.reply_to:
            message["Reply-To"] = email.reply_to
        message.set_content(email.body)
        return message

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        host, port = self._parts.hostname or "", self._port
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
    """The mailer of the settings, None if they name no server. Raises SettingsError."""
    return Mailer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
