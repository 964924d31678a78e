"""The production server: uvicorn with proxy headers, log and an orderly shutdown."""

import ipaddress
import os
from types import FrameType

import uvicorn

from kb import process
from kb.settings import Settings
from web.access.proxies import behind_proxies
from web.app import create_app
from web.log import configure
from web.services import Services


class Server(uvicorn.Server):
    """Serves the library that the settings name on one address."""

    def __init__(self, settings: Settings, host: str, port: int) -> None:
        configure(settings.log)
        process.share_heaps()
        self.owner = f"polikb serve (process {os.getpid()}) at http://{host}:{port}"
        app = create_app(settings, owner=self.owner, address=_local_address(host, port))
        self._services: Services = app.state.services
        application = behind_proxies(app, settings.forwarded_from)
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
