"""An application as tests and measurements use it: the services behind a test client, and a real server."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

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


def wait_until_open(client: TestClient) -> TestClient:
    """The client once its application has opened the library: beside other work, a start answers earlier requests with 503."""
    while services_of(client).opened is None:
        time.sleep(0.05)
    return client


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
