"""Responses that a browser saves as a file."""

from starlette.responses import Response

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def attachment(data: bytes, media: str, name: str) -> Response:
    """A file of this media type that the browser saves under `name` (ASCII)."""
    return Response(data, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})
