"""The form for a need or an idea: typed text or a file, whose results have an address without the text."""

from typing import Annotated

from fastapi import File, Form, UploadFile
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.errors import TextTooLong
from kb.explore.needs import LONGEST, checked_length
from kb.translations import remark, translator
from web.errors import LocalisedError
from web.jobs.kept_texts import KEPT_HOURS
from web.jobs.uploads import UploadRefused
from web.render.templates import chosen_language
from web.services import Services

_SEE_OTHER = 303
_MOST_SHOWN = 50_000  # characters of a text that is too long, but still shown to be shortened

Typed = Annotated[str, Form()]
TextFile = Annotated[UploadFile | None, File()]
KeptKey = Annotated[str, Field(max_length=40)]


class NeedQuery(BaseModel):
    """A need, or the key of one sent by the form; `everything` includes sentences that are otherwise left out."""

    need: Annotated[str, Field(max_length=LONGEST)] = ""
    kept: KeptKey = ""
    everything: str = ""

    @property
    def address(self) -> dict[str, str]:
        """The parameters that lead to the same need."""
        return {"kept": self.kept} if self.kept else {"need": self.need}


class IdeaQuery(BaseModel):
    """An idea, or the key of one that was sent by the form."""

    idea: Annotated[str, Field(max_length=LONGEST)] = ""
    kept: KeptKey = ""

    @property
    def address(self) -> dict[str, str]:
        """The parameters that lead to the same idea."""
        return {"kept": self.kept} if self.kept else {"idea": self.idea}


_DELETED = "Your text was kept for {hours} hours and is deleted now. Send it again."


def expired(request: Request, services: Services, template: str, kept: str) -> Response | None:
    """The form again, with 410, for the key of a text that is no longer kept; None for any other request."""
    if not kept or services.texts.find(kept) is not None:
        return None
    return _again(request, services, template, UploadRefused(410, _DELETED, hours=KEPT_HOURS), "")


def text_of(services: Services, text: str, kept: str) -> str:
    """The text of a request. Raises LocalisedError 410 if it was kept under a key and is no longer."""
    if not kept:
        return text
    found = services.texts.find(kept)
    if found is None:
        raise LocalisedError(410, _DELETED, hours=KEPT_HOURS)
    return found


def received(request: Request, services: Services, template: str, typed: str, file: UploadFile | None) -> Response:
    """Keep a text that was typed or sent as a file, and lead to its page; or show the form again, with the text and the problem."""
    typed = typed.replace("\r\n", "\n").strip()
    try:
        read = services.text_files.read(file.filename, file.file) if file is not None and file.filename else ""
        text = checked_length("\n\n".join(filter(None, (typed, read))))
        if not text:
            raise UploadRefused(422, "Write a text, or choose a file.")
    except TextTooLong as error:
        message = "The text has {count} characters, {over} more than can be read. Shorten it."
        values: dict[str, object] = {"count": error.count, "over": error.count - error.longest}
        shown = "\n\n".join(filter(None, (typed, read)))
        return _again(request, services, template, UploadRefused(422, message, **values), shown)
    except UploadRefused as error:
        return _again(request, services, template, error, typed)
    return RedirectResponse(f"{request.url.path}?kept={services.texts.add(text)}", _SEE_OTHER)


def _again(request: Request, services: Services, template: str, error: UploadRefused, text: str) -> Response:
    language = chosen_language(request)
    values = {name: remark(language, str(value)) if name == "reason" else value for name, value in error.values.items()}
    problem = translator(language)(error.message, **values)
    shown = text if len(text) <= _MOST_SHOWN else ""
    return services.templates.render(request, template, error.status, text=shown, found=None, problem=problem)
