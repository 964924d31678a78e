"""Responses that a browser saves as a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from kb.links import Links
from kb.output.bibliography import FORMATS
from kb.output.citations import STYLES, as_text
from kb.output.reference import Reference

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class ReferenceFile:
    """A format of FORMATS, or a style of STYLES with the language of its terms; `links` are absolute."""

    format: str
    links: Links
    language: str = "en"


def attachment(data: bytes, media: str, name: str) -> Response:
    """A file of this media type that the browser saves under `name` (ASCII)."""
    return Response(data, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


def bibliography(references: Sequence[Reference], form: ReferenceFile, name: str) -> Response:
    """References as a file in the requested form; `name` has no suffix."""
    if form.format in STYLES:
        text, media, suffix = as_text(references, form.links, form.format, form.language), "text/plain", "txt"
    else:
        write, media, suffix = FORMATS[form.format]
        text = write(references, form.links)
    return attachment(text.encode(), f"{media}; charset=utf-8", f"{name}.{suffix}")
