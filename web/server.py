"""The real server: uvicorn over the application, told of proxies, and ending in order."""

import ipaddress
import os
from types import FrameType

import uvicorn

from kb import process
from kb.settings import Settings
from web.access.proxies import behind_proxies
from web.app import create_app
from web.log import configure


class Server(uvicorn.Server):
    """Serves the library that the settings name at this address."""

    def __init__(self, settings: Settings, host: str, port: int) -> None:
        configure(settings.log)
        process.share_heaps()
        self.owner = f"polikb serve (process {os.getpid()}) at http://{host}:{port}"
        self._app = create_app(settings, owner=self.owner, address=_reached_at(host, port))
        application = behind_proxies(self._app, settings.forwarded_from)
        super().__init__(
            uvicorn.Config(
                application,
                host=host,
                port=port,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=30,
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Tell the work that commands have handed over to end, before waiting for those who listen to it."""
        self._app.state.ending.set()
        super().handle_exit(sig, frame)


def _reached_at(host: str, port: int) -> str:
    """Where a command on this machine reaches a server that listens there."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if address.is_unspecified:
        return f"http://127.0.0.1:{port}" if address.version == 4 else f"http://[::1]:{port}"
    return f"http://{host}:{port}" if address.version == 4 else f"http://[{host}]:{port}"
