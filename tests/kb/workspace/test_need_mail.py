"""E-mails about needs contain what the office needs, and no work that isn't public."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from kb.library import Library
from kb.workspace.database import open_accounts
from kb.workspace.need_mail import answer_to_sender, mailto, reply_to_office, to_office, works_found
from kb.workspace.sent_needs import SentNeed, SentNeeds
from tests.conftest import Put
from tests.fakes import document
from tests.kb.workspace.conftest import FOUND, SENDER
from web.links import SiteLinks

LINKS = SiteLinks("https://kb.example.org")


def sent(library: Library, text: str = "Vorremmo un pozzo.") -> SentNeed:
    database = open_accounts(library.home)
    needs = SentNeeds(database)
    need = needs.write(needs.add(text, "Lodi", SENDER, FOUND).id, "cleo", "Chiamaci domani.")
    database.close()
    return need


def test_the_office_gets_the_need_and_public_works(put: Put, library: Library) -> None:
    put(document("wells", title="Wells of Lodi"), "A well.")
    put(document("bees", title="Secret bees", access="internal"), "Bees.")
    need = sent(library)
    email = to_office(need, "office@example.org", library, LINKS)
    assert (email.to, email.reply_to) == ("office@example.org", "ada@example.org")
    assert "Ada Rossi" in email.subject and "\n" not in email.subject
    for part in ("Vorremmo un pozzo.", "Lodi", "Wells of Lodi", "https://kb.example.org/documents/wells",
                 "Cerchiamo qualcuno che canti.", f"https://kb.example.org/office/needs/{need.id}"):  # fmt: skip
        assert part in email.body, part
    assert "Secret bees" not in email.body and need.token not in email.body


def test_a_name_with_line_ends_makes_no_header(library: Library) -> None:
    need = sent(library)
    odd = replace(need, sender=replace(SENDER, name="Ada\r\nBcc: x@example.org"))
    assert "\n" not in to_office(odd, "o@example.org", library, LINKS).subject
    assert "\r" not in reply_to_office(odd, "o@example.org", LINKS).subject


def test_the_sender_gets_the_answer_and_the_address_of_the_need(library: Library) -> None:
    need = sent(library, "Vorremmo un pozzo. " * 100)
    email = answer_to_sender(need, "office@example.org", LINKS)
    assert (email.to, email.reply_to) == ("ada@example.org", "office@example.org")
    assert "Chiamaci domani." in email.body and f"https://kb.example.org/needs/{need.token}" in email.body
    assert len(email.body) < 1000, "a long need is shortened"


def test_a_mailto_link_holds_the_need_and_stays_short(library: Library) -> None:
    need = sent(library)
    parts = urlsplit(mailto(need, "office@example.org"))
    assert (parts.scheme, parts.path) == ("mailto", "office@example.org")
    assert "Vorremmo un pozzo." in parse_qs(parts.query)["body"][0]
    assert len(mailto(replace(need, text="a" * 9000), "o@example.org")) < 2500


def test_works_that_are_gone_are_left_out(library: Library) -> None:
    need = sent(library)
    assert [d.id for d in works_found(need, {"bees": document("bees"), "other": document("other")})] == ["bees"]
