"""Shared by the pages of sent needs: the works and people of a need that the reader may see now, and its e-mails."""

import logging
from contextlib import suppress
from dataclasses import dataclass

from kb.alerts.mail import Email
from kb.errors import MailError, NotFound
from kb.library import Library
from kb.model import Document, Reader
from kb.people.directory import Entity, directory
from kb.search.scope import all_documents
from kb.workspace.need_mail import works_found
from kb.workspace.sent_needs import SentNeed
from web.services import Services

log = logging.getLogger("polikb")


@dataclass(frozen=True)
class FoundNow:
    """The works and people found when a need was sent that a reader may see now."""

    works: list[Document]
    people: list[Entity]


def found_now(library: Library, need: SentNeed, reader: Reader) -> FoundNow:
    """The works and people found for a need that this reader may see; without hidden, withdrawn and deleted ones."""
    visible = {document.id: document for document in all_documents(library, reader)}
    known, people = directory(library, reader), []
    for entity in need.found.people:
        with suppress(NotFound):
            people.append(known.find("person", entity))
    return FoundNow(works_found(need, visible), people)


def post(services: Services, email: Email) -> bool:
    """Send an e-mail, if the server sends any; False if it failed, which is logged. The need is kept in any case."""
    if services.mailer is None or not services.public_url:
        return True
    try:
        services.mailer.send(email)
    except MailError as error:
        log.warning(str(error))
        return False
    return True
