"""Responses that a browser saves as a file."""

from collections.abc import Sequence

from starlette.responses import Response

from kb.links import Links
from kb.model import Document
from kb.output.bibliography import FORMATS

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def attachment(data: bytes, media: str, name: str) -> Response:
    """A file of this media type that the browser saves under `name` (ASCII)."""
    return Response(data, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


def bibliography(documents: Sequence[Document], format_: str, links: Links, name: str) -> Response:
    """Documents as a file for a reference manager, in a format of FORMATS; `links` are absolute, `name` has no suffix."""
    write, media, suffix = FORMATS[format_]
    return attachment(write(documents, links).encode(), f"{media}; charset=utf-8", f"{name}.{suffix}")
