"""The production server: uvicorn with proxy headers, log and an orderly shutdown."""

import asyncio
import ipaddress
import os
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from kb import process
from kb.settings import Settings
from web.access.proxies import behind_proxies
from web.app import create_app
from web.log import configure
from web.services import Services

# uvicorn limits only how long a connection is idle between two requests.
HEAD_SECONDS = 20.0  # from a connection's start, or the last response, until a request's head has arrived
BODY_SECONDS = 900.0  # for all of a request's body: 1 GiB at 10 Mbit/s
# Bytes of it per second, on average from HEAD_SECONDS on; by judgement: slower than any line on which pages open.
BODY_RATE = 1000.0
READ_SECONDS = 60.0  # until a client has read its pending data, 64 KiB at most
HEAD_BYTES = 128 * 1024  # of address and headers; the parser accepts addresses up to 64 KiB, but buffers any size


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """HTTP that closes connections of clients slower than these limits, since each uses one of the process's open files.

    A request's head, and the trailers of a chunked body, are limited, too: the parser would buffer any size.
    """

    _since = 0.0  # start of the connection, of a request's body, or of the wait for the next request
    _unread_since: float | None = None  # time since which the client hasn't read pending data
    _is_lost = False
    _answered: Any = None  # the request that is being answered
    _unparsed, _body = 0, 0  # bytes since the last request or piece of a body; of this request's body

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Start to wait for the head of a request."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop checking, and notify the request being answered; uvicorn notifies only the latest of pipelined requests."""
        self._is_lost = True
        if self._answered:
            self._answered.disconnected = True
            self._answered.message_event.set()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def data_received(self, data: bytes) -> None:
        """Parse what has arrived; 400 for a head that is too large."""
        self._unparsed += len(data)
        super().data_received(data)
        if self._unparsed > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The address and the headers are too long.")

    def on_headers_complete(self) -> None:
        """Start to wait for the body."""
        super().on_headers_complete()
        self._since, self._body = self.loop.time(), 0

    def on_body(self, body: bytes) -> None:
        """Count the bytes of the body."""
        super().on_body(body)
        self._unparsed, self._body = 0, self._body + len(body)

    def on_message_complete(self) -> None:
        """Start to count the head of the next request."""
        super().on_message_complete()
        self._unparsed = 0

    def on_response_complete(self) -> None:
        """Start to wait for the next request."""
        self._since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Start to wait for the client to read."""
        super().pause_writing()
        self._unread_since = self.loop.time()

    def resume_writing(self) -> None:
        """Stop waiting: the client has read most of the data."""
        super().resume_writing()
        self._unread_since = None

    def _look_later(self) -> None:
        self.loop.call_later(HEAD_SECONDS / 2, self._look)

    def _look(self) -> None:
        if self._is_lost:
            return
        if self._is_too_slow():
            self.transport.abort()
        else:
            self._look_later()

    def _is_too_slow(self) -> bool:
        now = self.loop.time()
        if self._unread_since is None and self.transport.is_closing():  # once the client has read what was sent
            self._unread_since = now
        if self._unread_since is not None:
            return bool(now - self._unread_since > READ_SECONDS)
        waited = now - self._since
        if self.cycle is None or self.cycle.response_complete:
            return bool(waited > HEAD_SECONDS)
        if self.flow.read_paused:  # the server is the slower one
            self._since += HEAD_SECONDS / 2
            return False
        return bool(self.cycle.more_body) and waited > min(BODY_SECONDS, HEAD_SECONDS + self._body / BODY_RATE)


class Server(uvicorn.Server):
    """Serves the settings' library on one address."""

    def __init__(self, settings: Settings, host: str, port: int, *, does_jobs: bool = True) -> None:
        """Without `does_jobs`, workers run the jobs that it adds to a database's queue."""
        configure(settings.log)
        process.share_heaps()
        process.take_short_turns()
        self.owner = f"polikb serve (process {os.getpid()}) at http://{host}:{port}"
        app = create_app(settings, owner=self.owner, address=_local_address(host, port), does_jobs=does_jobs)
        self._services: Services = app.state.services
        application = behind_proxies(app, settings.forwarded_from)
        super().__init__(
            uvicorn.Config(
                application,
                host=host,
                port=port,
                http=PatientProtocol,
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=30,
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Cancel delegated tasks before uvicorn waits for the clients that stream their progress."""
        self._services.stopping.set()
        super().handle_exit(sig, frame)


def _local_address(host: str, port: int) -> str:
    """The address at which commands on this machine reach a server that listens on `host`."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if address.is_unspecified:
        return f"http://127.0.0.1:{port}" if address.version == 4 else f"http://[::1]:{port}"
    return f"http://{host}:{port}" if address.version == 4 else f"http://[{host}]:{port}"
