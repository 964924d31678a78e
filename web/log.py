"""The server's log: plain lines for a person, or a JSON value a line for a collector, each with the request that it belongs to.

What people search for is in neither: a request is named by its route, never by its address.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

REQUEST: ContextVar[str] = ContextVar("request", default="")
requests = logging.getLogger("polikb.requests")


class JsonLines(logging.Formatter):
    """Time, level, logger, request and message; what is given as `extra={"about": {…}}` beside them."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
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
        return json.dumps({name: value for name, value in line.items() if value != ""}, ensure_ascii=False)


def configure(style: str, stream: TextIO | None = None) -> None:
    """Write "text" (warnings and worse) or "json" (every request too) to a stream, standard error by default."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if style == "json" else logging.Formatter("%(levelname)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    requests.setLevel(logging.INFO if style == "json" else logging.WARNING)
