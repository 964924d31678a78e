"""E-mail through a real SMTP server."""

from dataclasses import replace

import pytest

from kb.alerts.mail import Email, Mailer, load_mailer
from kb.errors import MailError, SettingsError
from kb.settings import Settings
from tests.servers import Mailbox


def test_an_e_mail_arrives_with_its_headers_and_its_accents(mail: tuple[Mailbox, str]) -> None:
    mailbox, url = mail
    Mailer(url, "kb@example.org").send(Email("ada@example.org", "Città nuove", "Perché no?", "https://kb.example/stop"))
    (message,) = mailbox.messages
    assert (message["From"], message["To"]) == ("kb@example.org", "ada@example.org")
    assert message["Auto-Submitted"] == "auto-generated" and message["List-Unsubscribe"] == "<https://kb.example/stop>"
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes) and body.decode().strip() == "Perché no?"


def test_no_header_can_be_added_through_a_subject(mail: tuple[Mailbox, str]) -> None:
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        Mailer(mail[1], "kb@example.org").send(Email("ada@example.org", "Hello\nBcc: eve@example.org", "x"))
    assert mail[0].messages == []


def test_a_server_that_refuses_is_named_without_its_password(mail: tuple[Mailbox, str]) -> None:
    mail[0].full = True
    with pytest.raises(MailError, match=r"127\.0\.0\.1 didn't accept"):
        Mailer(mail[1], "kb@example.org").send(Email("ada@example.org", "x", "x"))
    with pytest.raises(MailError) as error:
        Mailer("smtp://kb:hunter2@127.0.0.1:9", "kb@example.org").send(Email("ada@example.org", "x", "x"))
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "sender", "says"),
    [
        ("http://x.example", "kb@x.example", "SMTP_URL"), ("smtp://", "kb@x.example", "SMTP_URL"), ("smtp://x.example", "kb", "MAIL_FROM"),
        ("smtp://x.example:mail", "kb@x.example", "SMTP_URL"), ("smtp://kb:pass/word@x.example", "kb@x.example", "SMTP_URL"),
        ("smtp://x.example:99999", "kb@x.example", "SMTP_URL"), ("smtp://[x", "kb@x.example", "SMTP_URL"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used(settings: Settings, url: str, sender: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load_mailer(replace(settings, smtp_url=url, mail_from=sender))
    assert load_mailer(settings) is None
