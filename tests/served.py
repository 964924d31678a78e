"""An application as tests and measurements use it: the services behind a test client, and a real server."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kb.settings import Settings
from web.app import create_app
from web.services import Services


def services_of(client: TestClient) -> Services:
    """The services of the application that a client talks to."""
    assert isinstance(client.app, FastAPI)
    services: Services = client.app.state.services
    return services


class OpenClient(TestClient):
    """A test client that, once entered, waits for its application to open the library: until then a start answers with 503.

    A start waits a while itself, which beside other work may be too short. Raises what kept the library from opening.
    """

    def __enter__(self) -> Self:
        super().__enter__()
        services = services_of(self)
        while services.opened is None:
            if services.failure is not None:
                raise services.failure
            time.sleep(0.05)
        return self


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of a real server over a library."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
