"""The server's log: text, or one JSON object per line, with the id of the request.

Queries are never logged: a request is identified by its route's pattern, not by its address.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

from kb.text.normalise import printable

REQUEST: ContextVar[str] = ContextVar("request", default="")
requests = logging.getLogger("polikb.requests")


class Lines(logging.Formatter):
    """The level and the message, with control characters escaped: a message may name a file."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text; a traceback follows on lines of its own."""
        return printable(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object per line: time, level, logger, request id, message, and the fields of `extra={"about": {…}}`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": REQUEST.get(),
            "message": record.getMessage(),
            **getattr(record, "about", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return printable(json.dumps({name: value for name, value in line.items() if value != ""}, ensure_ascii=False))


def configure(style: str, stream: TextIO | None = None) -> None:
    """Set up logging in the style "text" (warnings and errors) or "json" (requests, too); to standard error by default."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if style == "json" else Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    requests.setLevel(logging.INFO if style == "json" else logging.WARNING)
