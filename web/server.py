"""The production server: uvicorn with proxy headers, log and an orderly shutdown."""

import asyncio
import ipaddress
import os
from types import FrameType

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from kb import process
from kb.settings import Settings
from web.access.proxies import behind_proxies
from web.app import create_app
from web.log import configure
from web.services import Services

# Seconds. uvicorn limits only how long a connection is idle between two requests.
HEAD_SECONDS = 20.0  # from a connection's start, or the last answer, until a request's head is there
BODY_SECONDS = 900.0  # for all of a request's body: 1 GiB at 10 Mbit/s
HEAD_BYTES = 128 * 1024  # of address and headers; the parser takes addresses up to 64 KiB, but collects any


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """HTTP that closes connections of clients who are slower than that, since each takes one of the process' open files.

    A request's head is bounded too: the parser would collect one of any size.
    """

    _since = 0.0
    _received, _is_in_head = 0, True  # bytes since the last request's end

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin to wait for the head of a request."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._look_later()

    def data_received(self, data: bytes) -> None:
        """Parse what has arrived; 400 for a head that is too large."""
        self._received += len(data)
        super().data_received(data)
        if self._is_in_head and self._received > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The address and the headers are too long.")

    def on_message_complete(self) -> None:
        """Begin to count the head of the next request."""
        super().on_message_complete()
        self._received, self._is_in_head = 0, True

    def on_headers_complete(self) -> None:
        """Begin to wait for the body."""
        self._is_in_head = False
        super().on_headers_complete()
        self._since = self.loop.time()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        self._since = self.loop.time()
        super().on_response_complete()

    def _look_later(self) -> None:
        self.loop.call_later(HEAD_SECONDS / 2, self._look)

    def _look(self) -> None:
        if self.transport.is_closing():
            return
        is_answering = self.cycle is not None and not self.cycle.response_complete
        waited = self.loop.time() - self._since
        if waited > (BODY_SECONDS if is_answering else HEAD_SECONDS) and (not is_answering or self.cycle.more_body):
            self.transport.abort()
        else:
            self._look_later()


class Server(uvicorn.Server):
    """Serves the library that the settings name on one address."""

    def __init__(self, settings: Settings, host: str, port: int, *, does_jobs: bool = True) -> None:
        """Without `does_jobs`, workers do the jobs that it adds to a database's queue."""
        configure(settings.log)
        process.share_heaps()
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
