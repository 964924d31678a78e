"""E-mails about needs: to the office when one is sent or continued, to the sender when the office answers; and a mailto link."""

from collections.abc import Sequence
from urllib.parse import quote

from kb.alerts.mail import Email
from kb.library import Library
from kb.links import Links
from kb.model import ANONYMOUS, Document
from kb.search.scope import all_documents
from kb.translations import Translate, translator
from kb.workspace.sent_needs import SentNeed

_LISTED = 10  # works in an e-mail
_MAILTO = 1500  # characters of a need in a link: mail programs refuse long ones


def to_office(need: SentNeed, address: str, library: Library, links: Links, language: str = "it") -> Email:
    """The e-mail to the office about a new need; answering it writes to the sender. `links` are absolute.

    It names public works only: a mailbox may have more readers than the works.
    """
    _ = translator(language)
    works = [f"{d.title} ({d.year or '–'})\n  {links.document(d.id)}" for d in _public(library, need)[:_LISTED]]
    listed = "\n".join(works) or _("No work was found.")
    body = "\n\n".join(
        (
            _facts(need, _), need.text, f"{_('Works that were found')}:\n{listed}", _uncovered(need, _),
            f"{_('Assign it and answer it here:')}\n{links.office_need(need.id)}",
        )
    )  # fmt: skip
    return Email(
        address, f"Polisocial: {_('A need from {name}', name=_one_line(need.sender.name))}", body, "", need.sender.email
    )


def reply_to_office(need: SentNeed, address: str, links: Links, language: str = "it") -> Email:
    """The e-mail to the office about the sender's latest message."""
    _ = translator(language)
    body = f"{_facts(need, _)}\n\n{need.messages[-1].text}\n\n{links.office_need(need.id)}"
    subject = _("A message from {name} about a need", name=_one_line(need.sender.name))
    return Email(address, f"Polisocial: {subject}", body, "", need.sender.email)


def answer_to_sender(need: SentNeed, office: str, links: Links) -> Email:
    """The e-mail to the sender with the office's latest message; answering it writes to the `office`, if that has an address."""
    _ = translator(need.sender.language)
    body = "\n\n".join(
        (
            need.messages[-1].text, f"{_('Your need')}:\n{_short(need.text)}",
            f"{_('To reply, or to have your need deleted, open this page. Only you have its address.')}\n{links.sent_need(need.token)}",
        )
    )  # fmt: skip
    return Email(need.sender.email, f"Polisocial: {_('An answer to your need')}", body, "", office)


def mailto(need: SentNeed, address: str) -> str:
    """A link that opens the sender's mail program with the need, for servers that send no e-mail."""
    _ = translator(need.sender.language)
    text = need.text if len(need.text) <= _MAILTO else f"{need.text[:_MAILTO]}…"
    body = f"{text}\n\n{_facts(need, _)}"
    return f"mailto:{quote(address, safe='@')}?subject={quote(_('A need for Polisocial'))}&body={quote(body)}"


def _public(library: Library, need: SentNeed) -> list[Document]:
    return works_found(need, {document.id: document for document in all_documents(library, ANONYMOUS)})


def works_found(need: SentNeed, visible: dict[str, Document]) -> list[Document]:
    """The works found when a need was sent, in that order, that are still `visible` (by id)."""
    return [visible[work] for work in need.found.works if work in visible]


def _facts(need: SentNeed, _: Translate) -> str:
    told = [(_("From"), f"{need.sender.name} <{need.sender.email}>"), (_("Where"), need.places), (_("Number"), need.id)]
    return "\n".join(f"{name}: {value}" for name, value in told if value)


def _uncovered(need: SentNeed, _: Translate) -> str:
    parts: Sequence[str] = need.found.uncovered
    listed = "\n".join(f"- {part}" for part in parts)
    none = _("Parts that no work speaks of") if need.found.works else _("What nobody has worked on yet")
    return f"{none}:\n{listed}" if parts else _("There are works about each part.")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:100]


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 300 else f"{plain[:300]}…"
